"""What a quote holds beside our own mail is found, wherever it stands; our mail alone never is."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.interjected import interjected
from bot.vocabulary.mail import QuotedLine
from tests.review.test_request import as_text, mails

if TYPE_CHECKING:
    from bot.vocabulary.outgoing import Outgoing

REQUESTS = {name: mail for name, mail in mails().items() if mail.reply_to}
WORDS = st.lists(
    st.sampled_from(
        [
            "not",
            "before",
            "friday",
            "without",
            "the",
            "last",
            "sentence",
            "only",
            "if",
            "tom",
            "pays",
            "erst",
            "morgen",
            "pas",
            "demain",
            "5",
        ]
    ),
    min_size=1,
    max_size=6,
)


def told(mail: Outgoing) -> list[str]:
    return [mail.text, as_text(mail.html)]


def lines(text: str) -> tuple[QuotedLine, ...]:
    return tuple(QuotedLine(line) for line in text.split("\n"))


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("width", [30, 60, 76, 998])
def test_our_own_mail_in_other_lines_is_ours(name: str, width: int) -> None:
    for text in told(REQUESTS[name]):
        wrapped = [piece for line in text.split("\n") for piece in (textwrap.wrap(line, width, break_long_words=False) or [""])]
        assert interjected(lines("\n".join(wrapped)), told(REQUESTS[name])) == ""


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(REQUESTS)), st.data())
def test_a_part_of_it_in_any_lines_is_ours_and_words_set_in_are_not(name: str, data: st.DataObject) -> None:
    mail = REQUESTS[name]
    whole = mail.text.split("\n")
    start = data.draw(st.integers(0, len(whole) - 1))
    part = whole[start : start + data.draw(st.integers(1, 40))]
    assert interjected(lines("\n".join(part)), told(mail)) == ""
    own = " ".join(data.draw(WORDS))
    at = data.draw(st.integers(0, len(part)))
    found = interjected(lines("\n".join([*part[:at], own, *part[at:]])), told(mail))
    assert found == own or own.lower() in mail.text.lower()


def test_silent_lines_say_nothing_and_a_lone_question_mark_does() -> None:
    assert interjected((QuotedLine("EXTERN: von au\u00dfen", silent=True),), ["our mail"]) == ""
    assert interjected((QuotedLine("?"),), ["our mail"]) == "?"
    assert interjected((QuotedLine("not yet"),), []) == "not yet"


@pytest.mark.parametrize(
    "hostile", ["%20" * 30_000, "<mailto:" * 20_000, "[cid" * 30_000, "a@" * 50_000, "?" * 100_000, "<mailto:a\n" * 5_000]
)
def test_whatever_stands_there_is_looked_at_once(hostile: str) -> None:
    interjected(lines(hostile), ["one two three four"])
