"""The invoice beside the contract: rate, discount, payment terms, due date."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.facts import tolerance
from bot.ledger.wording import plain
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Contract, Finding, Line

_HUNDRED = Decimal(100)
#: A price this many times the contract's rate is per day where the rate is per hour; such lines cannot be compared.
_OTHER_UNIT = 4
#: Units that a contract rate is meant for, as invoices write them; an empty unit may be one.
_TIME_UNITS = frozenset(
    """
    h hr hrs hour hours d day days manday mandays stunde stunden std tag tage heure heures jour jours hora horas día días dia dias
    ora ore giorno giorni uur uren dag dagen
    """.split()  # noqa: SIM905 - a plain list of words
)


def agreement(facts: Facts) -> tuple[Finding, ...]:
    """Return what the contract says about a claimed price, discount or term.

    Price and discount are neighbours: what is claimed as one may be an error in the other, so that error is told as well.
    """
    found: list[Finding] = []
    rate, discount = _rate(facts), _discount(facts)
    if facts.claims(Cause.PRICE):
        found += [rate, *([discount] if discount.verdict is FindingVerdict.SUPPORTED else [])]
    if facts.claims(Cause.DISCOUNT):
        found += [discount, *([rate] if rate.verdict is FindingVerdict.SUPPORTED else [])]
    if facts.claims(Cause.TERMS):
        found += _terms(facts)
    return tuple(dict.fromkeys(found))


def rated_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines a contract rate applies to: those billed by time, those without a unit only where none is."""
    by_time = tuple(line for line in lines if line.unit.strip(". ").casefold() in _TIME_UNITS)
    return by_time or tuple(line for line in lines if not line.unit.strip())


def _rate(facts: Facts) -> Finding:
    contract = facts.contract
    if contract is None or contract.rate is None:
        return facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, f"The ledger holds no contract rate for {facts.invoice.client_name}.")
    most = contract.rate * _OTHER_UNIT
    lines = tuple(line for line in rated_lines(facts.invoice.lines) if line.unit_price < most)
    if not lines:
        detail = f"The contract rate is {facts.money(contract.rate)}, but {facts.invoice.number} has no line it can be compared with."
        return facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, detail, "contract")
    above = [line for line in lines if line.unit_price > contract.rate]
    if not above:
        told = ", ".join(sorted({facts.money(line.unit_price) for line in lines}))
        detail = f"Billed at {told}; the contract rate is {facts.money(contract.rate)}, so no line is above it."
        return facts.finding(Check.RATE, FindingVerdict.CONTRADICTED, detail, "contract", *_sources(lines))
    parts = "; ".join(
        f"line {line.line}: billed {facts.money(line.unit_price)}, contract {facts.money(contract.rate)}, {plain(line.quantity)} times"
        for line in above
    )
    over = sum((_over(line, contract.rate) for line in above), Decimal(0)).quantize(tolerance(facts.invoice.currency))
    detail = f"{parts[0].upper()}{parts[1:]}: {facts.money(over)} net above the contract."
    return facts.finding(Check.RATE, FindingVerdict.SUPPORTED, detail, "contract", *_sources(tuple(above)))


def _over(line: Line, rate: Decimal) -> Decimal:
    return line.quantity * (line.unit_price - rate) * (1 - line.discount_pct / _HUNDRED)


def _discount(facts: Facts) -> Finding:
    contract, invoice = facts.contract, facts.invoice
    if contract is None or contract.discount_pct is None:
        return facts.finding(Check.DISCOUNT, FindingVerdict.CANNOT_TELL, f"The ledger holds no agreed discount for {invoice.client_name}.")
    agreed = f"{plain(contract.discount_pct)} %"
    if not contract.discount_pct:
        detail = f"The contract with {invoice.client_name} gives no discount."
        return facts.finding(Check.DISCOUNT, FindingVerdict.CONTRADICTED, detail, "contract")
    charged = tuple(line for line in invoice.lines if line.amount > 0)
    if not charged:
        detail = f"The contract gives {agreed}, but the ledger holds no lines of {invoice.number} to look for it."
        return facts.finding(Check.DISCOUNT, FindingVerdict.CANNOT_TELL, detail, "contract")
    missing = _missing_discount(facts, contract)
    if missing <= tolerance(invoice.currency, len(invoice.lines)):
        detail = f"The contract discount of {agreed} is on the invoice."
        return facts.finding(Check.DISCOUNT, FindingVerdict.CONTRADICTED, detail, "contract", *_sources(charged))
    detail = f"The contract gives {agreed}; on {invoice.number} {facts.money(missing)} net of it are missing."
    return facts.finding(Check.DISCOUNT, FindingVerdict.SUPPORTED, detail, "contract", *_sources(charged))


def _missing_discount(facts: Facts, contract: Contract) -> Decimal:
    """The agreed discount on all charges minus what was given, per line or as lines below zero."""
    gross = sum((line.quantity * line.unit_price for line in facts.invoice.lines if line.amount > 0), Decimal(0))
    net = sum((line.amount for line in facts.invoice.lines), Decimal(0))
    owed = gross * (contract.discount_pct or Decimal(0)) / _HUNDRED
    return (owed - (gross - net)).quantize(tolerance(facts.invoice.currency))


def _terms(facts: Facts) -> tuple[Finding, ...]:
    contract, invoice = facts.contract, facts.invoice
    if contract is None or contract.payment_terms_days is None:
        detail = f"The ledger holds no agreed payment terms for {invoice.client_name}."
        return (facts.finding(Check.TERMS, FindingVerdict.CANNOT_TELL, detail),)
    if invoice.issue_date is None or invoice.due_date is None:
        detail = f"The contract gives {contract.payment_terms_days} days, but {invoice.number} has no date to count from or to."
        return (facts.finding(Check.TERMS, FindingVerdict.CANNOT_TELL, detail, "contract"),)
    given = (invoice.due_date - invoice.issue_date).days
    verdict = FindingVerdict.SUPPORTED if given < contract.payment_terms_days else FindingVerdict.CONTRADICTED
    due = invoice.issue_date + timedelta(days=contract.payment_terms_days)
    terms = f"{invoice.number} gives {given} days to pay, the contract {contract.payment_terms_days}."
    date = f"{invoice.number} of {invoice.issue_date} is due on {invoice.due_date}; by the contract it is due on {due}."
    return (facts.finding(Check.TERMS, verdict, terms, "contract"), facts.finding(Check.DUE_DATE, verdict, date, "contract"))


def _sources(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(f"line {line.line}" for line in lines[:5])
