from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier import signals
from bot.classifier.signals import Signals, objects, only_names, refuses, says_no_more
from bot.vocabulary.labels import Cause, Intent

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


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We dispute invoice INV-7.", True),
        ("Line 1 of invoice INV-1041 is added up wrongly.", True),
        ("die Rechnung können wir so nicht bezahlen.", True),
        ("Nous contestons la facture 12.", True),
        ("I do not see why we should pay to have your errors corrected.", True),
        ("Ich sehe nicht ein, warum wir das bezahlen sollen.", True),
        ("Je ne vois pas pourquoi nous devrions payer.", True),
        ("No veo por qué tengo que pagarlo.", True),
        ("Non vedo perché dovremmo pagare.", True),
        ("Ik zie niet in waarom wij dit betalen.", True),
        ("I am disputing the fitting charge.", True),
        ("KL-2106 stimmt schon wieder nicht.", True),
        ("Deze factuur klopt niet.", True),
        ("Cette facture est erronée, merci de la corriger.", True),
        ("La factura está mal.", True),
        ("Il totale è sbagliato.", True),
        ("This bill isn't right.", True),
        ("Tell us if the bill looks off.", False),
        ("Die Rechnung ist nicht angekommen.", False),
        ("La facture n'est pas arrivée.", False),
        ("Klopt, de factuur is betaald.", False),
        ("I see why we should pay it now.", False),
        ("We dispute nothing.", False),
        ("We no longer dispute it.", False),
        ("wir beanstanden nichts", False),
        ("Thanks for settling the dispute.", False),
    ],
)
def test_plain_refusals(sentence: str, *, found: bool) -> None:
    assert refuses([sentence]) is found


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("KL-2106 stimmt nicht.", True),
        ("Hello Ines. We dispute this invoice.", True),
        ("Cette facture est erronée, merci de la corriger.", True),
        ("The price is wrong.", False),
        ("We dispute this invoice because the boards were split.", False),
        ("We dispute nothing.", False),
    ],
)
def test_a_bare_refusal_names_no_cause(words: str, *, bare: bool) -> None:
    assert says_no_more(words.split(". ")) is bare


def test_a_plain_refusal_is_a_dispute_that_a_person_looks_at(classifier: Classifier) -> None:
    verdict = classifier.understand("Invoice INV-7", "We dispute this invoice.").verdict
    assert verdict.intent is Intent.DISPUTE
    assert verdict.unsure
    assert [each.cause for each in verdict.causes] == [Cause.OTHER]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The second coat should not be on the bill at all.", True),
        ("Die zweite Anfahrt hat da nichts zu suchen.", True),
        ("Le second passage n'a rien à faire sur la facture.", True),
        ("La segunda visita no debería figurar en la factura.", True),
        ("La seconda visita non dovrebbe comparire.", True),
        ("Het tweede bezoek hoort niet op de factuur.", True),
        ("We are holding the payment until the gate is mended.", True),
        ("Wir halten die Zahlung zurück, bis das Tor gerichtet ist.", True),
        ("Nous suspendons le règlement tant que le portail n'est pas réparé.", True),
        ("Retenemos el pago hasta que arreglen la puerta.", True),
        ("Sospendiamo il pagamento finché il cancello non è riparato.", True),
        ("Wij houden de betaling aan tot het hek gemaakt is.", True),
        ("The payment is held by our bank for a day.", False),
        ("You should not be on hold for so long.", False),
    ],
)
def test_what_is_to_come_off_the_bill_or_is_kept_back(sentence: str, found: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    assert objects([sentence]) is found


@given(
    st.lists(
        st.sampled_from(["Re:", "RG", "Invoice", "\u0130nvoice", "no", "INV-7", "7a", "ab", "é", ",", "_", "\u00aa", "und", "x,y", " "]),
        max_size=6,
    )
)
def test_what_is_more_than_a_name_is_seen_at_its_first_word(words: list[str]) -> None:
    text = " ".join(words)
    naming = re.compile(signals._NAMING.pattern, re.IGNORECASE)  # noqa: SLF001 - the long way round
    assert only_names([text]) is (not re.search(r"[^\W\d_]", naming.sub(" ", text)))


@given(
    st.lists(
        st.sampled_from(["We", "dispute", "THE", "Invoice", "\u0130S", "wrong", "if", "WHETHER", "Ist", "falsch", "\u017fo nicht zahlen"]),
        max_size=7,
    )
)
def test_who_refuses_may_write_it_large_or_small(words: list[str]) -> None:
    text = " ".join(words)
    refusing, wrong, unsaid = (
        re.compile(pattern.pattern, re.IGNORECASE).search(text)
        for pattern in (signals.PLAIN_REFUSAL, signals.CALLED_WRONG, signals._NOT_SAID)  # noqa: SLF001 - the long way round
    )
    assert refuses([text]) is bool(refusing or (wrong and not unsaid))
