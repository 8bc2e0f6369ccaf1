"""How many mails may go to clients (TRUST R10): hard counters that no header and no template can raise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from bot.vocabulary.policy import Limits

#: The hourly counters slide; looking again after this long is soon enough and keeps the order of the queue.
_LOOK_AGAIN = timedelta(minutes=5)


#: Two answers about one case in a day are a conversation; more are two machines that write to each other (TRUST LOP-01).
MAILS_PER_CASE_DAY = 2


class Counts(Protocol):
    """Mails to clients handed over already: to this recipient and about this case today, to its domain and to all in the last hour."""

    @property
    def recipient_today(self) -> int:
        """To this address since local midnight."""

    @property
    def domain_hour(self) -> int:
        """To its domain in the last hour."""

    @property
    def all_hour(self) -> int:
        """To all clients in the last hour."""

    @property
    def case_today(self) -> int:
        """About the same case since local midnight."""


def wait_until(counts: Counts, limits: Limits, now: datetime, day_end: datetime) -> datetime | None:
    """Return None if one more mail may go out now, else when to look again; `day_end` is the next local midnight."""
    if counts.recipient_today >= limits.mails_per_recipient_day or counts.case_today >= MAILS_PER_CASE_DAY:
        return max(day_end, now + _LOOK_AGAIN)
    if counts.domain_hour >= limits.mails_per_domain_hour or counts.all_hour >= limits.mails_per_hour:
        return now + _LOOK_AGAIN
    return None


def reason(counts: Counts, limits: Limits) -> Reason:
    """Return the code of the limit that keeps a mail back: too much to one party today, or too much in all."""
    day = counts.recipient_today >= limits.mails_per_recipient_day or counts.case_today >= MAILS_PER_CASE_DAY
    return Reason.LOOP_RATE if day else Reason.RATE_GLOBAL
