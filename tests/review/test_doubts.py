"""What exactly the desk is not sure of, in one sentence."""

from __future__ import annotations

import pytest

from bot.review.claim import doubt
from bot.vocabulary.claim import CauseVerdict, Verdict
from bot.vocabulary.labels import Cause, Intent

PRICE, SUMS = Cause.PRICE, Cause.MISCALCULATION


def verdict(dispute: float, cause: float, hesitates: tuple[str, ...] = ()) -> Verdict:
    return Verdict(Intent.DISPUTE, dispute, dispute, unsure=True, causes=(CauseVerdict(PRICE, cause),), hesitates=hesitates)


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (
            verdict(1.0, 0.52, ("dispute", "price", "miscalculation")),
            "This is a dispute (100%), but the cause is unclear: price (52%) or miscalculation.",
        ),
        (
            verdict(0.6, 0.95, ("dispute", "payment_notice", "price")),
            "The desk is not sure that this is a dispute (60%); it could also be: payment notice.",
        ),
        (
            verdict(0.6, 0.5, ("dispute", "question", "price", "tax")),
            "The desk is not sure that this is a dispute (60%); it could also be: question. If it is one, the cause is unclear: price (50%) or tax.",
        ),
        (
            verdict(0.6, 0.95, ("dispute", "other", "price", "other")),
            "The desk is not sure that this is a dispute (60%); it could also be: something else.",
        ),
        (verdict(0.97, 0.9), "This reads as a dispute (97%) about price (90%); that is a little less than the desk vouches for."),
        (Verdict(Intent.OTHER, 0.4, 0.3), "The desk is not sure how to read this mail."),
    ],
)
def test_the_doubt_is_named(read: Verdict, said: str) -> None:
    assert doubt(read) == said
