from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.classifier.adoption import Comparison, right
from bot.classifier.corpus import LabelledMail
from bot.vocabulary.labels import Cause, Intent

if TYPE_CHECKING:
    from bot.classifier.predict import Classifier


@pytest.mark.parametrize(
    ("held_out", "corrections", "taken"),
    [((180, 180), (1, 3), True), ((180, 181), (1, 3), True), ((180, 179), (1, 3), False), ((180, 185), (2, 2), False)],
)
def test_a_model_takes_over_if_not_worse_there_and_better_here(
    held_out: tuple[int, int], corrections: tuple[int, int], *, taken: bool
) -> None:
    found = Comparison(200, *held_out, 4, *corrections)
    assert found.takes_over is taken
    assert "of 200" in found.told


def test_intent_and_primary_cause_count(classifier: Classifier) -> None:
    body = "You charged us VAT although reverse charge applies. Please correct the invoice."
    mails = [LabelledMail("VAT", body, Intent.DISPUTE, (cause,)) for cause in (Cause.TAX, Cause.QUALITY)]
    assert right(classifier, mails) == 1
