"""Numbers that stand together: "25 of the 30 posters", "half of the 40", "7 instead of 19 per cent" share what they count."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.ledger.numerals import Numeral, numerals
from bot.ledger.units import known_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.vocabulary.reading import Reading

_ARTICLE = r"(?:the|these|those|our|your|all|den|die|der|diesen|ces|les|los|las|estas?|estos|i|le|gli|de|deze)"
#: So many of so many.
_OF = re.compile(
    rf" (?:(?:out )?of|von|der|aus|des|de|sur|parmi|di|del|dei|delle|degli|su|van)(?: {_ARTICLE})? ?|/",
    re.IGNORECASE,
)
#: So many and not so many.
_NOT = re.compile(
    r",? (?:(?:and|und|et|y|e|en) )?(?:not|instead of|rather than|nicht|statt|anstatt|anstelle von|pas|non|au lieu de|plutôt que|no|en (?:vez|lugar) de|invece (?:di|del|che)|niet|geen"
    r"|in plaats van)(?: (?:the|à|a|auf|al|alla|el|de|op|von|mit|con|avec|met))? ?",
    re.IGNORECASE,
)
_SHARES = (
    (Decimal("0.5"), r"half|hälfte|moitié|mitad|metà|helft"),
    (Decimal(1) / 3, r"a third|one third|drittel|un tiers|le tiers|un tercio|un terzo|een derde"),
    (Decimal("0.25"), r"a quarter|one quarter|viertel|un quart|le quart|un cuarto|un quarto|een kwart"),
)
_SHARE_OF = tuple(
    (share, re.compile(rf"\b(?:{words})(?: (?:of|der|des|von|de|d'|di|del|dei|delle|degli|van))?(?: {_ARTICLE})? ?$", re.IGNORECASE))
    for share, words in _SHARES
)
_LOOK_BACK = 30


def counted_numbers(reading: Reading) -> tuple[Numeral, ...]:
    """Return the numbers of the client's new words (see `numerals`) with what stands together told as one: units shared, shares worked out."""
    found = numerals(reading)
    return tuple(_together(reading.arrived.client_words, found)) if found else found


def _together(words: str, found: Sequence[Numeral]) -> Iterator[Numeral]:
    kept = list(found)
    for at, (first, second) in enumerate(pairwise(found)):
        between = words[first.end : second.start]
        if _OF.fullmatch(between) and first.value <= second.value and "%" not in {first.unit, second.unit}:
            kept[at] = replace(first, unit=second.unit, money=second.money, end=second.end)
        elif _NOT.fullmatch(between) and not known_unit(first.unit) and first.unit != "%" and not first.money:
            kept[at] = replace(first, unit=second.unit, money=second.money)
    for at, (first, second) in enumerate(pairwise(found), 1):
        if _NOT.fullmatch(words[first.end : second.start]) and not kept[at].unit and not kept[at].money and first.unit == "%":
            kept[at] = replace(kept[at], unit="%")
    yield from sorted((*kept, *_shares(words, found)), key=lambda each: each.start)


def _shares(words: str, found: Iterable[Numeral]) -> Iterator[Numeral]:
    """What half of a number is, where somebody writes "half of the 40"."""
    for each in found:
        before = words[max(0, each.start - _LOOK_BACK) : each.start]
        for share, said in _SHARE_OF:
            if each.unit != "%" and (place := said.search(before)):
                value = (each.value * share).quantize(Decimal("0.01")).normalize()
                start = each.start - len(before) + place.start()
                yield replace(each, values=frozenset({value}), start=start)
