"""What no incoming mail causes: a command line's yes or no, passing time, an answer of unknown fate, the digest, the end of old contents."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import journey, log
from bot.disputes import lifecycle
from bot.errors import UsageError
from bot.log import Event
from bot.minting import RandomMint
from bot.review import reminders, uncertain
from bot.review.carry_out import settle
from bot.review.command import Command, CommandKind, parse
from bot.review.facts import RuleContext
from bot.review.orders import MAX_NOTE
from bot.sending import compose
from bot.vocabulary.cases import CaseStatus, DraftState
from bot.vocabulary.effects import CloseCase, Decision, DigestMade, QueueMail, Report, SettleDraft, UpdateCase
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.journey import Desk
    from bot.store.contract import Store
    from bot.vocabulary.accounts import DigestFacts
    from bot.vocabulary.cases import Case, OutboxRow, Outcome
    from bot.vocabulary.dossier import TokenRecord
    from bot.vocabulary.outgoing import Outgoing
    from bot.vocabulary.policy import Policy


def command(words: str, record: TokenRecord, by: str, desk: Desk) -> Decision:
    """Carry out a decision about a pending draft given on the command line, on the same road as a reply by mail.

    Behind "reject" stands a reason whatever it says: no words of a reply are weighed here.
    """
    decided, _, reason = words.partition(" ")
    given = Command(CommandKind.REJECT, text=reason.strip()[:MAX_NOTE]) if decided == "reject" else parse(words)
    outcome = settle(given, record, by, journey.rule_context(desk))
    report = Report(kind=Kind.APPROVER_REPLY, reason=outcome.reason, case_id=record.case.id, draft=outcome.draft, command=outcome.command)
    return Decision(compose.freeze(outcome.effects, desk.policy), outcome.said, report)


def close_case(case: Case, outcome: Outcome, pending: Sequence[TokenRecord], by: str) -> Decision:
    """Close a case; the draft that waits is withdrawn. Raises UsageError if it is closed already."""
    if case.status is CaseStatus.CLOSED:
        raise UsageError(f"case {case.id} is closed already")
    drafts = {record.draft.id for record in pending}
    withdrawn = tuple(SettleDraft(draft, DraftState.WITHDRAWN, by, "the case was closed") for draft in sorted(drafts))
    return Decision((*withdrawn, CloseCase(case.id, outcome, by)), (f"closed as {outcome}",))


def time_passed(expired: Sequence[TokenRecord], late: Sequence[Case], desk: Desk) -> Decision:
    """Requests that ran out end without sending; cases past their date become overdue."""
    ended = reminders.expired(expired, desk.policy, desk.now, desk.mint)
    overdue = tuple(UpdateCase(lifecycle.moved(case, CaseStatus.OVERDUE), "the promised date has passed") for case in late)
    return Decision((*ended.effects, *overdue), ended.reasons)


def remind(unanswered: Sequence[TokenRecord], desk: Desk) -> Decision:
    """Bring requests without an answer to mind, or before the substitute."""
    decision = reminders.unanswered(unanswered, journey.rule_context(desk))
    return replace(decision, effects=compose.freeze(decision.effects, desk.policy))


def tell_the_day(mail: Outgoing, facts: DigestFacts, local_date: date, desk: Desk) -> Decision:
    """Queue the digest and remember that this local date has had it, in one commit."""
    made = DigestMade(local_date, facts.from_at, facts.until_at, facts.skipped_dates)
    queued = QueueMail(outbox_id=desk.mint.outbox_id(), mail=mail, date_at=desk.now)
    return Decision(compose.freeze((made, queued), desk.policy))


#: Under this name the store counts who was told of how many uncertain answers on a local date.
_DOUBTS = "uncertain_told"


def tell_of_doubt(row: OutboxRow, store: Store, policy: Policy, now: datetime, *, searched: bool) -> None:
    """Queue, once per message, the mail to whoever approved an answer of which nobody knows whether it arrived.

    Inside the transaction in which that became so. Beyond a few a day to one person, the digest and `outbox` tell of the rest.
    """
    found = uncertain.known(row, store.journal(row.case_id))
    to, day = uncertain.whom(found.by, policy), now.astimezone(ZoneInfo(policy.timezone)).date().isoformat()
    counted = json.loads(store.meta(_DOUBTS) or "{}")
    counts = counted["to"] if counted.get("day") == day else {}
    nth = counts.get(to, 0) + 1
    if found.told or nth > uncertain.MOST_A_DAY or row.case_id is None:
        return
    ctx = RuleContext(policy, now, RandomMint(policy.desk_address.rpartition("@")[2], 1))
    effects = uncertain.told(row, store.case(row.case_id), found, nth, ctx, searched=searched)
    store.apply(0, Decision(compose.freeze(effects, policy)), "", now)
    store.set_meta(_DOUBTS, json.dumps({"day": day, "to": {**counts, to: nth}}))


def erase_aged(store: Store, policy: Policy, now: datetime, some: int, stopping: Callable[[], bool]) -> None:
    """Once per local date: contents older than [retention] days go, some at a time; a crash between repeats nothing."""
    today = now.astimezone(ZoneInfo(policy.timezone)).date().isoformat()
    if store.meta("erased_on") == today:
        return
    before = now - timedelta(days=policy.retention_days)
    while not stopping() and (aged := store.erasable(before, some)):
        store.erase(aged, "retention", f"older than {policy.retention_days} days, [retention] days", now)
        log.event(Event.ERASED, cases=len(aged.cases), mails=len(aged.mails))
    store.set_meta("erased_on", today)
