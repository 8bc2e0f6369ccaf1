"""How the digest says things: ages, moments, amounts, and outside text made one harmless line."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

_DAY_H = 24
#: Longest piece of outside text in a digest line.
LONGEST = 140


def safe(text: str, longest: int = LONGEST) -> str:
    """Return outside text as one line without control, direction and invisible characters."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(shown.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def count(number: int, one: str, many: str) -> str:
    """Return `1 answer` or `3 answers`."""
    return f"{number} {one if number == 1 else many}"


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in the unit a person would use."""
    hours = max(0, int((now - since).total_seconds() // 3600))
    if hours < 1:
        return "under an hour"
    return count(hours, "hour", "hours") if hours < 2 * _DAY_H else count(hours // _DAY_H, "day", "days")


def moment(at: datetime, zone: str) -> str:
    """Return a moment in the desk's zone, `Thu 9 Oct 14:02`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def money(amount: Decimal | None, currency: str) -> str:
    """Return an amount with its currency, `1,290.00 GBP`; empty if it is not known."""
    return f"{amount:,.2f} {currency}".strip() if amount is not None else ""
