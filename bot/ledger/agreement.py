"""The invoice beside the contract, and beside what the client says was agreed: rate, discount, payment terms, due date."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.arithmetic import slips
from bot.ledger.claimed import agrees, days, discounts, misread_price, other_line, own_lump, own_price, own_sum, priced_line
from bot.ledger.contracted import above_rate, agreed, days_short, missing_discount, over_rate, rated
from bot.ledger.facts import tolerance
from bot.ledger.wording import plain
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from bot.ledger.contracted import Agreed
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Line

_HUNDRED = Decimal(100)


def agreement(facts: Facts) -> tuple[Finding, ...]:
    """Return what the contract says about a claimed price, discount or term.

    Price and discount are neighbours: what is claimed as one may be an error in the other, so that error is told as well.
    """
    found: list[Finding] = []
    pact = agreed(facts.contract, (facts.invoice, *facts.siblings)) if facts.contract else None
    rate, discount = _rate(facts, pact), _discount(facts, pact)
    if facts.claims(Cause.PRICE):
        found += [rate, *([discount] if discount.verdict is FindingVerdict.SUPPORTED else [])]
    if facts.claims(Cause.DISCOUNT):
        found += [discount, *([rate] if rate.verdict is FindingVerdict.SUPPORTED else [])]
    if facts.claims(Cause.TERMS):
        found += _terms(facts, pact)
    return tuple(dict.fromkeys(found))


def _rate(facts: Facts, pact: Agreed | None) -> Finding:
    theirs = own_price(facts)
    if pact is None or pact.contract.rate is None:
        return _unwritten(facts, theirs)
    rate = pact.contract.rate
    own = "" if theirs is None or theirs == rate else f" The client names {facts.money(theirs)}."
    own = " The client names the same rate." if not own and facts.mentioned(rate) else own
    above = above_rate(facts.invoice, pact)
    meant = other_line(facts, rated(facts.invoice, pact), theirs) if above and theirs != rate else None
    if meant is not None and theirs is not None and not any(facts.mentioned(line.unit_price) for line in above):
        return _beside_the_rate(facts, meant, theirs)
    if above:
        return _above(facts, above, rate, own)
    lines = rated(facts.invoice, pact)
    if not lines or _about_another(facts, lines):
        detail = f"The contract rate is {facts.money(rate)}, but {facts.invoice.number} has no line it can be compared with."
        if lines:
            detail = f"The contract rate is {facts.money(rate)}; it is not meant for the line whose price the client names."
        return facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, detail + own, "contract")
    told = ", ".join(sorted({facts.money(line.unit_price) for line in lines}))
    detail = f"Billed at {told}; the contract rate is {facts.money(rate)}, so no line is above it.{own}"
    return facts.finding(Check.RATE, FindingVerdict.CONTRADICTED, detail, "contract", *_sources(lines))


def _unwritten(facts: Facts, theirs: Decimal | None) -> Finding:
    """A claimed price where the books hold none: what the client misread, else what their own price would change."""
    misread = misread_price(facts)
    if misread:
        return _misread(facts, *misread)
    lump = own_lump(facts) if theirs is None else None
    if lump is not None and facts.invoice.subtotal is not None:
        return _whole(facts, lump, facts.invoice.subtotal)
    line_sum = own_sum(facts) if theirs is None else None
    if line_sum is not None:
        return _line_for(facts, *line_sum)
    detail = f"The ledger holds no contract rate for {facts.invoice.client_name}{_apart(facts, theirs)}."
    found = facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, detail)
    line = priced_line(facts, theirs) if theirs is not None else None
    return facts.worth(found, _over(facts, line, theirs), theirs, line.unit_price) if line and theirs is not None else found


def _misread(facts: Facts, line: Line, theirs: Decimal) -> Finding:
    """The price the client says was agreed is the one that is billed."""
    detail = f"Line {line.line} bills {facts.money(line.unit_price)}, which is what the client says was agreed; {facts.money(theirs)} is billed nowhere."
    return facts.finding(Check.RATE, FindingVerdict.CONTRADICTED, detail, f"line {line.line}")


def _line_for(facts: Facts, line: Line, theirs: Decimal) -> Finding:
    """A sum for one line that the client says was agreed, where the books hold none."""
    detail = (
        f"The ledger holds no agreed price for {facts.invoice.client_name}; the client names {facts.money(theirs)} for line {line.line},"
        f" which bills {facts.money(line.amount)} net: {facts.money(line.amount - theirs)} apart."
    )
    found = facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, detail, f"line {line.line}")
    return facts.worth(found, line.amount - theirs, theirs, line.amount)


def _beside_the_rate(facts: Facts, line: Line, theirs: Decimal) -> Finding:
    """A price for something that the contract's rate is not meant for."""
    over = _over(facts, line, theirs)
    detail = (
        f"The ledger holds no agreed price for line {line.line}; the client names {facts.money(theirs)}, billed are"
        f" {facts.money(line.unit_price)}, {plain(line.quantity)} times: {facts.money(over)} net apart."
    )
    return facts.worth(facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, detail, f"line {line.line}"), over, theirs, line.unit_price)


