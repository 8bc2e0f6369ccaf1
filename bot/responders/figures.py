"""Reads the amounts, dates and numbers in a short text, roughly but never too few: for comparing what is said with what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from bot.responders.either import either, letters
from bot.responders.manners import lists
from bot.vocabulary import nearby
from bot.vocabulary.numbers import normalise_number

_SIGN = r"(?:[€£$¥₹]|[A-Z]{1,2}\$|(?-i:EUR|USD|GBP|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|INR|JPY|ZAR|MXN|Rs\.?|Fr\.?)|euros?|dollars?|pounds?|pesos?|francs?|franken)"
_DIGITS = r"\d(?:[.,'\u2019\u00a0\u202f ]?\d){0,14}"
_AMOUNT = re.compile(
    rf"{_SIGN} ?{_DIGITS}|{_DIGITS}[\u00a0 ]?(?:{_SIGN}(?!\w)|%)|(?<![\w.,/-])\d[\d.,']{{0,12}}[.,]\d\d(?![\w/.,-]*\d)", re.IGNORECASE
)
_NUMERIC_DATE = re.compile(
    r"(?<![\w.,/'-])(?:(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<a>\d\d?)(?P<by>[./-])(?P<b>\d\d?)(?P=by)(?:\d{4}|\d\d)?)(?![\w/]|[.,-]\d)"
)
_NUMBER = re.compile(r"(?<![\w])[#]?[^\W_][\w./#-]{0,60}")
_DIGIT = re.compile(r"\d")
#: How far before its first digit an amount can begin: with a sign of seven letters and a blank.
_BEFORE_AMOUNT = 8
_MIXED_DIGITS = 3
_BARE_DIGITS = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_LAST_DAY, _LAST_MONTH = 31, 12


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text names: amounts by value and as written, dates as possible (day, month) pairs, identifiers as written."""

    amounts: tuple[tuple[str, Decimal], ...]
    dates: tuple[tuple[str, frozenset[tuple[int, int]]], ...]
    numbers: tuple[str, ...]


@lru_cache(maxsize=16)
def figures(text: str) -> Figures:
    """Read a text of at most 20,000 characters; each figure is counted once, as a date before an amount before a number."""
    rest = text[:20_000]
    dates, rest = _cut(list(_named_date().finditer(rest)), rest) if _DIGIT.search(rest) else ([], rest)
    numeric, rest = _cut([found for found in nearby.matches(_NUMERIC_DATE, rest) if _is_date(found)], rest)
    amounts, rest = _cut(list(nearby.matches(_AMOUNT, rest, _BEFORE_AMOUNT)), rest)
    return Figures(
        amounts=tuple((found.group().strip(), value(found.group())) for found in amounts),
        dates=(*((found.group(), _named_pair(found)) for found in dates), *((found.group(), _numeric_pairs(found)) for found in numeric)),
        numbers=_numbers(rest),
    )


def _numbers(text: str) -> tuple[str, ...]:
    words = [word.strip("./#-") for word in _NUMBER.findall(text) if not word.isalpha()]
    return tuple([word for word in words if _is_identifier(word)])


def value(text: str) -> Decimal:
    """Return the number in an amount, whatever its separators: a last group of one or two digits is the fraction."""
    parts = re.findall(r"\d+", text)
    whole, fraction = (parts[:-1], parts[-1]) if len(parts) > 1 and len(parts[-1]) <= len("00") else (parts, "0")
    try:
        return Decimal(f"{''.join(whole)}.{fraction}").normalize()
    except InvalidOperation:
        return Decimal(0)


def _is_identifier(number: str) -> bool:
    if number.isdigit():
        return len(number) >= _BARE_DIGITS and not _YEAR.fullmatch(number)
    return sum(map(str.isdigit, number)) >= _MIXED_DIGITS and normalise_number(number) != ""


def _cut(found: list[re.Match[str]], text: str) -> tuple[list[re.Match[str]], str]:
    """Return matches in a text, and the text without them."""
    ends = [0, *(each.end() for each in found)]
    starts = [*(each.start() for each in found), len(text)]
    return found, " ; ".join([text[end:start] for end, start in zip(ends, starts, strict=True)]) if found else text


@cache
def _named_date() -> re.Pattern[str]:
    names = either([letters(name) for name in sorted(_month_numbers(), key=len, reverse=True)])
    return re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|°)? (?:of |de |di )?(?P<month>{names})|(?P<month2>{names})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w)",
        re.IGNORECASE,
    )


@cache
def _month_numbers() -> dict[str, int]:
    """Every month name and its first three and four letters -> 1..12, in all languages."""
    found: dict[str, int] = {}
    for table in lists().values():
        for number, name in enumerate(table["months"], start=1):
            for form in (name, name[:3], name[:4]):
                found.setdefault(form.casefold(), number)
    return found


def _named_pair(found: re.Match[str]) -> frozenset[tuple[int, int]]:
    day, month = found["day"] or found["day2"], found["month"] or found["month2"]
    return frozenset({(int(day), _month_numbers()[month.casefold()])})


def _numeric_pairs(found: re.Match[str]) -> frozenset[tuple[int, int]]:
    """Day and month in either order, as far as the calendar allows; nothing for what is no date."""
    first, second = (int(found["d"]), int(found["m"])) if found["y"] else (int(found["a"]), int(found["b"]))
    orders = ((first, second),) if found["y"] else ((first, second), (second, first))
    return frozenset((day, month) for day, month in orders if 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH)


def _is_date(found: re.Match[str]) -> bool:
    return bool(_numeric_pairs(found))
