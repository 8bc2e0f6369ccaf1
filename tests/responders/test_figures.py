from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.figures import _AMOUNT, _BEFORE_AMOUNT, _NUMERIC_DATE, figures, value
from bot.vocabulary import nearby

AMOUNTS = [
    ("£1,290.00", "1290"), ("1.234,50 EUR", "1234.5"), ("CHF 1'250.00", "1250"), ("$417", "417"), ("EUR 2.900", "2900"), ("12,5 %", "12.5"), ("1 200 €", "1200"),
    ("45 euros", "45"), ("A$1,705", "1705"), ("1,234.56", "1234.56"), ("19 %", "19"),
]  # fmt: skip
DATES = [
    ("9 October", (9, 10)), ("October 9th", (9, 10)), ("9. Oktober", (9, 10)), ("9 octobre", (9, 10)), ("9 de octubre", (9, 10)), ("9 ottobre", (9, 10)),
    ("9 oktober", (9, 10)), ("2026-10-09", (9, 10)), ("09.10.2026", (9, 10)), ("9.10.", (9, 10)), ("10/09/2026", (9, 10)), ("9 Oct", (9, 10)),
]  # fmt: skip


@pytest.mark.parametrize(("written", "amount"), AMOUNTS)
def test_amounts(written: str, amount: str) -> None:
    assert [found for _, found in figures(f"it is {written} in all").amounts] == [Decimal(amount)]


@pytest.mark.parametrize(("written", "pair"), DATES)
def test_dates(written: str, pair: tuple[int, int]) -> None:
    found = figures(f"it came on {written} at last")
    assert len(found.dates) == 1
    assert pair in found.dates[0][1]
    assert found.amounts == ()


@pytest.mark.parametrize("written", ["INV-1041", "RE2025/118", "55012", "4471"])
def test_numbers(written: str) -> None:
    assert figures(f"see {written}, please").numbers == (written,)


@pytest.mark.parametrize("written", ["14 hours", "in 2026", "line 1", "at 14:02", "B2B", "3 of 12", "page 204"])
def test_harmless_figures(written: str) -> None:
    found = figures(f"see {written}, please")
    assert (found.amounts, found.dates, found.numbers) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "expected"), [("1.000,00", "1000"), ("1,000.00", "1000"), ("1,5", "1.5"), ("1.234", "1234"), ("", "0"), ("x", "0")]
)
def test_value(text: str, expected: str) -> None:
    assert value(text) == Decimal(expected)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert figures(text).amounts is not None


@pytest.mark.parametrize("piece", ["1", "1,", "1 ", "1.1.", "€", "9 October ", "a1-", "£1 "])
def test_a_megabyte_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    figures(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 5  # generous: a quadratic pattern would need minutes


FIGURES = ["1", "12", "4.", "9/10", "2026-10-09", "-", "/", ".", ",", " ", "  ", "\u00a0", "x", "\u20ac", "US$", "EUR", "Fr.", "Dollars", "FRANKEN", "euros", "%", "12345678901234567", "\u0663", "it", "\n"]  # fmt: skip


@given(st.lists(st.sampled_from(FIGURES), max_size=14).map("".join))
def test_nothing_is_missed_away_from_digits(text: str) -> None:
    for pattern, before in ((_AMOUNT, _BEFORE_AMOUNT), (_NUMERIC_DATE, 0)):
        assert [found.span() for found in nearby.matches(pattern, text, before)] == [found.span() for found in pattern.finditer(text)]


@given(st.lists(st.sampled_from(FIGURES), max_size=14).map("".join))
def test_an_amount_begins_no_farther_before_its_digit_than_is_looked(text: str) -> None:
    for found in _AMOUNT.finditer(text):
        assert any(letter.isdigit() for letter in found.group()[: _BEFORE_AMOUNT + 1])
