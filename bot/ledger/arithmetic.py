"""The sums of an invoice: lines, subtotal, tax by rate, total; exact, with one smallest unit of rounding per line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.claimed import percentages
from bot.ledger.facts import ABOUT_MONEY, tolerance
from bot.ledger.sums import reckoning
from bot.ledger.wording import figure, plain
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Invoice, Line

_HUNDRED = Decimal(100)
_MOST_LINES_TOLD = 5


@dataclass(frozen=True, slots=True)
class Slip:
    """One sum that is wrong: what it should be, unrounded, and what was billed; `follows` if an earlier slip explains it."""

    check: Check
    lead: str
    right: Decimal
    billed: Decimal
    follows: bool = False

    def exact(self, currency: str) -> Decimal:
        """Return the right sum in whole smallest units."""
        return self.right.quantize(tolerance(currency))


def arithmetic(facts: Facts) -> tuple[Finding, ...]:
    """Return every sum that is wrong; where all are right and a miscalculation is claimed, what was recomputed."""
    wrong = tuple(_error(facts, slip) for slip in slips(facts.invoice))
    if wrong:
        return wrong
    if facts.claims(Cause.MISCALCULATION):
        return tuple(_right(facts)) or (_nothing_to_add(facts),)
    return _tax_alone(facts) if facts.claims(Cause.TAX) else ()


def line_amount(line: Line) -> Decimal:
    """Return quantity x price x (1 - discount), unrounded."""
    return line.quantity * line.unit_price * (1 - line.discount_pct / _HUNDRED)


def tax_by_rate(invoice: Invoice) -> dict[Decimal, Decimal] | None:
    """Return net amount by tax rate, or None where a line has no rate or there are no lines."""
    nets: dict[Decimal, Decimal] = {}
    for line in invoice.lines:
        if line.tax_rate_pct is None:
            return None
        nets[line.tax_rate_pct] = nets.get(line.tax_rate_pct, Decimal(0)) + line.amount
    return nets or None


def slips(invoice: Invoice, discounts: Iterable[Decimal] = ()) -> tuple[Slip, ...]:
    """Return every sum of an invoice that does not follow from what it is made of, the innermost first.

    `discounts` are percentages that may be taken off the lines' sum as a whole. An invoice whose line amounts hold the tax
    already is right if its total is their sum.
    """
    found = [*_line_slips(invoice)]
    if _inclusive(invoice):
        return tuple(found)
    lines_right = sum((line_amount(line) for line in invoice.lines), Decimal(0))
    net = _net(invoice)
    if invoice.lines and invoice.subtotal is not None and net is not None and _differs(net, invoice.subtotal, invoice):
        reduced = any(not _differs(net * (1 - each / _HUNDRED), invoice.subtotal, invoice) for each in discounts)
        follows = bool(found) and not _differs(lines_right, invoice.subtotal, invoice)
        found += [] if reduced else [Slip(Check.SUBTOTAL, "The lines add up to", net, invoice.subtotal, follows=follows)]
    found += _tax_slip(invoice, tuple(found), discounts)
    return (*found, *_total_slip(invoice, tuple(found), lines_right))


def _line_slips(invoice: Invoice) -> Iterable[Slip]:
    for line in invoice.lines:
        if abs(line_amount(line) - line.amount) > tolerance(invoice.currency):
            lead = f"Line {line.line} ({line.description}): {_product(line)}"
            yield Slip(Check.LINE_SUM, lead, line_amount(line), line.amount)


def _tax_slip(invoice: Invoice, before: tuple[Slip, ...], discounts: Iterable[Decimal]) -> tuple[Slip, ...]:
    """The tax by rate; it may follow a slip of the lines or the subtotal, or lie on a sum that is reduced as a whole."""
    tax = _tax(invoice)
    if tax is None or invoice.tax is None or not _differs(tax, invoice.tax, invoice):
        return ()
    if any(not _differs(tax * (1 - each / _HUNDRED), invoice.tax, invoice) for each in discounts):
        return ()
    right = sum((line_amount(line) * (line.tax_rate_pct or Decimal(0)) / _HUNDRED for line in invoice.lines), Decimal(0))
    bases = [right, *([tax * invoice.subtotal / net] if invoice.subtotal is not None and (net := _net(invoice)) else [])]
    follows = bool(before) and any(not _differs(base, invoice.tax, invoice) for base in bases)
    return (Slip(Check.TAX, f"Tax: {_rates(invoice)}", tax, invoice.tax, follows=follows),)


def _total_slip(invoice: Invoice, before: tuple[Slip, ...], lines_right: Decimal) -> tuple[Slip, ...]:
    """The total; it may follow from the right figures where others are wrong."""
    total, net, tax = _total(invoice), _net(invoice), _tax(invoice)
    if total is None or not _differs(total, invoice.total, invoice):
        return ()
    nets = [base for base in (invoice.subtotal, net, lines_right if invoice.lines else None) if base is not None]
    taxes = [base for base in (invoice.tax, tax) if base is not None]
    follows = bool(before) and any(not _differs(one + other, invoice.total, invoice) for one in nets for other in taxes)
    return (Slip(Check.TOTAL, "Net amount and tax come to", total, invoice.total, follows=follows),)


def _inclusive(invoice: Invoice) -> bool:
    """Whether the line amounts hold the tax already: they add up to the total, and the tax is the part inside them."""
    nets = tax_by_rate(invoice)
    gross = sum(nets.values(), Decimal(0)) if nets else Decimal(0)
    if not nets or not invoice.tax or _differs(gross, invoice.total, invoice) or not _differs(gross + invoice.tax, invoice.total, invoice):
        return False
    if invoice.subtotal is not None and _differs(invoice.total - invoice.tax, invoice.subtotal, invoice):
        return False
    inside = sum((gross * rate / (_HUNDRED + rate) for rate, gross in nets.items()), Decimal(0))
    return not _differs(inside, invoice.tax, invoice)


def _right(facts: Facts) -> Iterable[Finding]:
    invoice, contradicted = facts.invoice, FindingVerdict.CONTRADICTED
    if invoice.lines:
        shown = "; ".join(f"line {line.line}: {_product(line)} = {facts.money(line.amount)}" for line in invoice.lines[:_MOST_LINES_TOLD])
        more = f"; and {len(invoice.lines) - _MOST_LINES_TOLD} more" if len(invoice.lines) > _MOST_LINES_TOLD else ""
        detail = f"Every line is computed rightly: {shown}{more}.{reckoning(facts)}"
        yield facts.finding(Check.LINE_SUM, contradicted, detail, *_sources(invoice))
        if invoice.subtotal is not None:
            yield facts.finding(Check.SUBTOTAL, contradicted, f"The lines add up to the net amount of {facts.money(invoice.subtotal)}.")
    if invoice.tax is not None and tax_by_rate(invoice) is not None:
        yield facts.finding(Check.TAX, contradicted, f"The tax is computed rightly: {_rates(invoice)} = {facts.money(invoice.tax)}.")
    if _total(invoice) is not None:
        detail = f"Net amount and tax come to the total of {facts.money(invoice.total)}"
        if invoice.lines:
            yield facts.finding(Check.TOTAL, contradicted, f"{detail}.")
        else:
            yield facts.finding(
                Check.TOTAL, FindingVerdict.CANNOT_TELL, f"{detail}; the ledger holds no lines to check the sums above them."
            )


def _tax_alone(facts: Facts) -> tuple[Finding, ...]:
    """A tax claim on an invoice that computes rightly is about the rate itself, which the books cannot judge."""
    invoice = facts.invoice
    if invoice.tax is None or tax_by_rate(invoice) is None:
        detail = f"The ledger does not say at which rate {invoice.number} is taxed."
    else:
        other = _other_rate(facts)
        named = f" The client names {plain(other[0])} %: that would be {facts.money(other[1])}." if other else ""
        detail = (
            f"The tax follows from the rates billed ({_rates(invoice)} = {facts.money(invoice.tax)}); the rate itself is not in the books."
            f"{named}{reckoning(facts)}"
        )
    found = facts.finding(Check.TAX, FindingVerdict.CANNOT_TELL, detail)
    other = _other_rate(facts)
    return (facts.worth(found, (invoice.tax or Decimal(0)) - other[1], other[1], invoice.tax or Decimal(0)) if other else found,)


def _other_rate(facts: Facts) -> tuple[Decimal, Decimal] | None:
    """The one rate that the client names and the invoice does not bill, and what the tax would be at it."""
    nets = tax_by_rate(facts.invoice) or {}
    named = [each for each in percentages(facts) if each not in nets]
    if len(named) != 1 or len(nets) != 1:
        return None
    net = next(iter(nets.values()))
    return named[0], (net * named[0] / _HUNDRED).quantize(tolerance(facts.invoice.currency))


def _nothing_to_add(facts: Facts) -> Finding:
    detail = f"The ledger holds neither lines nor a net amount of {facts.invoice.number}, so nothing can be added up."
    return facts.finding(Check.LINE_SUM, FindingVerdict.CANNOT_TELL, detail)


def _error(facts: Facts, slip: Slip) -> Finding:
    """One wrong sum; where the claim is not about money it is only told, since it does not support what the client says."""
    claimed = facts.claims(*ABOUT_MONEY) or not facts.causes
    detail = told(slip, facts.invoice.currency)
    if facts.mentioned(slip.exact(facts.invoice.currency)):
        detail += f" The client's own figure of {facts.money(slip.exact(facts.invoice.currency))} agrees."
    if not claimed:
        detail = f"Found without being claimed: {detail}"
    verdict = FindingVerdict.SUPPORTED if claimed else FindingVerdict.CANNOT_TELL
    exact = slip.exact(facts.invoice.currency)
    return facts.worth(facts.finding(slip.check, verdict, detail, *sources(slip, facts.invoice)), slip.billed - exact, exact, slip.billed)


def told(slip: Slip, currency: str) -> str:
    """Return a wrong sum as a sentence with its numbers."""
    exact = slip.exact(currency)
    way = "too much" if slip.billed > exact else "too little"
    link = "" if slip.lead.endswith("to") else " ="
    apart = figure(abs(slip.billed - exact), currency)
    return f"{slip.lead}{link} {figure(exact, currency)}, billed {figure(slip.billed, currency)}: {apart} {way}."


def sources(slip: Slip, invoice: Invoice) -> tuple[str, ...]:
    """Return the lines a wrong sum rests on."""
    return (slip.lead.split(" (", maxsplit=1)[0].lower(),) if slip.check is Check.LINE_SUM else _sources(invoice)


def _product(line: Line) -> str:
    discount = f" less {plain(line.discount_pct)} %" if line.discount_pct else ""
    price = line.unit_price.quantize(Decimal("0.01")) if line.unit_price == line.unit_price.quantize(Decimal("0.01")) else line.unit_price
    return f"{plain(line.quantity)} x {price:,}{discount}"


def _rates(invoice: Invoice) -> str:
    nets = tax_by_rate(invoice) or {}
    return " + ".join(f"{plain(rate)} % of {net:,.2f}" for rate, net in sorted(nets.items(), reverse=True))


def _net(invoice: Invoice) -> Decimal | None:
    return sum((line.amount for line in invoice.lines), Decimal(0)) if invoice.lines else invoice.subtotal


def _tax(invoice: Invoice) -> Decimal | None:
    nets = tax_by_rate(invoice)
    return sum((rate * net / _HUNDRED for rate, net in nets.items()), Decimal(0)) if nets else None


def _total(invoice: Invoice) -> Decimal | None:
    """Net amount plus tax as billed; without a tax figure only lines without tax tell the total."""
    net = invoice.subtotal if invoice.subtotal is not None else _net(invoice)
    if net is None:
        return None
    tax = invoice.tax if invoice.tax is not None else _tax(invoice)
    return net + tax if tax is not None else None


def _differs(right: Decimal, billed: Decimal, invoice: Invoice) -> bool:
    return abs(right - billed) > tolerance(invoice.currency, len(invoice.lines))


def _sources(invoice: Invoice) -> tuple[str, ...]:
    return tuple(f"line {line.line}" for line in invoice.lines[:_MOST_LINES_TOLD])
