"""What the books can say about orders, quantities and deliveries, and where only papers outside them can tell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.caps import beyond, cap_of, worth
from bot.ledger.claimed import agrees, percentages
from bot.ledger.contracted import agreed
from bot.ledger.counted import counts
from bot.ledger.naming import SAYS_ORDER
from bot.ledger.units import english
from bot.ledger.wording import plain
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.labels import Cause
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.ledger.counted import Count
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Line

_SEARCHED_CHARS = 20_000
#: What an order is called where its number may be missed; and how somebody says which number we put.
_ABOUT_ORDER = re.compile(
    rf"{SAYS_ORDER.pattern}|\b(?:order|reference|referenz|auftrag\w*|référence|commande|referencia|riferimento|referentie|opdracht\w*)\b",
    re.IGNORECASE,
)
_PUT = re.compile(
    r"\b(?:not|instead of|rather than|you(?:'ve| have)? (?:put|quoted?|used|got|given)|(?:it|invoice|bill) (?:says?|shows?|has|carries)|nicht|statt|anstelle von|pas|au lieu de|no|en (?:vez|lugar) de"
    r"|non|invece di|niet|in plaats van)\b[^.;!?]{0,20}$",
    re.IGNORECASE,
)
_BEFORE_CHARS = 40


def papers(facts: Facts) -> tuple[Finding, ...]:
    """Return what is known about a claimed order, quantity or delivery."""
    found: list[Finding] = []
    if facts.claims(Cause.INVOICE_DETAILS):
        found += _order(facts)
    if facts.claims(Cause.UNAPPROVED_WORK):
        found.append(_ordered(facts))
    if facts.claims(Cause.UNAPPROVED_WORK, Cause.QUANTITY):
        found += _capped(facts)
    if facts.claims(Cause.QUANTITY) or (facts.claims(Cause.MISCALCULATION) and any(not count.agrees for count in counts(facts))):
        found += _quantities(facts)
    if facts.claims(Cause.LATE_DELIVERY):
        found.append(_late(facts))
    return tuple(found)


def _order(facts: Facts) -> tuple[Finding, ...]:
    """The order number on the invoice against the one the client names; nothing where the claim is about other details."""
    ours, theirs = facts.invoice.po_number, _orders_named(facts)
    if not ours:
        wanted = f"; the client names {theirs[0][:60]}" if theirs else ""
        spoken = bool(theirs) or _ABOUT_ORDER.search(_words(facts)) is not None or _wants_order(facts)
        verdict = FindingVerdict.SUPPORTED if spoken else FindingVerdict.CANNOT_TELL
        return (facts.finding(Check.PO, verdict, f"{facts.invoice.number} carries no order number{wanted}."),)
    if theirs:
        others = [number for number in theirs if normalise_number(number) != normalise_number(ours)]
        kept = len(others) < len(theirs) and (not others or (_is_denied(others[0], facts.words) and not _is_denied(ours, facts.words)))
        verdict = FindingVerdict.CONTRADICTED if kept else FindingVerdict.SUPPORTED
        detail = f"{facts.invoice.number} carries the order number {ours}, the client names {(others or theirs)[0][:60]}."
        return (facts.finding(Check.PO, verdict, detail, "invoice"),)
    if SAYS_ORDER.search(_words(facts)):
        detail = f"{facts.invoice.number} carries the order number {ours}."
        return (facts.finding(Check.PO, FindingVerdict.CONTRADICTED, detail, "invoice"),)
    return ()


def _orders_named(facts: Facts) -> list[str]:
    """The order numbers the client names; where none was read and an order is spoken of, what looks like the invoice's own."""
    read = [span.text for span in facts.reading.mentions.po_numbers]
    ours = normalise_number(facts.invoice.po_number)
    if read or not ours or not _ABOUT_ORDER.search(_words(facts)):
        return read
    alike = [word for word in number_words(facts.words) if _shape(normalise_number(word)) == _shape(ours)]
    return [word for word in alike if normalise_number(word) != normalise_number(facts.invoice.number)]


def _shape(number: str) -> str:
    return "".join("0" if letter.isdigit() else "a" for letter in number)


def _is_denied(number: str, words: str) -> bool:
    """Whether the client says that this number is the one we put, not the right one."""
    place = words.find(number)
    return place >= 0 and _PUT.search(words[max(0, place - _BEFORE_CHARS) : place]) is not None


def _wants_order(facts: Facts) -> bool:
    """Whether the contract says that an invoice must carry an order number."""
    return facts.contract is not None and SAYS_ORDER.search(facts.contract.note) is not None


