"""A request to an approver came back undelivered: somebody else is told, once, who can then ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.receipt import tell
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import CountHint, Note
from bot.vocabulary.outgoing import StaffMail

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.dossier import Dossier, TokenRecord
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.reading import Reading


#: In the subject of a report about a mail that is still being tried.
_STILL_TRIED = ("delay", "verzöger", "retard", "retras", "ritard", "vertraag")


def undelivered(reading: Reading, dossier: Dossier, ctx: RuleContext) -> tuple[Effect, ...]:
    """Return what a bounce leads to that names a waiting request of ours. A bounce proves nothing, so nothing is decided by it."""
    arrived = reading.arrived
    if not arrived.failed_recipients or any(word in arrived.message.subject.lower() for word in _STILL_TRIED):
        return ()
    named = dict(dossier.tokens_by_message_id)
    waiting = (named[each] for each in arrived.bounced_ids if each in named)
    return next((_told(record, ctx) for record in waiting if _waits(record)), ())


def _waits(record: TokenRecord) -> bool:
    return record.draft.state is DraftState.PENDING and record.token.used_at is None and not record.token.hinted


def _told(record: TokenRecord, ctx: RuleContext) -> tuple[Effect, ...]:
    """Say it to the substitute, else to the next approver; the digest says it in any case."""
    asked, case = record.token.approver, record.case
    others = [one for one in (ctx.policy.substitute, *ctx.policy.approvers) if one and one != asked]
    sentence = f"The request to {asked} about case {case.id} is reported undelivered."
    note = Note("request_undelivered", None, f"{sentence} Check the address, or decide with `dispute-desk approve {case.id}`.")
    if not others:
        return (note, CountHint(record.token.token_hash, asked))
    said = (
        f"{sentence} The draft still waits, and nothing was sent.",
        "To decide in their place, write a mail with this subject and the words 'ask again'.",
    )
    alert = tell(StaffMail.ALERT, others[0], case, said, ctx, f"the request to {asked} did not arrive")
    return (note, alert, CountHint(record.token.token_hash, asked))
