"""What the desk shows of itself: journal entries, held mails, the facts of a digest, results of verifying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from bot.vocabulary.cases import Case, Draft, OutboxRow
    from bot.vocabulary.labels import Kind
    from bot.vocabulary.reasons import Reason


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One link of the chain (TRUST R11): entry_hash = sha256(canonical JSON {seq, prev_hash, at, kind, case, content_sha256}).

    `at` is ISO 8601 UTC exactly as hashed; `content` is the entry's JSON text, or None once erased.
    """

    seq: int
    at: str
    kind: str
    case_id: str | None
    content: str | None
    content_sha256: str
    prev_hash: str
    entry_hash: str


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail a person must look at. `sender` and `subject` are best effort for display, outside text."""

    mail_id: int
    reason: Reason
    held_at: datetime
    sender: str
    subject: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A pending draft with its case and who was asked when (oldest request)."""

    draft: Draft
    case: Case
    approver: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class MailLine:
    """One handled mail for the digest: who, what, which case; `text` is one line of outside text."""

    mail_id: int
    kind: Kind
    reason: Reason | None
    sender: str
    subject: str
    case_id: str | None
    received_at: datetime
    intent: str


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """Everything the digest tells, for the window `from_at` < t <= `until_at` (aware UTC) and the present state.

    Counts: `fetched == handled + held + ignored` over mails settled or held in the window (history counts as ignored).
    `history` counts mails filed as BEFORE_SINCE in the window. `by_reason` counts reason codes of the window.
    `acknowledge_hours` are hours from a client's mail to its acknowledgement sent in the window.
    """

    from_at: datetime
    until_at: datetime
    fetched: int = 0
    handled: int = 0
    held: int = 0
    ignored: int = 0
    history: int = 0
    unread: int = 0
    waiting: tuple[WaitingDraft, ...] = ()
    overdue: tuple[Case, ...] = ()
    open_cases: tuple[Case, ...] = ()
    held_mails: tuple[HeldMail, ...] = ()
    new_cases: tuple[Case, ...] = ()
    closed_cases: tuple[Case, ...] = ()
    client_mails: tuple[MailLine, ...] = ()
    ignored_mails: tuple[MailLine, ...] = ()
    sent: tuple[OutboxRow, ...] = ()
    troubled: tuple[OutboxRow, ...] = ()
    by_reason: tuple[tuple[str, int], ...] = ()
    acknowledge_hours: tuple[Decimal, ...] = ()
    bounces: int = 0
    notices: tuple[str, ...] = ()
    chain_head: str = ""
    chain_length: int = 0
    paused: bool = False
    skipped_dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found; `broken` is a sentence naming the first broken entry or mail, or None."""

    entries: int
    mails: int
    head: str
    broken: str | None


@dataclass(frozen=True, slots=True)
class Erasable:
    """What is to be erased, or may be: cases with all that belongs to them, mails of no case, outgoing mails of no case."""

    cases: tuple[str, ...] = ()
    mails: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.cases or self.mails or self.letters)
