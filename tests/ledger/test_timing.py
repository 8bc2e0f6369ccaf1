from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.ledger.timing import months_named, timing_clue
from bot.vocabulary.books import Invoice
from tests.ledger.scene import Mail

INVOICE = Invoice("X-1", "c", "C", "c@c.example", date(2026, 3, 14), None, "EUR", Decimal(1))


@pytest.mark.parametrize(
    "text",
    [
        "14 March",
        "March 14th, 2026",
        "14. März",
        "14 mars 2026",
        "14 de marzo",
        "14 marzo",
        "14 maart",
        "14.03.2026",
        "3/14/26",
        "2026-03-14",
        "14/3",
    ],
)
def test_the_day_of_the_invoice(text: str) -> None:
    assert timing_clue(Mail({"body": f"your bill of {text}", "dates": [text]}).reading, INVOICE) == (0.45, "X-1 is dated 2026-03-14")


@pytest.mark.parametrize("text", ["15 March", "14 April", "14 March 2025", "14.04.2026", "2025-03-14", "99999999999", ""])
def test_another_day(text: str) -> None:
    found = timing_clue(Mail({"body": text, "dates": [text] if text else []}).reading, INVOICE)
    assert found is None or found[0] == 0.2


def test_the_month_by_name() -> None:
    assert timing_clue(Mail({"body": "the March invoice"}).reading, INVOICE) == (0.2, "X-1 is of the month named")
    assert months_named("Oktober, novembre and diciembre; you may march in mai") == {10, 11, 12, 3}
