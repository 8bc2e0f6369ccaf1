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
    """The client's counts beside the billed quantities: each differing count at the line it is nearest to; else what is billed."""
    lines, counts = facts.invoice.lines, facts.reading.mentions.quantities
    pairs = [(count, line) for count in counts for line in lines if _same_unit(count, line)]
    agreeing = {line.line: line for count, line in pairs if count.value == line.quantity}
    differing: dict[int, tuple[Line, Quantity]] = {}
    for count in counts:
        near = [line for other, line in pairs if other is count]
        if near and all(line.quantity != count.value for line in near):
            line = min(near, key=lambda each: abs(each.quantity - count.value))
            differing.setdefault(line.line, (line, count))
    told = [_differs(facts, line, count) for line, count in differing.values()]
    if facts.claims(Cause.QUANTITY):
        told += [_agrees(facts, line) for line in agreeing.values() if line.line not in differing]
        told = told or [_billed(facts)]
    return tuple(told)


def _differs(facts: Facts, line: Line, count: Quantity) -> Finding:
    """A count of the client's own is worth money, but proves nothing."""
    apart = abs(line.quantity - count.value)
    worth = (apart * line.unit_price * (1 - line.discount_pct / Decimal(100))).quantize(Decimal("0.01"))
    detail = (
        f"Line {line.line} bills {_count(line)}, the client counts {plain(count.value)}: a difference of {plain(apart)}"
        f" x {line.unit_price:,.2f} = {facts.money(worth)} net; the time sheet or delivery note would tell."
    )
    return facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, detail, f"line {line.line}")


def _agrees(facts: Facts, line: Line) -> Finding:
    detail = f"Line {line.line} bills {_count(line)}, which is what the client counts."
    return facts.finding(Check.QUANTITY, FindingVerdict.CONTRADICTED, detail, f"line {line.line}")


def _billed(facts: Facts) -> Finding:
    if not facts.invoice.lines:
        return facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, f"The ledger holds no lines of {facts.invoice.number}.")
    billed = ", ".join(f"line {line.line}: {_count(line)}" for line in facts.invoice.lines[:5])
    return facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, f"Billed are {billed}; what was received is not in the books.")


def _count(line: Line) -> str:
    return f"{plain(line.quantity)} {line.unit}".rstrip()


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
