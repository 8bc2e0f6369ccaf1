"""All state of a desk in dictionaries: its records, its transactions, its journal."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.errors import StoreError, UsageError
from bot.store.codec import moment
from bot.store.journal import GENESIS, Verifier, clears, link
from bot.store.parties import Parties
from bot.vocabulary.accounts import VerifyReport
from bot.vocabulary.outgoing import StaffMail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.books import Contact, Contract, Invoice, Payment
    from bot.vocabulary.cases import ApprovalToken, Case, Draft, OutboxRow
    from bot.vocabulary.labels import Kind
    from bot.vocabulary.reasons import Reason


@dataclass(frozen=True, slots=True)
class KeptFolder:
    """A folder's first moment and how far it was read."""

    first_at: datetime
    first_uidvalidity: int
    first_uidnext: int
    first_keys: frozenset[str] = frozenset()
    first_done: bool = False
    uidvalidity: int | None = None
    last_uid: int = 0


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One arrival and what became of it; `state` is waiting, settled, held or discarded."""

    id: int
    place: tuple[str, int, str]
    raw: bytes
    sha256: str
    received_at: datetime
    history: bool
    problem: str | None = None
    state: str = "waiting"
    tries: int = 0
    kind: Kind | None = None
    reason: Reason | None = None
    case_id: str | None = None
    sender: str = ""
    writer: str = ""
    subject: str = ""
    message_id: str | None = None
    inner_message_id: str | None = None
    fingerprint: str = ""
    intent: str = ""
    proven: bool = False
    ended_at: datetime | None = None
    released_by: str = ""
    released_reason: str = ""
    explanation: str | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class KeptOutgoing:
    """An outgoing mail with what only the store needs; `n` orders them."""

    n: int
    row: OutboxRow
    subject: str
    changed_at: datetime
    reason: str | None = None
    refused: tuple[str, ...] = ()
    repeated: bool = False
    postponed: str = ""
    lease_until: datetime | None = None
    handed_at: datetime | None = None
    copied: bool = False
    erased: bool = False


@dataclass(slots=True)
class State:
    """Everything; each field is a container of values that never change, so that a shallow copy is a snapshot."""

    journal: list[JournalEntry] = field(default_factory=list)
    folders: dict[str, KeptFolder] = field(default_factory=dict)
    mails: dict[int, KeptMail] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    tokens: dict[str, ApprovalToken] = field(default_factory=dict)
    asked: list[tuple[str, datetime, str]] = field(default_factory=list)
    hints: list[tuple[str, datetime]] = field(default_factory=list)
    outbox: dict[str, KeptOutgoing] = field(default_factory=dict)
    invoices: dict[int, Invoice] = field(default_factory=dict)
    payments: dict[tuple[Any, ...], tuple[Payment, str]] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    contacts: dict[tuple[str, str, str], Contact] = field(default_factory=dict)
    parties: list[Parties] = field(default_factory=lambda: [Parties({}, {})])
    digests: dict[date, datetime] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    erased_cases: set[str] = field(default_factory=set)

    def copied(self) -> State:
        """Return a snapshot."""
        return State(**{item.name: getattr(self, item.name).copy() for item in fields(self)})


class Remembered:
    """The state with its transactions and its journal; base of the store in memory."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._state = State()
        self._open = False

    def close(self) -> None:
        """Close; never raises."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write transaction; undone on an exception. Not nestable."""
        self._must_be_free()
        self._open = True
        try:
            with self._undone_on_error():
                yield
        finally:
            self._open = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """One unit within a transaction: undone alone on an exception, which is raised again."""
        self._must_be_open()
        with self._undone_on_error():
            yield

    @contextmanager
    def _joined(self) -> Iterator[None]:
        with self._undone_on_error():
            yield

    @contextmanager
    def _undone_on_error(self) -> Iterator[None]:
        before = self._state.copied()
        try:
            yield
        except BaseException:
            self._state = before
            raise

    def _must_be_open(self) -> None:
        if not self._open:
            raise StoreError("this step belongs inside a transaction; this is a fault of the program")

    def _must_be_free(self) -> None:
        if self._open:
            raise StoreError("this step must be committed by itself, but a transaction is open; this is a fault of the program")

    def journal(self, case_id: str | None = None) -> Iterator[JournalEntry]:
        """Yield entries in order, of one case or all."""
        return (entry for entry in tuple(self._state.journal) if case_id is None or entry.case_id == case_id)

    def entries_of(self, kinds: Sequence[str], after: int, limit: int) -> tuple[JournalEntry, ...]:
        """Return entries of these kinds with a number above `after`, oldest first."""
        return tuple(entry for entry in self._state.journal if entry.kind in kinds and entry.seq > after)[:limit]

    def raw_mail(self, mail_id: int) -> bytes:
        """Return the bytes of an incoming mail. Raises UsageError."""
        mail = self._state.mails.get(mail_id)
        if mail is None:
            raise UsageError(f"there is no mail {mail_id}")
        return mail.raw

    def clears(self, row: OutboxRow) -> bool:
        """Return whether the journal's sound entries let an answer to a client go, and go now."""
        own = [entry for entry in self._state.journal if entry.case_id == row.case_id]
        return self.verify().broken is None and clears(own, row.draft_id or "", row.approved_hash, row.id)

    def verify(self, heads: Sequence[str] = (), since: str = "") -> VerifyReport:
        """Check the whole chain, every content hash, every raw mail's and outgoing mail's sha256; `since` only has to be there."""
        if since and not any(entry.entry_hash.startswith(since) for entry in self._state.journal):
            raise UsageError(f"no journal entry has the hash {since}; verify without --since, with --head {since}")
        check = Verifier(heads)
        for entry in self._state.journal:
            check.entry(entry)
        check.length(check.head[0])
        broken = check.broken or self._broken(check) or check.missing()
        return VerifyReport(check.head[0], len(self._state.mails), check.head[1], broken)

    def _broken(self, check: Verifier) -> str | None:
        for mail in self._state.mails.values():
            if not check.whole(mail.sha256, mail.raw):
                return f"the bytes of mail {mail.id} were changed after they were kept"
            if wrong := check.mail(mail.id, mail.sha256):
                return wrong
        for kept in self._state.outbox.values():
            row = kept.row
            whole = None if kept.erased else hashlib.sha256(row.raw).hexdigest()
            if wrong := check.outgoing(row.id, row.raw_sha256, whole, erasable=row.staff_mail is StaffMail.APPROVAL):
                return wrong
        return None

    def _record(self, kind: str, case_id: str | None, content: Mapping[str, Any], now: datetime) -> None:
        self._state.journal.append(link(self._head(), kind, case_id, content, now))

    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last entry; (0, 64 zeros) before the first."""
        return self._head()

    def last_entry_at(self) -> datetime:
        """Return when the last entry was written; the beginning of time before the first."""
        return moment(self._state.journal[-1].at) if self._state.journal else datetime.min.replace(tzinfo=UTC)

    def entry_hash(self, seq: int) -> str | None:
        """Return the hash of one entry, None if there is none."""
        return next((entry.entry_hash for entry in self._state.journal if entry.seq == seq), None)

    def _head(self) -> tuple[int, str]:
        last = self._state.journal[-1] if self._state.journal else None
        return (last.seq, last.entry_hash) if last else (0, GENESIS)

    def meta(self, key: str) -> str | None:
        """Return a small named value."""
        return self._state.meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        """Set it, in the current transaction or its own."""
        self._state.meta[key] = value
