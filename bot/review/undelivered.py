"""A request to an approver came back undelivered: somebody else is told, once, who can then ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.receipt import tell
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import CountHint, Note
from bot.vocabulary.outgoing import StaffMail

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.cases import OutboxRow
    from bot.vocabulary.dossier import Dossier, TokenRecord
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.reading import Reading


#: The kind of a note about a digest that nobody reads; it carries the reader's address.
DIGEST_LOST = "digest_lost"
#: In the subject of a report about a mail that is still being tried.
_STILL_TRIED = ("delay", "verzöger", "retard", "retras", "ritard", "vertraag")


def undelivered(reading: Reading, dossier: Dossier, ctx: RuleContext) -> tuple[Effect, ...]:
    """Return what a bounce leads to that names a waiting request of ours. A bounce proves nothing, so nothing is decided by it."""
    arrived = reading.arrived
    if not arrived.failed_recipients or any(word in arrived.message.subject.lower() for word in _STILL_TRIED):
        return ()
    named = dict(dossier.tokens_by_message_id)
    waiting = (named[each] for each in arrived.bounced_ids if each in named)
    return (*_digest_lost(dossier, arrived.bounced_ids, ctx), *next((_told(record, ctx) for record in waiting if _waits(record)), ()))


def unread(reading: Reading, dossier: Dossier, ctx: RuleContext) -> tuple[Effect, ...]:
    """Return what an automatic reply leads to that answers a digest whose only reader is away."""
    sender = reading.arrived.message.from_
    if sender is None or ctx.policy.digest != (sender.email,) or not _digests(dossier, reading.arrived.carriers.message_ids):
        return ()
    return (Note(DIGEST_LOST, None, f"{sender.email}, the only reader of the digest, answers automatically.", sender.email),)


def _digest_lost(dossier: Dossier, ids: tuple[str, ...], ctx: RuleContext) -> tuple[Note, ...]:
    """One note per reader whose digest is reported undelivered; whoever is told beside the database is told of these."""
    lost = dict.fromkeys(to for row in _digests(dossier, ids) for to in row.recipients if to in ctx.policy.digest)
    return tuple(Note(DIGEST_LOST, None, f"The digest to {to} is reported undelivered; check [people] digest.", to) for to in lost)


def _digests(dossier: Dossier, ids: tuple[str, ...]) -> list[OutboxRow]:
    return [row for row in dossier.sent if row.staff_mail is StaffMail.DIGEST and row.message_id in ids]


def _waits(record: TokenRecord) -> bool:
    return record.draft.state is DraftState.PENDING and record.token.used_at is None and not record.token.was_warned


def _told(record: TokenRecord, ctx: RuleContext) -> tuple[Effect, ...]:
    """Say it to the substitute, else to the next approver; the digest says it in any case."""
    asked, case = record.token.approver, record.case
    others = [one for one in (ctx.policy.substitute, *ctx.policy.approvers) if one and one != asked]
    sentence = f"The request to {asked} about case {case.id} is reported undelivered."
    note = Note("request_undelivered", None, f"{sentence} Check the address, or decide with `dispute-desk approve {case.id}`.")
    if not others:
        return (note, CountHint(record.token.token_hash, asked, warning=True))
    said = (
        f"{sentence} The draft still waits, and nothing was sent.",
        "To decide in their place, write a mail with this subject and the words 'ask again'.",
    )
    alert = tell(StaffMail.ALERT, others[0], case, said, ctx, f"the request to {asked} did not arrive")
    return (note, alert, CountHint(record.token.token_hash, asked, warning=True))
