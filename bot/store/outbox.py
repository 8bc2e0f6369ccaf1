"""The outgoing mails' life in SQLite: due, claimed, in the two phases of sending, settled (TRUST R9)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.errors import StoreError, UsageError
from bot.store import rows
from bot.store.chain import Chained
from bot.store.codec import clean, dumps, stamp
from bot.store.contract import SendCounts
from bot.store.rules import (
    DUE,
    GIVE_UP_ABLE,
    ON_ITS_WAY,
    RESENDABLE,
    TROUBLE_CODES,
    WITHDRAWN,
    after,
    after_doubt,
    answer_line,
    end_of_day,
    need_next,
)
from bot.vocabulary.cases import CaseStatus, OutboxRow, OutboxState
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.outgoing import Audience, StaffMail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

_HOUR = timedelta(hours=1)


class Outbox(Chained):
    """Rows of the outbox and the pause switch."""

    def due(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return queued and deferred rows that are due, oldest first; none while paused."""
        if self.paused():
            return ()
        return tuple(map(rows.outbox_row, self._link.all("outbox_due", stamp(now), limit)))

    def outbox(self, states: Sequence[OutboxState] = ()) -> tuple[OutboxRow, ...]:
        """Return rows in these states (all if empty), oldest first."""
        wanted = json.dumps([state.value for state in states or OutboxState])
        return tuple(map(rows.outbox_row, self._link.all("outbox_in", wanted)))

    def send_counts(self, recipient: str, now: datetime, day_start: datetime, case_id: str | None = None) -> SendCounts:
        """Return the counters of TRUST R10 for mails to clients."""
        email = recipient.lower()
        hour_ago = stamp(now - _HOUR)
        today = self._link.all("handed_to_address", email, stamp(day_start))
        domain = self._link.all("handed_to_domain", hour_ago, email.rpartition("@")[2])
        about = self._link.all("handed_about_case", case_id or "", stamp(day_start))
        return SendCounts(today[0][0], domain[0][0], self._link.all("handed_to_all", hour_ago)[0][0], about[0][0])

    def begin_sending(self, outbox_id: str, lease_until: datetime, now: datetime) -> bool:
        """Claim a due row: commit SENDING_DIALOGUE. False if it is no longer due (or paused)."""
        with self._link.transaction():
            at = stamp(now)
            if self.paused() or not self._link.run("claim_row", stamp(lease_until), at, at, outbox_id, at).rowcount:
                return False
            self._tell("send_dialogue", self._row(outbox_id), now)
        return True

    def begin_data(self, outbox_id: str, now: datetime) -> None:
        """Commit SENDING_DATA; refused (and queued again) where the lease ran out, as after a long sleep of the machine."""
        with self._link.transaction():
            ran_out = self._link.run("unclaim_late_row", stamp(now), outbox_id, stamp(now)).rowcount
            if not ran_out:
                self._must(self._link.run("row_to_data", stamp(now), stamp(now), outbox_id).rowcount, outbox_id)
                self._tell("send_data", self._row(outbox_id), now)
        if ran_out:
            raise StoreError(f"outgoing mail {outbox_id} took too long to begin; it is queued again")

    def settle(self, outbox_id: str, outcome: SendOutcome, next_at: datetime | None, now: datetime) -> None:
        """Commit the outcome with a journal entry."""
        need_next(outcome, next_at)
        with self._link.joined():
            row = self._row(outbox_id)
            sending = row.state in ON_ITS_WAY
            self._must(sending, outbox_id)
            state = after(outcome, row.audience, repeated=self._repeated(outbox_id), wanted=self._wanted(row))
            sent_at = now if state is OutboxState.SENT else None
            line = clean(answer_line(outcome))
            row = replace(row, state=state, last_answer=line, sent_at=sent_at, next_at=next_at or row.next_at)
            self._put(row, outcome, now)
            self._tell("send_" + outcome.result.value, row, now, answer=line, refused=list(outcome.refused))
            self._tidy(row)
            if state is OutboxState.SENT and row.audience is Audience.CLIENT:
                self._case_waits_for_us(row, now)

    def _put(self, row: OutboxRow, outcome: SendOutcome, now: datetime) -> None:
        self._link.run(
            "settle_row", row.state, row.last_answer, None if row.sent_at is None else stamp(row.sent_at), stamp(row.next_at),
            TROUBLE_CODES.get(row.state), json.dumps(list(outcome.refused)), int(outcome.result is SendResult.UNCERTAIN), stamp(now), row.id,
        )  # fmt: skip

    def _case_waits_for_us(self, row: OutboxRow, now: datetime) -> None:
        found = self._link.one("get_case", row.case_id or "")
        if found is None:
            return
        case = rows.case(found[0])
        if case.status is CaseStatus.CLOSED:
            return
        due_at = self._promised(row.promised_on) if row.promised_on else case.due_at
        waiting = replace(case, status=CaseStatus.WAITING_US, due_at=due_at)
        if waiting != case:
            due = None if due_at is None else stamp(due_at)
            self._link.run("case_waits", waiting.status, due, dumps(waiting), case.id)
            self._record("case_waits_for_us", case.id, {"outbox_id": row.id, "due_at": due}, now)

    def _promised(self, day: date) -> datetime:
        return end_of_day(day, self.meta("timezone") or "UTC")

    def postpone(self, outbox_id: str, next_at: datetime, why: str, now: datetime) -> bool:
        """Put a due row off (limits); journals `why` once, and tells whether it did."""
        with self._link.joined():
            before = self._link.one("postponed_why", outbox_id)
            self._must(before is not None, outbox_id)
            self._link.run("postpone_row", stamp(next_at), clean(why), outbox_id)
            new = before is not None and before[0] != clean(why)
            if new:
                self._tell("postpone", self._row(outbox_id), now, why=why)
        return new

    def block(self, outbox_id: str, reason: str, detail: str, now: datetime) -> None:
        """The egress guard refused a row: state BLOCKED, journalled, shown in the digest."""
        with self._link.joined():
            self._must(self._link.run("block_row", reason, clean(detail), stamp(now), outbox_id).rowcount, outbox_id)
            self._tell("block", self._row(outbox_id), now, reason=reason, detail=detail)

    def recover(self, now: datetime) -> tuple[OutboxRow, ...]:
        """At start: dialogues are queued again, what was in DATA is uncertain. Return the rows changed, as they are now."""
        with self._link.joined():
            states = json.dumps([state.value for state in ON_ITS_WAY])
            return tuple(self._recover_one(rows.outbox_row(row), now) for row in self._link.all("outbox_in", states))

    def _recover_one(self, row: OutboxRow, now: datetime) -> OutboxRow:
        wanted = self._wanted(row)
        in_data = row.state is OutboxState.SENDING_DATA
        if in_data:
            state = after_doubt(row.audience, repeated=self._repeated(row.id), wanted=wanted)
        else:
            state = OutboxState.QUEUED if wanted else OutboxState.GIVEN_UP
        answer = "the desk stopped while the mail was handed over" if in_data else row.last_answer
        row = replace(row, state=state, last_answer=answer, next_at=now)
        result = SendResult.UNCERTAIN if in_data else SendResult.DEFERRED
        self._put(row, SendOutcome(result), now)
        self._tell("recover", row, now, in_data=in_data)
        self._tidy(row)
        return self._row(row.id)

    def resend(self, outbox_id: str, by: str, now: datetime) -> None:
        """Queue an uncertain, rejected or given-up row again, same bytes; journalled. Raises UsageError."""
        with self._link.joined():
            row = self._choose(outbox_id, RESENDABLE, "sent again")
            if not row.raw:
                raise UsageError(f"message {outbox_id} was withdrawn and its bytes are gone; it cannot be sent again")
            self._link.run("requeue_row", stamp(now), stamp(now), outbox_id)
            self._tell("resend", row, now, by=by)

    def give_up(self, outbox_id: str, by: str, now: datetime) -> None:
        """Settle an uncertain, deferred or rejected row as given up; journalled. Raises UsageError."""
        with self._link.joined():
            row = self._choose(outbox_id, GIVE_UP_ABLE, "given up")
            self._link.run("give_up_row", stamp(now), outbox_id)
            self._tell("give_up", row, now, by=by)

    def found_sent(self, outbox_id: str, where: str, now: datetime) -> None:
        """An uncertain row was found where only sent mails lie: state SENT, journalled with `where`."""
        with self._link.joined():
            row = self._row(outbox_id)
            if row.state is not OutboxState.UNCERTAIN:
                return
            row = replace(row, state=OutboxState.SENT, last_answer=clean(where), sent_at=now)
            self._put(row, SendOutcome(SendResult.SENT), now)
            self._tell("send_found", row, now, answer=where)
            if row.audience is Audience.CLIENT:
                self._case_waits_for_us(row, now)

    def uncopied(self, since: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return mails to clients sent after `since` that have no copy in a sent folder yet, oldest first."""
        return tuple(map(rows.outbox_row, self._link.all("outbox_uncopied", stamp(since), limit)))

    def copied(self, outbox_ids: Sequence[str], now: datetime) -> None:
        """Remember that these have their copy."""
        with self._link.joined():
            self._link.run("mark_copied", stamp(now), json.dumps(list(outbox_ids)))

    def unknown_ids(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those Message-IDs that no outgoing mail of this store has."""
        return tuple(row[0] for row in self._link.all("ids_unknown", json.dumps(list(message_ids))))

    def set_paused(self, paused: bool, by: str, now: datetime) -> None:  # noqa: FBT001 - the state itself
        """Stop or resume all sending at once; journalled."""
        with self._link.joined():
            self._link.run("set_meta", "paused", "yes" if paused else "no")
            self._record("pause" if paused else "resume", None, {"by": by}, now)

    def paused(self) -> bool:
        """Return whether sending is paused."""
        return self.meta("paused") == "yes"

    def withdraw_requests(self, draft_id: str, now: datetime) -> None:
        """Nobody should decide a settled draft: requests not sent yet are given up, the bytes of all become their hash."""
        for found in self._link.all("requests_of_draft", draft_id, draft_id):
            row = rows.outbox_row(found)
            if row.state in (*DUE, OutboxState.UNCERTAIN):
                self._link.run("withdraw_row", WITHDRAWN, stamp(now), row.id)
                self._tell("withdraw", row, now)
                row = replace(row, state=OutboxState.GIVEN_UP)
            self._tidy(row)

    def _tidy(self, row: OutboxRow) -> None:
        """Replace the bytes of a request by their hash once it is neither needed nor on its way."""
        if row.state not in ON_ITS_WAY and not self._wanted(row):
            self._link.run("erase_row", row.id)

    def _wanted(self, row: OutboxRow) -> bool:
        """Whether somebody may still need the mail: a request only while its draft is pending."""
        if row.staff_mail is not StaffMail.APPROVAL:
            return True
        state = self._link.one("draft_state_of_request", row.draft_id, row.message_id)
        return state is None or state[0] == "pending"

    def _choose(self, outbox_id: str, states: Sequence[OutboxState], what: str) -> OutboxRow:
        found = self._link.one("outbox_one", outbox_id)
        row = rows.outbox_row(found) if found else None
        if row is None or row.state not in states:
            state = f"is {row.state.value}" if row else "does not exist"
            raise UsageError(f"message {outbox_id} {state}; only {', '.join(states)} messages can be {what}")
        return row

    def _row(self, outbox_id: str) -> OutboxRow:
        found = self._link.one("outbox_one", outbox_id)
        if found is None:
            raise StoreError(f"there is no outgoing mail {outbox_id}")
        return rows.outbox_row(found)

    def _repeated(self, outbox_id: str) -> bool:
        found = self._link.one("row_repeated", outbox_id)
        return bool(found and found[0])

    def _must(self, done: object, outbox_id: str) -> None:
        if not done:
            raise StoreError(f"outgoing mail {outbox_id} is not in the state for this step; this is a fault of the program")

    def _tell(self, kind: str, row: OutboxRow, now: datetime, **more: Any) -> None:
        self._record(kind, row.case_id, {"outbox_id": row.id, "state": row.state, **more}, now)
