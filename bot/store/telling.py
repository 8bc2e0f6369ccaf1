"""The facts of a digest from SQLite: the day's mails counted once each, and how things stand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.answering import Answering
from bot.store.codec import moment, stamp
from bot.store.rules import STANDING_DAYS, TROUBLED, DigestCounts, hours_between, notices
from bot.vocabulary.accounts import DigestFacts, MailLine, WaitingDraft
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.vocabulary.cases import OutboxRow


class Telling(Answering):
    """Digests made and to be made."""

    def last_digest(self) -> tuple[date, datetime] | None:
        """Return the local date and the end (`until_at`) of the last digest made, None before the first."""
        row = self._link.one("last_digest")
        return (date.fromisoformat(row[0]), moment(row[1])) if row else None

    def digest_facts(self, from_at: datetime | None, until_at: datetime) -> DigestFacts:
        """Return all facts of the window (from the beginning if `from_at` is None)."""
        window = (stamp(from_at or datetime.min.replace(tzinfo=UTC)), stamp(until_at))
        with self._link.snapshot():
            first = self._link.one("first_entry")
            since = from_at or (moment(first[0]) if first else until_at)
            return self._facts(min(since, until_at), until_at, window)

    def _facts(self, since: datetime, until_at: datetime, window: tuple[str, str]) -> DigestFacts:
        counts = DigestCounts()
        for kind, reason, number in self._link.all("count_ended", *window):
            counts.add(Kind(kind), Reason(reason) if reason else None, number)
        for reason, number in self._link.all("count_trouble", *window):
            counts.by_reason[reason] += number
        head = self._head()
        return DigestFacts(
            from_at=since,
            until_at=until_at,
            fetched=counts.fetched,
            handled=counts.columns["handled"],
            held=counts.columns["held"],
            ignored=counts.columns["ignored"],
            history=counts.history,
            unread=self._link.all("count_waiting")[0][0],
            waiting=self._waiting_drafts(),
            overdue=tuple(rows.case(row[0]) for row in self._link.all("cases_overdue", window[1])),
            open_cases=self.cases(include_closed=False),
            held_mails=tuple(map(rows.held_mail, self._link.all("held_mails"))),
            new_cases=tuple(rows.case(row[0]) for row in self._link.all("cases_opened", *window)),
            closed_cases=tuple(rows.case(row[0]) for row in self._link.all("cases_closed", *window)),
            client_mails=self._lines("client_lines", window),
            ignored_mails=self._lines("ignored_lines", window),
            sent=self._rows("outbox_sent", *window),
            troubled=self._rows("outbox_troubled", json.dumps([state.value for state in TROUBLED]), *window),
            by_reason=tuple(sorted(counts.by_reason.items())),
            acknowledge_hours=self._hours(window),
            bounces=self._link.all("count_bounces", *window)[0][0],
            notices=self._notices(window),
            chain_head=head[1],
            chain_length=head[0],
            paused=self.paused(),
        )

    def _waiting_drafts(self) -> tuple[WaitingDraft, ...]:
        return tuple(
            WaitingDraft(rows.draft(row[0], row[1]), rows.case(row[2]), row[3] or "", moment(row[4]))
            for row in self._link.all("waiting_drafts")
        )

    def _lines(self, statement: str, window: tuple[str, str]) -> tuple[MailLine, ...]:
        return tuple(
            MailLine(row[0], Kind(row[1]), Reason(row[2]) if row[2] else None, row[3], row[4], row[5], moment(row[6]), row[7])
            for row in self._link.all(statement, *window)
        )

    def _rows(self, statement: str, *parameters: str) -> tuple[OutboxRow, ...]:
        return tuple(replace(rows.outbox_row(row), raw=b"") for row in self._link.all(statement, *parameters))

    def _hours(self, window: tuple[str, str]) -> tuple[Decimal, ...]:
        return tuple(hours_between(moment(row[0]), moment(row[1])) for row in self._link.all("acknowledged", *window))

    def _notices(self, window: tuple[str, str]) -> tuple[str, ...]:
        lately = stamp(moment(window[1]) - timedelta(days=STANDING_DAYS))
        found = [(row[0], row[1]) for row in self._link.all("notable_entries", *window)]
        return notices([*found, *(("note", row[0]) for row in self._link.all("standing_notes", lately, window[1]))])
