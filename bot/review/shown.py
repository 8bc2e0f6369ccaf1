"""Lines ready for a template: each one as plain text and as safe HTML, inert in both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.review.inert import BAR, CLOSE, OPEN, as_html, as_text, barred, barred_both, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
_ISO_DATE = re.compile(r"(?<![\w/-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/-])")
_AMOUNT = re.compile(
    r"(?<![\w.,-])(\d[\d,]{0,20}(?:\.\d{1,4})?) (GBP|EUR|USD|CHF|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|JPY|RON|TRY|ZAR|SGD|HKD|INR|CNY)\b"
)
#: A plain line shorter than this is one piece at every width that `barred` is asked for.
_FITS = 56
#: What a rule's reason begins with: its name and perhaps its weight.
_RULE = re.compile(r"^[a-z]{1,20}(?:_[a-z]{1,20}){0,4}(?: \(\d\.\d\d\))?: ")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a mail. `text` is broken into short lines, `html` (escaped already) hardly ever: there the browser breaks."""

    text: str
    html: Markup
    barred: bool = False

    @property
    def pieces(self) -> list[Markup]:
        """The lines of `html`, each behind its bar, without it."""
        return list(map(Markup, _pieces(self)))


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a mail; `changes` says that its rows begin with plus or minus."""

    title: tuple[Row, ...]
    rows: tuple[Row, ...]
    changes: bool = False


@lru_cache(maxsize=256)
def paragraph(text: str) -> tuple[Row, ...]:
    """Return one of our own paragraphs as rows; most are the same in every mail and made once."""
    return tuple(_row(line) for line in prose(text))


def box(text: str, sign: str = "") -> tuple[Row, ...]:
    """Return outside text or a draft as barred rows."""
    return tuple(_boxed(line, sign) for line in _marked_lines(text))


def framed(rows: Iterable[Row], before: Markup, behind: Markup) -> Markup:
    """Return rows as HTML: each barred line between `before` and `behind`, the others as running text."""
    between = str(behind) + str(before)
    parts = (f"{before}{between.join(_pieces(row))}{behind}" if row.barred else f"{row.html} " for row in rows)
    return Markup("".join(parts))  # noqa: S704 - rows are escaped already


def flowing(rows: Sequence[Row], at: Markup) -> Markup:
    """Return rows as HTML running text, a blank behind it; `at` stands for each @."""
    return Markup("".join([f"{row.html} " for row in rows]).replace("@", str(at)))  # noqa: S704 - rows are escaped already


def plain_lines(rows: Sequence[Row]) -> str:
    """Return rows as lines of plain text, each with its end."""
    return "".join([f"{row.text}\n" for row in rows])


def _pieces(row: Row) -> list[str]:
    return [piece[len(BAR) :] for piece in str(row.html).split("\n")]


def section(title: str, rows: tuple[Row, ...], *, changes: bool = False) -> Section:
    """Return a headed part."""
    return Section(title=paragraph(title), rows=rows, changes=changes)


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as written in English: £1,190.00, CHF 20.00."""
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{amount:,.2f}" if symbol else f"{currency} {amount:,.2f}".strip()


def amount_limit(limit: Decimal | None) -> str:
    """Return a limit without a currency: 5,000 or 5,000.50."""
    return "" if limit is None else f"{limit:,.2f}".removesuffix(".00")


def day(on: date) -> str:
    """Return a date as people write it: 14 September 2026."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def for_people(told: str) -> str:
    """Return a sentence of the ledger's with its dates and amounts as people write them: `2 October 2026`, `£1,190.00`."""
    dated = _ISO_DATE.sub(lambda found: f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}", told)
    return _AMOUNT.sub(lambda found: f"{_SYMBOLS.get(found[2]) or found[2] + ' '}{found[1]}", dated)


def plain_reason(reason: str) -> str:
    """Return a rule's reason without its name and weight: `number (0.95): the new words name it` -> `the new words name it`."""
    return _RULE.sub("", reason, count=1)


def weekday(on: date) -> str:
    """Return a near date: Tuesday 7 October."""
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}"


def moment(at: datetime, timezone: str) -> str:
    """Return a time in the desk's zone: Tuesday 7 October, 12:00."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{weekday(local.date())}, {local:%H:%M}"


def _row(line: str) -> Row:
    return Row(text=as_text(line), html=Markup(as_html(line)), barred=line.startswith(BAR))  # noqa: S704 - as_html escapes


@lru_cache(maxsize=2048)
def _boxed(line: str, sign: str) -> Row:
    """Most lines of a draft are the same in many drafts; a line that fits is broken nowhere, so both widths give the same."""
    if len(line) < _FITS and line.isascii() and line.isprintable():
        short = whole = barred(line, sign)
    else:
        short, whole = barred_both(line, sign)
    html = Markup("\n".join(map(as_html, whole)))  # noqa: S704 - as_html escapes
    return Row(text="\n".join(as_text(each) for each in short), html=html, barred=True)


def _marked_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, marks closed at the end of each and opened again on the next."""
    opened = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        whole = (OPEN if opened else "") + line
        opened = whole.rfind(OPEN) > whole.rfind(CLOSE)
        yield whole + (CLOSE if opened else "")
