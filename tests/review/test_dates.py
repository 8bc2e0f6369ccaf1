from __future__ import annotations

from datetime import date

import pytest

from bot.review.dates import written_day

TODAY = date(2026, 10, 6)  # a Tuesday


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-12", date(2026, 10, 12)),
        ("12.10.", date(2026, 10, 12)),
        ("12.10", date(2026, 10, 12)),
        ("12/10/2026", date(2026, 10, 12)),
        ("12.10.26", date(2026, 10, 12)),
        ("12 October", date(2026, 10, 12)),
        ("12th of October", date(2026, 10, 12)),
        ("Monday, 12 October 2026", date(2026, 10, 12)),
        ("Mon 12 Oct", date(2026, 10, 12)),
        ("October 12", date(2026, 10, 12)),
        ("the 12th of October.", date(2026, 10, 12)),
        ("12. Oktober", date(2026, 10, 12)),
        ("Montag, den 12. Oktober", date(2026, 10, 12)),
        ("le 12 octobre", date(2026, 10, 12)),
        ("12 de octubre de 2026", date(2026, 10, 12)),
        ("lunedì 12 ottobre", date(2026, 10, 12)),
        ("maandag 12 oktober", date(2026, 10, 12)),
        ("Friday", date(2026, 10, 9)),
        ("next Friday", date(2026, 10, 9)),
        ("Freitag", date(2026, 10, 9)),
        ("Tuesday", date(2026, 10, 13)),
        ("tomorrow", date(2026, 10, 7)),
        ("next week", date(2026, 10, 12)),
        ("in 10 days", date(2026, 10, 16)),
        ("5 January", date(2027, 1, 5)),
    ],
)
def test_a_day_is_understood(written: str, meant: date) -> None:
    assert written_day(written, TODAY) == meant


@pytest.mark.parametrize(
    "written", ["", "we know more", "yesterday", "2026-10-06", "2025-12-01", "31 February", "noon", "2030-01-01", "12/31/2026"]
)
def test_what_is_no_day_ahead_is_none(written: str) -> None:
    assert written_day(written, TODAY) is None


def test_the_month_comes_first_where_people_write_it_so() -> None:
    assert written_day("12/31/2026", TODAY, day_first=False) == date(2026, 12, 31)
