from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.classifier.predict import Classifier, load
from bot.errors import ModelError
from bot.vocabulary.labels import Cause, Intent
from bot.vocabulary.tidy import whole

if TYPE_CHECKING:
    from pathlib import Path

DISPUTES = (
    ("Re: invoice 7731", "Hello,\n\nThe VAT rate on this is wrong, we are exempt and you charged 20% VAT.\n\nKim", Cause.TAX),
    ("March invoice", "You have billed us twice for the same job, this is a duplicate of last month's invoice.", Cause.DUPLICATE),
    ("Rechnung RE-5519", "Guten Tag,\n\nder vereinbarte Rabatt von 10 % wurde nicht abgezogen.\n\nViele Grüße\nUte", Cause.DISCOUNT),
)
#: Half characters, as JSON may carry them, among others.
_ANY = st.lists(st.sampled_from(["\ud800", "\udfff", "ooo", "invoice 7", "€ 5", "ą", " ", "\n", "我", "wrong"]), max_size=12).map("".join)


@pytest.mark.parametrize(("subject", "body", "cause"), DISPUTES)
def test_plain_disputes(classifier: Classifier, subject: str, body: str, cause: Cause) -> None:
    found = classifier.understand(subject, body)
    assert found.verdict.intent is Intent.DISPUTE
    assert found.verdict.primary_cause is cause
    evidence = found.verdict.causes[0].evidence
    assert evidence
    fields = {"subject": subject, "body": body}
    assert all(fields[span.field][span.start : span.end] == span.text for span in evidence)
    assert all(span.text != body for span in evidence if len(body) > 120)


def test_one_by_one_equals_many(classifier: Classifier) -> None:
    items = [(subject, body, "") for subject, body, _ in DISPUTES] + [("", "", "")]
    many = list(classifier.understand_many(items))
    assert [found.verdict.intent for found in many] == [classifier.understand(*item).verdict.intent for item in items]
    assert many == list(classifier.understand_many(items))


def test_language_is_told(classifier: Classifier) -> None:
    assert classifier.understand(*DISPUTES[2][:2]).verdict.language == "de"


@settings(max_examples=15, deadline=None)
@given(_ANY | st.text(max_size=80), _ANY | st.text(max_size=300))
def test_any_text_is_read(classifier: Classifier, subject: str, body: str) -> None:
    verdict = classifier.understand(subject, body).verdict
    fields = {"subject": whole(subject), "body": whole(body)}
    assert 0 <= verdict.dispute_probability <= 1
    assert bool(verdict.causes) == (verdict.intent is Intent.DISPUTE)
    for cause in verdict.causes:
        assert all(fields[span.field][span.start : span.end] == span.text for span in cause.evidence)


def test_a_megabyte_is_read(classifier: Classifier) -> None:
    assert classifier.understand("x", "please look at this line again " * 32_000).verdict.language == "en"


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        load(tmp_path)