def _whole(facts: Facts, theirs: Decimal, net: Decimal) -> Finding:
    """A price for everything that the client says was agreed, where the books hold none."""
    invoice = facts.invoice
    detail = (
        f"The ledger holds no agreed price for {invoice.client_name}; the client names {facts.money(theirs)} for the whole,"
        f" {invoice.number} bills {facts.money(net)} net: {facts.money(net - theirs)} apart."
    )
    return facts.worth(facts.finding(Check.RATE, FindingVerdict.CANNOT_TELL, detail), net - theirs, theirs, net)


def _above(facts: Facts, above: tuple[Line, ...], rate: Decimal, own: str) -> Finding:
    parts = "; ".join(
        f"line {line.line}: billed {facts.money(line.unit_price)}, contract {facts.money(rate)}, {plain(line.quantity)} times"
        for line in above
    )
    over = over_rate(above, rate).quantize(tolerance(facts.invoice.currency))
    detail = f"{parts[0].upper()}{parts[1:]}: {facts.money(over)} net above the contract.{own}{agrees(facts, over)}"
    found = facts.finding(Check.RATE, FindingVerdict.SUPPORTED, detail, "contract", *_sources(above))
    return facts.worth(found, over, rate, *(line.unit_price for line in above))


def _over(facts: Facts, line: Line, theirs: Decimal) -> Decimal:
    """What a line costs above the client's own price, net."""
    return over_rate((line,), theirs).quantize(tolerance(facts.invoice.currency))


def _about_another(facts: Facts, lines: tuple[Line, ...]) -> bool:
    """Whether the client writes the price of a line that the rate is not meant for, and of no line that it is meant for."""
    others = [line for line in facts.invoice.lines if line not in lines]
    return any(facts.mentioned(line.unit_price) for line in others) and not any(facts.mentioned(line.unit_price) for line in lines)


def _apart(facts: Facts, theirs: Decimal | None) -> str:
    """What the client's own price would make of the line it is about."""
    line = priced_line(facts, theirs) if theirs is not None else None
    if theirs is None or line is None:
        return "" if theirs is None else f"; the client names {facts.money(theirs)}"
    apart = _over(facts, line, theirs)
    told = f"; the client names {facts.money(theirs)}, line {line.line} bills {facts.money(line.unit_price)}, {plain(line.quantity)} times"
    return f"{told}: {facts.money(apart)} net apart"


def _discount(facts: Facts, pact: Agreed | None) -> Finding:
    invoice = facts.invoice
    if pact is None or pact.contract.discount_pct is None:
        given_pct = {line.discount_pct for line in invoice.lines if line.discount_pct} & set(discounts(facts))
        if given_pct and not any(slip.check is Check.LINE_SUM for slip in slips(invoice)):
            detail = f"{plain(min(given_pct))} % is taken off on {invoice.number} already."
            return facts.finding(Check.DISCOUNT, FindingVerdict.CONTRADICTED, detail, *_sources(invoice.lines))
        detail = f"The ledger holds no agreed discount for {invoice.client_name}{_would_be(facts)}."
        found = facts.finding(Check.DISCOUNT, FindingVerdict.CANNOT_TELL, detail)
        worth = _worth(facts)
        return facts.worth(found, worth) if worth is not None else found
    pct = pact.contract.discount_pct
    given = f"{plain(pct)} %"
    if not pct:
        detail = f"The contract with {invoice.client_name} gives no discount."
        return facts.finding(Check.DISCOUNT, FindingVerdict.CONTRADICTED, detail, "contract")
    charged = tuple(line for line in invoice.lines if line.amount > 0)
    if not charged:
        detail = f"The contract gives {given}, but the ledger holds no lines of {invoice.number} to look for it."
        return facts.finding(Check.DISCOUNT, FindingVerdict.CANNOT_TELL, detail, "contract")
    own = _other_percentage(facts, pct)
    missing, passed_on = missing_discount(invoice, pact)
    if missing:
        verdict = FindingVerdict.CANNOT_TELL if passed_on else FindingVerdict.SUPPORTED
        detail = (
            f"The contract gives {given}; on {invoice.number} {facts.money(missing)} net of it are missing.{own}{agrees(facts, missing)}"
        )
        detail += " Only costs passed on go without it, which may be meant so." if passed_on else ""
        found = facts.finding(Check.DISCOUNT, verdict, detail, "contract", *_sources(charged))
        return facts.worth(found, missing)
    detail = f"The contract discount of {given} is on {invoice.number}.{own}"
    if not any(line.discount_pct or line.amount < 0 for line in invoice.lines):
        detail = f"The contract's {given} are not meant for {invoice.number} ({pact.contract.note[:80] or 'currency or sum'}).{own}"
    return facts.finding(Check.DISCOUNT, FindingVerdict.CONTRADICTED, detail, "contract", *_sources(charged))


