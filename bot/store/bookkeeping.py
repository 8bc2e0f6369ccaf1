"""The ledger in SQLite: upserts in one transaction, and who is whose client afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.casework import Casework
from bot.store.codec import clean, dumps, loads, plain_amount
from bot.store.parties import Parties, amounts_of, assemble, name_key, reference_numbers, with_payers
from bot.vocabulary.books import UNCONFIRMED, Books, Client, ImportReport, Invoice
from bot.vocabulary.listing import Listing, listing
from bot.vocabulary.numbers import normalise_name, normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.store.link import Row
    from bot.vocabulary.books import Contact, Contract, Payment


#: Where the status stands among an invoice's columns.
_STATUS = 14


class Bookkeeping(Casework):
    """Imports and the whole ledger."""

    def import_books(self, books: Books, now: datetime) -> ImportReport:
        """Upsert in one transaction; a changed amount of a disputed invoice is a journal entry."""
        with self._link.joined():
            before = self._parties(books.invoices, books.contacts)
            outcomes = [self._put_invoice(invoice, before, now) for invoice in books.invoices]
            report = ImportReport(
                added=outcomes.count("added"),
                changed=outcomes.count("changed"),
                unchanged=outcomes.count("unchanged"),
                payments_added=sum(map(self._put_payment, books.payments)),
                contracts=sum(map(self._put_contract, books.contracts)),
                contacts=sum(map(self._put_contact, books.contacts)),
            )
            news = {name: getattr(report, name) for name in ("added", "changed", "payments_added", "contracts", "contacts")}
            if any(news.values()):
                self._put_parties(self._parties())
                self._record("import_ledger", None, news, now)
        return report

    def _enter(self, invoices: tuple[Invoice, ...], now: datetime) -> None:
        """Import those of them that the ledger does not hold, or only unconfirmed."""
        parties = self._parties(invoices)
        found = []
        for invoice in invoices:
            columns = _invoice_columns(invoice)
            old = self._same_invoice(columns, parties.key_of_name[clean(name_key(invoice))], parties)
            if old is None or old[_STATUS] == UNCONFIRMED:
                found.append(invoice)
        self.import_books(Books(tuple(found)), now)

    def books(self) -> Books:
        """Return the whole ledger."""
        with self._link.snapshot():
            return Books(
                tuple(map(rows.invoice, self._link.each("all_invoices"))),
                tuple(map(rows.payment, self._link.each("all_payments"))),
                tuple(map(rows.contract, self._link.each("all_contracts"))),
                tuple(map(rows.contact, self._link.each("all_contacts"))),
            )

    def _parties(self, invoices: Iterable[Invoice] = (), contacts: Iterable[Contact] = ()) -> Parties:
        """Return the clients of the ledger as it is, and of rows about to enter it."""
        named = [(row[0], row[1], row[2]) for row in self._link.all("all_names")]
        named += dict.fromkeys((clean(name_key(invoice)), invoice.client_name, invoice.client_email) for invoice in invoices)
        return assemble(named, [*map(rows.contact, self._link.all("all_contacts")), *contacts])

    def _put_invoice(self, invoice: Invoice, parties: Parties, now: datetime) -> str:
        columns = _invoice_columns(invoice)
        key = parties.key_of_name[clean(name_key(invoice))]
        old = self._same_invoice(columns, key, parties)
        if old is None:
            self._link.run("insert_invoice", *columns, key)
            return "added"
        if not invoice.lines:
            columns = (*columns[:-1], old[-2])
        if tuple(old[:-1]) == columns:
            return "unchanged"
        self._link.run("update_invoice", *columns, key, old[-1])
        self._tell_disputes(old, columns, parties, now)
        return "changed"

    def _same_invoice(self, columns: Row, key: str, parties: Parties) -> Row | None:
        """Return the row that this client already has under this number, under the same name if there are two."""
        found = [row for row in self._link.all("invoice_by_key", columns[1], columns[0]) if parties.key_of_name.get(row[2]) == key]
        return min(found, key=lambda row: row[2] != columns[2], default=None)

    def _tell_disputes(self, old: Row, columns: Row, parties: Parties, now: datetime) -> None:
        before, after = _amounts(old), _amounts(columns)
        if before == after:
            return
        key = parties.key_of_name.get(old[2], old[2])
        for case_id, client_key in self._link.all("disputes_of_number", columns[1]):
            if not client_key or parties.key_of_name.get(client_key, client_key) == key:
                self._record("disputed_amount_changed", case_id, {"number": columns[0], "before": before, "after": after}, now)

    def _put_payment(self, payment: Payment) -> int:
        return self._link.run(
            "insert_payment", payment.paid_on.isoformat(), clean(payment.client_email.lower()), str(payment.amount),
            plain_amount(payment.amount), clean(payment.reference), payment.nth,
        ).rowcount  # fmt: skip

    def _put_contract(self, contract: Contract) -> int:
        columns = (
            clean(contract.client_email.lower()),
            _money(contract.rate),
            _money(contract.discount_pct),
            contract.payment_terms_days,
            clean(contract.note),
        )
        return self._link.run("put_contract", *columns).rowcount

    def _put_contact(self, contact: Contact) -> int:
        name = clean(contact.client_name)
        return self._link.run(
            "insert_contact", normalise_name(name), name, clean(contact.email.lower()), clean(contact.domain.lower())
        ).rowcount

    def _put_parties(self, parties: Parties) -> None:
        """Write down who is whose client: names, ways to recognise them, and which payment is whose."""
        for name in ("forget_names", "forget_clients", "forget_ways"):
            self._link.run(name)
        self._link.many("insert_name", parties.key_of_name.items())
        self._link.run("invoices_follow_names")
        self._cases_follow_names(parties)
        self._link.many("insert_way", ((email, key, "email") for key, client in parties.clients.items() for email in client.emails))
        self._link.run("disown_payments")
        links = [(self._payer_of(row), *row) for row in self._link.all("all_payments")]
        self._link.many("own_payment", ((key, *_payment_key(row)) for key, *row in links if key))
        parties = with_payers(parties, ((row[1], key) for key, *row in links if key))
        self._link.many("insert_client", ((key, dumps(client)) for key, client in parties.clients.items()))
        more = ((key, client) for key, client in parties.clients.items())
        self._link.many(
            "insert_way",
            (
                (way, key, role)
                for key, client in more
                for role, ways in (("payer", client.payer_emails), ("domain", {"@" + domain for domain in client.domains}))
                for way in ways
            ),
        )

    def _cases_follow_names(self, parties: Parties) -> None:
        for name, key in parties.key_of_name.items():
            if name != key:
                for (value,) in self._link.all("cases_under_name", name):
                    self._change_case(replace(rows.case(value), client_key=key))

    def foreign_numbers(self, client_key: str) -> frozenset[str]:
        """Return all invoice numbers that this client has not (all there are for an empty key)."""
        return frozenset(row[0] for row in self._link.all("foreign_numbers", client_key))

    def invoice_totals(self, client_key: str, numbers: Sequence[str]) -> tuple[Decimal, ...]:
        """Return the totals of invoices with these numbers (however spelt), of that client or, for an empty key, of any."""
        wanted = json.dumps([normalise_number(number) for number in numbers])
        return tuple(Decimal(row[0]) for row in self._link.all("invoice_totals", wanted, client_key))

    def lists(self, client_key: str, email: str) -> bool:
        """Return whether the ledger lists this address (or its domain) for the client, as it is now."""
        found = self._link.all("clients_by_key", json.dumps([client_key]))
        return any(listing(loads(Client, row[0]), email.lower()) is not Listing.NOT_LISTED for row in found)

    def _payer_of(self, row: Row) -> str | None:
        """Return the client a payment is of: by its reference, else the payer's own address, else an amount only one has."""
        numbers = reference_numbers(row[3])
        steps = (
            ("clients_by_numbers", json.dumps(numbers)) if numbers else None,
            ("clients_by_email", row[1]),
            ("clients_by_total", row[5]),
        )
        for step in steps:
            found = self._link.all(*step) if step else []
            if len(found) == 1:
                return str(found[0][0])
        return None


def _payment_key(row: list[str]) -> tuple[str, ...]:
    return (row[0], row[1], row[5], row[3], row[4])


def _invoice_columns(invoice: Invoice) -> Row:
    """Return the columns of `insert_invoice` up to the lines, comparable with those of `invoice_by_key`."""
    return (
        clean(invoice.number),
        normalise_number(clean(invoice.number)),
        clean(name_key(invoice)),
        clean(invoice.client_name),
        clean(invoice.client_email.lower()),
        _day(invoice.issue_date),
        _day(invoice.due_date),
        clean(invoice.currency),
        str(invoice.total),
        plain_amount(invoice.total),
        _money(invoice.tax),
        _money(invoice.subtotal),
        clean(invoice.po_number),
        normalise_number(clean(invoice.po_number)),
        clean(invoice.status),
        str(invoice.paid_amount),
        clean(invoice.description),
        rows.lines_text(invoice.lines),
    )


def _amounts(columns: Row) -> dict[str, object]:
    lines = [line.amount for line in rows.lines(columns[17])]
    return amounts_of(columns[8], columns[10], columns[11], lines)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _money(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
