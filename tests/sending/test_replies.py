from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending import replies
from bot.vocabulary.doors import SendOutcome, SendResult

#: code, text -> result before the content, after it, whether all wait
TABLE = [
    (450, "4.2.0 mailbox busy", "deferred", "deferred", False),
    (451, "4.7.1 greylisted", "deferred", "deferred", True),
    (452, "4.7.0 too many", "deferred", "deferred", True),
    (421, "bye", "deferred", "deferred", True),
    (454, "temporary authentication failure", "deferred", "deferred", True),
    (530, "5.7.57 client not authenticated", "deferred", "deferred", True),
    (535, "5.7.8 wrong", "deferred", "deferred", True),
    (550, "5.7.30 basic authentication is off", "deferred", "deferred", True),
    (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", "deferred", "deferred", True),
    (554, "5.2.252 SendAsDenied; disputes@northlight.example not allowed to send as it", "deferred", "deferred", True),
    (554, "5.2.25 something else", "rejected", "rejected", False),
    (550, "5.7.1 relaying denied", "rejected", "rejected", False),
    (550, "5.7.130 something else", "rejected", "rejected", False),
    (552, "5.3.4 too big", "rejected", "rejected", False),
    (354, "go on", "deferred", "uncertain", False),
    (199, "what", "deferred", "uncertain", False),
    (-1, "not a reply", "deferred", "uncertain", False),
]


@pytest.mark.parametrize(("code", "text", "before", "after", "hold_all"), TABLE)
def test_what_an_answer_means(code: int, text: str, before: str, after: str, *, hold_all: bool) -> None:
    early, late = replies.before_content(code, text), replies.after_content(code, text)
    assert (early.result, late.result) == (before, after)
    assert early.hold_all is late.hold_all is hold_all


@pytest.mark.parametrize("code", [250, 251, 252, 299])
def test_yes_to_the_whole_mail(code: int) -> None:
    assert replies.after_content(code, "2.0.0 ok") == SendOutcome(SendResult.SENT, f"{code} 2.0.0 ok")


@given(st.integers(-1, 999), st.text())
def test_nothing_but_a_yes_is_sent(code: int, text: str) -> None:
    outcome = replies.after_content(code, text)
    assert (outcome.result is SendResult.SENT) is (200 <= code <= 299)
    assert len(outcome.answer) <= 300
    assert "\n" not in outcome.answer
