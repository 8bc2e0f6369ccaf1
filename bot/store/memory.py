"""The same Store in dictionaries: for tests and for trying things out; nothing survives the process."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.store.codec import moment, stamp
from bot.store.memory_erasing import RememberedErasing
from bot.store.rules import NOTABLE, STANDING_DAYS, TROUBLED, DigestCounts, ended, hours_between, notices, standing
from bot.vocabulary.accounts import DigestFacts, MailLine, WaitingDraft
from bot.vocabulary.cases import CaseStatus, DraftState
from bot.vocabulary.labels import IGNORED_KINDS, Kind
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from decimal import Decimal

    from bot.store.memory_state import KeptMail
    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.cases import Case, Draft, OutboxRow

_CLIENT_KINDS = frozenset({Kind.CLIENT_MAIL, Kind.STAFF_FORWARD})


class MemoryStore(RememberedErasing):
    """The Store in dictionaries."""

    def last_digest(self) -> tuple[date, datetime] | None:
        """Return the local date and the end (`until_at`) of the last digest made, None before the first."""
        return max(self._state.digests.items(), key=lambda made: made[1], default=None)

    def digest_facts(self, from_at: datetime | None, until_at: datetime) -> DigestFacts:
        """Return all facts of the window (from the beginning if `from_at` is None)."""
        window = _Window(from_at or datetime.min.replace(tzinfo=UTC), until_at)
        state, head = self._state, self._head()
        first = moment(state.journal[0].at) if state.journal else until_at
        ended = [mail for mail in state.mails.values() if window.holds(mail.ended_at)]
        counts = self._counts(ended, window)
        entries = [entry for entry in state.journal if window.holds(moment(entry.at))]
        cases = tuple(reversed(self.cases()))
        return DigestFacts(
            from_at=min(from_at or first, until_at),
            until_at=until_at,
            fetched=counts.fetched,
            handled=counts.columns["handled"],
            held=counts.columns["held"],
            ignored=counts.columns["ignored"],
            history=counts.history,
            unread=sum(mail.state == "waiting" for mail in state.mails.values()),
            waiting=tuple(map(self._waiting_draft, (draft for draft in state.drafts.values() if draft.state is DraftState.PENDING))),
            overdue=_overdue(cases, until_at),
            open_cases=self.cases(include_closed=False),
            held_mails=self.held(),
            new_cases=tuple(case for case in cases if window.holds(case.opened_at)),
            closed_cases=tuple(case for case in cases if window.holds(case.closed_at)),
            client_mails=_lines(ended, _CLIENT_KINDS),
            ignored_mails=_lines(ended, IGNORED_KINDS),
            sent=tuple(replace(row, raw=b"") for row in self._left(window)),
            troubled=self._troubled(window),
            by_reason=tuple(sorted(counts.by_reason.items())),
            acknowledge_hours=self._hours(window),
            bounces=sum(entry.kind == "mark_bounced" for entry in entries),
            notices=_notices(entries, state.journal, until_at),
            chain_head=head[1],
            chain_length=head[0],
            paused=self.paused(),
        )

    def _counts(self, ended: list[KeptMail], window: _Window) -> DigestCounts:
        counts = DigestCounts()
        for mail in ended:
            if mail.kind is not None:
                counts.add(mail.kind, mail.reason)
        for kept in self._state.outbox.values():
            if kept.reason and window.holds(kept.changed_at):
                counts.by_reason[kept.reason] += 1
        return counts

    def _waiting_draft(self, draft: Draft) -> WaitingDraft:
        tokens = [token for token in self._state.tokens.values() if token.draft_id == draft.id]
        first = min(tokens, key=lambda token: token.created_at, default=None)
        case = self._state.cases[draft.case_id]
        return WaitingDraft(draft, case, first.approver if first else "", first.created_at if first else draft.created_at)

    def _left(self, window: _Window) -> list[OutboxRow]:
        return [row for row in self.outbox() if row.audience is Audience.CLIENT and window.holds(row.sent_at)]

    def _troubled(self, window: _Window) -> tuple[OutboxRow, ...]:
        kept = self._state.outbox.values()
        found = (k.row for k in kept if k.row.state in TROUBLED or (k.refused and window.holds(k.row.sent_at)))
        return tuple(replace(row, raw=b"") for row in found)

    def _hours(self, window: _Window) -> tuple[Decimal, ...]:
        found = []
        for row in self._left(window):
            draft = self._state.drafts.get(row.draft_id or "")
            mail = self._state.mails.get(draft.mail_id) if draft else None
            if mail is not None and row.sent_at is not None:
                found.append(hours_between(mail.received_at, row.sent_at))
        return tuple(found)


class _Window:
    """The time a digest tells: after `since`, up to and including `until`."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self._since = stamp(since)
        self._until = stamp(until)

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self._since < stamp(at) <= self._until


def _overdue(cases: tuple[Case, ...], until_at: datetime) -> tuple[Case, ...]:
    never = datetime.max.replace(tzinfo=UTC)
    late = (CaseStatus.OPEN, CaseStatus.WAITING_US)
    found = (
        case for case in cases if case.status is CaseStatus.OVERDUE or (case.status in late and case.due_at and case.due_at < until_at)
    )
    return tuple(sorted(found, key=lambda case: case.due_at or never))


def _lines(mails: list[KeptMail], kinds: Collection[Kind]) -> tuple[MailLine, ...]:
    return tuple(
        MailLine(mail.id, mail.kind, mail.reason, mail.sender, mail.subject, mail.case_id, mail.received_at, mail.intent)
        for mail in mails
        if mail.kind in kinds and mail.kind is not None and mail.reason is not Reason.BEFORE_SINCE
    )


def _notices(entries: list[JournalEntry], journal: Iterable[JournalEntry], until_at: datetime) -> tuple[str, ...]:
    lately = _Window(until_at - timedelta(days=STANDING_DAYS), until_at)
    kept = [(entry, entry.content) for entry in entries if entry.kind in NOTABLE and entry.content is not None]
    found = [(entry.kind, content) for entry, content in kept if entry.case_id is None or (entry.kind == "note" and ended(content))][:200]
    notes = [entry for entry in journal if entry.kind == "note" and entry.case_id is None and lately.holds(moment(entry.at))]
    found += [(entry.kind, entry.content) for entry in notes if entry.content is not None and standing(entry.content)]
    return notices(found)
