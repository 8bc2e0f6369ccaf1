"""Replies as people type them on phones: friendly signs, lines broken in the middle, a no without apostrophes and accents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.command import CommandKind, parse
from bot.review.likely import first_words as suspected
from bot.review.likely import may_be_command
from bot.review.refusals import _phrases, first_words, spelt
from bot.review.words import LANGUAGES

CASES = [json.loads(line) for line in Path(__file__).with_name("spoken.jsonl").read_text(encoding="utf-8").splitlines()]
YES = sorted({phrase for language in LANGUAGES.values() for phrase in language.yes})
NO = sorted(_phrases())
#: What may stand in a mail beside a yes, and what takes it back.
WORDS = st.sampled_from(
    [
        *YES,
        *(
            phrase
            for one in LANGUAGES.values()
            for phrase in (*one.please, *one.joiner, *one.thanks[:9], *one.greeting[:9], *one.farewell[:9])
        ),
        *(
            "don't",
            "not",
            "wait",
            "until",
            "Friday",
            "if",
            "he",
            "pays",
            "nicht",
            "erst",
            "wenn",
            "ne",
            "pas",
            "si",
            "no",
            "espere",
            "non",
            "aspetta",
            "niet",
            "maar",
            "but",
            "ok",
            "fine",
        ),
    ]
)
BREAKS = st.sampled_from((" ", "\n"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["words"])
def test_what_people_type_is_this_command(case: dict[str, str]) -> None:
    said = parse(case["words"])
    assert (said.kind, said.argument) == (case["kind"], case.get("argument", said.argument))


@given(st.lists(st.tuples(WORDS, BREAKS), min_size=1, max_size=8))
def test_no_words_become_a_yes_by_where_their_lines_break(told: list[tuple[str, str]]) -> None:
    """A yes over broken lines is one in a single line, or each of its lines was a yes or politeness by itself."""
    words = "".join(word + blank for word, blank in told).strip()
    if parse(words).kind is CommandKind.APPROVE and parse(words.replace("\n", " ")).kind is not CommandKind.APPROVE:
        assert parse(words.replace("\n", ".\n")).kind is CommandKind.APPROVE


@given(st.sampled_from(NO), st.sampled_from(YES), BREAKS, BREAKS, st.booleans())
def test_no_refusal_and_a_yes_approve_however_they_break(no: str, yes: str, glue: str, inside: str, first: bool) -> None:  # noqa: FBT001 - drawn
    refused = no.replace(" ", inside)
    assert parse(f"{refused}{glue}{yes}" if first else f"{yes}{glue}{refused}").kind is not CommandKind.APPROVE


@given(st.sampled_from(NO), st.sampled_from(("", ".", "!", ", danke", ": wrong client")))
def test_each_refusal_in_each_spelling_rejects_and_is_suspected(no: str, after: str) -> None:
    assert parse(f"{no}{after}").kind is CommandKind.REJECT
    assert may_be_command(f"{no}{after}")
    assert no.split(" ", maxsplit=1)[0] in suspected()
    assert first_words() <= suspected()


def test_no_refusal_is_a_yes_in_any_spelling() -> None:
    assert not set(YES) & set(NO)
    assert spelt("don't send") == ("don't send", "dont send", "don t send", "do'nt send", "dont' send", "donot send", "don;t send")
