"""Looks through the whole ledger before anybody complains, with the checks that a claim is measured by."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.arithmetic import slips, sources, told
from bot.ledger.caps import beyond, cap_of, worth
from bot.ledger.contracted import above_rate, agreed, days_short, lacks_order, missing_discount, over_rate
from bot.ledger.facts import tolerance
from bot.ledger.twins import History, Twin, compare, line_figures
from bot.ledger.unapplied import unapplied
from bot.ledger.units import english
from bot.ledger.wording import figure, plain
from bot.vocabulary.books import Check
from bot.vocabulary.problems import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.ledger.arithmetic import Slip
    from bot.ledger.contracted import Agreed
    from bot.vocabulary.books import Books, Contract, Invoice

#: An order number that all of so many other invoices carry is missed on the one that does not.
_A_HABIT = 4
#: More equal invoices of one client than this are a series; nobody compares each with each.
_MOST_COMPARED = 200


def lint(books: Books) -> tuple[Problem, ...]:
    """Return all problems, the sure ones first, each kind together and in the ledger's order.

    What was taken back (void, credited) and credit notes are left alone, as are drafts of nobody's concern: an invoice is
    looked at as it stands. Where one error explains another only the first is told.
    """
    clients: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in books.invoices:
        clients[invoice.client_key].append(invoice)
    found: list[Problem] = []
    for invoices in clients.values():
        history = History(invoices)
        pacts = _Pacts(books.contracts, invoices)
        for invoice in invoices:
            if invoice.number not in history.taken_back:
                found += _of_one(invoice, pacts.of(invoice))
        found += _double(history)
        found += _without_order(history, pacts)
    found += unapplied(books)
    order = {check: nth for nth, check in enumerate(Check)}
    return tuple(sorted(found, key=lambda each: (each.level is Level.LOOK, order[each.check])))


class _Pacts:
    """The contracts of one client: that of the invoice's own address, else of another address of the client."""

    def __init__(self, contracts: Iterable[Contract], invoices: Sequence[Invoice]) -> None:
        emails = {invoice.client_email for invoice in invoices}
        self._by_email = {each.client_email: agreed(each, invoices) for each in contracts if each.client_email in emails}
        self.any = next(iter(self._by_email.values()), None)

    def of(self, invoice: Invoice) -> Agreed | None:
        return self._by_email.get(invoice.client_email, self.any)


def _of_one(invoice: Invoice, pact: Agreed | None) -> Iterator[Problem]:
    discounts = [pact.contract.discount_pct] if pact and pact.contract.discount_pct else []
    for slip in slips(invoice, discounts):
        if not slip.follows:
            yield _wrong_sum(invoice, slip)
    if invoice.issue_date and invoice.due_date and invoice.due_date < invoice.issue_date:
        detail = f"It is due on {invoice.due_date}, before its own date {invoice.issue_date}."
        yield _problem(Check.DUE_DATE, invoice, detail)
    elif pact is not None and (short := days_short(invoice, pact)):
        yield _too_soon(invoice, pact.contract, short)
    if pact is not None:
        yield from _price(invoice, pact)
        yield from _discount(invoice, pact)
        yield from _cap(invoice, pact)
        if lacks_order(invoice, pact):
            detail = f"It carries no order number; the contract wants one: {pact.contract.note[:120]!r}."
            yield _problem(Check.PO, invoice, detail, None, "contract")


def _wrong_sum(invoice: Invoice, slip: Slip) -> Problem:
    at_stake = abs(slip.billed - slip.exact(invoice.currency))
    return _problem(slip.check, invoice, told(slip, invoice.currency), at_stake, *sources(slip, invoice))


def _too_soon(invoice: Invoice, contract: Contract, short: int) -> Problem:
    days = contract.payment_terms_days or 0
    due = invoice.issue_date + timedelta(days=days) if invoice.issue_date else None
    detail = f"It gives {days - short} days to pay, the contract {days}: due on {invoice.due_date} instead of {due}."
    return _problem(Check.TERMS, invoice, detail, None, "contract")


