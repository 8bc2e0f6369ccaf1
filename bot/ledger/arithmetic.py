"""The sums of an invoice: lines, subtotal, tax by rate, total; exact, with one smallest unit of rounding per line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.facts import ABOUT_MONEY, tolerance
from bot.ledger.wording import plain
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Invoice, Line

_HUNDRED = Decimal(100)
_MOST_LINES_TOLD = 5


def arithmetic(facts: Facts) -> tuple[Finding, ...]:
    """Return every sum that is wrong; where all are right and a miscalculation is claimed, what was recomputed."""
    wrong = tuple(_wrong(facts))
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


def _wrong(facts: Facts) -> Iterable[Finding]:
    invoice = facts.invoice
    for line in invoice.lines:
        if abs(line_amount(line) - line.amount) > tolerance(invoice.currency):
            yield _error(facts, Check.LINE_SUM, f"Line {line.line} ({line.description}): {_product(line)}", line_amount(line), line.amount)
    net = _net(invoice)
    if invoice.lines and invoice.subtotal is not None and net is not None and _differs(net, invoice.subtotal, invoice):
        yield _error(facts, Check.SUBTOTAL, "The lines add up to", net, invoice.subtotal)
    tax = _tax(invoice)
    if tax is not None and invoice.tax is not None and _differs(tax, invoice.tax, invoice):
        yield _error(facts, Check.TAX, f"Tax: {_rates(invoice)}", tax, invoice.tax)
    total = _total(invoice)
    if total is not None and _differs(total, invoice.total, invoice):
        yield _error(facts, Check.TOTAL, "Net amount and tax come to", total, invoice.total)


def _right(facts: Facts) -> Iterable[Finding]:
    invoice, contradicted = facts.invoice, FindingVerdict.CONTRADICTED
    if invoice.lines:
        told = "; ".join(f"line {line.line}: {_product(line)} = {facts.money(line.amount)}" for line in invoice.lines[:_MOST_LINES_TOLD])
        more = f"; and {len(invoice.lines) - _MOST_LINES_TOLD} more" if len(invoice.lines) > _MOST_LINES_TOLD else ""
        yield facts.finding(Check.LINE_SUM, contradicted, f"Every line is computed rightly: {told}{more}.", *_sources(invoice))
        if invoice.subtotal is not None:
            yield facts.finding(Check.SUBTOTAL, contradicted, f"The lines add up to the net amount of {facts.money(invoice.subtotal)}.")
    if invoice.tax is not None and tax_by_rate(invoice) is not None:
        yield facts.finding(Check.TAX, contradicted, f"The tax is computed rightly: {_rates(invoice)} = {facts.money(invoice.tax)}.")
    if _total(invoice) is not None:
        yield facts.finding(Check.TOTAL, contradicted, f"Net amount and tax come to the total of {facts.money(invoice.total)}.")


def _tax_alone(facts: Facts) -> tuple[Finding, ...]:
    """A tax claim on an invoice that computes rightly is about the rate itself, which the books cannot judge."""
    invoice = facts.invoice
    if invoice.tax is None or tax_by_rate(invoice) is None:
        detail = f"The ledger does not say at which rate {invoice.number} is taxed."
    else:
        detail = (
            f"The tax follows from the rates billed ({_rates(invoice)} = {facts.money(invoice.tax)}); the rate itself is not in the books."
        )
    return (facts.finding(Check.TAX, FindingVerdict.CANNOT_TELL, detail),)


def _nothing_to_add(facts: Facts) -> Finding:
    detail = f"The ledger holds neither lines nor a net amount of {facts.invoice.number}, so nothing can be added up."
    return facts.finding(Check.LINE_SUM, FindingVerdict.CANNOT_TELL, detail)


def _error(facts: Facts, check: Check, lead: str, right: Decimal, billed: Decimal) -> Finding:
    """One wrong sum; where the claim is not about money it is only told, since it does not support what the client says."""
    claimed = facts.claims(*ABOUT_MONEY) or not facts.causes
    exact = right.quantize(tolerance(facts.invoice.currency))
    way = "too much" if billed > right else "too little"
    link = "" if lead.endswith("to") else " ="
    detail = f"{lead}{link} {facts.money(exact)}, billed {facts.money(billed)}: {facts.money(abs(billed - exact))} {way}."
    if facts.mentioned(exact):
        detail += f" The client's own figure of {facts.money(exact)} agrees."
    if not claimed:
        detail = f"Found without being claimed: {detail}"
    verdict = FindingVerdict.SUPPORTED if claimed else FindingVerdict.CANNOT_TELL
    return facts.finding(
        check, verdict, detail, *((lead.split(" (", maxsplit=1)[0].lower(),) if check is Check.LINE_SUM else _sources(facts.invoice))
    )


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
