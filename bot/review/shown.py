"""Lines ready for a template: each one as plain text and as safe HTML, inert in both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.review.inert import BAR, as_html, as_text, barred, prose

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a mail; `html` is escaped already."""

    text: str
    html: Markup
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a mail."""

    title: tuple[Row, ...]
    rows: tuple[Row, ...]


@lru_cache(maxsize=256)
def paragraph(text: str) -> tuple[Row, ...]:
    """Return one of our own paragraphs as rows; most are the same in every mail and made once."""
    return tuple(_row(line) for line in prose(text))


def box(text: str, sign: str = "") -> tuple[Row, ...]:
    """Return outside text or a draft as barred rows."""
    return tuple(_row(line) for line in barred(text, sign))


def section(title: str, rows: tuple[Row, ...]) -> Section:
    """Return a headed part."""
    return Section(title=paragraph(title), rows=rows)


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as written in English: £1,190.00, CHF 20.00."""
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{amount:,.2f}" if symbol else f"{currency} {amount:,.2f}".strip()


def moment(at: datetime, timezone: str) -> str:
    """Return a time in the desk's zone: Tuesday 7 October, 12:00."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"


def _row(line: str) -> Row:
    return Row(text=as_text(line), html=Markup(as_html(line)), barred=line.startswith(BAR))  # noqa: S704 - as_html escapes
