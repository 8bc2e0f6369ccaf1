from __future__ import annotations

from bot.classifier.claim import disputed_amount
from bot.classifier.extract import mentions
from bot.classifier.layout import pieces
from bot.vocabulary.claim import CauseVerdict, Span, Verdict
from bot.vocabulary.labels import Cause, Intent


def _amount(body: str, cause: Cause, evidence: str) -> str | None:
    start = body.index(evidence)
    span = Span("body", evidence, start, start + len(evidence))
    verdict = Verdict(Intent.DISPUTE, 0.9, 0.9, unsure=False, causes=(CauseVerdict(cause, 0.9, (span,)),))
    amount = disputed_amount(mentions("", body), verdict, pieces("", body))
    return amount.text if amount else None


def test_the_only_sum_is_the_one_in_dispute() -> None:
    assert _amount("The desk is scratched. It cost £310.", Cause.QUALITY, "The desk is scratched.") == "£310"


def test_a_named_difference_wins() -> None:
    body = "Lines come to £900. You ask for £950. Difference £50."
    assert _amount(body, Cause.MISCALCULATION, "You ask for £950.") == "£50"


def test_two_rates_are_no_sum() -> None:
    body = "You billed £78 an hour, we agreed £65 an hour."
    assert _amount(body, Cause.PRICE, body) is None


def test_the_sum_beside_the_evidence_wins() -> None:
    body = "The bill is £418. It has a valve at £265 that nobody asked for."
    assert _amount(body, Cause.UNAPPROVED_WORK, "It has a valve at £265 that nobody asked for.") == "£265"
