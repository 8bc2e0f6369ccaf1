from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import spacy

from bot.classifier.signals import Signals
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from bot.classifier.predict import Classifier

SUBJECTS = (
    ("Automatic reply: Invoice 88 overdue", "automatic_subject"),
    ("Abwesenheitsnotiz: Mahnung", "automatic_subject"),
    ("Réponse automatique : facture", "automatic_subject"),
    ("Undeliverable: Reminder bill 44", "not_delivered"),
    ("Re: automatic payments", None),
    ("The out of office message you sent", None),
)


@pytest.mark.parametrize(("subject", "name"), SUBJECTS)
def test_signals_at_the_start_of_a_subject(subject: str, name: str | None) -> None:
    found = Signals(spacy.blank("xx")).find(subject)
    assert (found.name if found else None) == name


def test_an_absence_that_talks_of_wrong_invoices_is_no_dispute(classifier: Classifier) -> None:
    body = "I am away until Monday. If an invoice is wrong, was billed twice or you want to complain, write to my colleague."
    verdict = classifier.understand("Automatic reply: Reminder", body).verdict
    assert verdict.intent is Intent.AUTO_REPLY
    assert verdict.causes == ()