def _other_percentage(facts: Facts, pct: Decimal) -> str:
    named = discounts(facts)
    return f" The client names {plain(named[0])} %." if named and pct not in named else ""


def _would_be(facts: Facts) -> str:
    """What a percentage that the client names would be worth, where the contract tells nothing."""
    worth = _worth(facts)
    return "" if worth is None else f"; the client names {plain(discounts(facts)[0])} %, which would be {facts.money(worth)} net"


def _worth(facts: Facts) -> Decimal | None:
    """The only percentage that the client names, of the net amount."""
    named, net = discounts(facts), facts.invoice.subtotal
    return (net * named[0] / _HUNDRED).quantize(tolerance(facts.invoice.currency)) if len(named) == 1 and net is not None else None


def _terms(facts: Facts, pact: Agreed | None) -> tuple[Finding, ...]:
    invoice, contract = facts.invoice, pact.contract if pact else None
    if contract is None or contract.payment_terms_days is None:
        return (_own_terms(facts),)
    if invoice.issue_date is None or invoice.due_date is None or pact is None:
        detail = f"The contract gives {contract.payment_terms_days} days, but {invoice.number} has no date to count from or to."
        return (facts.finding(Check.TERMS, FindingVerdict.CANNOT_TELL, detail, "contract"),)
    given = (invoice.due_date - invoice.issue_date).days
    verdict = FindingVerdict.SUPPORTED if days_short(invoice, pact) else FindingVerdict.CONTRADICTED
    due = invoice.issue_date + timedelta(days=contract.payment_terms_days)
    own = [day for day in days(facts) if day not in {given, contract.payment_terms_days}]
    named = f" The client names {plain(own[0])} days." if own else ""
    terms = f"{invoice.number} gives {given} days to pay, the contract {contract.payment_terms_days}.{named}"
    date = f"{invoice.number} of {invoice.issue_date} is due on {invoice.due_date}; by the contract it is due on {due}."
    return (facts.finding(Check.TERMS, verdict, terms, "contract"), facts.finding(Check.DUE_DATE, verdict, date, "contract"))


def _own_terms(facts: Facts) -> Finding:
    """Without agreed terms: the days that the client names beside those that the invoice itself gives."""
    invoice, named = facts.invoice, days(facts)
    detail = f"The ledger holds no agreed payment terms for {invoice.client_name}"
    if invoice.issue_date is None or invoice.due_date is None:
        return facts.finding(Check.TERMS, FindingVerdict.CANNOT_TELL, f"{detail}.")
    given = (invoice.due_date - invoice.issue_date).days
    dates = f"{invoice.number} of {invoice.issue_date} is due on {invoice.due_date}, {given} days later"
    others = [day for day in named if day != given]
    if given in named and not others:
        return facts.finding(Check.TERMS, FindingVerdict.SUPPORTED, f"{detail}; {dates}, which the client names.", "invoice")
    own = f"; the client names {plain(others[0])}" if others else ""
    return facts.finding(Check.TERMS, FindingVerdict.CANNOT_TELL, f"{detail}; {dates}{own}.", "invoice")


def _sources(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(f"line {line.line}" for line in lines[:5])
