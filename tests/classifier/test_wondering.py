from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.classifier.predict import load
from bot.classifier.signals import asks_for_credit
from bot.classifier.withdrawing import affirms, withdraws, withdraws_plainly
from bot.classifier.wondering import enquires, wonders
from bot.vocabulary.labels import Intent

ROWS = [json.loads(line) for line in (Path(__file__).parent / "wondering.jsonl").read_text("utf-8").splitlines()]
#: Shares of the questions that contest, and of those that only ask, which must be read as such; part 3 was written last and looked at once.
LEAST = {1: (0.95, 0.95), 2: (0.9, 0.95), 3: (0.8, 0.95)}


@pytest.mark.parametrize("part", LEAST)
def test_a_question_that_contests_is_a_dispute_and_another_is_none(part: int) -> None:
    rows = [row for row in ROWS if row["part"] == part]
    read = load().understand_many((row["subject"], row["body"], "") for row in rows)
    found = [(row, one.verdict.intent is Intent.DISPUTE) for row, one in zip(rows, read, strict=True)]
    for wanted, least in zip((True, False), LEAST[part], strict=True):
        mine = [(row["body"], said) for row, said in found if row["contests"] is wanted]
        assert sum(said is wanted for _, said in mine) >= least * len(mine), [body for body, said in mine if said is not wanted]


def test_a_doubting_question_is_never_a_sure_dispute_by_its_wording_alone() -> None:
    read = load().understand("due date", "Where does the 7 days come from? It's been end of month following ever since we started.")
    assert (read.verdict.intent, read.verdict.unsure) == (Intent.DISPUTE, True)


TAKEN_BACK = (
    "You can tick that invoice off.",
    "BW-5127 können Sie abhaken.",
    "Vous pouvez la rayer de la liste.",
    "Pueden tacharla.",
    "Die factuur kunt u afvinken.",
    "Potete depennarla.",
    "Sie haben recht, dort stehen CHF 65.00. Wir ziehen die Rückfrage zurück.",
    "No hay nada que discutir en la factura, la damos por buena.",
    "You were right about the hours. Please ignore my last mail.",
    "Vous avez raison, c'est notre erreur.",
    "Avete ragione, errore mio.",
    "U had gelijk, mijn fout.",
    "Counted again with my glasses on and it does come to 14. So forget it.",
    "My wife found it behind the shed, it was us. Sorry.",
    "Die Sache ist für uns erledigt.",
    "L'affaire est donc close.",
    "El asunto queda zanjado.",
    "Per noi la questione è chiusa.",
    "De kwestie is wat ons betreft afgedaan.",
)
KEPT = (
    "You may be right about the hours, but the rate is still wrong.",
    "Even if you are right we cannot pay this.",
    "You were right about the hours. However, the VAT is wrong.",
    "I will not forget the day your men left the gate open.",
    "We withdraw our order and will not pay the invoice as the goods never came. " * 6,
)


@pytest.mark.parametrize(
    ("words", "plainly"),
    [
        ("In short I withdraw the query my predecessor sent and have passed it for payment.", True),
        ("Hiermit ziehen wir unsere Reklamation vom Montag zurück.", True),
        ("Nous retirons notre réclamation.", True),
        ("Ritiriamo la nostra contestazione.", True),
        ("I withdraw the query about line 1. Line 2 stands.", False),
        ("We withdraw our complaint about the hours. The rate is still wrong.", False),
        ("We will withdraw from the contract.", False),
    ],
)
def test_what_withdraws_in_so_many_words(words: str, plainly: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    assert withdraws_plainly(words.split(". ")) is plainly


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("H-70412 is fine by us and is in the queue for 15 November. Could you confirm your bank details haven't changed?", True),
        ("Die Rechnung ist für uns in Ordnung.", True),
        ("La factura es correcta por nuestra parte.", True),
        ("Line 1 is fine by us. Line 2, however, is not.", False),
        ("The rate is fine by us but the hours are not.", False),
        ("Monday is fine.", False),
    ],
)
def test_who_calls_the_bill_right(words: str, right: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    assert affirms(words.split(". ")) is right


@pytest.mark.parametrize("words", TAKEN_BACK)
def test_what_takes_a_dispute_back(words: str) -> None:
    assert withdraws(words.split(". "))


@pytest.mark.parametrize("words", KEPT)
def test_what_does_not(words: str) -> None:
    assert not withdraws(words.split(". "))


@pytest.mark.parametrize(
    "words",
    ["What are your weekend rates?", "Wie hoch ist Ihr Stundensatz?", "Quels sont vos tarifs ?", "¿Cuál es su tarifa?", "Qual è la vostra tariffa?",
     "Wat is uw uurtarief?"],
)  # fmt: skip
def test_who_asks_for_a_price_contests_none(words: str) -> None:
    assert enquires([words])


@pytest.mark.parametrize(
    "words", ["What is your rate on INV-104? We agreed 80.", "What are your charges for this visit? I thought it was free."]
)
def test_who_asks_about_a_charge_may(words: str) -> None:
    assert not enquires([words])


@pytest.mark.parametrize(
    "words",
    [
        "Please credit us the two days the crane stood still.", "Schreiben Sie uns bitte die Anfahrt gut.", "Wir bitten um eine Gutschrift über die dritte Kiste.",
        "Merci de nous établir un avoir.", "Les rogamos que emitan una nota de crédito.", "Vogliate emettere una nota di credito.",
        "Graag een creditnota voor de laatste rit.",
    ],
)  # fmt: skip
def test_who_asks_for_a_credit_note_contests(words: str) -> None:
    assert asks_for_credit([words])


@pytest.mark.parametrize(
    "words", ["Please tell me whether you will issue a credit note.", "Thanks for the credit note.", "Danke für die Gutschrift."]
)
def test_who_speaks_of_one_does_not(words: str) -> None:
    assert not asks_for_credit([words])


FAULTLESS = (
    "Our surveyor measured again and there is nothing to query.",
    "Geprüft, keine Beanstandungen.",
    "La facture est vérifiée, aucune anomalie.",
    "Revisado, sin incidencias.",
    "Verificata, nulla da eccepire.",
    "Nagekeken, niets op aan te merken.",
)


@pytest.mark.parametrize("words", FAULTLESS)
def test_few_words_that_find_no_fault_call_the_bill_right(words: str) -> None:
    assert affirms([words])


@pytest.mark.parametrize(
    "words",
    ["We have no objections to the first line, but the second was never agreed.", f"Nothing to query here. {'And then the cranes. ' * 8}"],
)
def test_a_limit_or_a_long_letter_does_not(words: str) -> None:
    assert not affirms([words])


@pytest.mark.parametrize(
    ("words", "doubts"),
    [
        ("May we pay INV-7 in two halves, one now and one in May?", False),
        ("Könnten wir die Rechnung in zwei Raten bezahlen, zweimal 300 Euro?", False),
        ("Pourrions-nous régler la facture en deux fois ?", False),
        ("¿Podríamos pagar la factura en dos veces?", False),
        ("Possiamo pagare la fattura in due volte?", False),
        ("Mogen we de factuur in twee keer betalen?", False),
        ("Could it be that you charged INV-7 twice?", True),
        ("Könnte es sein, dass die Rechnung doppelt berechnet ist?", True),
        ("Avez-vous facturé la livraison deux fois ?", True),
        ("¿Nos han cobrado la factura dos veces?", True),
        ("Avete fatturato il trasporto due volte?", True),
        ("Is deze factuur twee keer gerekend?", True),
    ],
)
def test_twice_is_of_charging_not_of_paying(words: str, doubts: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    assert wonders([words], asking=True) is doubts
