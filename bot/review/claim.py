"""What the books say about the claim, and the words the parts of an approval mail share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.inert import one_line
from bot.vocabulary.books import FindingVerdict
from bot.vocabulary.labels import Cause, Intent
from bot.vocabulary.speaking import answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.review.facts import RequestFacts
    from bot.vocabulary.books import Finding
    from bot.vocabulary.claim import Verdict

#: Verdict -> the word, the sentence it begins, and the style of its box.
VERDICTS = {
    FindingVerdict.SUPPORTED: ("supported", "Our books agree", "agrees"),
    FindingVerdict.CONTRADICTED: ("contradicted", "Our books disagree", "differs"),
    FindingVerdict.CANNOT_TELL: ("cannot tell", "Our books leave it open", "unknown"),
}
#: From this chance a reading is taken as certain in words.
_SURE = 0.85
_BY_WEIGHT = (FindingVerdict.CONTRADICTED, FindingVerdict.SUPPORTED, FindingVerdict.CANNOT_TELL)


def top_finding(facts: RequestFacts) -> Finding | None:
    """Return the finding that answers the claim: of those that answer the primary cause a contradiction, else support, else doubt.

    What is found about the invoice itself comes before what is found about others that the mail names beside it.
    """
    answering = answers(facts.case.causes[0] if facts.case.causes else None, facts.findings)
    main = facts.match.invoice.number if facts.match and facts.match.invoice else ""
    answering = tuple(each for each in answering if each.invoice == main) or answering
    return next((each for verdict in _BY_WEIGHT for each in answering if each.verdict is verdict), None)


def writer_of(facts: RequestFacts) -> str:
    """Return the address that wrote, or that the case is with."""
    return one_line(facts.writer.email if facts.writer else facts.case.client_email, 254)


def listed(parts: Sequence[str]) -> str:
    """Return `a, b and c`; empty for nothing."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def doubt(verdict: Verdict) -> str:
    """Return in one sentence what exactly the desk is not sure of: whether it is a dispute, what for, or only of itself."""
    if verdict.intent is not Intent.DISPUTE:
        return "The desk is not sure how to read this mail."
    intents = [label for label in dict.fromkeys(verdict.hesitates) if label in set(Intent) and label != Intent.DISPUTE]
    intents = ["something else" if label == Intent.OTHER else label for label in intents]
    causes = [each.cause for each in verdict.causes]
    rivals = [label for label in verdict.hesitates if label in set(Cause) and label not in causes]
    chance = verdict.causes[0].probability if verdict.causes else 0.0
    unclear = f"the cause is unclear: {_named(causes[:1])} ({chance:.0%}){f' or {_named(rivals)}' if rivals else ''}" if causes else ""
    if verdict.dispute_probability < _SURE:
        other = f"; it could also be: {_named(intents)}" if intents else ""
        more = f" If it is one, {unclear}." if unclear and chance < _SURE else ""
        return f"The desk is not sure that this is a dispute ({verdict.dispute_probability:.0%}){other}.{more}"
    if unclear and chance < _SURE:
        return f"This is a dispute ({verdict.dispute_probability:.0%}), but {unclear}."
    return (
        f"This reads as a dispute ({verdict.dispute_probability:.0%}) about {_named(causes[:1])} ({chance:.0%}); that is a little less than"
        " the desk vouches for."
    )


def _named(labels: Iterable[str]) -> str:
    return ", ".join(label.replace("_", " ") for label in labels)


def might_be(facts: RequestFacts) -> str:
    """Return the readings the desk hesitates about, without those it chose."""
    verdict = facts.reading.verdict if facts.reading else None
    if not verdict:
        return ""
    taken = {verdict.intent.value, *(found.cause.value for found in verdict.causes)}
    return ", ".join(label.replace("_", " ") for label in dict.fromkeys(verdict.hesitates) if label not in taken)
