"""When a mail that could not be handed over is tried again, as one table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Waiting time after the n-th failed attempt; the last one repeats. RFC 5321 4.5.4.1 asks for half an hour once the first
#: quick attempts failed, and for four to five days in all.
WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
)
GIVE_UP_AFTER = timedelta(days=5)
#: How much longer a wait may become, so that a queue does not come back all at once.
SPREAD = 0.1


def next_try(tries: int, queued_at: datetime, now: datetime, jitter: float) -> datetime | None:
    """Return when to try again after `tries` failed attempts (1 after the first), or None after five days: rejected.

    `jitter` is a number from 0 to 1 (others are cut to that); it lengthens the wait by up to a tenth. A clock that was put
    back does not end the five days early.
    """
    if now - queued_at >= GIVE_UP_AFTER:
        return None
    wait = WAITS[min(max(tries, 1), len(WAITS)) - 1]
    return now + wait * (1 + SPREAD * min(max(jitter, 0.0), 1.0))
