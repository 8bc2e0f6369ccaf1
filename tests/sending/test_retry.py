from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.sending.retry import next_try

QUEUED_AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(("tries", "minutes"), [(0, 5), (1, 5), (2, 10), (3, 30), (4, 60), (5, 120), (6, 240), (7, 360), (99, 360)])
def test_waits_grow_from_five_minutes_to_six_hours(tries: int, minutes: int) -> None:
    assert next_try(tries, QUEUED_AT, QUEUED_AT, 0.0) == QUEUED_AT + timedelta(minutes=minutes)


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 300), (0.5, 315), (1.0, 330), (7.0, 330), (-1.0, 300)])
def test_jitter_only_lengthens(jitter: float, seconds: int) -> None:
    assert next_try(1, QUEUED_AT, QUEUED_AT, jitter) == QUEUED_AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("waited", "over"), [(timedelta(days=5), True), (timedelta(days=5, seconds=-1), False), (timedelta(days=-1), False)]
)
def test_after_five_days_it_is_rejected(waited: timedelta, *, over: bool) -> None:
    assert (next_try(30, QUEUED_AT, QUEUED_AT + waited, 0.0) is None) is over


def test_the_whole_life_of_a_mail() -> None:
    now: datetime | None = QUEUED_AT
    tries = 0
    while now is not None:
        tries += 1
        last, now = now, next_try(tries, QUEUED_AT, now, 0.0)
    assert tries == 26
    assert last - QUEUED_AT < timedelta(days=5, hours=6)
