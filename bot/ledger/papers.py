"""What the books can say about orders, quantities and deliveries, and where only papers outside them can tell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.wording import plain
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Line
    from bot.vocabulary.claim import Quantity

_SEARCHED_CHARS = 20_000
_SAYS_PO = re.compile(
    r"\bP\.?O\.?\b|purchase order|order number|bestellnummer|bestellung|bon de commande|pedido|orden de compra|ordine|inkoop|bestelbon",
    re.IGNORECASE,
)
#: Ways of writing the same unit; what is not here is compared by its first three letters.
_UNITS = {
    word: unit
    for unit, words in {
        "hour": "h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur uren",
        "day": "d day days tag tage jour jours día días dia dias giorno giorni dag dagen",
        "piece": "pc pcs piece pieces item items unit units st stk stück stücke pièce pièces pieza piezas pezzo pezzi stuk stuks",
    }.items()
    for word in words.split()
}


def papers(facts: Facts) -> tuple[Finding, ...]:
    """Return what is known about a claimed order, quantity or delivery."""
    found: list[Finding] = []
    if facts.claims(Cause.INVOICE_DETAILS):
        found += _order(facts)
    if facts.claims(Cause.UNAPPROVED_WORK):
        found.append(_ordered(facts))
    if facts.claims(Cause.QUANTITY) or (facts.claims(Cause.MISCALCULATION) and facts.reading.mentions.quantities):
        found += _quantities(facts)
    if facts.claims(Cause.LATE_DELIVERY):
        detail = "The ledger holds no delivery dates; the delivery note and the agreed date would tell."
        found.append(facts.finding(Check.DELIVERY, FindingVerdict.CANNOT_TELL, detail))
    return tuple(found)


def _order(facts: Facts) -> tuple[Finding, ...]:
    """The order number on the invoice against the one the client names; nothing where the claim is about other details."""
    ours = facts.invoice.po_number
    theirs = [span.text for span in facts.reading.mentions.po_numbers]
    if not ours:
        wanted = f"; the client names {theirs[0][:60]}" if theirs else ""
        return (facts.finding(Check.PO, FindingVerdict.SUPPORTED, f"{facts.invoice.number} carries no order number{wanted}."),)
    if theirs:
        same = any(normalise_number(number) == normalise_number(ours) for number in theirs)
        verdict = FindingVerdict.CONTRADICTED if same else FindingVerdict.SUPPORTED
        detail = f"{facts.invoice.number} carries the order number {ours}, the client names {theirs[0][:60]}."
        return (facts.finding(Check.PO, verdict, detail, "invoice"),)
    if _SAYS_PO.search(_words(facts)):
        detail = f"{facts.invoice.number} carries the order number {ours}."
        return (facts.finding(Check.PO, FindingVerdict.CONTRADICTED, detail, "invoice"),)
    return ()


def _ordered(facts: Facts) -> Finding:
    number = facts.invoice.po_number
    detail = f"The invoice refers to order {number}; its scope is not in the books." if number else "No order is named on the invoice."
    return facts.finding(Check.PO, FindingVerdict.CANNOT_TELL, detail, *(("invoice",) if number else ()))


def _quantities(facts: Facts) -> tuple[Finding, ...]:
    """Each billed quantity whose unit the client counts, beside the client's count; else what is billed at all."""
    claimed = facts.reading.mentions.quantities
    pairs = [(line, [count for count in claimed if _same_unit(count, line)]) for line in facts.invoice.lines]
    told = tuple(_compared(facts, line, counts) for line, counts in pairs if counts)
    if told or not facts.claims(Cause.QUANTITY):
        return tuple(finding for finding in told if facts.claims(Cause.QUANTITY) or finding.verdict is FindingVerdict.CANNOT_TELL)
    if not facts.invoice.lines:
        return (facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, f"The ledger holds no lines of {facts.invoice.number}."),)
    billed = ", ".join(f"line {line.line}: {plain(line.quantity)} {line.unit}".rstrip() for line in facts.invoice.lines[:5])
    return (facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, f"Billed are {billed}; what was received is not in the books."),)


def _compared(facts: Facts, line: Line, counts: list[Quantity]) -> Finding:
    """The client's counts beside the billed one: a count of its own that differs is worth money, but proves nothing."""
    billed = f"{plain(line.quantity)} {line.unit}".rstrip()
    other = [count for count in counts if count.value != line.quantity]
    if not other:
        detail = f"Line {line.line} bills {billed}, which is what the client counts."
        return facts.finding(Check.QUANTITY, FindingVerdict.CONTRADICTED, detail, f"line {line.line}")
    count = min(other, key=lambda each: abs(each.value - line.quantity))
    worth = abs(line.quantity - count.value) * line.unit_price * (1 - line.discount_pct / Decimal(100))
    detail = (
        f"Line {line.line} bills {billed}, the client counts {plain(count.value)}: a difference of {plain(abs(line.quantity - count.value))}"
        f" x {line.unit_price:,.2f} = {facts.money(worth.quantize(Decimal('0.01')))} net; the time sheet or delivery note would tell."
    )
    return facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, detail, f"line {line.line}")


def _same_unit(count: Quantity, line: Line) -> bool:
    theirs, ours = count.unit.strip(". ").casefold(), line.unit.strip(". ").casefold()
    if not theirs or not ours:
        return False
    known = _UNITS.get(theirs), _UNITS.get(ours)
    if any(known):
        return known[0] == known[1] or (known[1] == "piece" and known[0] is None)
    return theirs[:3] == ours[:3]


def _words(facts: Facts) -> str:
    return f"{facts.reading.arrived.client_subject} {facts.reading.arrived.client_words}"[:_SEARCHED_CHARS]