def _late(facts: Facts) -> Finding:
    """Only papers outside the books tell; with what the reduction is worth that the client names for being late."""
    named, net = percentages(facts), facts.invoice.subtotal
    detail = "The ledger holds no delivery dates; the delivery note and the agreed date would tell."
    if len(named) != 1 or net is None:
        return facts.finding(Check.DELIVERY, FindingVerdict.CANNOT_TELL, detail)
    worth = (net * named[0] / Decimal(100)).quantize(Decimal("0.01"))
    detail += f" {plain(named[0])} % of the net amount are {facts.money(worth)}."
    return facts.worth(facts.finding(Check.DELIVERY, FindingVerdict.CANNOT_TELL, detail), worth)


def _ordered(facts: Facts) -> Finding:
    number = facts.invoice.po_number
    detail = f"The invoice refers to order {number}; its scope is not in the books." if number else "No order is named on the invoice."
    return facts.finding(Check.PO, FindingVerdict.CANNOT_TELL, detail, *(("invoice",) if number else ()))


def _quantities(facts: Facts) -> tuple[Finding, ...]:
    """The client's counts beside the billed quantities: each differing count at the line it is nearest to; else what is billed."""
    found = counts(facts)
    told = [_misread(facts, count) if count.billed else _differs(facts, count) for count in found if not count.agrees]
    if facts.claims(Cause.QUANTITY):
        told += [_agrees(facts, count.line) for count in found if count.agrees]
        told = told or [_billed(facts)]
    return tuple(told)


def _capped(facts: Facts) -> tuple[Finding, ...]:
    """What the contract allows per job beside what is billed: told where it is more, or where the client names the limit."""
    contract, invoice = facts.contract, facts.invoice
    cap = cap_of(contract.note) if contract else None
    if contract is None or cap is None or not agreed(contract, (invoice, *facts.siblings)).holds_for(invoice):
        return ()
    over, lines = beyond(invoice, cap)
    if not lines or not (over or facts.mentioned(cap.quantity)):
        return ()
    allowed = f"The contract allows {plain(cap.quantity)} {english(cap.unit, plural=True)} per job ({contract.note[:120]!r})"
    billed = ", ".join(f"line {line.line}: {counted(line)}" for line in lines[:5])
    sources = ("contract", *(f"line {line.line}" for line in lines[:5]))
    if not over:
        return (facts.finding(Check.QUANTITY, FindingVerdict.CONTRADICTED, f"{allowed}; billed are {billed}, so it is kept.", *sources),)
    apart = worth(over, lines)
    detail = f"{allowed}; billed are {billed}: {plain(over)} more, {facts.money(apart)} net.{agrees(facts, apart)}"
    return (facts.worth(facts.finding(Check.QUANTITY, FindingVerdict.SUPPORTED, detail, *sources), apart),)


def _misread(facts: Facts, count: Count) -> Finding:
    """The client misreads the invoice: so many are not billed at all."""
    line = count.line
    detail = f"Line {line.line} bills {counted(line)}, not the {plain(count.value)} that the client says were billed."
    return facts.finding(Check.QUANTITY, FindingVerdict.CONTRADICTED, detail, f"line {line.line}")


def _differs(facts: Facts, count: Count) -> Finding:
    """A count of the client's own is worth money, but proves nothing."""
    line, apart = count.line, abs(count.line.quantity - count.value)
    worth = (apart * line.unit_price * (1 - line.discount_pct / Decimal(100))).quantize(Decimal("0.01"))
    detail = (
        f"Line {line.line} bills {counted(line)}, the client counts {plain(count.value)}: a difference of {plain(apart)}"
        f" x {line.unit_price:,.2f} = {facts.money(worth)} net; the time sheet or delivery note would tell.{agrees(facts, worth)}"
    )
    found = facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, detail, f"line {line.line}")
    return facts.worth(found, worth, line.amount - worth, line.amount)


def _agrees(facts: Facts, line: Line) -> Finding:
    detail = f"Line {line.line} bills {counted(line)}, which is what the client counts."
    return facts.finding(Check.QUANTITY, FindingVerdict.CONTRADICTED, detail, f"line {line.line}")


def _billed(facts: Facts) -> Finding:
    if not facts.invoice.lines:
        return facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, f"The ledger holds no lines of {facts.invoice.number}.")
    billed = ", ".join(f"line {line.line}: {counted(line)}" for line in facts.invoice.lines[:5])
    return facts.finding(Check.QUANTITY, FindingVerdict.CANNOT_TELL, f"Billed are {billed}; what was received is not in the books.")


def counted(line: Line) -> str:
    """Return a quantity with its unit as an English reader wants it: `14 hours`, `1 day`, `9 pieces`; a foreign word stays."""
    unit = english(line.unit, plural=line.quantity != 1)
    return f"{plain(line.quantity)} {unit}".rstrip()


def _words(facts: Facts) -> str:
    return f"{facts.reading.arrived.client_subject} {facts.reading.arrived.client_words}"[:_SEARCHED_CHARS]
