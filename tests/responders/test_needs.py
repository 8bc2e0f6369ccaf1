from __future__ import annotations

import dataclasses

import pytest

from bot.responders.needs import has_files, needs
from bot.responders.words import words
from bot.vocabulary.claim import Amount, Mentions
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.mail import Original
from tests.responders.facts import BODY, attachment, facts, reading, span

SPAN = span(BODY, "£1,190.00")


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_asks_for_something_that_has_words(cause: Cause) -> None:
    wanted = needs(facts(), (cause,))
    assert 1 <= len(wanted) <= 3
    assert all(words("en").say(f"needs.{key}", numbers="") for key in wanted)


def test_what_the_client_gave_is_not_asked_for_again() -> None:
    mentions = Mentions(
        amounts=(Amount("£1,190.00", None, None, SPAN),), po_numbers=(SPAN,), dates=(SPAN,), invoice_numbers=(SPAN, span(BODY, "14"))
    )
    told = facts(reading(mentions=mentions, message={"attachments": (attachment(),)}))
    assert needs(told, tuple(Cause)) == ()


def test_who_says_nothing_of_why_is_asked_for_it() -> None:
    bare = reading("KL-2106 is wrong.", (), mentions=Mentions())
    assert needs(facts(bare), (Cause.OTHER,))[0] == "what_exactly"
    told = reading(
        "KL-2106 is wrong. " + "We have been over it with the site manager and he cannot place it either. " * 3, (), mentions=Mentions()
    )
    assert "what_exactly" not in needs(facts(told), (Cause.OTHER,))


def test_never_more_than_three() -> None:
    assert len(needs(facts(), tuple(Cause))) == 3


@pytest.mark.parametrize(
    ("content_type", "size", "expected"),
    [("application/pdf", 10, True), ("image/png", 3_000, False), ("image/jpeg", 900_000, True)],
)
def test_a_logo_is_no_document(content_type: str, size: int, expected: bool) -> None:  # noqa: FBT001 - a table's column
    told = facts(reading(message={"attachments": (attachment("x", content_type, size),)}))
    assert has_files(told) is expected


def test_files_in_a_forward_may_be_the_colleagues() -> None:
    read = reading(message={"attachments": (attachment(),)})
    forward = dataclasses.replace(read.arrived, original=Original(from_=None), kind=Kind.STAFF_FORWARD)
    assert not has_files(facts(dataclasses.replace(read, arrived=forward)))
