"""The Store as a Protocol: what any database behind the desk must do; one contract suite tests every implementation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from decimal import Decimal

    from bot.vocabulary.accounts import DigestFacts, Erasable, HeldMail, JournalEntry, VerifyReport
    from bot.vocabulary.books import Books, ImportReport
    from bot.vocabulary.cases import Case, OutboxRow, OutboxState
    from bot.vocabulary.doors import Arrival, Cursor, FolderState, SendOutcome
    from bot.vocabulary.dossier import Dossier, Question, TokenRecord
    from bot.vocabulary.effects import Decision
    from bot.vocabulary.evidence import CaseFile


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A kept mail not yet settled. `tries` counts readings that killed or overran a worker; `released_by` is the person who
    released it from hold ("" otherwise), `released_reason` the reasons overridden so far, a blank between them.
    """

    mail_id: int
    raw: bytes
    received_at: datetime
    tries: int
    problem: str | None = None
    released_by: str = ""
    released_reason: str = ""

    @property
    def unread(self) -> tuple[bytes, tuple[Reason, ...]]:
        """The bytes, and the reasons of holds from which the mail was released."""
        return self.raw, tuple(map(Reason, self.released_reason.split()))


@dataclass(frozen=True, slots=True)
class Kept:
    """What `keep` did: new rows, rows matched again after a renumbering, keys that were already there."""

    new: int
    relinked: int
    known: int


@dataclass(frozen=True, slots=True)
class SendCounts:
    """Mails to clients handed over (sent or uncertain or being sent): to this recipient today, to its domain in the last
    hour, to all in the last hour, about this case today.
    """

    recipient_today: int
    domain_hour: int
    all_hour: int
    case_today: int = 0


