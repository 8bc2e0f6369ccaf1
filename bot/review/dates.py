"""The day that somebody types after `hold until`: a date, a weekday, tomorrow; anything else is no day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names

from bot.vocabulary.labels import LANGUAGES

#: No request rests longer; what is due later than this is a slip of the pen.
LONGEST_DAYS = 366
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{2}|\d{4})?)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)? ?(?:of |de )?([^\W\d_]{3,12})\.?,?(?: (?:de )?(\d{4}))?")
_NAME_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_AHEAD = re.compile(r"in (\d{1,3}) (day|week)s?")
_TOMORROW = frozenset({"tomorrow", "morgen", "demain", "mañana", "domani"})
_NEXT_WEEK = frozenset(
    {"next week", "nächste woche", "la semaine prochaine", "la próxima semana", "la settimana prossima", "volgende week"}
)
_BEFORE = ("the ", "next ", "on ", "den ", "am ", "le ", "el ", "il ", "nächsten ", "kommenden ", "volgende ")


def written_day(text: str, today: date, *, day_first: bool = True) -> date | None:
    """Return the day after `today` that is meant, within a year, or None. `day_first`: 3/4 is the third of April."""
    told = " ".join(text.lower().rstrip(" .!,").split())
    found = _spoken(told, today) or _figures(told, today, day_first=day_first) or _with_month(told, today)
    return found if found and today < found <= today + timedelta(days=LONGEST_DAYS) else None


def _spoken(told: str, today: date) -> date | None:
    """Tomorrow, next week, in 3 days, Friday: the next one after today."""
    if told in _TOMORROW:
        return today + timedelta(days=1)
    if told in _NEXT_WEEK:
        return today + timedelta(days=7 - today.weekday())
    if ahead := _AHEAD.fullmatch(told):
        return today + timedelta(days=int(ahead[1]) * (7 if ahead[2] == "week" else 1))
    wanted = _weekdays().get(_without_article(told))
    return None if wanted is None else today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _figures(told: str, today: date, *, day_first: bool) -> date | None:
    if iso := _ISO.fullmatch(told):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _FIGURES.fullmatch(_without_weekday(told))
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    month, day = (second, first) if day_first or "." in told else (first, second)
    return _next(found[3], month, day, today)


def _with_month(told: str, today: date) -> date | None:
    told = _without_weekday(told)
    if found := _NAMED.fullmatch(told):
        return _next(found[3], _months().get(found[2], 0), int(found[1]), today)
    if found := _NAME_FIRST.fullmatch(told):
        return _next(found[3], _months().get(found[1], 0), int(found[2]), today)
    return None


def _next(year: str | None, month: int, day: int, today: date) -> date | None:
    """Return that day in the year written (two figures mean this century), else the next time it comes."""
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004 - two figures
    this_year = _day(today.year, month, day)
    return this_year if this_year and this_year > today else _day(today.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_weekday(told: str) -> str:
    head, _, rest = _without_article(told).partition(" ")
    return _without_article(rest) if rest and head.rstrip(",.") in _weekdays() else _without_article(told)


def _without_article(told: str) -> str:
    return next((told[len(word) :] for word in _BEFORE if told.startswith(word)), told)


@cache
def _weekdays() -> dict[str, int]:
    return {
        name.lower().rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }


@cache
def _months() -> dict[str, int]:
    return {
        name.lower().rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }
