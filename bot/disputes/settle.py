"""Settles the mails that need no case work: history, held, our own, bounces, machines, lists, spam, repetitions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.disputes.answered import is_sent
from bot.disputes.filing import filed, sender_of
from bot.disputes.lifecycle import moved
from bot.disputes.parties import admits
from bot.disputes.repeats import duplicate_of, held_original
from bot.disputes.threads import Pointer, pointers
from bot.vocabulary.cases import Case, CaseStatus
from bot.vocabulary.effects import Decision, Effect, Hold, MarkBounced, Report, UpdateCase
from bot.vocabulary.labels import Kind
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.vocabulary.cases import OutboxRow
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

#: Kinds that are filed and done, with the reason used where the reading gives none.
_FILED = {Kind.OWN: Reason.LOOP_SELF, Kind.LIST: Reason.LIST_MAIL, Kind.SPAM: Reason.SPAM}


def settle(reading: Reading, dossier: Dossier, policy: Policy) -> Decision | None:
    """Return the whole decision about a mail that needs no case work, or None for the rest of the journey to decide.

    The order is DESIGN's order of kinds, history before all: it keeps its usual kind and causes nothing.
    """
    arrived = reading.arrived
    earlier = duplicate_of(reading, dossier)
    if dossier.is_history:
        kind = Kind.DUPLICATE if earlier else arrived.kind
        return _done(reading, kind, Reason.BEFORE_SINCE, duplicate=earlier.id if earlier else None)
    if is_sent(dossier, policy):
        return _because(_done(reading, Kind.OWN, Reason.LOOP_SELF), "it was sent from the desk's own mailbox and answers no case")
    if arrived.kind in _NO_WORK:
        return _NO_WORK[arrived.kind](reading, dossier)
    if earlier is not None:
        why = f"the same mail was received before (mail {earlier.id})"
        return _because(_done(reading, Kind.DUPLICATE, Reason.DUPLICATE, earlier.case_id, duplicate=earlier.id), why)
    return _staff_forward(reading, dossier, policy) if arrived.kind is Kind.STAFF_FORWARD else None


def _held(reading: Reading, _dossier: Dossier) -> Decision:
    reason = reading.arrived.reason or Reason.PARSE_CRASH
    return _done(reading, Kind.HELD, reason, effects=(Hold(reason),))


def _only_filed(reading: Reading, _dossier: Dossier) -> Decision:
    kind = reading.arrived.kind
    return _done(reading, kind, reading.arrived.reason or _FILED[kind])


def _staff_forward(reading: Reading, dossier: Dossier, policy: Policy) -> Decision | None:
    """A forward of a mail we hold joins its case; a note without a client's mail joins the case that proven staff name."""
    arrived = reading.arrived
    held = held_original(reading, dossier)
    if held is not None:
        why = f"it forwards a mail we already hold (mail {held.id}), so no second draft is made"
        return _because(_done(reading, Kind.STAFF_FORWARD, arrived.reason, held.case_id), why)
    if arrived.original is not None:
        return None
    proven = arrived.trust.proven and sender_of(reading) in policy.insiders
    named = pointers(arrived, dossier)[:1] if proven else ()
    why = "a note of a colleague without a client's mail inside"
    return _because(_done(reading, Kind.STAFF_FORWARD, arrived.reason, named[0].case.id if named else None), why)


def _machine_reply(reading: Reading, dossier: Dossier) -> Decision:
    """An automatic reply joins the case whose mail it answers, silently, where its sender may; as an answer to a request it is ignored."""
    found = _joined(reading, dossier)
    reasons = (found.how,) if found else ()
    done = _done(reading, Kind.AUTO_REPLY, reading.arrived.reason or Reason.AUTO_REPLY, found.case.id if found else None)
    if dossier.tokens_by_hash or dossier.tokens_by_message_id:
        done = replace(done, report=replace(done.report, command="ignore"))
    return _because(done, *reasons)


def _joined(reading: Reading, dossier: Dossier) -> Pointer | None:
    sender = sender_of(reading)
    return next((pointer for pointer in pointers(reading.arrived, dossier) if admits(pointer.case, sender, dossier)), None)


def _bounced(reading: Reading, dossier: Dossier) -> Decision:
    """A bounce marks those mails of ours that it names; that is a claim: a closed case stays closed, nothing is lost."""
    arrived = reading.arrived
    rows = [row for row in dossier.sent if row.message_id in arrived.bounced_ids]
    marks = [_mark(row, arrived.failed_recipients) for row in rows]
    case_ids = list(dict.fromkeys(row.case_id for row in rows if row.case_id))
    to_clients = {row.case_id for row in rows if row.audience is Audience.CLIENT}
    waiting = [case for case in dossier.cases if case.id in to_clients and case.status is CaseStatus.WAITING_CLIENT]
    effects: tuple[Effect, ...] = (*marks, *(_reopened(case) for case in waiting))
    reasons = tuple(f"our mail {mark.message_id} is reported undelivered; this is a claim" for mark in marks)
    case_id = case_ids[0] if case_ids else None
    return _because(_done(reading, Kind.BOUNCE, arrived.reason or Reason.BOUNCE, case_id, effects=effects), *reasons)


def _mark(row: OutboxRow, failed: tuple[str, ...]) -> MarkBounced:
    """The mark for one mail of ours: the recipients reported, all where the report names only addresses behind an alias."""
    reported = {address.lower() for address in failed}
    named = tuple(address for address in row.recipients if address.lower() in reported)
    return MarkBounced(row.message_id, named or row.recipients)


def _reopened(case: Case) -> UpdateCase:
    return UpdateCase(replace(moved(case, CaseStatus.WAITING_US)), "our answer is reported undelivered")


def _because(decision: Decision, *reasons: str) -> Decision:
    return replace(decision, reasons=(*decision.reasons, *reasons))


def _done(
    reading: Reading,
    kind: Kind,
    reason: Reason | None,
    case_id: str | None = None,
    *,
    duplicate: int | None = None,
    effects: tuple[Effect, ...] = (),
) -> Decision:
    code = (reason.value,) if reason else ()
    return Decision(
        effects=(filed(reading, kind, reason, case_id, duplicate), *effects),
        reasons=(*code, *reading.arrived.notes),
        report=Report(kind=kind, reason=reason, case_id=case_id),
    )


#: Kinds that never need case work, and what settles them.
_NO_WORK: dict[Kind, Callable[[Reading, Dossier], Decision]] = {
    Kind.HELD: _held,
    Kind.OWN: _only_filed,
    Kind.BOUNCE: _bounced,
    Kind.AUTO_REPLY: _machine_reply,
    Kind.LIST: _only_filed,
    Kind.SPAM: _only_filed,
}
