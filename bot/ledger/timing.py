"""Dates and months in a mail that fit the date of an invoice, in the desk's languages."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel.dates import get_month_names

from bot.vocabulary.labels import LANGUAGES

if TYPE_CHECKING:
    from datetime import date

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.reading import Reading

_SEARCHED_CHARS = 20_000
_WORD = re.compile(r"[^\W\d_]{3,12}")
_DIGITS = re.compile(r"\d{1,4}")
_SHORT_MONTH = 3
#: Month names that are everyday words elsewhere: may, mars, marzo is none.
_EVERYDAY = frozenset({"may", "mars", "mai"})


def timing_clue(reading: Reading, invoice: Invoice) -> tuple[float, str] | None:
    """Return weight and sentence if a date mentioned is the invoice's date, or its month is named in the new words."""
    issued = invoice.issue_date
    if issued is None:
        return None
    if any(says_day(span.text, issued) for span in reading.mentions.dates):
        return 0.45, f"{invoice.number} is dated {issued.isoformat()}"
    named = months_named(f"{reading.arrived.client_subject} {reading.arrived.client_words}")
    billed = months_named(" ".join((invoice.description, *(line.description for line in invoice.lines)))) if named else frozenset()
    if billed & named:
        return 0.4, f"{invoice.number} bills the month named"
    if issued.month in named and not billed:
        return 0.2, f"{invoice.number} is of the month named"
    return None


@lru_cache(maxsize=16)
def months_named(text: str) -> frozenset[int]:
    """Return the months (1..12) whose whole names stand in a text; names that are everyday words elsewhere are left out."""
    words = set(_WORD.findall(text[:_SEARCHED_CHARS].casefold()))
    return frozenset(_months()[word] for word in words if word in _months() and word not in _EVERYDAY and len(word) > _SHORT_MONTH)


def month_named(word: str) -> int:
    """Return the month (1..12) that one word is, whole or short, 0 for any other."""
    return _months().get(word.strip(" .").casefold(), 0)


def says_day(text: str, on: date) -> bool:
    """Return whether a date as written can mean that day: `3 March 2025`, `03.03.2025`, `3/14/25`, `2025-03-14`."""
    numbers = [int(digits) for digits in _DIGITS.findall(text[:40])]
    months = {_months()[word] for word in _WORD.findall(text[:40].casefold()) if word in _months()}
    if months:
        return on.month in months and on.day in numbers[:2] and _year_fits([n for n in numbers if n != on.day], on)
    pair = numbers[-2:] if len(numbers) > 1 and numbers[0] > 31 else numbers[:2]  # noqa: PLR2004 - days end at 31
    return sorted(pair) == sorted((on.day, on.month)) and _year_fits([n for n in numbers if n not in pair], on)


def _year_fits(rest: list[int], on: date) -> bool:
    return all(number in (on.year, on.year % 100) for number in rest)


@cache
def _months() -> dict[str, int]:
    """Month names, whole and short, of all languages the desk writes in."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=language).items():
                names[name.casefold().rstrip(".")] = month
    return names
