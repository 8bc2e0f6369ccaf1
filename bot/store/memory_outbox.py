"""The outgoing mails' life in dictionaries: due, claimed, in the two phases of sending, settled (TRUST R9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.errors import StoreError, UsageError
from bot.store.codec import clean, stamp
from bot.store.contract import SendCounts
from bot.store.memory_intake import RememberedIntake
from bot.store.rules import (
    DUE,
    GIVE_UP_ABLE,
    HANDED,
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
from bot.vocabulary.cases import CaseStatus, DraftState, OutboxRow, OutboxState
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.outgoing import Audience, StaffMail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.store.memory_state import KeptOutgoing

_HOUR = timedelta(hours=1)


class RememberedOutbox(RememberedIntake):
    """Rows of the outbox and the pause switch."""

    def due(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return queued and deferred rows that are due, oldest first; none while paused."""
        rows = [row for row in self.outbox(DUE) if row.next_at <= now]
        return () if self.paused() else tuple(rows[:limit])

    def outbox(self, states: Sequence[OutboxState] = ()) -> tuple[OutboxRow, ...]:
        """Return rows in these states (all if empty), oldest first."""
        return tuple(kept.row for kept in self._state.outbox.values() if not states or kept.row.state in states)

    def send_counts(self, recipient: str, now: datetime, day_start: datetime, case_id: str | None = None) -> SendCounts:
        """Return the counters of TRUST R10 for mails to clients."""
        email = recipient.lower()
        domain = "@" + email.rpartition("@")[2]
        handed = [
            ([address.lower() for address in kept.row.recipients], kept.handed_at, kept.row.case_id)
            for kept in self._state.outbox.values()
            if kept.row.audience is Audience.CLIENT and kept.row.state in HANDED and kept.handed_at is not None
        ]
        recent = [emails for emails, at, _ in handed if at > now - _HOUR]
        return SendCounts(
            sum(emails.count(email) for emails, at, _ in handed if at >= day_start),
            sum(any(address.endswith(domain) for address in emails) for emails in recent),
            len(recent),
            sum(about == case_id is not None and at >= day_start for _, at, about in handed),
        )

    def begin_sending(self, outbox_id: str, lease_until: datetime, now: datetime) -> bool:
        """Claim a due row: commit SENDING_DIALOGUE. False if it is no longer due (or paused)."""
        self._must_be_free()
        kept = self._state.outbox.get(outbox_id)
        if kept is None or self.paused() or kept.row.state not in DUE or kept.row.next_at > now:
            return False
        row = replace(kept.row, state=OutboxState.SENDING_DIALOGUE, tries=kept.row.tries + 1)
        self._state.outbox[outbox_id] = replace(kept, row=row, lease_until=lease_until, handed_at=now, changed_at=now)
        self._tell("send_dialogue", row, now)
        return True

    def begin_data(self, outbox_id: str, now: datetime) -> None:
        """Commit SENDING_DATA; refused (and queued again) where the lease ran out, as after a long sleep of the machine."""
        self._must_be_free()
        kept = self._kept(outbox_id)
        self._must(kept.row.state is OutboxState.SENDING_DIALOGUE, outbox_id)
        if kept.lease_until is not None and kept.lease_until < now:
            self._change(kept, now, state=OutboxState.QUEUED)
            raise StoreError(f"outgoing mail {outbox_id} took too long to begin; it is queued again")
        row = self._change(replace(kept, handed_at=now), now, state=OutboxState.SENDING_DATA)
        self._tell("send_data", row, now)

    def settle(self, outbox_id: str, outcome: SendOutcome, next_at: datetime | None, now: datetime) -> None:
        """Commit the outcome with a journal entry."""
        need_next(outcome, next_at)
        with self._joined():
            kept = self._kept(outbox_id)
            row = kept.row
            self._must(row.state in ON_ITS_WAY, outbox_id)
            state = after(outcome, row.audience, repeated=kept.repeated, wanted=self._wanted(row))
            sent_at = now if state is OutboxState.SENT else None
            line = clean(answer_line(outcome))
            row = replace(row, state=state, last_answer=line, sent_at=sent_at, next_at=next_at or row.next_at)
            self._put(row, outcome, now)
            self._tell("send_" + outcome.result.value, row, now, answer=line, refused=list(outcome.refused))
            self._tidy(row)
            if state is OutboxState.SENT and row.audience is Audience.CLIENT:
                self._case_waits_for_us(row, now)

    def _put(self, row: OutboxRow, outcome: SendOutcome, now: datetime) -> None:
        kept = self._kept(row.id)
        handed_at = now if row.state in (OutboxState.SENT, OutboxState.UNCERTAIN) else kept.handed_at
        self._state.outbox[row.id] = replace(
            kept,
            row=row,
            reason=TROUBLE_CODES.get(row.state),
            refused=outcome.refused,
            repeated=kept.repeated or outcome.result is SendResult.UNCERTAIN,
            handed_at=handed_at,
            changed_at=now,
        )

    def _case_waits_for_us(self, row: OutboxRow, now: datetime) -> None:
        case = self._state.cases.get(row.case_id or "")
        if case is None or case.status is CaseStatus.CLOSED:
            return
        due_at = end_of_day(row.promised_on, self.meta("timezone") or "UTC") if row.promised_on else case.due_at
        waiting = replace(case, status=CaseStatus.WAITING_US, due_at=due_at)
        if waiting != case:
            self._state.cases[case.id] = waiting
            due = None if due_at is None else stamp(due_at)
            self._record("case_waits_for_us", case.id, {"outbox_id": row.id, "due_at": due}, now)

    def postpone(self, outbox_id: str, next_at: datetime, why: str, now: datetime) -> bool:
        """Put a due row off (limits); journals `why` once, and tells whether it did."""
        kept = self._kept(outbox_id)
        self._must(kept.row.state in DUE, outbox_id)
        row = replace(kept.row, next_at=next_at)
        self._state.outbox[outbox_id] = replace(kept, row=row, postponed=why)
        new = kept.postponed != why
        if new:
            self._tell("postpone", row, now, why=why)
        return new

    def block(self, outbox_id: str, reason: str, detail: str, now: datetime) -> None:
        """The egress guard refused a row: state BLOCKED, journalled, shown in the digest."""
        kept = self._kept(outbox_id)
        self._must(kept.row.state in (*DUE, OutboxState.SENDING_DIALOGUE), outbox_id)
        row = self._change(replace(kept, reason=reason), now, state=OutboxState.BLOCKED, last_answer=clean(detail))
        self._tell("block", row, now, reason=reason, detail=detail)

    def recover(self, now: datetime) -> tuple[OutboxRow, ...]:
        """At start: dialogues are queued again, what was in DATA is uncertain. Return the rows changed, as they are now."""
        return tuple(self._recover_one(row, now) for row in self.outbox(ON_ITS_WAY))

    def _recover_one(self, row: OutboxRow, now: datetime) -> OutboxRow:
        wanted = self._wanted(row)
        in_data = row.state is OutboxState.SENDING_DATA
        if in_data:
            state = after_doubt(row.audience, repeated=self._kept(row.id).repeated, wanted=wanted)
        else:
            state = OutboxState.QUEUED if wanted else OutboxState.GIVEN_UP
        answer = "the desk stopped while the mail was handed over" if in_data else row.last_answer
        row = replace(row, state=state, last_answer=answer, next_at=now)
        self._put(row, SendOutcome(SendResult.UNCERTAIN if in_data else SendResult.DEFERRED), now)
        self._tell("recover", row, now, in_data=in_data)
        self._tidy(row)
        return self._kept(row.id).row

    def resend(self, outbox_id: str, by: str, now: datetime) -> None:
        """Queue an uncertain, rejected or given-up row again, same bytes; journalled. Raises UsageError."""
        row = self._choose(outbox_id, RESENDABLE, "sent again")
        if not row.raw:
            raise UsageError(f"message {outbox_id} was withdrawn and its bytes are gone; it cannot be sent again")
        self._change(replace(self._kept(outbox_id), reason=None), now, state=OutboxState.QUEUED, next_at=now)
        self._tell("resend", row, now, by=by)

    def give_up(self, outbox_id: str, by: str, now: datetime) -> None:
        """Settle an uncertain, deferred or rejected row as given up; journalled. Raises UsageError."""
        row = self._choose(outbox_id, GIVE_UP_ABLE, "given up")
        self._change(self._kept(outbox_id), now, state=OutboxState.GIVEN_UP)
        self._tell("give_up", row, now, by=by)

    def found_sent(self, outbox_id: str, where: str, now: datetime) -> None:
        """An uncertain row was found where only sent mails lie: state SENT, journalled with `where`."""
        row = self._kept(outbox_id).row
        if row.state is not OutboxState.UNCERTAIN:
            return
        row = replace(row, state=OutboxState.SENT, last_answer=clean(where), sent_at=now)
        self._put(row, SendOutcome(SendResult.SENT), now)
        self._tell("send_found", row, now, answer=where)
        if row.audience is Audience.CLIENT:
            self._case_waits_for_us(row, now)

    def uncopied(self, since: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return mails to clients sent after `since` that have no copy in a sent folder yet, oldest first."""
        found = (kept.row for kept in self._state.outbox.values() if not kept.copied and not kept.erased)
        return tuple(row for row in found if row.audience is Audience.CLIENT and row.sent_at and row.sent_at > since)[:limit]

    def copied(self, outbox_ids: Sequence[str], now: datetime) -> None:  # noqa: ARG002 - dictionaries need no time
        """Remember that these have their copy."""
        for outbox_id in outbox_ids:
            self._state.outbox[outbox_id] = replace(self._kept(outbox_id), copied=True)

    def unknown_ids(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those Message-IDs that no outgoing mail of this store has."""
        return tuple(one for one in message_ids if one not in {row.message_id for row in self.outbox()})

    def set_paused(self, paused: bool, by: str, now: datetime) -> None:  # noqa: FBT001 - the state itself
        """Stop or resume all sending at once; journalled."""
        self.set_meta("paused", "yes" if paused else "no")
        self._record("pause" if paused else "resume", None, {"by": by}, now)

    def paused(self) -> bool:
        """Return whether sending is paused."""
        return self.meta("paused") == "yes"

    def _withdraw_requests(self, draft_id: str, now: datetime) -> None:
        tokens = {token.message_id for token in self._state.tokens.values() if token.draft_id == draft_id}
        for row in self.outbox():
            if row.staff_mail is not StaffMail.APPROVAL or (row.draft_id != draft_id and row.message_id not in tokens):
                continue
            if row.state in (*DUE, OutboxState.UNCERTAIN):
                gone = self._change(self._kept(row.id), now, state=OutboxState.GIVEN_UP, last_answer=WITHDRAWN)
                self._tell("withdraw", row, now)
                self._tidy(gone)
            else:
                self._tidy(row)

    def _tidy(self, row: OutboxRow) -> None:
        if row.state not in ON_ITS_WAY and not self._wanted(row):
            kept = self._kept(row.id)
            self._state.outbox[row.id] = replace(kept, row=replace(kept.row, raw=b""), erased=True)

    def _wanted(self, row: OutboxRow) -> bool:
        if row.staff_mail is not StaffMail.APPROVAL:
            return True
        by_token = (token.draft_id for token in self._state.tokens.values() if token.message_id == row.message_id)
        draft = self._state.drafts.get(row.draft_id or next(by_token, ""))
        return draft is None or draft.state is DraftState.PENDING

    def _choose(self, outbox_id: str, states: Sequence[OutboxState], what: str) -> OutboxRow:
        kept = self._state.outbox.get(outbox_id)
        if kept is None or kept.row.state not in states:
            state = f"is {kept.row.state.value}" if kept else "does not exist"
            raise UsageError(f"message {outbox_id} {state}; only {', '.join(states)} messages can be {what}")
        return kept.row

    def _change(self, kept: KeptOutgoing, now: datetime, **changes: Any) -> OutboxRow:
        row = replace(kept.row, **changes)
        self._state.outbox[row.id] = replace(kept, row=row, changed_at=now)
        return row

    def _kept(self, outbox_id: str) -> KeptOutgoing:
        if outbox_id not in self._state.outbox:
            raise StoreError(f"there is no outgoing mail {outbox_id}")
        return self._state.outbox[outbox_id]

    def _must(self, done: object, outbox_id: str) -> None:
        if not done:
            raise StoreError(f"outgoing mail {outbox_id} is not in the state for this step; this is a fault of the program")

    def _tell(self, kind: str, row: OutboxRow, now: datetime, **more: Any) -> None:
        self._record(kind, row.case_id, {"outbox_id": row.id, "state": row.state, **more}, now)
