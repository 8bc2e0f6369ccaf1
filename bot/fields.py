"""What the values of config.toml may be: each is checked, and a mistake is told with its cure."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

import holidays
from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.vocabulary.labels import LANGUAGES

#: Deliberately narrower than RFC 5322: what people really have, and nothing that two programs read differently.
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z0-9-]{1,62}[A-Za-z0-9]")
_SELECTOR = re.compile(r"[A-Za-z0-9._-]{1,63}\._domainkey\.[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_SUM = re.compile(r"\d{1,12}(?:\.\d{1,4})?")


def plain_address(value: str) -> str:
    """Return one plain address in lower case."""
    if not _ADDRESS.fullmatch(value):
        raise ValueError(f"{value!r} is not one plain address; write it like name@example.com")
    return value.lower()


def plain_text(value: str) -> str:
    """Return a text without control characters."""
    if not value.isprintable():
        raise ValueError("it holds a control character; remove it")
    return value


def known_zone(value: str) -> str:
    """Return the name of a known time zone."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # not there, no name at all, or a folder of zones
        raise ValueError(f"{value!r} is no IANA time zone; write one like Europe/London") from None
    return value


def dkim_record(value: str) -> str:
    """Return the name of a DKIM record in lower case."""
    if not _SELECTOR.fullmatch(value):
        raise ValueError(f"{value!r} names no DKIM record; write it like selector._domainkey.example.com")
    return value.lower()


def known_language(value: str) -> str:
    """Return a language the desk writes."""
    if value not in LANGUAGES:
        raise ValueError(f"{value!r} is not supported; write one of {' '.join(LANGUAGES)}")
    return value


def known_country(value: str) -> str:
    """Return a country whose holidays are known."""
    if value not in holidays.list_supported_countries():
        raise ValueError(f"{value!r} is no ISO 3166 country code with known holidays; write one like GB or DE")
    return value


def time_of_day(value: object) -> object:
    """Return a time of day."""
    if isinstance(value, str) and _HOUR.fullmatch(value):
        return time.fromisoformat(value)
    msg = f'{value!r} is no time of day; write it like "08:00"'
    raise ValueError(msg)


def none_if_empty(value: object) -> object:
    """Return None for an empty text."""
    return None if value == "" else value


def sum_of_money(value: object) -> object:
    """A sum of money; a float is taken as it is written, an empty text is none."""
    if value is None or value == "":
        return None
    if isinstance(value, (int, float, str)) and not isinstance(value, bool) and _SUM.fullmatch(str(value)):
        return Decimal(str(value))
    raise ValueError(f"{value!r} is no sum of money; write it like 5000 or 5000.00, without a currency")


AddressText = Annotated[str, AfterValidator(plain_address)]
PlainText = Annotated[str, AfterValidator(plain_text)]


class Table(BaseModel):
    """One table of config.toml: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)
