from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.classifier import predict
from bot.ledger.check import FAMILIES
from bot.ledger.facts import Facts
from bot.ledger.numerals import numerals, readings
from bot.vocabulary.books import Contract, Invoice, Line
from bot.vocabulary.claim import CauseVerdict, Verdict
from bot.vocabulary.labels import Cause, Intent, Kind
from bot.vocabulary.mail import Address, Message, Words
from bot.vocabulary.reading import Arrived, Reading

_LINES = (
    Line(1, "UX design", Decimal(14), "hour", Decimal(85), Decimal(1190), tax_rate_pct=Decimal(19)),
    Line(2, "Retouched photographs", Decimal(40), "piece", Decimal(30), Decimal(1200), tax_rate_pct=Decimal(19)),
    Line(3, "Set-up", Decimal(1), "", Decimal(10), Decimal(10), tax_rate_pct=Decimal(19)),
)
INVOICE = Invoice(
    "IV-7", "x", "X Ltd", "x@x.example", date(2026, 9, 1), date(2026, 9, 15), "EUR",
    Decimal(2856), Decimal(456), Decimal(2400), lines=_LINES,
)  # fmt: skip
#: name -> (language, cause, the client's words, contract, verdict of the first finding, what its detail says)
CASES: dict[str, tuple[str, str, str, dict[str, Any], str, str]] = {
    "a product with another price": (
        "en", "miscalculation", "14 x 78 = 1,092, not 1,190.", {}, "contradicted",
        "The client reckons 14 x 78.00 = 1,092.00; line 1 bills 14 x 85.00 = 1,190.00.",
    ),
    "a product that is wrong in itself": (
        "de", "miscalculation", "14 Stunden zu 85 € ergibt 1.180,00 €.", {}, "contradicted",
        "The client writes 14 x 85 = 1,180.00; that is 1,190.00.",
    ),
    "the agreed price, contract silent": (
        "en", "price", "We agreed 78, you billed 85 an hour.", {}, "cannot_tell",
        "the client names 78.00 EUR, line 1 bills 85.00 EUR, 14 times: 98.00 EUR net apart.",
    ),
    "in German": ("de", "price", "Vereinbart waren 78,50 € statt 85 €.", {}, "cannot_tell", "names 78.50 EUR, line 1 bills 85.00 EUR"),
    "in French": ("fr", "price", "Nous avions convenu 78 € de l'heure, pas 85 €.", {}, "cannot_tell", "names 78.00 EUR, line 1"),
    "in Italian": ("it", "price", "La tariffa pattuita era 78 euro e non 85.", {}, "cannot_tell", "names 78.00 EUR, line 1"),
    "the contract's rate is the client's": (
        "en", "price", "The contract says 78, you took 85.", {"rate": Decimal(78)}, "supported",
        "98.00 EUR net above the contract. The client names the same rate.",
    ),
    "the contract's rate is another": (
        "nl", "price", "Afgesproken was 70 euro per uur.", {"rate": Decimal(78)}, "supported", "The client names 70.00 EUR.",
    ),
    "the difference with tax": (
        "en", "price", "The contract rate is 78, that is 116.62 too much.", {"rate": Decimal(78)}, "supported",
        "The client's own figure of 116.62 EUR with tax agrees.",
    ),
    "hours in words": (
        "en", "quantity", "It was only twelve hours.", {}, "cannot_tell", "Line 1 bills 14 hours, the client counts 12: a difference of 2 x 85.00",
    ),
    "hours in German words": ("de", "quantity", "Es waren nur zwölf Stunden.", {}, "cannot_tell", "the client counts 12"),
    "the thing itself": ("en", "quantity", "We only ever got 34 photographs.", {}, "cannot_tell", "Line 2 bills 40 pieces, the client counts 34"),
    "a bare number beside the one billed": ("it", "quantity", "Ne avete conteggiate 40, ma sono 34.", {}, "cannot_tell", "Line 2 bills 40 pieces, the client counts 34"),
    "the count that is billed": ("es", "quantity", "¿14 horas?", {}, "contradicted", "Line 1 bills 14 hours, which is what the client counts."),
    "days in the contract": (
        "en", "terms", "Our terms are 30 days not 14.", {"payment_terms_days": 30}, "supported", "IV-7 gives 14 days to pay, the contract 30.",
    ),
    "days without a contract": (
        "de", "terms", "30 Tage statt 14.", {}, "cannot_tell", "due on 2026-09-15, 14 days later; the client names 30.",
    ),
    "the days of the invoice itself": (
        "en", "terms", "Your own terms give us fourteen days.", {}, "supported", "14 days later, which the client names.",
    ),
    "a discount nobody wrote down": (
        "fr", "discount", "La remise de 5 % manque.", {}, "cannot_tell", "the client names 5 %, which would be 120.00 EUR net.",
    ),
    "a discount of another height": (
        "en", "discount", "The agreed 10 % are missing.", {"discount_pct": Decimal(5)}, "supported", "The client names 10 %.",
    ),
    "another tax rate": (
        "de", "tax", "Für Bücher gelten 7 % statt 19 %.", {}, "cannot_tell", "The client names 7 %: that would be 168.00 EUR.",
    ),
    "a penalty": ("en", "late_delivery", "We take off 5 % per week as agreed.", {}, "cannot_tell", "5 % of the net amount are 120.00 EUR."),
}  # fmt: skip