def _price(invoice: Invoice, pact: Agreed) -> Iterator[Problem]:
    above, rate = above_rate(invoice, pact), pact.contract.rate
    if above and rate is not None:
        over = over_rate(above, rate).quantize(tolerance(invoice.currency))
        lines = "; ".join(f"line {line.line}: {figure(line.unit_price, invoice.currency)}, {plain(line.quantity)} times" for line in above)
        detail = f"The contract rate is {figure(rate, invoice.currency)}, billed is more ({lines}): {figure(over, invoice.currency)} net too much."
        yield _problem(Check.RATE, invoice, detail, over, "contract", *(f"line {line.line}" for line in above[:5]))


def _cap(invoice: Invoice, pact: Agreed) -> Iterator[Problem]:
    """More of something than the contract allows per job; only worth a look where an order may have allowed it."""
    cap = cap_of(pact.contract.note)
    over, lines = beyond(invoice, cap) if cap and pact.holds_for(invoice) else (Decimal(0), ())
    if cap and over:
        apart = worth(over, lines)
        billed = ", ".join(f"line {line.line}: {plain(line.quantity)}" for line in lines[:5])
        detail = (
            f"The contract allows {plain(cap.quantity)} {english(cap.unit, plural=True)} per job, billed are more ({billed}):"
            f" {figure(apart, invoice.currency)} net. Its note: {pact.contract.note[:120]!r}."
        )
        level = Level.LOOK if cap.unless and invoice.po_number else Level.ERROR
        yield _problem(Check.QUANTITY, invoice, detail, apart, "contract", *(f"line {line.line}" for line in lines[:5]), level=level)


def _discount(invoice: Invoice, pact: Agreed) -> Iterator[Problem]:
    missing, passed_on = missing_discount(invoice, pact)
    if missing:
        agreed_pct = plain(pact.contract.discount_pct or missing)
        detail = f"The contract gives {agreed_pct} % discount; {figure(missing, invoice.currency)} net of it are missing."
        detail += " Only costs passed on go without it, which may be meant so." if passed_on else ""
        yield _problem(Check.DISCOUNT, invoice, detail, missing, "contract", level=Level.LOOK if passed_on else Level.ERROR)


def _double(history: History) -> Iterator[Problem]:
    """Pairs that bill the same; only invoices with equal totals or equal lines are compared."""
    buckets: dict[object, list[Invoice]] = defaultdict(list)
    for invoice in history.invoices:
        if invoice.number not in history.taken_back:
            buckets[invoice.total, invoice.currency].append(invoice)
            if invoice.lines:
                buckets[line_figures(invoice), invoice.currency].append(invoice)
    told_of: set[tuple[str, str]] = set()
    for equal in buckets.values():
        for nth, later in enumerate(equal[:_MOST_COMPARED]):
            for earlier in equal[:nth]:
                pair = compare(later, earlier, history)
                if pair and pair.twin is not Twin.NO and (earlier.number, later.number) not in told_of:
                    told_of.add((earlier.number, later.number))
                    yield _twin(later, earlier, pair.sames, sure=pair.twin is Twin.YES)


def _twin(later: Invoice, earlier: Invoice, sames: Sequence[str], *, sure: bool) -> Problem:
    dated = f" of {earlier.issue_date}" if earlier.issue_date else ""
    verb = "bills the same as" if sure else "looks like"
    detail = f"It {verb} {earlier.number}{dated}, {figure(earlier.total, earlier.currency)}: {', '.join(sames) or 'an equal total'}."
    level = Level.ERROR if sure else Level.LOOK
    source = f"invoice {earlier.number}"
    return Problem(
        Check.DOUBLE_BILLING, level, later.number, later.client_name, detail, later.total, later.currency, (earlier.number,), (source,)
    )


def _without_order(history: History, pacts: _Pacts) -> Iterator[Problem]:
    """The one invoice without an order number where all others of the client carry one."""
    standing = [each for each in history.invoices if each.number not in history.taken_back]
    without = [each for each in standing if not each.po_number]
    pact = pacts.of(without[0]) if len(without) == 1 and len(standing) > _A_HABIT else None
    if len(without) == 1 and len(standing) > _A_HABIT and not (pact and pact.note.order_wanted):
        detail = f"It carries no order number; the other {len(standing) - 1} invoices of the client do."
        yield _problem(Check.PO, without[0], detail, level=Level.LOOK)


def _problem(
    check: Check, invoice: Invoice, detail: str, amount: Decimal | None = None, *sources_: str, level: Level = Level.ERROR
) -> Problem:
    return Problem(check, level, invoice.number, invoice.client_name, detail, amount, invoice.currency, (), sources_)
