"""A proven approver asks, without any token, to be asked again about a case: they get a fresh request and nothing else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.carry_out import Outcomes
from bot.review.consent import disguised, plain, words_of
from bot.review.request import again
from bot.vocabulary.effects import Note

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

#: What the digest's button writes, and what people make of it (lower case words).
PHRASES = frozenset({("ask", "again"), ("ask", "me", "again"), ("request", "again"), ("send", "the", "request", "again")})


def reissue(reading: Reading, dossier: Dossier, ctx: RuleContext) -> Outcomes | None:
    """Return a new request to the sender for the one case its subject names, or None where that is not what the mail is.

    The subject's tag proves nothing and decides nothing here: what leaves is a question to a listed approver whose address our
    own server proved, and the draft still needs the yes of the new token.
    """
    arrived = reading.arrived
    sender, tags = arrived.message.from_, set(arrived.carriers.case_tags)
    if not sender or sender.email not in ctx.policy.approvers or not arrived.trust.proven or len(tags) != 1 or arrived.carriers.tags:
        return None
    lines = [plain(line) for line in arrived.words.new_text.splitlines() if line.strip()]
    if not lines or disguised(lines[0]) or words_of(lines[0]) not in PHRASES:
        return None
    case = next((each for each in dossier.cases if each.id in tags), None)
    draft = next((each for each in dossier.pending if each.case_id in tags), None)
    if case is None or draft is None:
        return None
    request = again(draft, case, sender.email, "You asked to be asked again; nothing has been sent.", ctx)
    note = Note("asked_again", case.id, f"{sender.email} asked for the request about draft {draft.id} again.", sender.email)
    return Outcomes((note, *request), "again", draft=None, said=(f"A new request went to {sender.email}.",))
