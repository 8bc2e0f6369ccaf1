"""One cell of a ledger file to one exact value, or a sentence that says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies

#: Longer texts are cut; nobody reads a longer description in a mail.
_LONGEST_TEXT = 1000
_LONGEST_NUMBER = 60
_NUMERAL = re.compile(r"-?\d{1,15}(?:\.\d{1,8})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARS = (1980, 2200)
#: One plain address: RFC 5321 dot-atom before the @ (no quoted local part), LDH labels behind it.
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,10}", re.ASCII)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 253
#: A spreadsheet would run a text that begins so; as a key it is refused, as text it stays text.
_FORMULA = ("=", "+", "@", "-", "\t")
_CURRENCIES = frozenset(list_currencies())


class CellError(ValueError):
    """The cell cannot be what its column says; `str(error)` is the reason for people."""


@lru_cache(maxsize=16_384)
def text(cell: str) -> str:
    """Return free text: control, direction and unassigned characters removed, white space collapsed, at most 1,000 characters."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())[:_LONGEST_TEXT]
    spaced = "".join(" " if letter.isspace() else letter for letter in cell)
    kept = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    return " ".join(kept.split())[:_LONGEST_TEXT]


def identifier(cell: str) -> str:
    """Return an invoice or order number: not empty, no control characters, nothing a spreadsheet would run."""
    bare = cell.strip(" ")
    if not bare:
        raise CellError("is empty")
    plain = bare.isascii() and bare.isprintable()
    if not plain and any(unicodedata.category(letter)[0] == "C" or letter in "\u2028\u2029" for letter in bare):
        raise CellError("holds control or invisible characters")
    if bare.startswith(_FORMULA):
        raise CellError("begins like a spreadsheet formula")
    if len(bare) > _LONGEST_NUMBER:
        raise CellError(f"is longer than {_LONGEST_NUMBER} characters")
    if not any(letter.isalnum() for letter in bare):
        raise CellError("holds no letter and no digit")
    return bare


def optional_identifier(cell: str) -> str:
    """Return the identifier, or an empty string where the cell is empty."""
    return identifier(cell) if cell.strip(" ") else ""


@lru_cache(maxsize=16_384)
def decimal(cell: str) -> Decimal:
    """Return an exact number: digits with a dot, at most 15 before and 8 behind it, no thousands separator."""
    bare = cell.strip(" ")
    if not _NUMERAL.fullmatch(bare):
        raise CellError(f"is not a plain number like 1290.00: {text(cell)[:40]!r}" if bare else "is empty")
    return Decimal(bare)


def optional_decimal(cell: str) -> Decimal | None:
    """Return the number, or None where the cell is empty."""
    return decimal(cell) if cell.strip(" ") else None


@lru_cache(maxsize=4096)
def percentage(cell: str) -> Decimal | None:
    """Return a percentage from 0 to 100, or None where the cell is empty."""
    value = optional_decimal(cell)
    if value is not None and not 0 <= value <= 100:  # noqa: PLR2004 - what a percentage is
        raise CellError(f"is not a percentage from 0 to 100: {value}")
    return value


def whole(cell: str) -> int:
    """Return a whole number from 0 to 100,000."""
    value = decimal(cell)
    if value != value.to_integral_value() or not 0 <= value <= 100_000:  # noqa: PLR2004 - the range promised
        raise CellError(f"is not a whole number: {value}")
    return int(value)


@lru_cache(maxsize=4096)
def optional_date(cell: str) -> date | None:
    """Return an ISO 8601 date of the years 1980 to 2200, or None where the cell is empty."""
    bare = cell.strip(" ")
    if not bare:
        return None
    try:
        found = date.fromisoformat(bare) if _DATE.fullmatch(bare) else None
    except ValueError:
        found = None
    if found is None or not _YEARS[0] <= found.year <= _YEARS[1]:
        raise CellError(f"is not a date like 2026-11-22: {text(cell)[:40]!r}")
    return found


def needed_date(cell: str) -> date:
    """Return the date; an empty cell is an error."""
    found = optional_date(cell)
    if found is None:
        raise CellError("is empty")
    return found


@lru_cache(maxsize=4096)
def currency(cell: str) -> str:
    """Return an ISO 4217 code in capitals."""
    code = cell.strip(" ").upper()
    if code not in _CURRENCIES:
        raise CellError(f"is not a currency code like EUR: {text(cell)[:40]!r}" if code else "is empty")
    return code


@lru_cache(maxsize=4096)
def email(cell: str) -> str:
    """Return one plain address in lower case, its domain in ASCII; lists, names and quoted local parts are refused."""
    bare = cell.strip(" ").lower()
    local, at, host = bare.rpartition("@")
    if not bare:
        raise CellError("is empty")
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise CellError(f"is not one plain e-mail address: {text(cell)[:80]!r}")
    return f"{local}@{domain(host)}"


def optional_email(cell: str) -> str:
    """Return the address, or an empty string where the cell is empty."""
    return email(cell) if cell.strip(" ") else ""


@lru_cache(maxsize=4096)
def domain(cell: str) -> str:
    """Return a domain in lower case and ASCII (IDNA) form."""
    bare = cell.strip(" ").lower().removeprefix("@")
    try:
        ascii_form = bare.encode("idna").decode("ascii") if len(bare) <= _LONGEST_DOMAIN else ""
    except UnicodeError:
        ascii_form = ""
    if len(ascii_form) > _LONGEST_DOMAIN or not _DOMAIN.fullmatch(ascii_form):
        raise CellError(f"is not a domain: {text(cell)[:80]!r}" if bare else "is empty")
    return ascii_form
