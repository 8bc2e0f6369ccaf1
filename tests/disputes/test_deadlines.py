from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.disputes.deadlines import business_days_after, earliest_promise, end_of, promise, written
from bot.vocabulary.labels import LANGUAGES
from tests.disputes.desk import POLICY

DAYS = [
    ("GB", date(2026, 10, 6), 3, date(2026, 10, 9)),
    ("GB", date(2026, 10, 8), 3, date(2026, 10, 13)),
    ("GB", date(2026, 10, 10), 1, date(2026, 10, 12)),
    ("GB", date(2026, 12, 24), 1, date(2026, 12, 29)),
    ("gb", date(2026, 4, 2), 1, date(2026, 4, 7)),
    ("GB-SCT", date(2026, 4, 2), 1, date(2026, 4, 6)),
    ("DE-BY", date(2026, 8, 14), 1, date(2026, 8, 17)),
    ("DE-BY", date(2026, 1, 5), 1, date(2026, 1, 7)),
    ("DE-XX", date(2026, 1, 5), 1, date(2026, 1, 6)),
    ("DE", date(2026, 4, 30), 1, date(2026, 5, 4)),
    ("AE", date(2026, 10, 9), 1, date(2026, 10, 12)),
    ("ZZ", date(2026, 12, 24), 1, date(2026, 12, 25)),
    ("GB", date(2026, 10, 6), 0, date(2026, 10, 6)),
]


@pytest.mark.parametrize(("country", "day", "count", "expected"), DAYS)
def test_business_days(country: str, day: date, count: int, expected: date) -> None:
    assert business_days_after(day, count, country) == expected


def test_today_is_where_the_desk_is() -> None:
    late = datetime(2026, 10, 6, 22, 30, tzinfo=UTC)
    assert promise(replace(POLICY, timezone="Europe/Berlin", country="DE"), late) == date(2026, 10, 12)
    assert promise(POLICY, late) == date(2026, 10, 9)
    assert earliest_promise(replace(POLICY, timezone="America/New_York", country="US"), datetime(2026, 10, 7, 2, tzinfo=UTC)) == date(
        2026, 10, 7
    )


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 10))
def test_a_promise_is_a_later_working_day_and_never_stale_when_made(day: date, count: int) -> None:
    policy = replace(POLICY, answer_business_days=count)
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    made = promise(policy, now)
    assert made > day
    assert made.weekday() < 5
    assert earliest_promise(policy, now) <= made


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 10, 6), 22), (date(2026, 10, 25), 23), (date(2026, 12, 1), 23)])
def test_the_end_of_a_day_in_summer_and_winter(day: date, hour: int) -> None:
    assert end_of(POLICY, day) == datetime(day.year, day.month, day.day, hour, 59, 59, tzinfo=UTC)


WRITTEN = {
    "en": ("Friday, 9 October", "Friday, 9 October 2026"),
    "de": ("Freitag, 9. Oktober", "Freitag, 9. Oktober 2026"),
    "fr": ("vendredi 9 octobre", "vendredi 9 octobre 2026"),
    "es": ("viernes, 9 de octubre", "viernes, 9 de octubre de 2026"),
    "it": ("venerdì 9 ottobre", "venerdì 9 ottobre 2026"),
    "nl": ("vrijdag 9 oktober", "vrijdag 9 oktober 2026"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_as_a_letter_writes_it(language: str) -> None:
    on = date(2026, 10, 9)
    assert written(on, language) == WRITTEN[language][0]
    assert written(on, language, date(2026, 1, 1)) == WRITTEN[language][0]
    assert written(on, language, date(2025, 12, 30)) == WRITTEN[language][1]


def test_an_unknown_language_is_written_in_english() -> None:
    assert written(date(2026, 10, 9), "tlh") == "Friday, 9 October"
