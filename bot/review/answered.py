"""A colleague answered the client by themselves: the waiting draft is withdrawn, and whoever was asked about it hears so, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.receipt import tell
from bot.review.shown import moment
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import Note, SettleDraft
from bot.vocabulary.outgoing import StaffMail

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.cases import Case, Draft
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.reading import Reading


def withdrawn(
    reading: Reading, case: Case, drafts: tuple[Draft, ...], parties: tuple[str, str], told: tuple[Dossier, RuleContext]
) -> tuple[Effect, ...]:
    """Return what follows where drafts of the case wait: they end, the journal says why, and those asked are told in one sentence.

    `parties` are who wrote and the client who was written to. Without a waiting draft nothing needs to be said.
    """
    if not drafts:
        return ()
    dossier, ctx = told
    by, to = parties
    who = f"{by} (from the desk's own mailbox)" if by == ctx.policy.desk_address.lower() else by
    at = reading.arrived.message.date_at or dossier.received_at or ctx.now
    why = f"{who} wrote to {to} on {moment(min(at, ctx.now), ctx.policy.timezone)}"
    sentence = f"{why}, so the waiting draft was withdrawn and will not be sent; case {case.id} stays open until it is closed."
    ends = tuple(SettleDraft(draft.id, DraftState.ANSWERED, by, why) for draft in drafts)
    note = Note("answered_by_staff", case.id, sentence, by)
    ids = {draft.id for draft in drafts}
    asked = dict.fromkeys(approver for draft_id, approver in dossier.asked if draft_id in ids and approver in ctx.policy.approvers)
    agreed = dict.fromkeys(voice for draft in drafts for voice in draft.agreed if voice in ctx.policy.approvers)
    headline = "answered already, the draft was withdrawn"
    receipts = tuple(tell(StaffMail.RECEIPT, one, case, (sentence,), ctx, headline) for one in {**asked, **agreed})
    return (*ends, note, *receipts)
