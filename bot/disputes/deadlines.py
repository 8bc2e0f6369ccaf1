"""Business days in the desk's own country and zone: what we promise, what is too late, how a date is written."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays
from babel.dates import format_date

if TYPE_CHECKING:
    from datetime import date

    from bot.vocabulary.policy import Policy

#: Weekday, day and month as a letter writes them; CLDR's own skeletons shorten the weekday in most languages.
_PATTERNS = {
    "en": ("EEEE, d MMMM", "EEEE, d MMMM y"),
    "de": ("EEEE, d. MMMM", "EEEE, d. MMMM y"),
    "fr": ("EEEE d MMMM", "EEEE d MMMM y"),
    "es": ("EEEE, d 'de' MMMM", "EEEE, d 'de' MMMM 'de' y"),
    "it": ("EEEE d MMMM", "EEEE d MMMM y"),
    "nl": ("EEEE d MMMM", "EEEE d MMMM y"),
}
#: Where the library's calendar of a whole country leaves out days that most of it keeps: Easter Monday, the summer bank holiday.
_USUAL_PART = {"GB": "ENG"}


def promise(policy: Policy, now: datetime) -> date:
    """Return the local date by which we answer: `answer_business_days` business days after today (`now` is aware)."""
    return business_days_after(local_date(policy, now), policy.answer_business_days, policy.country)


def earliest_promise(policy: Policy, now: datetime) -> date:
    """Return the first local date that is at least one business day away; a promise before it is stale."""
    return business_days_after(local_date(policy, now), 1, policy.country)


def local_date(policy: Policy, now: datetime) -> date:
    """Return today's date in the desk's zone."""
    return now.astimezone(ZoneInfo(policy.timezone)).date()


def end_of(policy: Policy, on: date) -> datetime:
    """Return the last second of a local date, in UTC: a promise is broken when this has passed."""
    midnight = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(policy.timezone))
    return midnight.astimezone(UTC) - timedelta(seconds=1)


@lru_cache(maxsize=256)
def business_days_after(day: date, count: int, country: str) -> date:
    """Return the `count`-th business day after `day`; public holidays and weekends of the country are skipped.

    `country` is ISO 3166: `GB` (taken as England), or a part of one such as `GB-SCT`, `DE-BY`. A country that the holidays library does not know has none, and Saturday and Sunday are its weekend.
    """
    found = day
    for _ in range(max(0, count)):
        found = _next_business_day(found, country.upper())
    return found


@lru_cache(maxsize=256)
def written(on: date, language: str, today: date | None = None) -> str:
    """Return a date as a letter writes it, `Thursday, 9 October`; with the year only where it is not `today`'s.

    A language without a pattern here is written in English.
    """
    known = language if language in _PATTERNS else "en"
    short, full = _PATTERNS[known]
    return format_date(on, full if today is not None and today.year != on.year else short, locale=known)


def _next_business_day(day: date, country: str) -> date:
    calendar = _calendar(country)
    found = day + timedelta(days=1)
    while not calendar.is_working_day(found):
        found += timedelta(days=1)
    return found


@lru_cache(maxsize=8)
def _calendar(country: str) -> holidays.HolidayBase:
    code, _, part = country.partition("-")
    try:
        return holidays.country_holidays(code, subdiv=part or _USUAL_PART.get(code))
    except NotImplementedError:
        return holidays.country_holidays(code) if part and code in holidays.list_supported_countries() else holidays.HolidayBase()
