from __future__ import annotations

import pytest

from bot.vocabulary.claim import CauseVerdict, Span, Verdict
from bot.vocabulary.labels import Cause, Intent

PAID = Verdict(Intent.PAYMENT_NOTICE, 0.9, 0.05, unsure=False, language="de")
WRONG = Verdict(
    Intent.DISPUTE, 0.8, 0.8, unsure=False, causes=(CauseVerdict(Cause.PRICE, 0.7, (Span("body", "wrong", 0, 5),)),), language="en"
)


@pytest.mark.parametrize(
    ("one", "other", "intent"), [(PAID, WRONG, Intent.DISPUTE), (WRONG, PAID, Intent.DISPUTE), (PAID, PAID, PAID.intent)]
)
def test_two_versions_that_differ_are_never_sure(one: Verdict, other: Verdict, intent: Intent) -> None:
    both = one.beside(other)
    assert (both.unsure, both.intent, both.language) == (True, intent, one.language)


def test_words_that_are_not_shown_are_no_evidence() -> None:
    assert PAID.beside(WRONG).causes == (CauseVerdict(Cause.PRICE, 0.7),)
    assert WRONG.beside(PAID).causes == WRONG.causes
