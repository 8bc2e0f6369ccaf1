from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.sending.limits import reason, wait_until
from bot.store.contract import SendCounts
from bot.vocabulary.policy import Limits
from bot.vocabulary.reasons import Reason

NOW = datetime(2026, 11, 22, 23, 58, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
LIMITS = Limits(mails_per_recipient_day=3, mails_per_domain_hour=20, mails_per_hour=60)


@pytest.mark.parametrize(
    ("recipient", "domain", "everyone", "day_end", "until"),
    [
        (0, 0, 0, NOON, None),
        (2, 19, 59, NOON, None),
        (3, 3, 3, NOON, NOON),
        (9, 20, 60, NOON, NOON),
        (3, 0, 0, MIDNIGHT, SOON),
        (0, 20, 20, NOON, SOON),
        (0, 0, 60, NOON, SOON),
    ],
)
def test_when_the_next_mail_may_go(recipient: int, domain: int, everyone: int, day_end: datetime, until: datetime | None) -> None:
    assert wait_until(SendCounts(recipient, domain, everyone), LIMITS, NOW, day_end) == until


@pytest.mark.parametrize(
    ("counts", "until", "code"),
    [
        (SendCounts(1, 1, 1, 1), None, None),
        (SendCounts(2, 2, 2, 2), NOON, Reason.LOOP_RATE),
        (SendCounts(3, 3, 3, 1), NOON, Reason.LOOP_RATE),
        (SendCounts(1, 20, 20, 1), SOON, Reason.RATE_GLOBAL),
        (SendCounts(1, 1, 60, 1), SOON, Reason.RATE_GLOBAL),
    ],
)
def test_lop_01_a_loop_is_told_from_a_storm(counts: SendCounts, until: datetime | None, code: Reason | None) -> None:
    """LOP-01: two mails about one case and day; the third waits for tomorrow."""
    assert wait_until(counts, LIMITS, NOW, NOON) == until
    assert code is None or reason(counts, LIMITS) is code


def test_a_limit_of_nothing_lets_nothing_out() -> None:
    assert wait_until(SendCounts(0, 0, 0), Limits(0, 0, 0), NOW, NOON) == NOON
