from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.ledger.habits import paying
from bot.vocabulary.books import Books, Client, Invoice, Payment
from bot.vocabulary.dossier import Dossier

CLIENT = Client("x", "X Ltd", frozenset({"ap@x.example"}), frozenset({"x.example"}))
TODAY = date(2026, 10, 6)


def bill(number: str, issued: date, due: date, paid: str = "0", **more: Any) -> Invoice:
    return Invoice(number, "x", "X Ltd", "ap@x.example", issued, due, "GBP", Decimal(100), paid_amount=Decimal(paid), **more)


def told(*invoices: Invoice, payments: tuple[Payment, ...] = ()) -> str:
    return paying(CLIENT, Dossier(books=Books(invoices, payments), clients=(CLIENT,)), TODAY)


def test_days_to_pay_and_what_is_open() -> None:
    payments = (
        Payment(date(2026, 8, 3), "ap@x.example", Decimal(100), "IV-1001"),
        Payment(date(2026, 9, 10), "ap@x.example", Decimal(100), "IV-1002"),
        Payment(date(2026, 9, 12), "other@y.example", Decimal(100), "IV-1003"),
    )
    paid = [bill("IV-1001", date(2026, 7, 1), date(2026, 7, 31), "100"), bill("IV-1002", date(2026, 8, 1), date(2026, 8, 31), "100")]
    waiting = [bill("IV-1004", date(2026, 8, 20), date(2026, 9, 20)), bill("IV-1005", date(2026, 9, 20), date(2026, 10, 20))]
    assert told(*paid, *waiting, payments=payments) == (
        "Usually pays 33 days after the invoice date, 3 days late (2 paid invoices); 2 invoices are open, 1 of them overdue."
    )


def test_in_time_and_nothing_open() -> None:
    payments = (Payment(date(2026, 7, 11), "ap@x.example", Decimal(100), "no number"),)
    assert told(bill("IV-1001", date(2026, 7, 1), date(2026, 7, 31), "100"), payments=payments) == (
        "Usually pays 10 days after the invoice date, in time (1 paid invoice)."
    )


def test_nothing_known_is_nothing_said() -> None:
    assert paying(None, Dossier(), TODAY) == told() == ""
    assert told(bill("IV-1001", date(2026, 9, 20), date(2026, 10, 1))) == "1 invoice is open and overdue."
