"""Who the ledger's clients are: names that share an address are one client (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.store.codec import plain_amount
from bot.vocabulary.books import Books, Client
from bot.vocabulary.freemail import is_freemail
from bot.vocabulary.numbers import normalise_name, normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.vocabulary.books import Contact, Invoice
    from bot.vocabulary.cases import Case

#: Words of a payment reference that may be an invoice number: at least this many letters and digits, one of them a digit.
_SHORTEST_NUMBER = 3
_WORD = re.compile(r"[^\s,;]+")


@dataclass(frozen=True, slots=True)
class Parties:
    """All clients by key, and the key that each client name (folded) belongs to."""

    key_of_name: Mapping[str, str]
    clients: Mapping[str, Client]


def name_key(invoice: Invoice) -> str:
    """Return the folded client name of an invoice; its address or given key where the name is missing."""
    return normalise_name(invoice.client_name) or invoice.client_email.lower() or invoice.client_key


def assemble(named: Iterable[tuple[str, str, str]], contacts: Iterable[Contact]) -> Parties:
    """Return the clients of (name key, name, address) triples, oldest first, and of contacts.

    The oldest name of a client gives its key and display name, so that keys stay when more names join. A shared address
    merges names, whoever provides it; a shared domain does not.
    """
    merged = _Merged()
    domains: list[tuple[str, str]] = []
    for key, name, email in named:
        merged.add(key, name, email.lower())
    for contact in contacts:
        key = normalise_name(contact.client_name)
        merged.add(key, contact.client_name, contact.email.lower())
        domains.append((key, contact.domain.lower()))
    return merged.parties(domains)


def with_payers(parties: Parties, payers: Iterable[tuple[str, str]]) -> Parties:
    """Return the parties with the addresses that paid for them, as (address, client key); listed addresses are no payers."""
    more: dict[str, set[str]] = {}
    for email, key in payers:
        client = parties.clients.get(key)
        if client is not None and email and email not in client.emails:
            more.setdefault(key, set()).add(email)
    clients = dict(parties.clients)
    for key, emails in more.items():
        clients[key] = replace(clients[key], payer_emails=frozenset(emails))
    return Parties(parties.key_of_name, clients)


def reference_numbers(reference: str) -> tuple[str, ...]:
    """Return the normalised words, and pairs of neighbouring words, of a payment reference that may name an invoice."""
    words = [normalise_number(word) for word in _WORD.findall(reference[:500])]
    pairs = [first + second for first, second in pairwise(words)]
    found = (word for word in words + pairs if len(word) >= _SHORTEST_NUMBER and any(letter.isdigit() for letter in word))
    return tuple(dict.fromkeys(found))


def amounts_of(total: str, tax: str | None, subtotal: str | None, lines: Iterable[Decimal]) -> dict[str, object]:
    """Return the figures of an invoice that a dispute is about, each value in one spelling, for comparing and the journal."""
    figures = {"total": total, "tax": tax, "subtotal": subtotal}
    plain = {name: None if text is None else plain_amount(Decimal(text)) for name, text in figures.items()}
    return {**plain, "lines": [plain_amount(amount) for amount in lines]}


class _Merged:
    """Union of names by shared addresses; the oldest name of a group is its root."""

    def __init__(self) -> None:
        self._order: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._root: dict[str, str] = {}
        self._owner: dict[str, str] = {}

    def add(self, key: str, name: str, email: str) -> None:
        self._order.setdefault(key, len(self._order))
        self._names.setdefault(key, " ".join(name.split()) or key)
        self._root.setdefault(key, key)
        if email:
            self._join(self._owner.setdefault(email, key), key)

    def parties(self, domains: Iterable[tuple[str, str]]) -> Parties:
        key_of_name = {key: self._find(key) for key in self._order}
        emails: dict[str, set[str]] = {}
        reach: dict[str, set[str]] = {}
        for email, owner in self._owner.items():
            emails.setdefault(key_of_name[owner], set()).add(email)
            reach.setdefault(key_of_name[owner], set()).add(email.rpartition("@")[2])
        for key, domain in domains:
            reach.setdefault(key_of_name[key], set()).add(domain)
        clients = {
            root: Client(
                key=root,
                name=self._names[root],
                emails=frozenset(emails.get(root, ())),
                domains=frozenset(domain for domain in reach.get(root, ()) if domain and not is_freemail(domain)),
            )
            for root in dict.fromkeys(key_of_name.values())
        }
        return Parties(key_of_name, clients)

    def _find(self, key: str) -> str:
        while self._root[key] != key:
            self._root[key] = self._root[self._root[key]]
            key = self._root[key]
        return key

    def _join(self, first: str, second: str) -> None:
        older, younger = sorted((self._find(first), self._find(second)), key=self._order.__getitem__)
        self._root[younger] = older


def part_of_books(books: Books, case: Case) -> Books:
    """Return the invoices of a case, as its client has them, and the payments that name one of them."""
    numbers = {normalise_number(number) for number in case.invoice_numbers}
    invoices = tuple(
        invoice for invoice in books.invoices if normalise_number(invoice.number) in numbers and case.client_key in {"", invoice.client_key}
    )
    payments = tuple(payment for payment in books.payments if numbers & set(reference_numbers(payment.reference)))
    return Books(invoices=invoices, payments=payments)
