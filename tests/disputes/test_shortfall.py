from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bot.disputes.shortfall import complained, reread, restated, taken_back, tells_of_a_payment
from bot.vocabulary.books import Match
from bot.vocabulary.claim import Amount, Mentions, Span
from bot.vocabulary.labels import Cause, Intent
from tests.disputes.desk import NOBODY, WRITER, invoice, matched, reading

if TYPE_CHECKING:
    from bot.vocabulary.reading import Reading

MATCH = Match(replace(invoice(), total=Decimal(1000)), 0.95)
SHORT = {
    "We paid 900.00 for INV-1. Deduction as per our debit note DN-33 for the price difference (100.00).": Cause.PRICE,
    "INV-1: 900.00 paid, short paid because two boxes were damaged.": Cause.QUALITY,
    "Payment 950.00, less 50.00 for late delivery.": Cause.LATE_DELIVERY,
    "Zahlung 900,00 abzüglich 100,00 wegen fehlender Ware.": Cause.QUANTITY,
    "Wir haben die Rechnung um 10 % gekürzt und 900,00 überwiesen, Mängel am Druck.": Cause.QUALITY,
    "Virement de 900,00, déduction faite de la remise prévue.": Cause.DISCOUNT,
    "Hemos descontado 100,00 por el retraso.": Cause.LATE_DELIVERY,
    "Bonifico di 900,00: abbiamo trattenuto 100,00, prezzo diverso.": Cause.PRICE,
    "Betaald 900,00; wij hebben 100,00 ingehouden.": Cause.OTHER,
}
RIGHTFUL = (
    "We paid 1,000.00 for INV-1 today.",
    "Zahlung 980,00 abzüglich 2 % Skonto.",
    "Paid 900.00, less your credit note CN-12 over 100.00.",
    "Transferencia de 850,00, menos 150,00 de IRPF.",
    "No more and no less: paid in full.",
)


REMINDED = (
    "Your reminder is wrong: this was paid on 3 September by BACS.",
    "Die Mahnung ist gegenstandslos, wir haben am 3.9. bereits überwiesen.",
    "Votre relance : la facture a été réglée le 3 septembre.",
    "El recordatorio sobra: ya la pagamos el 3 de septiembre.",
    "Il sollecito non serve, la fattura è già saldata.",
    "Wij kregen een herinnering, maar deze is al betaald.",
)


def paid(words: str) -> Reading:
    amounts = tuple(Amount(text, Decimal(text), None, Span("body", text, 0, 1)) for text in ("900", "1000"))
    return replace(reading(words, intent="payment_notice", causes=()), mentions=Mentions(amounts=amounts))


@pytest.mark.parametrize("words", SHORT)
def test_paying_less_and_saying_why_disputes(words: str) -> None:
    found = restated(paid(words), MATCH)[0].verdict
    assert (found.intent, found.primary_cause, found.unsure) == (Intent.DISPUTE, SHORT[words], True)
    span = found.causes[0].evidence[0]
    assert words[span.start : span.end] == span.text


@pytest.mark.parametrize("words", RIGHTFUL)
def test_paying_does_not(words: str) -> None:
    assert restated(paid(words), MATCH) == (paid(words), MATCH)


def test_nothing_is_restated_without_an_invoice_or_below_the_balance() -> None:
    words = next(iter(SHORT))
    assert restated(paid(words), Match())[0] == paid(words)
    assert restated(paid(words), Match(replace(invoice(), total=Decimal(500))))[0].verdict.intent is Intent.PAYMENT_NOTICE


def test_only_the_invoice_in_the_line_of_the_deduction_is_disputed() -> None:
    other = replace(invoice("INV-2"), total=Decimal(1000))
    _, found = restated(paid("INV-1 1,000.00\nINV-2 900.00 short paid 100.00, price"), Match(MATCH.invoice, 0.95, (other,)))
    assert (found.invoice, found.others) == (other, ())


@pytest.mark.parametrize("words", REMINDED)
def test_paid_before_our_reminder_is_a_dispute(words: str) -> None:
    found = restated(paid(words), MATCH)[0].verdict
    assert (found.intent, found.primary_cause) == (Intent.DISPUTE, Cause.ALREADY_PAID)


LEFT = (
    "Your reminder crossed our payment: the money left our account on 3 September.",
    "Sie mahnen uns, dabei haben wir längst bezahlt.",
    "Vous nous relancez alors que le virement de 900 est parti le 2 octobre.",
    "Nos reclaman la factura, pero ya la pagamos.",
    "Il sollecito non serve: abbiamo pagato il 2 ottobre.",
    "Jullie herinnering klopt niet, wij hebben al betaald.",
)


@pytest.mark.parametrize("words", LEFT)
def test_money_that_has_left_is_no_promise(words: str) -> None:
    promised = replace(paid(words), verdict=replace(paid(words).verdict, intent=Intent.PROMISE_TO_PAY))
    assert restated(promised, MATCH)[0].verdict.primary_cause is Cause.ALREADY_PAID


