"""How the digest says things: ages, moments, amounts, and outside text made one harmless line."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.vocabulary.tidy import one_line

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

_DAY_H = 24
#: Longest piece of outside text in a digest line.
LONGEST = 140
#: Characters of the text looked at; keeps a subject of megabytes cheap.
_LOOKED_AT = 20 * LONGEST
#: Most marks above or below one letter; more would paint over the lines around it.
_MOST_MARKS = 3


def safe(text: str, longest: int = LONGEST) -> str:
    """Return outside text as one line of at most `longest` characters without control, direction and invisible characters."""
    line = one_line("".join(_visible(text[:_LOOKED_AT])))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _visible(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category not in {"Cf", "Co", "Cn"} and marks <= _MOST_MARKS:
            kept.append(character)
    return kept


def count(number: int, one: str, many: str) -> str:
    """Return `1 answer` or `3 answers`, thousands with commas."""
    return f"{number:,} {one if number == 1 else many}"


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in the unit a person would use; nothing is ever younger than now."""
    hours = max(0, int((now - since).total_seconds() // 3600))
    if hours < 1:
        return "under an hour"
    return count(hours, "hour", "hours") if hours < 2 * _DAY_H else count(hours // _DAY_H, "day", "days")


def day(on: date) -> str:
    """Return a date as `Thu 9 Oct`."""
    return f"{on:%a} {on.day} {on:%b}"


def moment(at: datetime, zone: str) -> str:
    """Return a moment in the desk's zone, `Thu 9 Oct 14:02`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local)} {local:%H:%M}"


def money(amount: Decimal | None, currency: str) -> str:
    """Return an amount with its currency, `1,290.00 GBP`, exactly as kept (two decimals at least); empty if it is not known."""
    if amount is None:
        return ""
    exponent = amount.as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:,.{places}f} {currency}".strip()
