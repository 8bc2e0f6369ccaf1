"""How a file writes numbers and dates: decided once per file from all its cells, never per cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.ledger.timing import month_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'\u2019]")
_UNIT = re.compile(r"^(?:[A-Z]{2,3}\$?|[$£€¥₹]|kr\.?|Fr\.?|zł|R)\s*|\s*(?:[A-Z]{3}|[$£€¥₹]|kr\.?|zł|%)$")
_BODY = re.compile(r"\d[\d.,]*|[.,]\d+")
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d+)?")
_NUMERIC_DATE = re.compile(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})(?:[T ,].*)?$")
_WORDS = re.compile(r"[^\W\d_]{3,12}")
_DIGITS = re.compile(r"\d{1,4}")
_CENTURY = 2000
_MONTHS_IN_YEAR = 12
_DAYS_IN_MONTH = 31


class Native(str):
    """A number or date that a spreadsheet stored as such, written plainly: it is read whatever the file's style is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Style:
    """The decimal sign of a file and the order of its dates (`dmy` or `mdy`); `doubt` says in words what was guessed."""

    decimal: str = "."
    order: str = "dmy"
    doubt: str = ""

    def number(self, cell: str) -> str:
        """Return a number as plain digits with a dot; what is none stays as it is, for the check to refuse."""
        if isinstance(cell, Native) or not cell:
            return cell
        bare, negative = _bare(cell)
        thousands = "," if self.decimal == "." else "."
        whole, _, rest = bare.partition(self.decimal)
        if not _BODY.fullmatch(bare) or thousands in rest or self.decimal in rest or not _grouped(whole, thousands):
            return cell
        digits = whole.replace(thousands, "") or "0"
        return f"{'-' if negative else ''}{digits}{'.' + rest if rest else ''}"

    def day(self, cell: str) -> str:
        """Return a date as ISO 8601; what is none stays as it is, for the check to refuse."""
        if isinstance(cell, Native) or not cell.strip():
            return cell
        found = _by_number(cell.strip(), self.order) or _by_words(cell.strip())
        return found.isoformat() if found else cell


def style_of(numbers: Iterable[str], dates: Sequence[tuple[str, str, str]], order: str = "", *, american: bool | None = None) -> Style:
    """Decide the style of a file.

    `dates` are (invoice number, issue date, due date) as written; `order` overrules what they show. Where every day could be
    a month, the order counts in which due dates follow issue dates and dates rise with the numbers; `american` breaks a tie.
    """
    if order:
        return Style(decimal_sign(numbers), order)
    found = _order(dates)
    if found:
        return Style(decimal_sign(numbers), found)
    scores = {each: _plausible(dates, each) for each in ("dmy", "mdy")}
    if scores["dmy"] != scores["mdy"]:
        return Style(decimal_sign(numbers), max(scores, key=lambda each: scores[each]))
    guess = "mdy" if american else "dmy"
    open_question = any(_numeric(cell) for _, *pair in dates for cell in pair)
    words = "month before day" if guess == "mdy" else "day before month"
    doubt = f"nothing in the file tells whether the day or the month stands first; read as {words} (say --dates dmy or mdy)"
    return Style(decimal_sign(numbers), guess, doubt if open_question else "")


def decimal_sign(cells: Iterable[str]) -> str:
    """Return the decimal sign that the cells of a file show, a dot where they show none."""
    votes = {".": 0, ",": 0}
    for cell in cells:
        if isinstance(cell, Native) or not cell:
            continue
        bare, _ = _bare(cell)
        dots, commas = bare.count("."), bare.count(",")
        if dots and commas:
            votes["." if bare.rfind(".") > bare.rfind(",") else ","] += 3
        elif dots > 1 or commas > 1:
            votes["," if dots > 1 else "."] += 3
        elif dots or commas:
            sign = "." if dots else ","
            behind = len(bare) - bare.index(sign) - 1
            votes[sign] += 2 if behind != 3 or bare.index(sign) > 3 or bare.startswith("0") else 0  # noqa: PLR2004 - groups have three digits
            votes["." if sign == "," else ","] += 1 if behind == 3 else 0  # noqa: PLR2004 - so this may be one
    return "," if votes[","] > votes["."] else "."


def _bare(cell: str) -> tuple[str, bool]:
    """The digits and signs of a number without currency, spaces and apostrophes, and whether it is below zero."""
    text = cell.strip().replace("\u2212", "-")
    negative = text.startswith(("-", "(")) or text.endswith(("-", ")"))
    text = text.strip("()-+ ")
    text = _UNIT.sub("", text).strip("-+ ")
    text = _UNIT.sub("", text)
    return _SPACES.sub("", text), negative or cell.strip()[1:2] == "-"


def _grouped(whole: str, thousands: str) -> bool:
    """Whether groups are of three digits (or Indian: two and two and three)."""
    head, *groups = whole.split(thousands)
    return all(len(group) == 3 for group in groups) and len(head) <= 3 if groups and not _LAKHS.fullmatch(whole) else True  # noqa: PLR2004


def _numeric(cell: str) -> tuple[int, int, int] | None:
    """The three numbers of a date written in digits, unless it begins with the year."""
    found = None if isinstance(cell, Native) else _NUMERIC_DATE.match(cell.strip())
    if not found or len(found[1]) > 2:  # noqa: PLR2004 - a year
        return None
    return int(found[1]), int(found[2]), int(found[3])


def _order(dates: Sequence[tuple[str, str, str]]) -> str:
    parts = [part for _, *pair in dates for cell in pair if (part := _numeric(cell))]
    day_first = sum(first > _MONTHS_IN_YEAR >= second for first, second, _ in parts)
    month_first = sum(second > _MONTHS_IN_YEAR >= first for first, second, _ in parts)
    dotted = any("." in cell for _, *pair in dates for cell in pair if _numeric(cell))
    if day_first or month_first:
        return "dmy" if day_first >= month_first else "mdy"
    return "dmy" if dotted else ""


def _plausible(dates: Sequence[tuple[str, str, str]], order: str) -> int:
    """Points for due dates that follow their issue date soon, and for dates that rise with the invoice numbers."""
    read = [(number, _by_number(issued.strip(), order), _by_number(due.strip(), order)) for number, issued, due in dates]
    soon = sum(2 for _, issued, due in read if issued and due and 0 <= (due - issued).days <= 100)  # noqa: PLR2004 - no terms are longer
    known = sorted((len(number), number, issued) for number, issued, _ in read if issued)
    return soon + sum(earlier[2] <= later[2] for earlier, later in pairwise(known))


def _by_number(cell: str, order: str) -> date | None:
    found = _NUMERIC_DATE.match(cell)
    if not found:
        return None
    first, second, third = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) > 2:  # noqa: PLR2004 - a year
        return _date(first, second, third)
    day, month = (first, second) if order == "dmy" else (second, first)
    return _date(third if third >= 100 else third + _CENTURY, month, day)  # noqa: PLR2004 - a year in two digits


def _by_words(cell: str) -> date | None:
    """`3 March 2026`, `Mar 3, 2026`, `3-Mar-26`, `3. März 2026`; weekdays and times are passed over."""
    months = [month for word in _WORDS.findall(cell) if (month := month_named(word))]
    numbers = [int(each) for each in _DIGITS.findall(cell.partition(":")[0])[:2]]
    if len(months) != 1 or len(numbers) < 2:  # noqa: PLR2004 - day and year
        return None
    day, year = numbers if numbers[0] <= _DAYS_IN_MONTH else reversed(numbers)
    return _date(year if year >= 100 else year + _CENTURY, months[0], day)  # noqa: PLR2004 - a year in two digits


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