def test_a_promise_after_a_reminder_stays_one() -> None:
    words = "Thanks for the reminder, we will pay INV-1 on Friday."
    promised = replace(paid(words), verdict=replace(paid(words).verdict, intent=Intent.PROMISE_TO_PAY))
    assert restated(promised, MATCH)[0] == promised


@pytest.mark.parametrize(("intent", "becomes"), [("question", "dispute"), ("hardship", "dispute"), ("acknowledgement", "acknowledgement")])
def test_who_names_the_sum_by_which_we_are_wrong_complains(intent: str, becomes: str) -> None:
    words = "Dear Ines,\nwould you kindly take off the 50.40?"
    verdict = complained(reading(words, intent=intent, causes=()), Cause.DISCOUNT, words.index("50.40")).verdict
    assert verdict.intent.value == becomes
    assert [span.text for cause in verdict.causes for span in cause.evidence] == ([words.split("\n")[1]] if becomes == "dispute" else [])


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("We received INV-1 and INV-2 for one and the same show. We pay the first; please cancel INV-2.", "INV-2"),
        ("INV-1 puis INV-2 : même scène. Merci d'annuler la INV-2.", "INV-2"),
        ("INV-2 ist doppelt, wir haben INV-1 schon gebucht.", "INV-2"),
        ("INV-1 and INV-2 are both too high.", "INV-1"),
        ("Please cancel INV-1. And cancel INV-2.", "INV-1"),
    ],
)
def test_the_invoice_that_is_to_be_cancelled_is_the_one_in_dispute(words: str, first: str) -> None:
    found = taken_back(reading(words), matched("INV-1", "INV-2"))
    assert found.invoice is not None
    assert (found.invoice.number, len(found.others)) == (first, 1)


TOLD = (
    "INV-1 went out on Tuesday, 100.00. One less to think of.",
    "INV-1 ist beglichen, 100,00 € wurden am 3.9. überwiesen.",
    "Pour INV-1, le virement de 100,00 est parti hier.",
    "Los 100,00 de INV-1 salieron ayer de nuestra cuenta.",
    "Per INV-1 il bonifico è partito lunedì.",
    "INV-1: de 100,00 euro is dinsdag van onze rekening gegaan.",
)
DENIED = (
    "INV-1 was paid on Tuesday, your statement is out of date.",
    "INV-1 was paid on Tuesday. Please update your records.",
    "We have already paid INV-1.",
    "Was INV-1 not the one that left our account on Tuesday?",
    "INV-1 ist längst überwiesen.",
    "INV-1 a été réglée, corrigez vos comptes.",
    "INV-1 fue pagada y sigue en su lista.",
    "INV-1 è stata pagata, ma non la vedete.",
    "INV-1 is betaald, maar u schrijft dat hij openstaat.",
    "We were told to pay INV-1. We paid. " * 6,
)


def already_paid(words: str, quoted: str = "", in_reply_to: tuple[str, ...] = ()) -> Reading:
    read = reading(words, causes=("already_paid",), unsure=True, in_reply_to=in_reply_to)
    return replace(read, arrived=replace(read.arrived, words=replace(read.arrived.words, quoted_text=quoted)))


@pytest.mark.parametrize("words", TOLD)
def test_who_only_tells_of_a_payment_denies_nothing(words: str) -> None:
    found = tells_of_a_payment(already_paid(words)).verdict
    assert (found.intent, found.causes, found.unsure) == (Intent.PAYMENT_NOTICE, (), True)


@pytest.mark.parametrize("words", DENIED)
def test_who_sets_a_payment_against_what_we_say_disputes(words: str) -> None:
    assert tells_of_a_payment(already_paid(words)) == already_paid(words)


def test_a_reply_may_answer_a_reminder() -> None:
    words = TOLD[0]
    assert tells_of_a_payment(already_paid(words, quoted="> Our last reminder")).verdict.intent is Intent.DISPUTE
    assert tells_of_a_payment(already_paid(words, in_reply_to=("m1@x.example",))).verdict.intent is Intent.DISPUTE
    closed = already_paid("INV-1 went out on Tuesday. All settled.", in_reply_to=("m1@x.example",))
    assert tells_of_a_payment(closed).verdict.intent is Intent.PAYMENT_NOTICE


@pytest.mark.parametrize("changed", [{"unsure": False}, {"causes": ("already_paid", "duplicate")}, {"causes": ("price",)}])
def test_what_is_sure_or_has_another_cause_stays(changed: dict[str, Any]) -> None:
    read = reading(TOLD[0], **{"causes": ("already_paid",), "unsure": True, **changed})
    assert tells_of_a_payment(read) == read


def test_what_a_stranger_advertises_is_no_dispute() -> None:
    words = "Clients who dispute every invoice? We pay you 90 % within 24 hours. Unsubscribe here."
    assert reread(reading(words, unsure=True), Match(), NOBODY)[0].verdict.intent is Intent.OTHER
    assert reread(reading(words, unsure=True), Match(), WRITER)[0].verdict.intent is Intent.DISPUTE
    assert reread(reading("The hours are wrong.", unsure=True), Match(), NOBODY)[0].verdict.intent is Intent.DISPUTE
