"""The client's own figures - sums, prices, percentages, days, counts - beside what the invoice and the contract say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.facts import tolerance
from bot.ledger.units import GENERIC, TIME, unit_of
from bot.ledger.wording import plain
from bot.ledger.work import stems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.ledger.facts import Facts
    from bot.ledger.numerals import Numeral
    from bot.vocabulary.books import Line

_HUNDRED = Decimal(100)
#: What may stand between two factors, and between them and what they come to.
_NEAR_CHARS = 34
_TIMES = re.compile(
    r"(?:^|[\s\d])(?:x|×|\*|·|@|at|times|of|à|a|fois|par|zu|je|mal|von|por|per|di|de|a|keer|maal|van|op)(?=[\s\d€£$]|$)",  # noqa: RUF001 - the sign that people write
    re.IGNORECASE,
)
_EQUALS = re.compile(
    r"=|\b(?:is|are|makes?|comes? to|equals?|gives?|adds up to|i make (?:it|that)|that's|ist|sind|ergibt|ergeben|macht|machen|gibt|fait|font|donne|soit"
    r"|son|es|da|dan|hace|hacen|fa|fanno|sono|dà|danno|maakt|maken|geeft|wordt)\b|è",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:agreed?|agreement|contract\w*|framework|quot\w*|rate|price list|estimate|offer\w*|should (?:be|have been)"
    r"|vereinbar\w*|vertrag\w*|angebot\w*|angeboten|stundensatz|tagessatz|satz|preisliste|statt|convenu\w*|contrat\w*|devis|tarif\w*|au lieu"
    r"|acord\w*|acuerdo|pactad\w*|contrato|presupuest\w*|tarifa\w*|en (?:lugar|vez) de|pattuit\w*|concordat\w*|contratto|preventiv\w*|tariff\w*|invece"
    r"|afgesproken|afspraak|overeengekomen|contract\w*|offerte|tarief|uurtarief|in plaats van)\b",
    re.IGNORECASE,
)
#: So many are missing, or too many are billed.
_LACKING = re.compile(
    r"\b(?:missing|short by|too many|too much|fehl\w+|zu viel|zuviel|manqu\w+|de trop|en trop|falta\w*|de más|manca\w*|in più|di troppo|ontbre\w+|te veel|too few)\b",
    re.IGNORECASE,
)
_AROUND_CHARS = 26
_SENTENCE = re.compile(r"[^.?!\n]{1,400}(?:[.?!](?=\S)[^.?!\n]{1,400}){0,9}")
#: An agreed price lies at least at this share of what was billed, and below it.
_LEAST_SHARE = Decimal("0.3")


@dataclass(frozen=True, slots=True)
class Count:
    """A counted thing of the client's: so many, of which line, and whether that is what the line bills."""

    line: Line
    value: Decimal

    @property
    def agrees(self) -> bool:
        """Whether the client counts what was billed."""
        return self.value == self.line.quantity


def reckoning(facts: Facts) -> str:
    """Return what is to be said about the products the client works out, as sentences with a space before them, or ""."""
    return "".join(f" {sentence}" for sentence in dict.fromkeys(_reckoned(facts)))


def own_price(facts: Facts) -> Decimal | None:
    """Return the one price the client says was agreed: named as such, below a price billed, and no other figure of the invoice."""
    prices = [line.unit_price for line in facts.invoice.lines if line.amount > 0]
    if not prices:
        return None
    known = _known_figures(facts)
    spans = [found.span() for found in _SENTENCE.finditer(facts.words) if _AGREED.search(found.group())]
    named = [each for each in facts.numerals if _may_be_price(each) and any(a <= each.start < b for a, b in spans)]
    fitting = {v for each in named for v in each.values if v not in known and any(price * _LEAST_SHARE <= v < price for price in prices)}
    return next(iter(fitting)) if len(fitting) == 1 else None


def priced_line(facts: Facts, price: Decimal) -> Line | None:
    """Return the line whose price the client disputes: one whose billed price is written, else the only one dearer than `price`."""
    dearer = [line for line in facts.invoice.lines if line.unit_price > price]
    written = [line for line in dearer if facts.mentioned(line.unit_price)]
    chosen = written or dearer
    return chosen[0] if len(chosen) == 1 else None


def percentages(facts: Facts) -> tuple[Decimal, ...]:
    """Return the percentages the client writes, each once."""
    return tuple(dict.fromkeys(each.value for each in facts.numerals if each.unit == "%"))


def days(facts: Facts) -> tuple[Decimal, ...]:
    """Return the numbers of days the client writes; in "30 days, not 14" both."""
    found = [each for each in facts.numerals if each.unit == "day"]
    bare = [each for each in facts.numerals if found and not each.money and each.unit in {"", *GENERIC} and each.value != found[0].value]
    return tuple(dict.fromkeys(each.value for each in (*found, *bare[:1])))


def agrees(facts: Facts, net: Decimal) -> str:
    """Return that the client's own figure is this difference, net or with the invoice's tax, or ""."""
    unit = tolerance(facts.invoice.currency)
    taxed = net * _gross_share(facts)
    for value, how in ((net, ""), (taxed, " with tax")):
        exact = value.quantize(unit)
        if exact > 0 and facts.mentioned(exact):
            return f" The client's own figure of {facts.money(exact)}{how} agrees."
    return ""


