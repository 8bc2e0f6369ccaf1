from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.wording import figure, plain, significant_words

MONEY = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1190", "1,190.00 GBP"), ("-0.5", "-0.50 GBP"), ("0.125", "0.125 GBP"), ("1E+3", "1,000.00 GBP"), ("1234567.10", "1,234,567.10 GBP")],
)
def test_money(value: str, shown: str) -> None:
    assert figure(Decimal(value), "GBP") == shown


@given(MONEY)
def test_money_reads_back_to_the_cent(value: Decimal) -> None:
    assert Decimal(figure(value).replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "shown"), [("14.00", "14"), ("7.50", "7.5"), ("0.00", "0"), ("100", "100"), ("1E+2", "100"), ("-2.0", "-2")]
)
def test_quantities(value: str, shown: str) -> None:
    assert plain(Decimal(value)) == shown


@given(MONEY)
def test_quantities_read_back(value: Decimal) -> None:
    assert Decimal(plain(value)) == value


def test_words_that_mean_something() -> None:
    assert significant_words("The usability workshop on your invoice: 14 hours, Messekatalog") == {"usability", "workshop", "messekatalog"}
