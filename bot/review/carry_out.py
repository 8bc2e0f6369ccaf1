"""A command that may be given becomes effects; replies by mail and the command line come through here alike."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.review.command import ECHO, Command, CommandKind
from bot.review.dates import written_day
from bot.review.guidance import all_commands, echoed, incomplete
from bot.review.inert import one_line
from bot.review.panel import in_favour, voices
from bot.review.receipt import tell
from bot.review.redraft import Redrafted, confirmed, readdressed, redated, reworded
from bot.review.request import again
from bot.review.shown import amount_limit, moment, weekday
from bot.vocabulary.cases import DraftState, Outcome
from bot.vocabulary.effects import Agree, CloseCase, CountHint, Note, PutOff, QueueMail, SettleDraft, SpendToken, UpdateCase
from bot.vocabulary.labels import Cause
from bot.vocabulary.outgoing import StaffMail, draft_hash
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.review.facts import RuleContext
    from bot.vocabulary.cases import Case, Draft
    from bot.vocabulary.dossier import TokenRecord
    from bot.vocabulary.effects import Effect

#: Hints: one per request and three per day and address (TRUST LOP-12).
HINTS_PER_DAY = 3
#: Characters of an edited text; an answer has a few hundred.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a command led to: effects in order, the command as reported, why it was not done, a new draft, sentences for people."""

    effects: tuple[Effect, ...]
    command: str
    reason: Reason | None = None
    draft: Draft | None = None
    said: tuple[str, ...] = ()