class Store(Protocol):
    """All state of a desk. Not thread-safe: one thread uses it. Times are aware; raises StoreError."""

    def close(self) -> None:
        """Close; never raises."""

    def transaction(self) -> AbstractContextManager[None]:
        """Write transaction (BEGIN IMMEDIATE); commits at the end, rolls back on an exception. Not nestable."""

    def savepoint(self) -> AbstractContextManager[None]:
        """One unit within a transaction: rolled back alone on an exception, which is raised again."""

    # --- intake -------------------------------------------------------------------------------------------------------
    def begin_folder(self, state: FolderState, now: datetime) -> datetime:
        """At the very first start on this folder remember what was there (and when); return that first moment (UTC)."""

    def cursor(self, folder: str) -> Cursor | None:
        """Return how far the folder was read, None before the first batch."""

    def known_keys(self, folder: str, uidvalidity: int, keys: Sequence[str]) -> frozenset[str]:
        """Return those keys that are kept already."""

    def keep(self, batch: Sequence[Arrival], cursor: Cursor, since_at: datetime, now: datetime) -> Kept:
        """Keep raw bytes and the cursor in one transaction of its own. A mail is history if it was there at the first start
        and received before `since_at`. After a change of uidvalidity, mails with the same sha256 kept under an older
        one are matched one to one and not processed again.
        """

    # --- processing ---------------------------------------------------------------------------------------------------
    def waiting(self, limit: int, after: int = 0) -> tuple[WaitingMail, ...]:
        """Return unsettled mails with id > `after` in order of arrival (id)."""

    def backlog(self, most: int, after: int = 0) -> int:
        """Return how many unsettled mails with id > `after` there are, or `most` where there are more."""

    def count_try(self, mail_id: int) -> int:
        """Count a failed reading (its own transaction); return the new count."""

    def answer(self, question: Question, mail_id: int, now: datetime, day_start: datetime) -> Dossier:
        """Answer all of a mail's questions; `day_start` is local midnight for the per-day counters. mail_id 0: no row yet."""

    def apply(self, mail_id: int, decision: Decision, explanation: str, now: datetime) -> None:
        """Apply all effects, journal entries included, inside the current transaction. mail_id 0: a command, no mail.
        `explanation` is the mail's `explain` object as JSON text, kept with the mail. FileMail, OpenCase and DraftReply are
        applied before the rest, whatever their place. Refused with StoreError: a mail that is not waiting, a draft that is not
        pending, a second pending draft of a case, a mail to a client without an approved draft of that very hash.
        """

    def explanation(self, mail_id: int) -> str | None:
        """Return the kept explain object of a settled mail."""

    # --- outbox -------------------------------------------------------------------------------------------------------
    def due(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return queued and deferred rows that are due, oldest first; none while paused."""

    def send_counts(self, recipient: str, now: datetime, day_start: datetime, case_id: str | None = None) -> SendCounts:
        """Return the counters of TRUST R10 for mails to clients."""

    def begin_sending(self, outbox_id: str, lease_until: datetime, now: datetime) -> bool:
        """Claim a due row: commit SENDING_DIALOGUE. False if it is no longer due (or paused)."""

    def begin_data(self, outbox_id: str, now: datetime) -> None:
        """Commit SENDING_DATA; called between the last RCPT answer and DATA."""

    def settle(self, outbox_id: str, outcome: SendOutcome, next_at: datetime | None, now: datetime) -> None:
        """Keep the outcome with a journal entry, in the caller's transaction or one of its own. DEFERRED needs `next_at`. UNCERTAIN
        rows to staff are queued once more (same bytes); to clients they stay for a person. SENT client mails move their open case to waiting_us, due at the end of
        the promised day in the zone named by `meta("timezone")` (UTC if unset).
        """

    def postpone(self, outbox_id: str, next_at: datetime, why: str, now: datetime) -> bool:
        """Put a due row off (limits); journals `why` once, not each time it is put off again for the same reason. True when it did."""

    def block(self, outbox_id: str, reason: str, detail: str, now: datetime) -> None:
        """The egress guard refused a row: state BLOCKED, journalled, shown in the digest."""

    def recover(self, now: datetime) -> tuple[OutboxRow, ...]:
        """At start: rows left in SENDING_DIALOGUE are queued again; SENDING_DATA become UNCERTAIN (staff rows are queued
        once more). Return the rows changed, as they are now.
        """

    def clears(self, row: OutboxRow) -> bool:
        """Return whether the journal, by sound entries alone, lets an answer to a client go now: its draft was made with the approved
        hash, everybody in whose name it was approved said yes to it, and it is not handed over already. The tables count for nothing.
        """

    def outbox(self, states: Sequence[OutboxState] = ()) -> tuple[OutboxRow, ...]:
        """Return rows in these states (all if empty), oldest first."""

    def resend(self, outbox_id: str, by: str, now: datetime) -> None:
        """Queue an uncertain, rejected or given-up row again, same bytes; journalled. Raises UsageError."""

    def give_up(self, outbox_id: str, by: str, now: datetime) -> None:
        """Settle an uncertain, deferred or rejected row as given up; journalled. Raises UsageError."""

    def found_sent(self, outbox_id: str, where: str, now: datetime) -> None:
        """An uncertain row was found where only sent mails lie: state SENT, journalled with `where`. Other states are left alone."""

    def uncopied(self, since: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return mails to clients sent after `since` that have no copy in a sent folder yet, oldest first."""

    def copied(self, outbox_ids: Sequence[str], now: datetime) -> None:
        """Remember that these have their copy."""

    def unknown_ids(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those Message-IDs that no outgoing mail of this store has."""

    def set_paused(self, paused: bool, by: str, now: datetime) -> None:  # noqa: FBT001 - the state itself
        """Stop or resume all sending at once; journalled."""

    def paused(self) -> bool:
        """Return whether sending is paused."""

    # --- cases and people ---------------------------------------------------------------------------------------------
    def cases(self, *, include_closed: bool = True) -> tuple[Case, ...]:
        """Return all cases, newest first."""

    def case(self, case_id: str) -> Case:
        """Return one case. Raises UsageError if there is none."""

    def next_case(self) -> int:
        """Return the number the next case gets (from 1)."""

    def case_mails(self, case_id: str) -> tuple[tuple[int, str, datetime, str, str], ...]:
        """Return (id, direction in|out, when, sender or recipient, subject) of the case's mails in order of time."""

    def case_file(self, case_id: str) -> CaseFile:
        """Return all that is known of a case, mails as bytes, for a reader outside. Raises UsageError if there is none."""

    def pending(self, case_id: str) -> tuple[TokenRecord, ...]:
        """Return the pending draft of a case with each unspent token (one record per approver asked). A draft that waits
        without any request (RATE_GLOBAL) comes once, with a token whose `token_hash` and `approver` are empty.
        """

    def expire(self, now: datetime) -> tuple[TokenRecord, ...]:
        """Return pending drafts whose tokens have all expired, one record each (the latest token), for the caller to settle."""

    def unanswered(self, asked_before: datetime, now: datetime, below_step: int) -> tuple[TokenRecord, ...]:
        """Return unspent requests made by then, or put off until now, whose draft was reminded of fewer times; oldest draft first."""

    def mark_overdue(self, now: datetime) -> tuple[Case, ...]:
        """Return open cases whose `due_at` has passed and are not marked overdue yet, for the caller to update."""

    def held(self) -> tuple[HeldMail, ...]:
        """Return held mails, oldest first."""

    def release(self, mail_id: int, by: str, now: datetime) -> None:
        """Put a held mail back to waiting with its reason overridden by a named person. Raises UsageError."""

    def discard(self, mail_id: int, by: str, now: datetime) -> None:
        """Settle a held mail as looked at; its bytes stay. Raises UsageError."""

    # --- ledger -------------------------------------------------------------------------------------------------------
    def import_books(self, books: Books, now: datetime) -> ImportReport:
        """Upsert in one transaction; a changed amount of a disputed invoice is a journal entry."""

    def books(self) -> Books:
        """Return the whole ledger."""

    def foreign_numbers(self, client_key: str) -> frozenset[str]:
        """Return all invoice numbers that this client has not (all there are for an empty key). Cases keep the present key of
        their client: where names turn out to be one client, an import moves them.
        """

    def invoice_totals(self, client_key: str, numbers: Sequence[str]) -> tuple[Decimal, ...]:
        """Return the totals of invoices with these numbers (however spelt), of that client or, for an empty key, of any."""

    def lists(self, client_key: str, email: str) -> bool:
        """Return whether the ledger lists this address (or its domain) for the client, as it is now."""

    # --- log and digest -----------------------------------------------------------------------------------------------
    def journal(self, case_id: str | None = None) -> Iterator[JournalEntry]:
        """Yield entries in order, of one case or all."""

    def entries_of(self, kinds: Sequence[str], after: int, limit: int) -> tuple[JournalEntry, ...]:
        """Return entries of these kinds with a number above `after`, oldest first."""

    def raw_mail(self, mail_id: int) -> bytes:
        """Return the bytes of an incoming mail. Raises UsageError."""

    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last entry; (0, 64 zeros) before the first."""

    def last_entry_at(self) -> datetime:
        """Return when the last entry was written; the beginning of time before the first."""

    def entry_hash(self, seq: int) -> str | None:
        """Return the hash of one entry, None if there is none."""

    def verify(self, heads: Sequence[str] = (), since: str = "") -> VerifyReport:
        """Check the whole chain, every content hash, every raw mail's and outgoing mail's sha256. `heads` are entry hashes kept
        elsewhere, whole or their first characters, which the chain must contain; with `since`, one more such hash, only what
        was written after it is checked. Raises UsageError if no entry has the hash `since`.
        """

    # --- erasure ------------------------------------------------------------------------------------------------------
    def erasable(self, before: datetime, limit: int) -> Erasable:
        """Return what ended before a moment and is still there, at most `limit` of each: closed cases whose outgoing mails have
        all ended, settled mails of no case, outgoing mails of no case.
        """

    def of_person(self, email: str) -> Erasable:
        """Return the cases an address wrote in or is the client of, and its settled mails that belong to none."""

    def erase(self, what: Erasable, by: str, why: str, now: datetime) -> None:
        """Erase contents in one transaction: bytes, words, addresses. Hashes, dates, numbers and the chain stay, and a journal entry
        says what went, who asked and why. Repeating it changes nothing. Raises UsageError for a case that is not over.
        """

    def refuse_erasure(self, cases: tuple[str, ...], by: str, why: str, now: datetime) -> None:
        """Write down that an erasure was asked for and refused, and why."""

    def last_digest(self) -> tuple[date, datetime] | None:
        """Return the local date and the end (`until_at`) of the last digest made, None before the first."""

    def digest_facts(self, from_at: datetime | None, until_at: datetime) -> DigestFacts:
        """Return all facts of the window (from the beginning if `from_at` is None). Outbox rows come without their bytes;
        `sent` are mails to clients; `skipped_dates` is left to the caller, who knows the desk's zone.
        """

    def meta(self, key: str) -> str | None:
        """Return a small named value (instance id, heartbeat)."""

    def set_meta(self, key: str, value: str) -> None:
        """Set it, in the current transaction or its own."""
