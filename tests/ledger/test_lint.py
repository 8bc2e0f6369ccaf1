from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.ledger.imports import read_books
from bot.ledger.lint import lint
from bot.vocabulary.books import Books, Contract, Invoice, Line, Payment
from bot.vocabulary.problems import Level
from tests.ledger.scene import FILES, cases

CASES = cases("lint")
CENT = Decimal("0.01")


def line(nth: int, told: list[Any]) -> Line:
    """A line as [description, quantity, unit, price, discount, amount, tax rate]; what is missing is computed or usual."""
    description, quantity, unit, price, discount, amount, rate = told + [None] * (7 - len(told))
    given = Decimal(str(discount or 0))
    right = (Decimal(str(quantity)) * Decimal(str(price)) * (1 - given / 100)).quantize(CENT)
    billed = right if amount is None else Decimal(str(amount))
    return Line(
        nth, description, Decimal(str(quantity)), unit, Decimal(str(price)), billed, given, Decimal(str(20 if rate is None else rate))
    )


def invoice(told: dict[str, Any]) -> Invoice:
    """An invoice whose sums follow from its lines unless the case says otherwise."""
    lines = tuple(line(nth, each) for nth, each in enumerate(told["lines"], 1))
    subtotal = Decimal(told.get("subtotal", sum((each.amount for each in lines), Decimal(0))))
    tax = Decimal(told.get("tax", sum((each.amount * (each.tax_rate_pct or 0) / 100 for each in lines), Decimal(0)).quantize(CENT)))
    issued = date.fromisoformat(told.get("on", "2026-03-02"))
    return Invoice(
        number=told.get("n", "A-1"),
        client_key="alder works",
        client_name="Alder Works",
        client_email="ap@a.example",
        issue_date=issued,
        due_date=date.fromisoformat(told["due"]) if "due" in told else issued + timedelta(days=30),
        currency=told.get("currency", "GBP"),
        total=Decimal(told.get("total", subtotal + tax)),
        tax=tax,
        subtotal=subtotal,
        po_number=told.get("po", ""),
        status=told.get("status", "open"),
        paid_amount=Decimal(told.get("paid", "0")),
        description=told.get("text", ""),
        lines=lines,
    )


def contract(told: dict[str, Any]) -> Contract:
    figures = [None if told.get(name) is None else Decimal(str(told[name])) for name in ("rate", "discount_pct")]
    return Contract("ap@a.example", figures[0], figures[1], told.get("payment_terms_days"), told.get("note", ""))


def books(told: dict[str, Any]) -> Books:
    payments = (Payment(date.fromisoformat(on), who, Decimal(amount), words) for on, who, amount, words in told.get("payments", []))
    return Books(tuple(map(invoice, told["invoices"])), tuple(payments), tuple(map(contract, told.get("contracts", []))))


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_told_and_what_looks_like_it_is_not(name: str) -> None:
    found = lint(books(CASES[name]))
    told = [[each.check.value, each.invoice] for each in found if each.level is Level.ERROR]
    assert told == CASES[name]["errors"], [each.detail for each in found]
    if "looks" in CASES[name]:
        assert [[each.check.value, each.invoice] for each in found if each.level is Level.LOOK] == CASES[name]["looks"]


def test_the_sample_ledger_holds_one_problem_of_each_kind() -> None:
    found = [(each.check.value, each.invoice) for each in lint(read_books(FILES).books) if each.level is Level.ERROR]
    assert found == [
        ("line_sum", "INV-1041"),
        ("tax", "INV-1047"),
        ("rate", "INV-1049"),
        ("discount", "INV-1044"),
        ("terms", "INV-1060"),
        ("double_billing", "INV-1055"),
        ("payment", "INV-1036"),
        ("po", "INV-1058"),
    ]


def test_every_problem_says_its_numbers() -> None:
    for each in lint(read_books(FILES).books):
        assert each.client
        assert each.detail.endswith(".")
        assert any(map(str.isdigit, each.detail)) or each.check.value == "po"
