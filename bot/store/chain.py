"""Writes, lists and verifies the journal in SQLite."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.store.codec import moment
from bot.store.journal import GENESIS, LEAVING, Verifier, clears, fault, link
from bot.vocabulary.accounts import JournalEntry, VerifyReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.store.link import Link, Row
    from bot.vocabulary.cases import OutboxRow


#: A place behind every row.
_NEVER = 2**62


class Chained:
    """The journal over one connection; base of everything that writes."""

    def __init__(self, connected: Link) -> None:
        """Work over an open link."""
        self._link = connected

    def journal(self, case_id: str | None = None) -> Iterator[JournalEntry]:
        """Yield entries in order, of one case or all."""
        rows = self._link.each("journal_all") if case_id is None else self._link.each("journal_of_case", case_id)
        return (_entry(row) for row in rows)

    def entries_of(self, kinds: Sequence[str], after: int, limit: int) -> tuple[JournalEntry, ...]:
        """Return entries of these kinds with a number above `after`, oldest first."""
        return tuple(map(_entry, self._link.all("journal_of_kinds", json.dumps(list(kinds)), after, limit)))

    def raw_mail(self, mail_id: int) -> bytes:
        """Return the bytes of an incoming mail. Raises UsageError."""
        row = self._link.one("raw_mail", mail_id)
        if row is None:
            raise UsageError(f"there is no mail {mail_id}")
        return bytes(row[0])

    def clears(self, row: OutboxRow) -> bool:
        """Return whether the journal's sound entries let an answer to a client go, and go now."""
        entries = map(_entry, self._link.each("journal_of_leaving", row.draft_id or "", json.dumps(list(LEAVING))))
        return clears(filter(self._stands, entries), row.draft_id or "", row.approved_hash, row.id)

    def verify(self, heads: Sequence[str] = (), since: str = "") -> VerifyReport:
        """Check the whole chain, every content hash, every raw mail's and outgoing mail's sha256."""
        with self._link.snapshot():
            head = self._entry_of(since) if since else (0, GENESIS)
            check = Verifier(heads, head)
            for entry in self._entries_after(head[0]):
                check.entry(entry)
            check.length(self._link.all("journal_last")[0][0])
            mails = self._link.all("count_mails")[0][0]
            broken = check.broken or self._broken_mail(check, whole=not since) or check.missing()
        return VerifyReport(entries=check.head[0], mails=mails, head=check.head[1], broken=broken)

    def _entries_after(self, seq: int) -> Iterator[JournalEntry]:
        return map(_entry, self._link.each("journal_after", seq))

    def _entry_of(self, hash_: str) -> tuple[int, str]:
        found = self._link.all("journal_of_hash", hash_, hash_ + "~")
        if len(found) != 1:
            raise UsageError(f"no journal entry has the hash {hash_}; verify without --since, with --head {hash_}")
        return (found[0][0], found[0][1])

    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last entry; (0, 64 zeros) before the first."""
        return self._head()

    def last_entry_at(self) -> datetime:
        """Return when the last entry was written; the beginning of time before the first."""
        found = self._link.one("last_entry")
        return moment(found[0]) if found else datetime.min.replace(tzinfo=UTC)

    def entry_hash(self, seq: int) -> str | None:
        """Return the hash of one entry, None if there is none."""
        found = self._link.one("journal_hash_at", seq)
        return found[0] if found else None

    def _broken_mail(self, check: Verifier, *, whole: bool) -> str | None:
        mail, sent = (0, None) if whole else check.first_witnessed
        first = _NEVER if mail is None else mail
        for sha256, raw in self._link.each("verify_raws", first):
            if not check.whole(sha256, raw):
                named = self._link.one("first_mail_of_bytes", sha256)
                return f"the bytes of mail {named[0] if named else '(none)'} were changed after they were kept"
        for mail_id, sha256 in self._link.each("verify_mails", first):
            if wrong := check.mail(mail_id, sha256):
                return wrong
        after = 0 if whole else self._place(sent)
        for outbox_id, sha256, raw, staff_mail in self._link.each("verify_outbox", after):
            digest = None if raw is None else hashlib.sha256(raw).hexdigest()
            if wrong := check.outgoing(outbox_id, sha256, digest, erasable=staff_mail == "approval"):
                return wrong
        return None

    def _place(self, outbox_id: str | None) -> int:
        """Where an outgoing mail stands in the order of the outbox; behind all for None."""
        found = self._link.one("outbox_place", outbox_id) if outbox_id else None
        return int(found[0]) if found else _NEVER

    def _stands(self, entry: JournalEntry) -> bool:
        """Whether an entry is linked to its neighbours as the chain demands."""
        before = self._link.one("journal_hash_at", entry.seq - 1)
        after = self._link.one("journal_prev_at", entry.seq + 1)
        head = (entry.seq - 1, before[0] if before else GENESIS)
        follows = after is None or after[0] == entry.entry_hash
        return follows and (before is not None or entry.seq == 1) and fault(head, entry) is None

    def _record(self, kind: str, case_id: str | None, content: Mapping[str, Any], now: datetime) -> None:
        """Append one entry within the current transaction."""
        entry = link(self._head(), kind, case_id, content, now)
        self._link.run("insert_journal", entry.seq, entry.at, kind, case_id, entry.content_sha256, entry.prev_hash, entry.entry_hash)
        self._link.run("insert_journal_content", entry.seq, entry.content)
        self._link.head = (entry.seq, entry.entry_hash)

    def _head(self) -> tuple[int, str]:
        if self._link.busy and self._link.head:
            return self._link.head
        row = self._link.one("journal_head")
        return (row[0], row[1]) if row else (0, GENESIS)

    def meta(self, key: str) -> str | None:
        """Return a small named value."""
        row = self._link.one("get_meta", key)
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Set it, in the current transaction or its own."""
        with self._link.joined():
            self._link.run("set_meta", key, value)


def _entry(row: Row) -> JournalEntry:
    return JournalEntry(*row)
