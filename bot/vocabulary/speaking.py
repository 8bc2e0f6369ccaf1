"""Which findings answer a claim: those whose check speaks to its cause, and those whose right figure the client names too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.books import Finding

#: Cause -> the checks that speak to it; other findings are told besides, never as an answer to the claim.
SPEAKS_TO = {
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


def answers(cause: Cause | None, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that answer a claim of this cause.

    The same slip can be read as a wrong sum, a wrong price or a missing discount; where the books agree with the client's own
    figure, that is the answer whatever it was taken for.
    """
    spoken = SPEAKS_TO.get(cause, set()) if cause else set()
    agreed = FindingVerdict.SUPPORTED
    return tuple(each for each in findings if each.check in spoken or (each.verdict is agreed and each.own))
