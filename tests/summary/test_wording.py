from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summary.wording import LONGEST, age, count, day, moment, money, safe

NOW = datetime(2026, 10, 8, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\r\nlines\tand tabs", "two lines and tabs"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("invoice\u202etxt.exe", "invoicetxt.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("escape\x1b[31m red", "escape [31m red"),
        ("line\u2028separator", "line separator"),
        ("half \ud800 pair", "half pair"),
        ("e" + "\u0301" * 40 + "!", "e" + "\u0301" * 3 + "!"),
        ("déjà réglée", "déjà réglée"),
        ("", ""),
    ],
)
def test_outside_text_is_one_harmless_line(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_long_text_ends_with_an_ellipsis() -> None:
    assert safe("x" * 500) == "x" * (LONGEST - 1) + "…"
    assert safe("word " * 30, 20) == "word word word word…"


def test_a_megabyte_is_cut_before_it_is_looked_at() -> None:
    assert len(safe("\u202e" * 1_000_000 + "x")) == 0


@given(st.text(), st.integers(min_value=2, max_value=200))
def test_whatever_comes_is_one_short_visible_line(text: str, longest: int) -> None:
    shown = safe(text, longest)
    assert len(shown) <= longest
    assert shown.splitlines() in ([], [shown])
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for character in shown)


@pytest.mark.parametrize(("number", "said"), [(0, "0 mails"), (1, "1 mail"), (2, "2 mails"), (1234, "1,234 mails")])
def test_counts(number: int, said: str) -> None:
    assert count(number, "mail", "mails") == said


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (timedelta(minutes=-5), "under an hour"),
        (timedelta(minutes=59), "under an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=1200), "1,200 days"),
    ],
)
def test_ages(since: timedelta, said: str) -> None:
    assert age(NOW - since, NOW) == said


def test_moments_are_told_in_the_desks_zone() -> None:
    assert moment(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/London") == "Sun 29 Mar 00:59"
    assert moment(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/London") == "Sun 29 Mar 02:00"
    assert moment(datetime(2026, 4, 4, 15, 30, tzinfo=UTC), "Australia/Lord_Howe") == "Sun 5 Apr 02:00"
    assert day(date(2026, 10, 9)) == "Fri 9 Oct"


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (None, "GBP", ""),
        (Decimal(1290), "GBP", "1,290.00 GBP"),
        (Decimal("1290.5"), "EUR", "1,290.50 EUR"),
        (Decimal("12.345"), "KWD", "12.345 KWD"),
        (Decimal("1E+3"), "USD", "1,000.00 USD"),
        (Decimal("9.00"), "", "9.00"),
        (Decimal("-4.10"), "CHF", "-4.10 CHF"),
    ],
)
def test_money_is_told_as_kept(amount: Decimal | None, currency: str, said: str) -> None:
    assert money(amount, currency) == said


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_no_cent_is_lost(amount: Decimal) -> None:
    assert Decimal(money(amount, "EUR").removesuffix(" EUR").replace(",", "")) == amount
