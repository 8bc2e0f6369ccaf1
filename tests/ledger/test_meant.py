"""Which invoice is meant by the books: candidates decided, a named one doubted, two that are no double billing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.ledger.match import match
from bot.ledger.meant import weighed
from bot.ledger.twinned import twinned
from bot.ledger.writer import writer_of
from bot.vocabulary.labels import Cause
from tests.ledger.scene import Mail, dossier

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.books import Match

BELLWEATHER = {"from": "payables@bellweatherfoods.example", "causes": [["discount", ""]]}
SUMS = [["2,556.00", "2556.00", None], ["2,840.00", "2840.00", None]]


def better(store: Store, told: dict[str, Any]) -> Match:
    reading = Mail({**BELLWEATHER, **told}).reading
    known = dossier(store, reading)
    return weighed(reading, match(reading, writer_of(reading.arrived, known), known), known)[0]


def test_of_candidates_the_one_is_meant_that_the_figures_are_true_of(store: Store) -> None:
    body = "INV-1033 was billed correctly. This time it is 2,840.00 where it should be 2,556.00."
    found = better(store, {"body": body, "numbers": ["INV-1033"], "amounts": SUMS})
    assert found.invoice
    assert found.invoice.number == "INV-1044"
    assert found.candidates == ()
    assert "books: of these" in found.reasons[0]


def test_without_figures_they_stay_candidates(store: Store) -> None:
    found = better(store, {"body": "INV-1033 was billed correctly, the trade fair stand was not.", "numbers": ["INV-1033"]})
    assert found.invoice is None
    assert [each.number for each in found.candidates] == ["INV-1033", "INV-1044"]


def test_a_named_one_that_the_figures_are_not_true_of_is_asked_about(store: Store) -> None:
    body = "On INV-1033 the ten per cent are missing, it should be 2,556.00 and not 2,840.00."
    found = better(store, {"body": body, "numbers": ["INV-1033"], "amounts": SUMS})
    assert found.invoice is None
    assert [each.number for each in found.candidates] == ["INV-1033", "INV-1044"]


def test_a_named_one_that_the_client_is_wrong_about_stands(store: Store) -> None:
    found = better(store, {"body": "On INV-1033 the ten per cent are missing.", "numbers": ["INV-1033"]})
    assert found.invoice
    assert found.invoice.number == "INV-1033"


def cause(store: Store, told: dict[str, Any]) -> Cause | None:
    reading = Mail({**told, "causes": [["duplicate", ""]]}).reading
    known = dossier(store, reading)
    return twinned(reading, match(reading, writer_of(reading.arrived, known), known), known).verdict.primary_cause


def test_two_without_a_discount_are_no_double_billing(store: Store) -> None:
    told = {"body": "INV-1033 and INV-1044 are both wrong, the discount is missing.", "numbers": ["INV-1033", "INV-1044"]}
    assert cause(store, {**BELLWEATHER, **told}) is Cause.DISCOUNT
    again = {**told, "body": "INV-1033 and INV-1044 bill the stand twice, and without discount."}
    assert cause(store, {**BELLWEATHER, **again}) is Cause.DUPLICATE


def test_two_that_bill_the_same_stay_one(store: Store) -> None:
    told = {"body": "INV-1052 and INV-1055: the price?", "numbers": ["INV-1052", "INV-1055"], "from": "office@maplerowdental.example"}
    assert cause(store, told) is Cause.DUPLICATE


def test_what_is_billed_twice_by_words_and_books_is_a_double_billing(store: Store) -> None:
    told = {"from": "office@maplerowdental.example", "numbers": ["INV-1055"], "causes": [["price", ""]]}
    for body, expected in (("INV-1055: you charged us twice.", Cause.DUPLICATE), ("INV-1055: the price?", Cause.PRICE)):
        reading = Mail({**told, "body": body}).reading
        doubtful = tuple(replace(each, probability=0.4) for each in reading.verdict.causes)
        reading = replace(reading, verdict=replace(reading.verdict, unsure=True, causes=doubtful))
        known = dossier(store, reading)
        found = twinned(reading, match(reading, writer_of(reading.arrived, known), known), known)
        assert found.verdict.primary_cause is expected


def test_a_pair_is_told_from_one_side(store: Store) -> None:
    told = {"from": "office@maplerowdental.example", "body": "INV-1055 is INV-1052 again", "numbers": ["INV-1055", "INV-1052"]}
    reading = Mail({**told, "causes": [["duplicate", ""]]}).reading
    known = dossier(store, reading)
    findings = weighed(reading, match(reading, writer_of(reading.arrived, known), known), known)[1]
    assert [each.check.value for each in findings].count("double_billing") == 1