def reading(words: str, language: str, cause: str) -> Reading:
    """A mail of a client with these words, its numbers read by the classifier."""
    arrived = Arrived("a" * 64, 1, Kind.CLIENT_MAIL, message=Message(from_=Address("x@x.example")), words=Words(words))
    mentions = predict.load().understand("", words).mentions
    return Reading(
        arrived, Verdict(Intent.DISPUTE, 0.9, 0.9, unsure=False, causes=(CauseVerdict(Cause(cause), 0.9),), language=language), mentions
    )


def facts(told: Reading, contract: dict[str, Any]) -> Facts:
    return Facts(
        invoice=INVOICE,
        reading=told,
        causes=frozenset(found.cause for found in told.verdict.causes),
        client=None,
        contract=Contract("x@x.example", **contract) if contract else None,
        payments=(),
        siblings=(),
        numerals=numerals(told),
    )


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    language, cause, words, contract, verdict, says = CASES[name]
    scene = facts(reading(words, language, cause), contract)
    first = next(finding for family in FAMILIES for finding in family(scene))
    assert (first.verdict.value, says in first.detail) == (verdict, True), first.detail


def test_every_notation() -> None:
    assert readings("1.190") == {Decimal(1190), Decimal("1.190")}
    assert readings("1.190,50") == readings("1,190.50") == readings("1 190,50") == readings("1'190.50") == {Decimal("1190.50")}
    assert readings("1.234.567") == {Decimal(1234567)}
    assert readings("62,5") == {Decimal("62.5")}


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("en", "twenty-two hours", 22), ("de", "zweiundzwanzig Stunden", 22), ("fr", "vingt-deux heures", 22),
        ("es", "veintidós horas", 22), ("it", "ventidue ore", 22), ("nl", "tweeëntwintig uur", 22),
        ("en", "22hrs", 22), ("de", "22 Std.", 22), ("fr", "22h", 22), ("nl", "22,0 uren", 22),
    ],
)  # fmt: skip
def test_hours(language: str, words: str, value: int) -> None:
    found = numerals(reading(words, language, "quantity"))
    assert [(each.value, each.unit) for each in found] == [(Decimal(value), "hour")]


def test_numbers_of_invoices_and_dates_are_no_counts() -> None:
    told = reading("INV-1041 of 3 March 2026, order 4500018823: 12 hours", "en", "quantity")
    assert [each.unit for each in numerals(told) if each.unit] == ["hour"]


def test_no_lines_no_words() -> None:
    scene = facts(reading("14 x 85 = 1,190", "en", "price"), {})
    assert all(finding.detail for family in FAMILIES for finding in family(replace(scene, invoice=replace(INVOICE, lines=()))))
