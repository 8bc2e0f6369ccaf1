"""What every check looks at: one invoice, the claim, and the part of the books that belongs to its client."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision

from bot.ledger.parts import counted_numbers
from bot.ledger.wording import figure
from bot.vocabulary.books import Check, Finding, FindingVerdict
from bot.vocabulary.labels import Cause
from bot.vocabulary.listing import Listing, client_of, listing

if TYPE_CHECKING:
    from bot.ledger.numerals import Numeral
    from bot.vocabulary.books import Client, Contract, Invoice, Payment
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

#: Causes that say the sum to pay is wrong: an arithmetic error found supports them.
ABOUT_MONEY = frozenset({Cause.MISCALCULATION, Cause.PRICE, Cause.DISCOUNT, Cause.QUANTITY, Cause.TAX, Cause.OTHER})


@dataclass(frozen=True, slots=True)
class Facts:
    """One invoice beside the claim; `payments` and `siblings` (its other invoices) are those of the same client."""

    invoice: Invoice
    reading: Reading
    causes: frozenset[Cause]
    client: Client | None
    contract: Contract | None
    payments: tuple[Payment, ...]
    siblings: tuple[Invoice, ...]
    named: tuple[Invoice, ...] = ()
    numerals: tuple[Numeral, ...] = ()

    @property
    def words(self) -> str:
        """The client's own new words."""
        return self.reading.arrived.client_words

    def claims(self, *causes: Cause) -> bool:
        """Return whether one of the causes is claimed."""
        return not self.causes.isdisjoint(causes)

    def money(self, value: Decimal) -> str:
        """Return an amount in the invoice's currency as people read it."""
        return figure(value, self.invoice.currency)

    def mentioned(self, value: Decimal) -> bool:
        """Return whether the client writes this very amount, whatever the notation."""
        if any(amount.value is not None and abs(amount.value) == abs(value) for amount in self.reading.mentions.amounts):
            return True
        return any(abs(value) in each.values for each in self.numerals)

    def finding(self, check: Check, verdict: FindingVerdict, detail: str, *sources: str) -> Finding:
        """Return a finding about this invoice."""
        return Finding(check, verdict, detail, self.invoice.number, tuple(sources))

    def worth(self, found: Finding, apart: Decimal, *figures: Decimal) -> Finding:
        """Return the finding with what it puts in dispute, and the sums or prices that lie so far apart."""
        named = self.mentioned(apart) or (bool(figures) and self.mentioned(figures[0]))
        return replace(found, apart=abs(apart), figures=figures, own=apart != 0 and named)


def facts_of(invoice: Invoice, named: tuple[Invoice, ...], reading: Reading, dossier: Dossier) -> Facts:
    """Gather what concerns an invoice; `named` are all invoices the mail is about."""
    client = client_of(invoice, dossier.clients)
    books = dossier.books
    same = [other for other in books.invoices if _same_client(other, invoice, client, dossier)]
    return Facts(
        invoice=invoice,
        reading=reading,
        causes=frozenset(found.cause for found in reading.verdict.causes),
        client=client,
        contract=_contract(invoice, client, dossier),
        payments=tuple(payment for payment in books.payments if _listed(client, payment.client_email, invoice)),
        siblings=tuple(other for other in same if other.number != invoice.number),
        named=tuple(other for other in named if other.number != invoice.number),
        numerals=counted_numbers(reading),
    )


def tolerance(currency: str, lines: int = 1) -> Decimal:
    """Return what rounding may cost: one smallest unit (0.01, for yen 1) per line.

    Programs round each line, or only the sum, half up or half even; each line can differ by half a unit either way.
    """
    return _unit(currency) * max(1, lines)


@cache
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency or "EUR"))


def _same_client(other: Invoice, invoice: Invoice, client: Client | None, dossier: Dossier) -> bool:
    if client and other.client_key == client.key:
        return True
    owner = client_of(other, dossier.clients)
    return owner.key == client.key if owner and client else other.client_key == invoice.client_key


def _contract(invoice: Invoice, client: Client | None, dossier: Dossier) -> Contract | None:
    """The contract with the invoice's own address, else the one with another address of the client."""
    contracts = dossier.books.contracts
    exact = next((found for found in contracts if found.client_email == invoice.client_email), None)
    return exact or next((found for found in contracts if client and found.client_email in client.emails), None)


def _listed(client: Client | None, email: str, invoice: Invoice) -> bool:
    if client is None:
        return email == invoice.client_email
    return listing(client, email) is not Listing.NOT_LISTED
