"""Requests without an answer: brought to mind once, then to the substitute, then they run out; nothing is ever sent by waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.review.receipt import tell
from bot.review.request import again
from bot.review.shown import moment
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import Decision, Note, Remind, SettleDraft
from bot.vocabulary.outgoing import StaffMail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.review.facts import RuleContext
    from bot.vocabulary.dossier import TokenRecord
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.minting import Mint
    from bot.vocabulary.policy import Policy

#: More reminders than this to one person at a time come as one mail that lists the cases.
_MANY = 5


def expired(records: Sequence[TokenRecord], policy: Policy, now: datetime, mint: Mint) -> Decision:  # noqa: ARG001 - the shape of all rules
    """Settle pending drafts whose requests all ran out; each gives a journal entry that the digest repeats, no mail."""
    effects: list[Effect] = []
    told: list[str] = []
    for record in {
        each.draft.id: each for each in records if each.draft.state is DraftState.PENDING and each.token.expires_at <= now
    }.values():
        asked = f"asked of {' and '.join(record.asked) or record.token.approver or 'nobody'}"
        until = moment(record.token.expires_at, policy.timezone)
        sentence = f"The request about case {record.case.id}, {asked}, ran out unanswered on {until}; nothing was sent. An answer to it still brings a new one."
        effects += [
            SettleDraft(record.draft.id, DraftState.EXPIRED, "desk", "no answer in time"),
            Note("draft_expired", record.case.id, sentence),
        ]
        told.append(sentence)
    return Decision(tuple(effects), tuple(told))


def unanswered(records: Sequence[TokenRecord], ctx: RuleContext) -> Decision:
    """Bring drafts without an answer to mind: their approvers after the set time, the substitute after the same time again.

    A reminder stands in the thread of the request, where an answer to it counts as one to the request; so a draft still has one
    request per approver. Only the substitute, a draft that rested and an approver who was never asked get a request of their own.
    `records` are unspent requests, those of one draft together. Whoever would get many reminders at once gets one list instead.
    """
    due: dict[str, list[tuple[TokenRecord, str]]] = {}
    effects: list[Effect] = []
    for _, group in groupby(records, key=lambda record: record.draft.id):
        of_draft = tuple(group)
        step = _step(of_draft, ctx)
        if not step:
            continue
        effects.append(Remind(of_draft[0].draft.id, step))
        for to, notice in (_first_reminders if step == 1 else _substitutes)(of_draft, ctx).items():
            own = next((record for record in of_draft if record.token.approver == to), of_draft[0])
            due.setdefault(to, []).append((own, notice))
    for to, waiting in due.items():
        effects += _mails(to, waiting, ctx)
    return Decision(tuple(effects))


def _step(of_draft: tuple[TokenRecord, ...], ctx: RuleContext) -> int:
    """Return what is due for a draft: 1 a reminder, 2 the substitute, 0 nothing yet."""
    draft, after = of_draft[0].draft, timedelta(hours=ctx.policy.remind_after_hours)
    if (draft.held_until and draft.held_until > ctx.now) or all(record.token.expires_at <= ctx.now for record in of_draft):
        return 0
    if draft.reminded == 0:
        first = draft.held_until or min(record.token.created_at for record in of_draft) + after
        return int(first <= ctx.now)
    second = (draft.held_until or min(record.token.created_at for record in of_draft) + after) + after
    return 2 if draft.reminded == 1 and ctx.policy.substitute and second <= ctx.now else 0


def _first_reminders(of_draft: tuple[TokenRecord, ...], ctx: RuleContext) -> dict[str, str]:
    """Return whom to remind, with why: those still entitled who were asked, else the first approver."""
    asked = dict.fromkeys(record.token.approver for record in of_draft if record.token.approver in ctx.policy.approvers)
    since = moment(min(record.token.created_at for record in of_draft), ctx.policy.timezone)
    held = of_draft[0].draft.held_until
    notice = "You asked to hold this until today; it waits for you." if held else f"A reminder: this waits for you since {since}."
    return dict.fromkeys(asked or ctx.policy.approvers[:1], notice)


def _substitutes(of_draft: tuple[TokenRecord, ...], ctx: RuleContext) -> dict[str, str]:
    """Return the substitute, unless that is who was asked or has agreed."""
    asked, substitute = of_draft[0].asked, ctx.policy.substitute
    if substitute in asked or substitute in of_draft[0].draft.agreed:
        return {}
    since = moment(min(record.token.created_at for record in of_draft), ctx.policy.timezone)
    return {substitute: f"{' and '.join(asked)} did not answer since {since}, so you are asked as the substitute."}


def _reminder(to: str, record: TokenRecord, notice: str, ctx: RuleContext) -> Sequence[Effect]:
    request_id = record.token.message_id
    if to != record.token.approver or record.draft.held_until or not request_id:
        return again(record.draft, record.case, to, notice, ctx)
    said = (notice, "A reply to this mail counts as one to that request, which shows the whole text; nothing leaves without you.")
    in_thread = replace(ctx, answers_id=request_id, references=(request_id,))
    return [tell(StaffMail.HINT, to, record.case, said, in_thread, "a request waits for you")]


def _mails(to: str, waiting: list[tuple[TokenRecord, str]], ctx: RuleContext) -> list[Effect]:
    if len(waiting) <= _MANY:
        return [effect for record, notice in waiting for effect in _reminder(to, record, notice, ctx)]
    cases = ", ".join(record.case.id for record, _ in waiting)
    said = (
        f"{len(waiting)} requests wait for an answer: {cases}.",
        "Each was sent in a mail of its own; a mail with the case in square brackets as subject and the words 'ask again' brings one again.",
    )
    return [tell(StaffMail.ALERT, to, waiting[0][0].case, said, ctx, f"{len(waiting)} requests wait for an answer")]
