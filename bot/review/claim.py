"""What the books say about the claim, and the words the parts of an approval mail share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.inert import one_line
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.review.facts import RequestFacts
    from bot.vocabulary.books import Finding

#: Verdict -> the word, the sentence it begins, and the style of its box.
VERDICTS = {
    FindingVerdict.SUPPORTED: ("supported", "Our books agree", "agrees"),
    FindingVerdict.CONTRADICTED: ("contradicted", "Our books disagree", "differs"),
    FindingVerdict.CANNOT_TELL: ("cannot tell", "Our books leave it open", "unknown"),
}
#: Cause -> the checks that speak to it; other findings are told besides, never as an answer to the claim.
_SPEAKS_TO = {
    Cause.MISCALCULATION: {Check.LINE_SUM, Check.SUBTOTAL, Check.TAX, Check.TOTAL},
    Cause.UNAPPROVED_WORK: {Check.PO},
    Cause.LATE_DELIVERY: {Check.DELIVERY},
    Cause.DISCOUNT: {Check.DISCOUNT},
    Cause.PRICE: {Check.RATE},
    Cause.QUANTITY: {Check.QUANTITY},
    Cause.DUPLICATE: {Check.DOUBLE_BILLING},
    Cause.ALREADY_PAID: {Check.PAYMENT},
    Cause.TAX: {Check.TAX},
    Cause.INVOICE_DETAILS: {Check.PO},
    Cause.TERMS: {Check.TERMS, Check.DUE_DATE},
}
_BY_WEIGHT = (FindingVerdict.CONTRADICTED, FindingVerdict.SUPPORTED, FindingVerdict.CANNOT_TELL)


def top_finding(facts: RequestFacts) -> Finding | None:
    """Return the finding that answers the claim: of those that speak to the primary cause a contradiction, else support, else doubt."""
    spoken = _SPEAKS_TO.get(facts.case.causes[0], set()) if facts.case.causes else set()
    answering = [finding for finding in facts.findings if finding.check in spoken]
    return next((each for verdict in _BY_WEIGHT for each in answering if each.verdict is verdict), None)


def writer_of(facts: RequestFacts) -> str:
    """Return the address that wrote, or that the case is with."""
    return one_line(facts.writer.email if facts.writer else facts.case.client_email, 254)


def listed(parts: Sequence[str]) -> str:
    """Return `a, b and c`; empty for nothing."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def might_be(facts: RequestFacts) -> str:
    """Return the readings the desk hesitates about, without those it chose."""
    verdict = facts.reading.verdict if facts.reading else None
    if not verdict:
        return ""
    taken = {verdict.intent.value, *(found.cause.value for found in verdict.causes)}
    return ", ".join(label.replace("_", " ") for label in verdict.hesitates if label not in taken)
