from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.money import find, value_of

if TYPE_CHECKING:
    from decimal import Decimal

CASES: tuple[tuple[str, list[tuple[str, str, str]]], ...] = (
    ("that is £1,200.00 too much", [("£1,200.00", "1200.00", "GBP")]),
    ("macht 1.234,50 EUR", [("1.234,50 EUR", "1234.50", "EUR")]),
    ("CHF 1'250.00 bitte", [("CHF 1'250.00", "1250.00", "CHF")]),
    ("I paid A$1,705 then", [("A$1,705", "1705", "AUD")]),
    ("₹ 1,45,000 is due", [("₹ 1,45,000", "145000", "INR")]),
    ("EUR 2.900 for the door", [("EUR 2.900", "2900", "EUR")]),
    ("1 320,00 PLN net", [("1 320,00 PLN", "1320.00", "PLN")]),
    ("soit 14 870,00 € HT", [("14 870,00 €", "14870.00", "EUR")]),
    ("412 miles at 45p", [("45p", "0.45", "GBP")]),
    ("kostet 1.250,- EUR", [("1.250,- EUR", "1250", "EUR")]),
    ("about $12.5k in all", [("$12.5k", "12500.0", "USD")]),
    ("R3 200.00 is unpaid", [("R3 200.00", "3200.00", "ZAR")]),
    ("at 60 euros an hour", [("60 euros", "60", "EUR")]),
    ("coffee at 10.50 for a 10.15 break", []),
    ("invoice RS-0228 and R25-0078", []),
    ("41,300 words in all", []),
    ("14 hours, 5 %", []),
    ("covered: 30112 GBP 5,105.60; 30140 £2,800.00", [("GBP 5,105.60", "5105.60", "GBP"), ("£2,800.00", "2800.00", "GBP")]),
    ("5,105.60 GBP 2,800.00 GBP", [("5,105.60 GBP", "5105.60", "GBP"), ("2,800.00 GBP", "2800.00", "GBP")]),
    ("400 pezzi fanno 360 euro e non 390", [("360 euro", "360", "EUR"), ("390", "390", "None")]),
    ("at €85, not 75 as agreed", [("€85", "85", "EUR"), ("75", "75", "None")]),
    ("billed €85 and not 75 hours", [("€85", "85", "EUR")]),
)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sums_as_written(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = find(text, "body", [])
    assert [(a.text, str(a.value), str(a.currency)) for a in found] == expected
    assert all(text[a.span.start : a.span.end] == a.text for a in found)


@pytest.mark.parametrize(
    ("number", "comma", "expected"),
    [
        ("1.234", None, "1234"),
        ("1.234", False, None),
        ("1,234", True, None),
        ("1,5", None, "1.5"),
        ("1,45,000", None, "145000"),
        ("12.50", None, "12.50"),
    ],
)
def test_values(number: str, comma: bool | None, expected: str | None) -> None:  # noqa: FBT001 - a table column
    value = value_of(number, comma=comma)
    assert (None if value is None else str(value)) == expected


@given(st.decimals(min_value=0, max_value=9_999_999, places=2, allow_nan=False))
def test_every_written_sum_is_read_back(value: Decimal) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for text in (f"£{english}", f"{german} EUR"):
        (amount,) = find(f"we owe {text} now", "body", [])
        assert (amount.text, amount.value) == (text, value)


@given(st.text(alphabet="0123456789.,' €£kp-", max_size=300))
def test_any_text_gives_exact_spans(text: str) -> None:
    assert all(text[a.span.start : a.span.end] == a.text for a in find(text, "body", []))
