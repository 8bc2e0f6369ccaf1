from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.sending.limits import wait_until
from bot.store.contract import SendCounts
from bot.vocabulary.policy import Limits

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


def test_a_limit_of_nothing_lets_nothing_out() -> None:
    assert wait_until(SendCounts(0, 0, 0), Limits(0, 0, 0), NOW, NOON) == NOON
