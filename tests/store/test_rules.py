from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.errors import StoreError
from bot.store.rules import after, after_doubt, answer_line, case_number, column, end_of_day, in_order, unique
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.effects import Decision, FileMail, Hold, Note, OpenCase, Report
from bot.vocabulary.labels import IGNORED_KINDS, Kind
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import Reason
from tests.store.scene import case

CLIENT, STAFF = Audience.CLIENT, Audience.STAFF


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("reason", [None, *Reason])
def test_every_mail_has_one_column(kind: Kind, reason: Reason | None) -> None:
    expected = "held" if kind is Kind.HELD else "ignored" if kind in IGNORED_KINDS or reason is Reason.BEFORE_SINCE else "handled"
    assert column(kind, reason) == expected


@pytest.mark.parametrize(
    ("audience", "repeated", "wanted", "state"),
    [
        (CLIENT, False, True, OutboxState.UNCERTAIN),
        (CLIENT, True, True, OutboxState.UNCERTAIN),
        (STAFF, False, True, OutboxState.QUEUED),
        (STAFF, True, True, OutboxState.UNCERTAIN),
        (STAFF, False, False, OutboxState.GIVEN_UP),
    ],
)
def test_doubt_never_sends_twice_to_a_client(audience: Audience, *, repeated: bool, wanted: bool, state: OutboxState) -> None:
    assert after_doubt(audience, repeated=repeated, wanted=wanted) is state
    assert after(SendOutcome(SendResult.UNCERTAIN), audience, repeated=repeated, wanted=wanted) is state


@pytest.mark.parametrize(
    ("result", "wanted", "state"),
    [
        (SendResult.SENT, False, OutboxState.SENT),
        (SendResult.REJECTED, True, OutboxState.REJECTED),
        (SendResult.DEFERRED, True, OutboxState.DEFERRED),
        (SendResult.DEFERRED, False, OutboxState.GIVEN_UP),
    ],
)
def test_outcomes(result: SendResult, *, wanted: bool, state: OutboxState) -> None:
    assert after(SendOutcome(result), STAFF, repeated=False, wanted=wanted) is state


def test_effects_in_the_order_they_build_on() -> None:
    note, opened, filed = Note("a", None, "b"), OpenCase(case()), FileMail(Kind.CLIENT_MAIL)
    assert in_order(7, Decision((note, opened, filed))) == [filed, opened, note]
    assert in_order(7, Decision((Hold(Reason.TNEF),))) == [Hold(Reason.TNEF)]
    report = Report(Kind.SPAM, Reason.SPAM)
    assert in_order(7, Decision((), report=report)) == [FileMail(Kind.SPAM, Reason.SPAM)]
    assert in_order(0, Decision((), report=report)) == []
    assert in_order(7, Decision((FileMail(Kind.HELD),))) == [FileMail(Kind.HELD, Reason.PARSE_CRASH)]


def test_the_last_moment_of_a_day() -> None:
    assert end_of_day(date(2026, 11, 26), "UTC") == datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 29), "Europe/Berlin") == datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2026, 7, 1), "America/New_York") == datetime(2026, 7, 2, 3, 59, 59, tzinfo=UTC)


def test_answers_are_one_line_with_those_refused() -> None:
    assert answer_line(SendOutcome(SendResult.SENT, "250 ok\r\n id 7", ("a@b", "c@d"))) == "250 ok id 7; refused: a@b, c@d"


def test_lists_are_short_and_without_repetition() -> None:
    assert unique(["b", "", "a", "b"]) == ["b", "a"]
    assert len(unique([str(n) for n in range(99)])) == 50


@pytest.mark.parametrize("text", ["42", "D-", "D-4x", "D-²", "d-0042", ""])
def test_what_is_no_case_id(text: str) -> None:
    with pytest.raises(StoreError, match="not a case id"):
        case_number(text)
    assert case_number("D-0042") == 42
    assert case_number("D-12345") == 12345
