"""Sets the claim beside the books: each finding supports or contradicts what the client says, with its numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.agreement import agreement
from bot.ledger.arithmetic import arithmetic
from bot.ledger.caps import cap_of
from bot.ledger.claimed import days, own_lump, own_price, percentages, priced_line
from bot.ledger.concluded import is_paid_for
from bot.ledger.counted import counts
from bot.ledger.doubles import doubles, says_twice, twins_of
from bot.ledger.facts import facts_of
from bot.ledger.papers import papers
from bot.ledger.received import day_named, received
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ledger.counted import Count
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Match
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

#: The families of checks in the order a reader wants them.
FAMILIES = (arithmetic, agreement, doubles, received, papers)
_AGREED = frozenset({Check.RATE, Check.DISCOUNT})


def found_in(facts: Facts) -> tuple[Finding, ...]:
    """Return the findings about one invoice, each once: first what the client's own figures point to, then what is claimed."""
    return tuple(dict.fromkeys((*_pointed_to(facts), *_claimed(facts))))


def _claimed(facts: Facts) -> Iterator[Finding]:
    return (finding for family in FAMILIES for finding in family(facts))


def _pointed_to(facts: Facts) -> Iterator[Finding]:
    """What supports the client though another cause was read - the contract's own figure, a payment - and twins where the words tell of any."""
    for cause, check in _hints(facts):
        if not facts.claims(cause):
            found = _claimed(replace(facts, causes=frozenset({cause})))
            told = {FindingVerdict.SUPPORTED, *([FindingVerdict.CONTRADICTED] if cause is Cause.DISCOUNT else [])}
            yield from (each for each in found if each.check is check and each.verdict in told)
    if not facts.claims(Cause.DUPLICATE) and says_twice(facts.words):
        yield from twins_of(facts)
    for cause in (Cause.PRICE, Cause.DISCOUNT):
        if not facts.claims(cause):
            found = _claimed(replace(facts, causes=frozenset({cause})))
            yield from (each for each in found if each.check in _AGREED and _names_it(facts, each))
    for cause, check in (*_own_figures(facts), *_spoilt(facts)):
        if not facts.claims(cause):
            found = _claimed(replace(facts, causes=frozenset({cause})))
            yield from (each for each in found if each.check is check and each.verdict is FindingVerdict.CANNOT_TELL)


def _names_it(facts: Facts, finding: Finding) -> bool:
    """Whether a finding supports the client by just the sum that they name."""
    return finding.verdict is FindingVerdict.SUPPORTED and bool(finding.apart) and facts.mentioned(finding.apart or Decimal(0))


def points_to(reading: Reading, match: Match, dossier: Dossier) -> frozenset[Cause]:
    """Return the causes that the client's own figures set against the invoice's, whatever was read from the words."""
    if match.invoice is None:
        return frozenset()
    facts = facts_of(match.invoice, (match.invoice, *match.others), reading, dossier)
    return frozenset(cause for cause, _ in _own_figures(facts))


def _set_against(facts: Facts, count: Count) -> bool:
    """Whether the client sets a count of its own against the quantity billed: "six, not eight"."""
    return not count.agrees and not count.billed and facts.mentioned(count.line.quantity)


def confirmed(reading: Reading, match: Match, dossier: Dossier) -> tuple[Cause, int] | None:
    """Return the cause of an error that the books show and whose exact size the client names, with the place of that figure.

    Whatever the words were read as, who writes just the sum by which we are wrong complains of it.
    """
    if match.invoice is None:
        return None
    blank = replace(facts_of(match.invoice, (match.invoice, *match.others), reading, dossier), causes=frozenset())
    for cause in (Cause.MISCALCULATION, Cause.DISCOUNT, Cause.PRICE):
        for each in _claimed(replace(blank, causes=frozenset({cause}))):
            place = next((n.start for n in blank.numerals if each.apart in n.values and (n.money or n.value % 1)), None)
            if each.verdict is FindingVerdict.SUPPORTED and each.apart and place is not None:
                return cause, place
    return _both_prices(blank)


def _both_prices(facts: Facts) -> tuple[Cause, int] | None:
    """Who writes the contract's rate beside the higher price that is billed complains of it, in whatever language."""
    for each in _claimed(replace(facts, causes=frozenset({Cause.PRICE}))):
        if each.check is Check.RATE and each.verdict is FindingVerdict.SUPPORTED and all(map(facts.mentioned, each.figures)):
            return Cause.PRICE, next((n.start for n in facts.numerals if each.figures[0] in n.values), 0)
    return None


def _own_figures(facts: Facts) -> Iterator[tuple[Cause, Check]]:
    """A count, a price or a price for everything that the client sets against what is billed, where no book can tell."""
    if any(_set_against(facts, count) for count in counts(facts)) or any(is_paid_for(facts.words, each) for each in facts.numerals):
        yield Cause.QUANTITY, Check.QUANTITY
    price = own_price(facts)
    if own_lump(facts) is not None or (price is not None and priced_line(facts, price) is not None):
        yield Cause.PRICE, Check.RATE


def _spoilt(facts: Facts) -> Iterator[tuple[Cause, Check]]:
    """How many of what is billed are bad: their price is what a complaint about quality is worth."""
    if facts.claims(Cause.QUALITY) and any(not count.agrees and not count.billed for count in counts(facts)):
        yield Cause.QUANTITY, Check.QUANTITY


def _hints(facts: Facts) -> Iterator[tuple[Cause, Check]]:
    contract = facts.contract
    if contract and contract.rate is not None and (facts.mentioned(contract.rate) or own_price(facts) == contract.rate):
        yield Cause.PRICE, Check.RATE
    if contract and contract.discount_pct and contract.discount_pct in percentages(facts):
        yield Cause.DISCOUNT, Check.DISCOUNT
    if contract and contract.payment_terms_days and contract.payment_terms_days in days(facts):
        yield Cause.TERMS, Check.TERMS
    if contract and (cap := cap_of(contract.note)) and facts.mentioned(cap.quantity):
        yield Cause.QUANTITY, Check.QUANTITY
    if any(facts.mentioned(payment.amount) and day_named(facts, payment) for payment in facts.payments):
        yield Cause.ALREADY_PAID, Check.PAYMENT
    if facts.named and facts.claims(Cause.OTHER):
        yield Cause.DUPLICATE, Check.DOUBLE_BILLING
