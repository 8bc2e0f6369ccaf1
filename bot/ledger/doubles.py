"""The same work billed twice: other invoices of the client with the same figures, order, wording and nearly the same date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ledger.clues import SETTLED
from bot.ledger.timing import months_named
from bot.ledger.wording import significant_words
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Invoice

#: Further apart than this, equal invoices are a new order or the next quarter's.
_NEAR_DAYS = 62
#: Nearer than this they are hardly two months of the same service.
_CLOSE_DAYS = 20
_ALIKE = 0.6
#: Invoices that were taken back bill nothing twice.
_TAKEN_BACK = SETTLED - {"paid"}
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class _Pair:
    """How two invoices compare: points for sameness, and the sames in words."""

    other: Invoice
    points: int
    sames: tuple[str, ...]


def doubles(facts: Facts) -> tuple[Finding, ...]:
    """Return, for a claimed duplicate, the invoices that bill the same; else that none does.

    Two further signs beside an equal amount support the claim (same lines, same order number, close dates, like wording);
    a different month in the wording speaks against it; one sign alone may be a monthly charge and cannot tell.
    """
    if not facts.claims(Cause.DUPLICATE):
        return ()
    pairs = [pair for other in facts.siblings if (pair := _compare(facts.invoice, other))]
    sure = [pair for pair in pairs if pair.points > 1]
    if sure:
        return tuple(_told(facts, pair, FindingVerdict.SUPPORTED) for pair in sure[:_MOST_TOLD])
    if pairs:
        return tuple(_told(facts, pair, FindingVerdict.CANNOT_TELL) for pair in pairs[:_MOST_TOLD])
    return (_nothing(facts),)


def _compare(invoice: Invoice, other: Invoice) -> _Pair | None:
    """Compare two invoices of one client; None unless both stand, share a currency and bill the same sum nearly at once."""
    if other.status.casefold() in _TAKEN_BACK or invoice.status.casefold() in _TAKEN_BACK or other.currency != invoice.currency:
        return None
    days = _days_apart(invoice, other)
    if days is not None and days > _NEAR_DAYS:
        return None
    if other.total != invoice.total and not _same_lines(invoice, other):
        return None
    signs = {
        "the same lines": _same_lines(invoice, other),
        "the same order number": bool(invoice.po_number) and normalise_number(invoice.po_number) == normalise_number(other.po_number),
        "like wording": _likeness(invoice, other) >= _ALIKE,
        "dates close together": days is not None and days <= _CLOSE_DAYS,
    }
    sames = tuple(name for name, holds in signs.items() if holds)
    return _Pair(other, len(sames) - (3 if _other_month(invoice, other) else 0), sames)


def _same_lines(invoice: Invoice, other: Invoice) -> bool:
    """Whether both bill the same quantities, prices and amounts, in any order and words."""
    figures = [Counter((line.quantity, line.unit_price, line.amount) for line in each.lines) for each in (invoice, other)]
    return bool(figures[0]) and figures[0] == figures[1]


def _likeness(invoice: Invoice, other: Invoice) -> float:
    """Share of the significant words that both descriptions have."""
    ours, theirs = significant_words(_wording(invoice)), significant_words(_wording(other))
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def _other_month(invoice: Invoice, other: Invoice) -> bool:
    """Whether the wording names different months: March and April of one service."""
    ours, theirs = months_named(_wording(invoice)), months_named(_wording(other))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _wording(invoice: Invoice) -> str:
    return " ".join((invoice.description, *(line.description for line in invoice.lines)))


def _days_apart(invoice: Invoice, other: Invoice) -> int | None:
    if invoice.issue_date is None or other.issue_date is None:
        return None
    return abs((invoice.issue_date - other.issue_date).days)


def _told(facts: Facts, pair: _Pair, verdict: FindingVerdict) -> Finding:
    other = pair.other
    dated = f" of {other.issue_date}" if other.issue_date else ""
    sames = ", ".join(pair.sames) or "nothing else alike"
    detail = f"{other.number}{dated} bills {facts.money(other.total)}, {facts.invoice.number} {facts.money(facts.invoice.total)}: {sames}."
    if verdict is FindingVerdict.CANNOT_TELL:
        detail += " It may be a regular charge."
    return facts.finding(Check.DOUBLE_BILLING, verdict, detail, f"invoice {other.number}")


def _nothing(facts: Facts) -> Finding:
    """No second bill: either the invoice the client names beside it differs, or there is none at all."""
    named = [other for other in facts.siblings if other in facts.named]
    if named:
        told = ", ".join(f"{other.number} bills {facts.money(other.total)}" for other in named[:_MOST_TOLD])
        detail = f"{told}; {facts.invoice.number} bills {facts.money(facts.invoice.total)} for other lines."
        return facts.finding(Check.DOUBLE_BILLING, FindingVerdict.CONTRADICTED, detail, *(f"invoice {o.number}" for o in named))
    near = f"within {_NEAR_DAYS} days of {facts.invoice.issue_date}" if facts.invoice.issue_date else "in the ledger"
    detail = f"No other invoice of the client {near} bills {facts.money(facts.invoice.total)} or the same lines."
    return facts.finding(Check.DOUBLE_BILLING, FindingVerdict.CONTRADICTED, detail)