def counts(facts: Facts) -> tuple[Count, ...]:
    """Return the client's counts, each at the line it is about: by unit, by the thing counted, or beside the quantity billed."""
    numbers = [each for each in facts.numerals if not each.money and each.unit != "%"]
    found: dict[int, list[Decimal]] = {}
    for each in numbers:
        lines = [line for line in facts.invoice.lines if _counts(each, line)]
        same = [line for line in lines if line.quantity == each.value]
        for line in same or sorted(lines, key=lambda line: abs(line.quantity - each.value))[:1]:
            found.setdefault(line.line, []).append(_value(facts, each, line))
    if not any(_other(found.get(line.line, []), line) for line in facts.invoice.lines):
        found = _beside(facts, numbers) or found
    return tuple(count for line in facts.invoice.lines for count in _nearest(line, found.get(line.line, [])))


def _value(facts: Facts, each: Numeral, line: Line) -> Decimal:
    """The client's count: where so many are missing or too many, what is left of the quantity billed."""
    around = facts.words[max(0, each.start - _AROUND_CHARS) : each.end + _AROUND_CHARS]
    lacking = each.value < line.quantity and _LACKING.search(around) is not None
    return line.quantity - each.value if lacking else each.value


def _counts(each: Numeral, line: Line) -> bool:
    """Whether a number counts what a line bills: in its unit, or the thing itself ("34 photographs" billed as pieces)."""
    unit = unit_of(line.unit)
    if not each.unit:
        return False
    return each.unit == unit or (unit not in TIME and each.unit in stems_of(line.description))


def _other(values: list[Decimal], line: Line) -> bool:
    return any(value != line.quantity for value in values)


def _beside(facts: Facts, numbers: list[Numeral]) -> dict[int, list[Decimal]]:
    """Where the quantity of exactly one line is written, a bare number beside it is the client's count: "six, but only five came"."""
    written = {each.value for each in numbers}
    lines = [line for line in facts.invoice.lines if line.quantity in written]
    if len(lines) != 1:
        return {}
    line = lines[0]
    least = line.quantity * _LEAST_SHARE
    bare = [each.value for each in numbers if least <= each.value <= line.quantity and each.unit not in TIME - {unit_of(line.unit)}]
    return {line.line: bare}


def _nearest(line: Line, values: list[Decimal]) -> Iterator[Count]:
    """The count nearest to what was billed, first of all one that differs."""
    differing = [value for value in values if value != line.quantity]
    if differing:
        yield Count(line, min(differing, key=lambda value: abs(line.quantity - value)))
    elif values:
        yield Count(line, values[0])


def own_difference(words: str, found: Sequence[Numeral]) -> tuple[Decimal, frozenset[Decimal]] | None:
    """Return how far a sum that the client works out ("14 x 70 = 980") lies from the only other sum they name, and those two sums."""
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        if not (_linked(words, first, second, _TIMES) and _linked(words, second, third, _EQUALS)):
            continue
        if "%" in {first.unit, second.unit} or not _near(first.value * second.value, third.value):
            continue
        others = {each.value for each in found if each.money and each.value not in {first.value, second.value, third.value}}
        apart = {abs(other - third.value) for other in others} - others
        if len(others) == 1 and apart:
            return apart.pop(), frozenset({third.value, *others})
    return None


def _reckoned(facts: Facts) -> Iterator[str]:
    """Each product the client works out, where it is wrong in itself or no line bills it."""
    for first, second, third in zip(facts.numerals, facts.numerals[1:], facts.numerals[2:], strict=False):
        if not (_linked(facts.words, first, second, _TIMES) and _linked(facts.words, second, third, _EQUALS)):
            continue
        share = _HUNDRED if "%" in {first.unit, second.unit} else Decimal(1)
        sums = {(a, b, c) for a in first.values for b in second.values for c in third.values if _near(a * b / share, c)}
        sign = " % of " if first.unit == "%" else " x "
        if not sums:
            right = first.value * second.value / share
            yield f"The client writes {plain(first.value)}{sign}{second.value:,} = {third.value:,}; that is {right:,.2f}."
        elif share == 1:
            yield from _unlike(facts, *next(iter(sums)))


def _unlike(facts: Facts, quantity: Decimal, price: Decimal, amount: Decimal) -> Iterator[str]:
    lines = facts.invoice.lines
    if any({line.quantity, line.unit_price} == {quantity, price} for line in lines):
        return
    near = next((line for line in lines if line.quantity in {quantity, price} or line.unit_price in {quantity, price}), None)
    if near is not None:
        yield (
            f"The client reckons {plain(quantity)} x {price:,.2f} = {amount:,.2f}; line {near.line} bills {plain(near.quantity)} x"
            f" {near.unit_price:,.2f} = {near.amount:,.2f}."
        )


def _linked(words: str, one: Numeral, other: Numeral, link: re.Pattern[str]) -> bool:
    between = words[one.end : other.start]
    return len(between) <= _NEAR_CHARS and not re.search(r"[.?!]\s|\n\s*\n", between) and link.search(between) is not None


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("0.01")


def _may_be_price(each: Numeral) -> bool:
    return each.unit != "%" and (each.money or each.unit not in {*TIME, "word", "page", "piece"})


def _known_figures(facts: Facts) -> set[Decimal | None]:
    invoice = facts.invoice
    lines = {figure for line in invoice.lines for figure in (line.unit_price, line.amount, line.quantity)}
    return {invoice.total, invoice.subtotal, invoice.tax, *lines}


def _gross_share(facts: Facts) -> Decimal:
    """One plus the tax of the invoice, where it has one rate."""
    rates = {line.tax_rate_pct for line in facts.invoice.lines if line.tax_rate_pct is not None}
    return 1 + next(iter(rates)) / _HUNDRED if len(rates) == 1 else Decimal(1)
