"""Whose an address, a number or a payment is, over the whole ledger."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.ledger.likeness import bare
from bot.ledger.wording import significant_words
from bot.vocabulary.freemail import is_freemail
from bot.vocabulary.numbers import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.books import Books, Invoice, Payment

#: Words of company names that many companies have.
_IN_MANY_NAMES = frozenset(
    "limited group holding holdings company services solutions partners consulting international gmbh media design studio trading".split()  # noqa: SIM905
)
_SHORTEST_NUMBER = 3


class Owners:
    """Look-ups from addresses, domains, numbers and names to client keys."""

    def __init__(self, books: Books) -> None:
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str, list[Invoice]] = defaultdict(list)
        self._words: dict[str, set[str]] = defaultdict(set)
        names: dict[str, str] = {}
        for invoice in books.invoices:
            names.setdefault(normalise_name(invoice.client_name), invoice.client_key)
            self._numbers[bare(invoice.number)].append(invoice)
            self._add(invoice.client_email.lower(), invoice.client_key)
        for contact in books.contacts:
            key = names.get(normalise_name(contact.client_name))
            if key is not None:
                self._add(contact.email.lower(), key)
                self._keys[contact.domain.lower()].add(key)
        for name, key in names.items():
            for word in significant_words(name) - _IN_MANY_NAMES:
                self._words[word].add(key)

    def _add(self, email: str, key: str) -> None:
        self._keys[email].add(key)
        domain = email.rpartition("@")[2]
        if domain and not is_freemail(domain):
            self._keys[domain].add(key)

    def of_address(self, email: str) -> tuple[str, ...]:
        """Return the clients with this address, else with its domain; nobody where the domain is open to everybody."""
        address = email.lower()
        return tuple(sorted(self._keys.get(address) or self._keys.get(address.rpartition("@")[2]) or ()))

    def of_words(self, payment: Payment) -> tuple[str, ...]:
        """Return the one client whose name the reference or the payer's address holds, if it is one."""
        address = payment.client_email.replace("@", " ").replace(".", " ").replace("-", " ").replace("_", " ")
        written = significant_words(f"{payment.reference} {address}")
        found = {key for word in written for key in self._words.get(word, ())}
        return tuple(found) if len(found) == 1 else ()

    def numbered(self, words: Iterable[str]) -> tuple[Invoice, ...]:
        """Return the invoices with exactly one of these numbers, whoever's they are."""
        found = [invoice for word in words if len(bare(word)) >= _SHORTEST_NUMBER for invoice in self._numbers.get(bare(word), ())]
        return tuple(dict.fromkeys(found))
