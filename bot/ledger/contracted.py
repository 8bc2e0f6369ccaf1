"""What a contract asks of an invoice: lines above the rate, discount that is missing, days to pay, an order number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.arithmetic import line_amount
from bot.ledger.facts import tolerance
from bot.ledger.notes import Note, is_passed_on, note_of
from bot.ledger.units import GENERIC, TIME, unit_of
from bot.ledger.wording import significant_words
from bot.vocabulary.identifiers import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.vocabulary.books import Contract, Invoice, Line

_HUNDRED = Decimal(100)
#: A price this many times the rate is per day where the rate is per hour; such lines cannot be compared.
_OTHER_UNIT = 4
#: The same where only the unit's being generic or missing speaks for comparing.
_OTHER_THING = 2
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contract beside all invoices of its client: `unit` is what the rate counts, None where nothing tells."""

    contract: Contract
    note: Note
    unit: str | None
    currency: str
    rated_words: frozenset[str] = frozenset()

    def holds_for(self, invoice: Invoice) -> bool:
        """Return whether the contract was in force, and in this currency; sums below zero give money back."""
        day = invoice.issue_date
        early = day is not None and self.note.since is not None and day < self.note.since
        late = day is not None and self.note.until is not None and day > self.note.until
        return not early and not late and invoice.currency == self.currency and invoice.total > 0


def agreed(contract: Contract, invoices: Sequence[Invoice]) -> Agreed:
    """Read a contract.

    The unit of its rate is what its note says, else that of most lines billed at exactly that rate, else the only one there is.
    """
    note = note_of(contract.note)
    currencies = Counter(invoice.currency for invoice in invoices)
    rated = [line for invoice in invoices for line in invoice.lines if contract.rate is not None and line.unit_price == contract.rate]
    counted = Counter(unit_of(line.unit) for line in rated)
    return Agreed(
        contract=contract,
        note=note,
        unit=note.unit or (counted.most_common(1)[0][0] if counted else _only_unit(invoices)),
        currency=currencies.most_common(1)[0][0] if currencies else "",
        rated_words=frozenset(word for line in rated for word in significant_words(line.description)),
    )


def _only_unit(invoices: Sequence[Invoice]) -> str | None:
    units = {unit_of(line.unit) for invoice in invoices for line in invoice.lines} - GENERIC - {"month", "week"}
    return units.pop() if len(units) == 1 else None


def above_rate(invoice: Invoice, pact: Agreed) -> tuple[Line, ...]:
    """Return the lines that cost more than the contract's rate, with all they are reduced by."""
    rate = pact.contract.rate
    if rate is None or not pact.holds_for(invoice):
        return ()
    fine = pact.note.prices | {rate * (1 + each / _HUNDRED) for each in pact.note.surcharges}
    least = rate * (1 - (pact.contract.discount_pct or Decimal(0)) / _HUNDRED)
    cent = tolerance(invoice.currency)
    comparable = (line for line in invoice.lines if line.unit_price > rate and _comparable(line, invoice, pact, rate))
    return tuple(line for line in comparable if _effective(line) > least + cent / 2 and line.unit_price not in fine)


def rated(invoice: Invoice, pact: Agreed) -> tuple[Line, ...]:
    """Return the lines that the contract's rate is meant for, whatever they cost."""
    rate = pact.contract.rate
    return tuple(line for line in invoice.lines if rate is not None and line.amount > 0 and _comparable(line, invoice, pact, rate))


def over_rate(lines: Sequence[Line], rate: Decimal) -> Decimal:
    """Return what these lines cost above the rate, net."""
    return sum((line.quantity * (line.unit_price - rate) * (1 - line.discount_pct / _HUNDRED) for line in lines), Decimal(0))


def _effective(line: Line) -> Decimal:
    return line.unit_price * (1 - line.discount_pct / _HUNDRED)


def _comparable(line: Line, invoice: Invoice, pact: Agreed, rate: Decimal) -> bool:
    """Whether the rate is meant for such a line: by its unit, and where that says little, by what is sold."""
    unit = unit_of(line.unit)
    if pact.unit is None:
        timed = unit in TIME or (not unit and line.quantity != 1 and not any(unit_of(other.unit) in TIME for other in invoice.lines))
        return timed and line.unit_price < rate * (_OTHER_UNIT if unit else _OTHER_THING)
    if unit != pact.unit:
        return False
    if unit not in GENERIC:
        return line.unit_price < rate * _OTHER_UNIT
    return line.unit_price < rate * _OTHER_THING and not pact.rated_words.isdisjoint(significant_words(line.description))


def missing_discount(invoice: Invoice, pact: Agreed) -> tuple[Decimal, bool]:
    """Return how much of the agreed discount was not given, net, and whether only passed-on costs go without it.

    It is given per line, as lines below zero, by a subtotal reduced as a whole, or in a price that is the reduced rate already.
    """
    pct, none = pact.contract.discount_pct, (Decimal(0), False)
    charged = [line for line in invoice.lines if line.amount > 0]
    if not pct or not charged or pact.note.for_paying_soon or not pact.holds_for(invoice):
        return none
    gross = sum((_gross(line, pact, pct) for line in charged), Decimal(0))
    if pact.note.discount_above is not None and gross < pact.note.discount_above:
        return none
    net, cent = sum(map(line_amount, invoice.lines), Decimal(0)), tolerance(invoice.currency, len(invoice.lines))
    if invoice.subtotal is not None and abs(invoice.subtotal - net * (1 - pct / _HUNDRED)) <= cent:
        return none
    missing = (gross * pct / _HUNDRED - (gross - net)).quantize(tolerance(invoice.currency))
    if missing <= cent:
        return none
    without = [line for line in charged if line.discount_pct < pct]
    return missing, not pact.note.covers_costs and bool(without) and all(_passed_on(line) for line in without)


def _gross(line: Line, pact: Agreed, pct: Decimal) -> Decimal:
    """The price before discount; a price that is the reduced rate exactly was reduced before."""
    rate = pact.contract.rate
    reduced = rate is not None and not line.discount_pct and line.unit_price == (rate * (1 - pct / _HUNDRED)).quantize(Decimal("0.01"))
    return line.amount / (1 - pct / _HUNDRED) if reduced and pct < _HUNDRED else line.quantity * line.unit_price


def _passed_on(line: Line) -> bool:
    """Whether a line is a cost passed on; what is billed by the hour or word is work, whatever it is called."""
    return unit_of(line.unit) in GENERIC | {"km"} and is_passed_on(line.description)


def days_short(invoice: Invoice, pact: Agreed) -> int:
    """Return by how many days the invoice asks for its money too soon; a due date moved off a weekend is in time."""
    days = pact.contract.payment_terms_days
    if days is None or invoice.issue_date is None or invoice.due_date is None or not pact.holds_for(invoice):
        return 0
    agreed_on = invoice.issue_date + timedelta(days=days)
    short = (agreed_on - invoice.due_date).days
    return short if short > max(0, agreed_on.weekday() - _SATURDAY + 1) else 0


def lacks_order(invoice: Invoice, pact: Agreed) -> bool:
    """Return whether the contract wants an order number on each invoice and this one names none, in no field and no line."""
    if not pact.note.order_wanted or invoice.po_number or not pact.holds_for(invoice):
        return False
    wording = " ".join((invoice.description, *(line.description for line in invoice.lines)))
    return not any(_is_order(word) for word in number_words(wording))


def _is_order(word: str) -> bool:
    return len(word) >= 5 and (word[0] == "4" or word.upper().startswith(("PO", "BE", "BC", "PED", "ORD")))  # noqa: PLR2004 - shorter are years and counts
