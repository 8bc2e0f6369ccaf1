from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from bot.review.shown import box, moment, money, paragraph


def test_money_and_time_are_written_for_people() -> None:
    assert money(Decimal(1190), "GBP") == "£1,190.00"
    assert money(Decimal("20.5"), "CHF") == "CHF 20.50"
    assert money(Decimal(5), "") == "5.00"
    assert moment(datetime(2026, 10, 6, 23, 30, tzinfo=UTC), "Europe/London") == "Wednesday 7 October, 00:30"


def test_rows_are_safe_in_html() -> None:
    assert box("<i>")[0].html == "| &lt;i&gt;"
    assert [row.barred for row in (*box("a"), *paragraph("a"))] == [True, False]