def carry_out(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> tuple[Effect, ...]:
    """Return the effects of a command of somebody who may decide this draft (see `settle`)."""
    return settle(command, record, actor, ctx).effects


def settle(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    """Carry out a command. `actor` is an approver's address, or a name like `cli:ana` who then gets no receipt by mail.

    The caller has made sure that `actor` may decide; that the draft waits, is intact and has a recipient is checked here.
    """
    if record.draft.state is not DraftState.PENDING or draft_hash(record.draft.mail) != record.draft.hash:
        return hint(record, actor, ctx, Reason.DRAFT_STALE, ("This draft is no longer the one that waits, so nothing was done.",))
    first = _ACTIONS[command.kind](command, record, actor, ctx)
    if not command.more or first.reason:
        return first
    return _together(first, command.more, record, actor, ctx)


def _together(first: Outcomes, more: tuple[Command, ...], record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    """Add further corrections and notes of the same mail, each to the case as the one before left it; one that fails fails all."""
    effects = list(first.effects)
    for command in more:
        case = next((effect.case for effect in reversed(effects) if isinstance(effect, UpdateCase)), record.case)
        done = _ACTIONS[command.kind](command, replace(record, case=case), actor, ctx)
        if done.reason:
            return done
        effects += [effect for effect in done.effects if isinstance(effect, Note | UpdateCase | PutOff)]
    return replace(first, effects=tuple(effects))


def hint(record: TokenRecord, actor: str, ctx: RuleContext, reason: Reason, said: tuple[str, ...], command: str = "help") -> Outcomes:
    """Say once what was understood and what would count; nothing else happens. Silent after one hint per request, three a day.

    `command` is what is reported: a command that was understood and could not be done keeps its name, a yes never does.
    """
    effects: tuple[Effect, ...] = ()
    if actor in ctx.policy.approvers and not record.token.was_hinted and ctx.hints_today < HINTS_PER_DAY:
        mail = tell(StaffMail.HINT, actor, record.case, said, ctx, "nothing was done with your reply")
        effects = (mail, CountHint(record.token.token_hash, actor))
    return Outcomes(effects, command, reason, said=said)


def _approve(_: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    draft = record.draft
    if not draft.mail.recipients:
        unsent = ("You said yes, but nobody may receive this answer yet, so nothing was sent.", _SEND_TO_HINT)
        return hint(record, actor, ctx, Reason.PARTY_MISMATCH, unsent)
    if why := ctx.unfit(draft, record.case):
        return hint(record, actor, ctx, Reason.EGRESS_BLOCK, (f"Nothing was sent: {why[0].lower()}{why[1:]}", _EDIT_HINT))
    if not (draft.chosen or ctx.listed(draft, record.case)):
        new = confirmed(record, actor, ctx)
        said = ("The ledger does not list the recipient for this client any more, so nothing was sent; you are asked again.",)
        return Outcomes(new.effects, "help", Reason.DRAFT_STALE, new.draft, said)
    if draft.promised_on and ctx.earliest_promise and draft.promised_on < ctx.earliest_promise:
        return _stale(record, actor, ctx)
    favour = tuple(dict.fromkeys((*in_favour(draft, ctx.policy.approvers), actor)))
    if len(favour) < voices(draft, record.case, ctx):
        return _one_of_two(record, actor, ctx)
    to = ", ".join(draft.mail.recipients)
    client_mail = QueueMail(
        outbox_id=ctx.mint.outbox_id(),
        mail=draft.mail,
        date_at=ctx.now,
        draft_id=draft.id,
        approved_hash=draft.hash,
        allowed_numbers=draft.allowed_numbers,
        promised_on=draft.promised_on,
    )
    note = Note("approved", draft.case_id, f"{actor} approved draft {draft.id} with hash {draft.hash}.", actor)
    both = f" by {' and '.join(favour)}" if len(favour) > 1 else ""
    where = f"Kept and handed to nobody (shadow mode), for {to}" if ctx.policy.shadow else f"On its way to {to}"
    said = (f"{where}, approved{both} {moment(ctx.now, ctx.policy.timezone)}.",)
    settled = SettleDraft(draft.id, DraftState.APPROVED, " and ".join(favour))
    receipts = (*_receipt(record.case, actor, ctx, said, "on its way"), *_to_others(record, actor, ctx, said, "on its way"))
    return Outcomes((settled, note, client_mail, *receipts), "approve", said=said)


def _one_of_two(record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    """Note the first of two voices: nothing leaves, and somebody else must have been asked for the second."""
    draft, case = record.draft, record.case
    holders = [one for one in record.asked if one != actor and one in ctx.policy.approvers]
    if actor in draft.agreed:
        known = ("Your yes is noted already; it takes another person's as well to send this.",)
        return hint(record, actor, ctx, Reason.TOKEN_USED, known, "ignore")
    agreed = replace(draft, agreed=(*draft.agreed, actor))
    others = holders or [one for one in ctx.policy.approvers if one not in agreed.agreed][:1]
    asking = () if holders else again(agreed, case, others[0], f"{actor} asks for your yes as well.", ctx) if others else ()
    limit = amount_limit(ctx.policy.second_above)
    waits = f"it leaves when {' or '.join(others) or 'a second person'} says yes too"
    said = (f"Your yes is noted. More than {limit} is at stake, so {waits}; nothing has been sent yet.",)
    note = Note("agreed", case.id, f"{actor} said yes to draft {draft.id} with hash {draft.hash}; a second voice is needed.", actor)
    receipt = _receipt(case, actor, ctx, said, "your yes is noted")
    return Outcomes((Agree(draft.id, draft.hash, actor), note, *asking, *receipt), "agree", said=said)


def _to_others(record: TokenRecord, actor: str, ctx: RuleContext, said: tuple[str, ...], headline: str) -> tuple[QueueMail, ...]:
    """Tell those who had said yes before what became of it."""
    ctx = replace(ctx, answers_id="", references=())
    voters = (one for one in record.draft.agreed if one != actor)
    return tuple(mail for voter in voters for mail in _receipt(record.case, voter, ctx, said, headline))


def _stale(record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    new = redated(record, actor, ctx)
    if new is None:
        said = (
            "The date this answer promises is too close by now, so nothing was sent. 'EDIT' with a new text and a later date would do it.",
        )
        return hint(record, actor, ctx, Reason.DRAFT_STALE, said)
    return Outcomes(new.effects, "help", Reason.DRAFT_STALE, new.draft, ("The promised date was too close; a later one was put in.",))


def _reject(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    why = one_line(command.text, 300)
    said = (f"The draft was dropped and nothing was sent. Case {record.case.id} stays open.",)
    note = Note("rejection", record.case.id, f"{actor} turned draft {record.draft.id} down{f': {why}' if why else '.'}", actor)
    settled = SettleDraft(record.draft.id, DraftState.REJECTED, actor, why)
    dropped = (f"{actor} turned it down. {said[0]}",)
    receipts = (*_receipt(record.case, actor, ctx, said, "dropped"), *_to_others(record, actor, ctx, dropped, "dropped"))
    return Outcomes((settled, note, *receipts), "reject", said=said)


def _reword(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    if len(command.text) > LONGEST_TEXT:
        return hint(
            record, actor, ctx, Reason.CMD_UNCLEAR, ("Your text is longer than any answer should be, so nothing was done with it.",)
        )
    if any(_holds(command.text, word) for word in ctx.forbidden if word):
        said = (SENTENCES[Reason.EGRESS_BLOCK][0], "The text names another client's invoice or one of our reply addresses; leave that out.")
        return hint(record, actor, ctx, Reason.EGRESS_BLOCK, said)
    new = reworded(record, command.text, "answer" if command.kind is CommandKind.ANSWER else "edited", actor, ctx)
    if why := ctx.unfit(new.draft, record.case):
        return hint(record, actor, ctx, Reason.EGRESS_BLOCK, (f"Your text was not taken: {why[0].lower()}{why[1:]}", _EDIT_HINT))
    return _asked_again(new, command.kind.value, record.case, actor)


def _holds(text: str, word: str) -> bool:
    """Tell whether a text holds a word whole, whatever its case: INV-10 is not in INV-100."""
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.IGNORECASE) is not None


def _send_to(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    local, _, domain = ctx.policy.desk_address.rpartition("@")
    typed, _, typed_domain = command.argument.rpartition("@")
    if (typed.split("+")[0], typed_domain) == (local, domain) or command.argument in ctx.policy.insiders:
        said = (f"{command.argument} is one of us, so the answer cannot go there. {_SEND_TO_HINT}",)
        return hint(record, actor, ctx, Reason.RECIPIENT_FORBIDDEN, said, "send_to")
    new = readdressed(record, command.argument, actor, ctx)
    if why := ctx.unfit(new.draft, record.case):
        return hint(
            record, actor, ctx, Reason.EGRESS_BLOCK, (f"The answer cannot go there: {why[0].lower()}{why[1:]}", _SEND_TO_HINT), "send_to"
        )
    return _asked_again(new, "send_to", record.case, actor)


def _asked_again(new: Redrafted, command: str, case: Case, actor: str) -> Outcomes:
    note = Note(
        command, case.id, f"{actor} made version {new.draft.version} of the draft: {new.draft.id} with hash {new.draft.hash}.", actor
    )
    return Outcomes((*new.effects, note), command, None, new.draft, ("A new version waits for a yes of its own.",))


def _assign(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    to = command.argument
    if to not in ctx.policy.approvers:
        said = (f"{to} is not an approver of this desk, so the request stays with you.",)
        return hint(record, actor, ctx, Reason.CMD_UNCLEAR, said, "assign")
    if to in record.draft.agreed or (to != actor and to in record.asked):
        known = "has said yes to it already" if to in record.draft.agreed else "was asked about it already"
        return hint(record, actor, ctx, Reason.CMD_UNCLEAR, (f"{to} {known}, so the request stays with you.",), "assign")
    note = Note("assigned", record.case.id, f"{actor} passed draft {record.draft.id} on to {to}.", actor)
    request = again(record.draft, record.case, to, f"{actor} passed this request on to you.", ctx)
    said = (f"The request was passed on to {to}; your own one no longer counts.",)
    receipt = () if to == actor else _receipt(record.case, actor, ctx, said, "passed on")
    return Outcomes((SpendToken(record.token.token_hash, f"passed on to {to}"), note, *request, *receipt), "assign", said=said)


def _hold(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    zone = ZoneInfo(ctx.policy.timezone)
    today = ctx.now.astimezone(zone).date()
    until = written_day(command.argument, today, day_first=ctx.policy.country not in _MONTH_FIRST)
    if until is None:
        heard = f"I could not read '{one_line(command.argument, 60)}' as a day ahead, so nothing was done."
        return hint(record, actor, ctx, Reason.CMD_UNCLEAR, (heard, "A date like 'hold until 24 December' would do."))
    at = datetime.combine(until, _MORNING, zone).astimezone(UTC)
    expires_at = at + timedelta(days=ctx.policy.expire_days)
    said = (f"It rests until {weekday(until)}; then you are asked again. Nothing goes out by itself.",)
    noted = _noted("hold", f"{actor} put draft {record.draft.id} off until {until.isoformat()}.", said, record, actor, ctx)
    return replace(noted, effects=(PutOff(record.draft.id, at, expires_at), *noted.effects))


def _correction(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    what, case = command.kind.value, record.case
    right = ctx.own_number(case, command.argument) if command.kind is CommandKind.INVOICE else command.argument
    if right is None:
        unknown = f"The ledger holds no invoice {one_line(command.argument, 60)} of this client, so nothing was changed."
        return hint(record, actor, ctx, Reason.CMD_UNCLEAR, (unknown,), what)
    detail = json.dumps({what: right, "mail_id": record.draft.mail_id, "draft": record.draft.id}, ensure_ascii=False, sort_keys=True)
    said = (
        f"The {what} of this case is {one_line(right, 60)} now.",
        "The draft is unchanged and still waits; 'EDIT' with your own text changes it.",
    )
    changed = replace(case, invoice_numbers=(right,)) if command.kind is CommandKind.INVOICE else replace(case, causes=(Cause(right),))
    why = f"{actor} put the {what} right: {one_line(right, 60)}"
    done = _noted("correction", detail, said, replace(record, case=changed), actor, ctx)
    return Outcomes((UpdateCase(changed, why), *done.effects), what, said=said)


def _not_a_dispute(_: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    detail = json.dumps({"intent": "other", "mail_id": record.draft.mail_id, "draft": record.draft.id}, sort_keys=True)
    said = ("Noted as no dispute: the draft was withdrawn, nothing was sent and the case is closed.",)
    note = Note("correction", record.case.id, detail, actor)
    return replace(_closed(Outcome.OTHER, record, actor, ctx, said, note), command="not_a_dispute")


def _close(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    said = (f"The case is closed ({command.argument}); the draft was withdrawn and nothing was sent.",)
    note = Note("closing", record.case.id, f"{actor} closed the case: {command.argument}.", actor)
    return _closed(Outcome(command.argument), record, actor, ctx, said, note)


def _closed(outcome: Outcome, record: TokenRecord, actor: str, ctx: RuleContext, said: tuple[str, ...], note: Note) -> Outcomes:
    settled = SettleDraft(record.draft.id, DraftState.WITHDRAWN, actor, f"case closed: {outcome}")
    receipt = _receipt(record.case, actor, ctx, said, "closed")
    return Outcomes((settled, CloseCase(record.case.id, outcome, actor), note, *receipt), "close", said=said)


def _note(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    said = ("Your note was put into the log of the case; the draft still waits for you.",)
    return _noted("note", one_line(command.text, 1_000), said, record, actor, ctx)


def _status(_: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    case = record.case
    due = f", our answer due {moment(case.due_at, ctx.policy.timezone)}" if case.due_at else ""
    to = ", ".join(record.draft.mail.recipients)
    draft = f"The draft to {to} still waits for you." if to else f"The draft waits for an address to go to. {_SEND_TO_HINT}"
    said = (f"The case is {case.status.replace('_', ' ')}{due}. {draft}",)
    return Outcomes(_receipt(case, actor, ctx, said, "how it stands"), "status", said=said)


def _help(command: Command, record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    if command.problem is None:
        return hint(record, actor, ctx, Reason.CMD_UNCLEAR, all_commands(command.argument))
    if command.argument == ECHO:
        return hint(record, actor, ctx, command.problem, echoed(command.heard))
    reason = command.problem
    lacking = incomplete(command.heard) if reason is Reason.CMD_UNCLEAR else None
    if lacking:
        return hint(record, actor, ctx, reason, lacking)
    heard = f"'{command.heard}'" if command.heard else "an empty reply"
    told = "says two things that exclude each other" if reason is Reason.CMD_CONFLICT else "is a yes"
    unsure = f"{heard} {told}" if reason is Reason.CMD_CONFLICT else f"I was not sure whether {heard} {told}"
    cure = "The word 'APPROVE' alone would do it; 'REJECT' with a reason drops it; 'EDIT' with a text beneath changes it; 'HELP' lists the rest."
    return hint(record, actor, ctx, reason, (f"{unsure}, so nothing was sent.", cure if record.draft.mail.recipients else _SEND_TO_HINT))


def _noted(event: str, detail: str, said: tuple[str, ...], record: TokenRecord, actor: str, ctx: RuleContext) -> Outcomes:
    note = Note(event, record.case.id, detail, actor)
    return Outcomes((note, *_receipt(record.case, actor, ctx, said, "noted")), event, said=said)


def _receipt(case: Case, actor: str, ctx: RuleContext, said: tuple[str, ...], headline: str) -> tuple[QueueMail, ...]:
    return (tell(StaffMail.RECEIPT, actor, case, said, ctx, headline),) if actor in ctx.policy.approvers else ()


#: Where people write the month before the day.
_MONTH_FIRST = frozenset({"US", "PH", "FM", "PW", "MH"})
#: When a request that was put off is brought to mind, local time.
_MORNING = time(8)
_EDIT_HINT = "'EDIT' with another text beneath makes a new version; the earlier one still waits."
_SEND_TO_HINT = "'SEND TO' and the client's address in one line, without the quotation marks, chooses who gets it."

#: Command -> what it does. Closed: every kind has its entry.
_ACTIONS: dict[CommandKind, Callable[[Command, TokenRecord, str, RuleContext], Outcomes]] = {
    CommandKind.APPROVE: _approve,
    CommandKind.REJECT: _reject,
    CommandKind.EDIT: _reword,
    CommandKind.ANSWER: _reword,
    CommandKind.SEND_TO: _send_to,
    CommandKind.ASSIGN: _assign,
    CommandKind.HOLD: _hold,
    CommandKind.INVOICE: _correction,
    CommandKind.CAUSE: _correction,
    CommandKind.NOT_A_DISPUTE: _not_a_dispute,
    CommandKind.CLOSE: _close,
    CommandKind.NOTE: _note,
    CommandKind.STATUS: _status,
    CommandKind.HELP: _help,
}
