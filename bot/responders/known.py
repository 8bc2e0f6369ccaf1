"""Which figures an answer may name: what the client wrote, and what the writer's own invoice says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.responders.echo import client_text
from bot.responders.figures import figures, value
from bot.responders.naming import allowed, own_invoice
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from bot.responders.contract import AnswerFacts
    from bot.vocabulary.books import Invoice


@dataclass(frozen=True, slots=True)
class Known:
    """Figures that were given: exact amounts, (day, month) pairs, normalised identifiers."""

    amounts: frozenset[Decimal]
    dates: frozenset[tuple[int, int]]
    numbers: frozenset[str]

    def has_date(self, written: str, pairs: frozenset[tuple[int, int]]) -> bool:
        """Whether a date was given; `12.10.` may also be an amount at the end of a sentence."""
        return bool(pairs & self.dates) or value(written) in self.amounts


def known(facts: AnswerFacts) -> Known:
    """Collect them; an invoice counts only for a writer the ledger lists for its client."""
    written = figures(client_text(facts))
    own = own_invoice(facts)
    promised = facts.promised_on
    foreign = {normalise_number(number) for number in facts.match.foreign_numbers}
    mine = (*allowed(facts), own.po_number) if own else allowed(facts)
    return Known(
        amounts=frozenset({amount for _, amount in written.amounts} | (set(_amounts(own)) if own else set())),
        dates=frozenset({pair for _, pairs in written.dates for pair in pairs} | (set(_dates(own)) if own else set()))
        | {(promised.day, promised.month)},
        numbers=frozenset({normalise_number(number) for number in (*written.numbers, *mine)} - foreign - {""}),
    )


def _amounts(invoice: Invoice) -> Iterator[Decimal]:
    fields = [invoice.total, invoice.tax, invoice.subtotal, invoice.paid_amount]
    for line in invoice.lines:
        fields += [line.amount, line.unit_price, line.discount_pct, line.tax_rate_pct]
    yield from (amount.normalize() for amount in fields if amount is not None)


def _dates(invoice: Invoice) -> Iterator[tuple[int, int]]:
    yield from ((day.day, day.month) for day in (invoice.issue_date, invoice.due_date) if day)
