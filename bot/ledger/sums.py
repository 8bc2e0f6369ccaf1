"""The client's own reckoning - products, sums, shares - read from their words and worked out again."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.ledger.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.ledger.facts import Facts
    from bot.ledger.numerals import Numeral

_HUNDRED = Decimal(100)
#: What may stand between two factors or addends, and between them and what they come to.
_NEAR_CHARS = 34
TIMES = re.compile(
    r"(?:^|[\s\d])(?:x|×|\*|·|@|at|times|of|à|a|fois|par|zu|je|mal|von|por|per|di|de|a|keer|maal|van|op)(?=[\s\d€£$]|$)",  # noqa: RUF001 - the sign that people write
    re.IGNORECASE,
)
EQUALS = re.compile(
    r"=|\b(?:is|are|makes?|comes? to|equals?|gives?|adds up to|i make (?:it|that)|that's|ist|sind|ergibt|ergeben|macht|machen|gibt|fait|font|donne|soit"
    r"|son|es|da|dan|hace|hacen|fa|fanno|sono|dà|danno|maakt|maken|geeft|wordt)\b|è",
    re.IGNORECASE,
)
#: Between addends; and where the client surely adds, whatever the figures are.
ADDED = re.compile(r"\+|\b(?:and|plus|und|et|y|más|e|più|en)\b", re.IGNORECASE)
_SURELY = re.compile(r"\+|\bplus\b|\bmás\b|\bpiù\b", re.IGNORECASE)
_MOST_ADDENDS = 6


def reckoning(facts: Facts) -> str:
    """Return what is to be said about what the client works out, as sentences with a space before them, or ""."""
    told = (*_products(facts), *_sums(facts), *_shares(facts))
    return "".join(f" {sentence}" for sentence in dict.fromkeys(told))


def own_difference(words: str, found: Sequence[Numeral]) -> tuple[Decimal, frozenset[Decimal]] | None:
    """Return how far a sum that the client works out ("14 x 70 = 980") lies from the only other sum they name, and those two sums."""
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        if not _is_product(words, first, second, third):
            continue
        if "%" in {first.unit, second.unit} or not _near(first.value * second.value, third.value):
            continue
        others = {each.value for each in found if each.money and each.value not in {first.value, second.value, third.value}}
        apart = {abs(other - third.value) for other in others} - others
        if len(others) == 1 and apart:
            return apart.pop(), frozenset({third.value, *others})
    return None


def linked(words: str, one: Numeral, other: Numeral, link: re.Pattern[str]) -> bool:
    """Return whether two numbers stand near each other in one sentence, with this between them."""
    between = words[one.end : other.start]
    return len(between) <= _NEAR_CHARS and not re.search(r"[.?!]\s|\n\s*\n", between) and link.search(between) is not None


def _is_product(words: str, first: Numeral, second: Numeral, third: Numeral) -> bool:
    return _multiplied(words, first, second) and linked(words, second, third, EQUALS)


def _multiplied(words: str, first: Numeral, second: Numeral) -> bool:
    return linked(words, first, second, TIMES) and not ADDED.search(words[first.end : second.start])


def _products(facts: Facts) -> Iterator[str]:
    """Each product the client works out, where it is wrong in itself or no line bills it."""
    for first, second, third in zip(facts.numerals, facts.numerals[1:], facts.numerals[2:], strict=False):
        if not _is_product(facts.words, first, second, third):
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


def _sums(facts: Facts) -> Iterator[str]:
    """Each sum the client adds up wrongly: of figures of the invoice, or with a plus between them."""
    words, numbers = facts.words, facts.numerals
    known = _billed_sums(facts)
    for start in range(len(numbers)):
        chain = _chain(words, numbers[start : start + _MOST_ADDENDS])
        result = numbers[start + len(chain)] if start + len(chain) < len(numbers) else None
        if len(chain) < 2 or result is None or not linked(words, chain[-1], result, EQUALS):  # noqa: PLR2004 - a sum has two parts
            continue
        part_of_more = start and (_multiplied(words, numbers[start - 1], chain[0]) or linked(words, numbers[start - 1], chain[0], ADDED))
        plain_sum = all(each.value in known for each in chain) or _SURELY.search(words[chain[0].end : chain[-1].start])
        if part_of_more or not plain_sum or any(each.unit == "%" for each in (*chain, result)):
            continue
        total = sum((each.value for each in chain), Decimal(0))
        if not _near(total, result.value):
            yield f"The client adds {' + '.join(f'{each.value:,}' for each in chain)} = {result.value:,}; that is {total:,.2f}."


def _chain(words: str, numbers: Sequence[Numeral]) -> list[Numeral]:
    chain = list(numbers[:1])
    for before, each in pairwise(numbers):
        if not linked(words, before, each, ADDED) or EQUALS.search(words[before.end : each.start]):
            break
        chain.append(each)
    return chain


def _shares(facts: Facts) -> Iterator[str]:
    """A percentage "of that" which the client works out wrongly: of the sum named before it, else of the net amount."""
    words, numbers = facts.words, facts.numerals
    for nth, (share, result) in enumerate(pairwise(numbers)):
        if (
            share.unit != "%"
            or result.unit
            or not linked(words, share, result, EQUALS)
            or TIMES.search(words[share.end : result.start][-4:])
        ):
            continue
        bases = [each.value for each in numbers[:nth] if each.unit != "%" and each.value > share.value]
        bases += [facts.invoice.subtotal] if facts.invoice.subtotal else []
        parts = (share.value, _HUNDRED + share.value, _HUNDRED - share.value)  # the share itself, on top, or taken off
        if bases and not any(_near(base * part / _HUNDRED, result.value) for base in bases for part in parts):
            base = facts.invoice.subtotal if facts.invoice.subtotal in bases[:-1] else bases[-1]
            right = (base or bases[-1]) * share.value / _HUNDRED
            yield f"The client writes {plain(share.value)} % = {result.value:,}; {plain(share.value)} % of {base:,} is {right:,.2f}."


def _billed_sums(facts: Facts) -> set[Decimal | None]:
    invoice = facts.invoice
    return {invoice.subtotal, invoice.tax, invoice.total, *(line.amount for line in invoice.lines)}


def _near(one: Decimal, other: Decimal) -> bool:
    """Whether two sums are equal but for a cent of rounding; of small ones only a thousandth is rounding."""
    return abs(one - other) <= min(Decimal("0.01"), max(abs(one), abs(other)) / 1000)
