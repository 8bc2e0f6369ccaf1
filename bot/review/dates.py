"""The day that somebody types after `hold until`: a date, a weekday, tomorrow; anything else is no day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names

from bot.review.orders import fold
from bot.vocabulary.labels import LANGUAGES

#: No request rests longer; what is due later than this is a slip of the pen.
LONGEST_DAYS = 366
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{2}|\d{4})?)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.|°)? ?(?:of |de )?([^\W\d_]{3,12})\.?,?(?: (?:del? )?(\d{4}))?")
_NAME_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_AHEAD = re.compile(r"(?:in|dans|en|dentro de|tra|fra|over) (\d{1,3}|[^\W\d_]{1,5}) ([^\W\d_]{3,9})")
_ONE = frozenset({"a", "one", "einem", "einer", "un", "une", "una", "een"})
_DAYS = frozenset({"day", "days", "tag", "tage", "tagen", "jour", "jours", "dia", "dias", "giorno", "giorni", "dag", "dagen"})
_WEEKS = frozenset({"week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "settimana", "settimane", "weken"})
_TOMORROW = frozenset({"tomorrow", "morgen", "demain", "manana", "domani"})
_DAY_AFTER = frozenset({"the day after tomorrow", "ubermorgen", "uebermorgen", "apres-demain", "pasado manana", "dopodomani", "overmorgen"})
_NEXT_WEEK = frozenset(
    {"next week", "nachste woche", "nachster woche", "kommende woche", "la semaine prochaine", "semaine prochaine", "la proxima semana"}
    | {"proxima semana", "la semana que viene", "la settimana prossima", "settimana prossima", "la prossima settimana"}
    | {"prossima settimana", "volgende week", "komende week"}
)
#: What may stand before a day and behind a weekday without changing it; like all words here in lower case and without accents.
_BEFORE = (
    "the ", "next ", "on ", "this ", "den ", "dem ", "zum ", "am ", "nachsten ", "nachster ", "nachstem ", "kommenden ", "kommendem ", "le ", "au ",
    "el ", "al ", "proximo ", "este ", "il ", "prossimo ", "de ", "volgende ", "komende ", "aanstaande ",
)  # fmt: skip
_BEHIND = (" prochain", " que viene", " proximo", " prossimo", " aanstaande", " as", " next")
#: Words before a day that are taken away: "zum nachsten Montag".
_MOST_BEFORE = 2
#: A day without its year is not so far ahead: "6 October" on that very day is a slip of the pen.
_NEAR_DAYS = 300
#: Short forms that people write beside those of the tables.
_SHORT_MONTHS = {"sept": 9, "janner": 1}


def written_day(text: str, today: date, *, day_first: bool = True) -> date | None:
    """Return the day after `today` that is meant, within a year, or None. `day_first`: 3/4 is the third of April."""
    told = " ".join(fold(text.lower()).rstrip(" .!,").split())
    found = _spoken(told, today) or _figures(told, today, day_first=day_first) or _with_month(told, today)
    if not found or not today < found <= today + timedelta(days=LONGEST_DAYS):
        return None
    head = _without_article(told).partition(" ")[0].rstrip(",.")
    named = None if head in _months() else _weekdays().get(head)
    return found if named in {None, found.weekday()} else None


def _spoken(told: str, today: date) -> date | None:
    """Tomorrow, next week, in 3 days, Friday: the next one after today."""
    if told in _TOMORROW or told in _DAY_AFTER:
        return today + timedelta(days=1 if told in _TOMORROW else 2)
    if told in _NEXT_WEEK:
        return today + timedelta(days=7 - today.weekday())
    if ahead := _AHEAD.fullmatch(told):
        return _ahead(ahead[1], ahead[2], today)
    bare = _without_article(told)
    wanted = _weekdays().get(next((bare.removesuffix(word) for word in _BEHIND if bare.endswith(word)), bare))
    return None if wanted is None else today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _ahead(many: str, unit: str, today: date) -> date | None:
    if unit not in _DAYS | _WEEKS or not (many.isdigit() or many in _ONE):
        return None
    return today + timedelta(days=(int(many) if many.isdigit() else 1) * (7 if unit in _WEEKS else 1))


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
    if this_year and this_year > today:
        return this_year
    following = _day(today.year + 1, month, day)
    return following if following and following <= today + timedelta(days=_NEAR_DAYS) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_weekday(told: str) -> str:
    head, _, rest = _without_article(told).partition(" ")
    return _without_article(rest) if rest and head.rstrip(",.") in _weekdays() else _without_article(told)


def _without_article(told: str) -> str:
    for _ in range(_MOST_BEFORE):
        told = next((told[len(word) :] for word in _BEFORE if told.startswith(word)), told)
    return told


@cache
def _weekdays() -> dict[str, int]:
    return {
        fold(name.lower()).rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }


@cache
def _months() -> dict[str, int]:
    return _SHORT_MONTHS | {
        fold(name.lower()).rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }
