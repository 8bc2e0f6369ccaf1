"""How much is truly in dispute: the difference that a finding or the client's own words give, not the whole line or invoice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ledger.facts import tolerance
from bot.ledger.numerals import numerals
from bot.ledger.sums import own_difference
from bot.vocabulary.books import FindingVerdict, Stake
from bot.vocabulary.labels import Intent
from bot.vocabulary.speaking import answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from bot.vocabulary.books import Finding, Invoice, Match
    from bot.vocabulary.reading import Reading

_BY_WEIGHT = (FindingVerdict.SUPPORTED, FindingVerdict.CANNOT_TELL)


def stake(reading: Reading, match: Match, findings: Sequence[Finding]) -> Stake | None:
    """Return what is in dispute, None where neither the books nor the client's words give it, and for a mail that disputes nothing.

    The client's own amount counts, unless it is one of the sums between which the difference lies ("980, billed 1,080") or a sum
    of the invoice as it stands; then the difference counts that the books or the client's own reckoning give.
    """
    if reading.verdict.intent is not Intent.DISPUTE:
        return None
    said, invoice = reading.claim.disputed_amount, match.invoice
    own = abs(said.value) if said is not None and said.value else None
    named = next((each.currency for each in (*([said] if said else []), *reading.mentions.amounts) if each.currency), "")
    currency = (said.currency if said else None) or (invoice.currency if invoice else "") or named or ""
    found = _told(reading, invoice, findings)
    if found is not None and found.apart and (own is None or own in _standing(invoice, found)):
        return Stake(found.apart, invoice.currency if invoice else currency)
    reckoned = own_difference(reading.arrived.client_words, numerals(reading))
    if reckoned is not None and (own is None or own in reckoned[1]):
        own = reckoned[0]
    return Stake(own, currency) if own else None


def without_counts(reading: Reading, match: Match) -> Reading:
    """Return the reading without a disputed amount that is none: a bare figure that the invoice bills as a count, or above its total."""
    said, invoice = reading.claim.disputed_amount, match.invoice
    if said is None or said.value is None or said.currency is not None or invoice is None or match.others:
        return reading
    own = abs(said.value)
    counted = own > abs(invoice.total) or any(own == line.quantity for line in invoice.lines)
    return replace(reading, claim=replace(reading.claim, disputed_amount=None)) if counted else reading


def restated(reading: Reading, at_stake: Stake | None) -> Reading:
    """Return the reading with the amount that is truly in dispute as the client wrote it, none where they did not write it."""
    said = reading.claim.disputed_amount
    if at_stake is None or (said is not None and said.value is not None and abs(said.value) == at_stake.value):
        return reading
    written = (each for each in reading.mentions.amounts if each.value is not None and abs(each.value) == at_stake.value)
    return replace(reading, claim=replace(reading.claim, disputed_amount=next(written, None)))


def _told(reading: Reading, invoice: Invoice | None, findings: Sequence[Finding]) -> Finding | None:
    """The finding about the invoice itself that answers the claim and says how much is apart."""
    about = [each for each in findings if invoice and each.invoice == invoice.number and each.apart]
    answering = answers(reading.verdict.primary_cause, about)
    return next((each for verdict in _BY_WEIGHT for each in answering if each.verdict is verdict), None)


def _standing(invoice: Invoice | None, found: Finding) -> set[Decimal | None]:
    """The sums that are no difference: those the finding compares, and those of the invoice."""
    if invoice is None:
        return set(found.figures)
    lines = {sum_ for line in invoice.lines for sum_ in (line.amount, line.unit_price, line.unit_price * line.quantity)}
    cent = tolerance(invoice.currency)
    return {*found.figures, *(sum_.quantize(cent) for sum_ in lines), *lines, invoice.total, invoice.subtotal, invoice.tax}
