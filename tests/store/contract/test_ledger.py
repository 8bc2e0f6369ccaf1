from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.vocabulary.books import Books, Contact, Contract, Line, Payment
from bot.vocabulary.cases import Outcome
from bot.vocabulary.effects import CloseCase, EnterInvoices, OpenCase
from tests.store.scene import NOW, case, do, invoice, kinds

if TYPE_CHECKING:
    from bot.store.contract import Store

LINES = (Line(1, "Häuser", Decimal("1.50"), "h", Decimal("80.00"), Decimal("120.00"), Decimal(0), Decimal(20)),)


def whole() -> Books:
    return Books(
        invoices=(
            invoice("INV-1", tax=Decimal("20.00"), subtotal=Decimal("100.00"), po_number="P 1", status="open", lines=LINES),
            invoice("INV-1", "Birch", "b@birch.example", issue_date=None, due_date=None),
        ),
        payments=(
            Payment(date(2026, 1, 2), "b@birch.example", Decimal("1.10"), "x", 0),
            Payment(date(2026, 1, 2), "b@birch.example", Decimal("1.10"), "x", 1),
        ),
        contracts=(Contract("b@birch.example", None, Decimal(5), 14, "five"),),
        contacts=(Contact("Birch", domain="birch.example"),),
    )


def test_what_goes_in_comes_out(store: Store) -> None:
    report = store.import_books(whole(), NOW)
    assert (report.added, report.payments_added, report.contracts, report.contacts) == (2, 2, 1, 1)
    first, second = whole().invoices
    kept = store.books()
    assert kept.invoices == (replace(first, client_key="alder ltd"), replace(second, client_key="birch"))
    assert (kept.payments, kept.contracts, kept.contacts) == (whole().payments, whole().contracts, whole().contacts)


def test_importing_twice_changes_nothing(store: Store) -> None:
    store.import_books(whole(), NOW)
    before = kinds(store)
    report = store.import_books(whole(), NOW)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert (report.payments_added, report.contracts, report.contacts) == (0, 0, 0)
    assert kinds(store) == before == ["import_ledger"]


def test_an_invoice_by_mail_enters_only_where_none_or_a_guess_stands(store: Store) -> None:
    held, guess, fresh = (invoice(number, status=status) for number, status in (("A-1", "paid"), ("A-2", "unconfirmed"), ("A-3", "open")))
    store.import_books(Books(invoices=(held, guess)), NOW)
    sent = (replace(held, status="open", total=Decimal(1)), replace(guess, status="open", total=Decimal(2)), fresh)
    do(store, EnterInvoices(sent, "sent by mia"))
    assert [(each.number, each.status, each.total) for each in store.books().invoices] == [
        ("A-1", "paid", held.total),
        ("A-2", "open", Decimal(2)),
        ("A-3", "open", fresh.total),
    ]
    before = kinds(store)
    do(store, EnterInvoices(sent, "sent by mia"))
    assert [kind for kind in kinds(store)[len(before) :] if kind == "import_ledger"] == []


def test_a_newer_version_replaces_and_lines_stay_when_none_are_given(store: Store) -> None:
    store.import_books(whole(), NOW)
    first = whole().invoices[0]
    report = store.import_books(Books(invoices=(replace(first, status="paid", paid_amount=Decimal(120), lines=()),)), NOW)
    assert (report.changed, report.added) == (1, 0)
    kept = store.books().invoices[0]
    assert (kept.status, kept.paid_amount, kept.lines) == ("paid", Decimal(120), LINES)
    contract = Contract("b@birch.example", Decimal(90), None, None)
    assert store.import_books(Books(contracts=(contract,)), NOW).contracts == 1
    assert store.books().contracts == (contract,)


def test_a_renamed_client_with_the_same_address_keeps_its_invoices(store: Store) -> None:
    store.import_books(Books(invoices=(invoice("7", "Alder Ltd"),)), NOW)
    report = store.import_books(Books(invoices=(invoice("7", "ALDER Limited"), invoice("8", "ALDER Limited"))), NOW)
    assert (report.added, report.changed) == (1, 1)
    assert {(found.number, found.client_key, found.client_name) for found in store.books().invoices} == {
        ("7", store.books().invoices[0].client_key, "ALDER Limited"),
        ("8", store.books().invoices[0].client_key, "ALDER Limited"),
    }


def test_a_changed_amount_of_a_disputed_invoice_is_told(store: Store) -> None:
    store.import_books(whole(), NOW)
    do(store, OpenCase(case(1, invoice_numbers=("inv 1",))), OpenCase(case(2)), OpenCase(case(3, client_key="birch")))
    do(store, OpenCase(case(4, client_key="")), CloseCase("D-0002", Outcome.PAID, "mia"))
    first = whole().invoices[0]
    store.import_books(Books(invoices=(replace(first, total=Decimal("110.0"), status="x"),)), NOW)
    told = [entry for entry in store.journal() if entry.kind == "disputed_amount_changed"]
    assert [entry.case_id for entry in told] == ["D-0001", "D-0004"]
    content = json.loads(told[0].content or "")
    assert (content["before"]["total"], content["after"]["total"]) == ("120", "110")


def test_another_spelling_of_the_same_amount_is_no_news(store: Store) -> None:
    store.import_books(whole(), NOW)
    do(store, OpenCase(case(1)))
    first = whole().invoices[0]
    store.import_books(Books(invoices=(replace(first, total=Decimal("120.0"), description="new words"),)), NOW)
    assert "disputed_amount_changed" not in kinds(store)


def test_an_import_in_a_transaction_joins_it(store: Store) -> None:
    with store.transaction():
        store.import_books(whole(), NOW)
    assert len(store.books().invoices) == 2
