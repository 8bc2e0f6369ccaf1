from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.command import CommandKind, parse
from bot.review.consent import WORD
from bot.review.likely import _listed, first_words, is_suspect, may_be_command, suspects
from bot.review.words import ADDRESSEES, LANGUAGES
from tests.review.samples import LINES as ORDERS

PHRASES = [
    phrase
    for group in LANGUAGES.values()
    for phrases in (group.yes, group.no, group.bare_no, group.please, group.thanks, group.greeting, group.farewell, group.joiner)
    for phrase in phrases
]
COMMANDS = [*ORDERS, "invoice INV-1", "send to a@b.example", "note it", "hold until Friday", "cause tax"]
FILLER = [
    *ADDRESSEES,
    "Ana",
    "the",
    "14",
    "-",
    "*",
    ":",
    "\u00a0",
    "don\u2019t send",
    "?",
    "\u2026",
    "edit",
    "answer",
    "invoice",
    "re-send",
    ":)",
    "\U0001f44d",
    "\u0130t",
]
PIECES = st.builds(
    lambda word, shape, end: shape(word) + end,
    st.sampled_from([*PHRASES, *COMMANDS, *FILLER]),
    st.sampled_from([str, str.upper, str.capitalize]),
    st.sampled_from(["", "", ",", ".", "!", ":", " -", "*"]),
)
LINES = st.lists(PIECES, max_size=6).map(" ".join)


@given(LINES, st.lists(st.sampled_from(FILLER), max_size=3).map(" ".join))
@settings(max_examples=500, deadline=None)
def test_no_command_is_overlooked_whatever_follows_it(line: str, more: str) -> None:
    if parse(line).kind is not CommandKind.HELP:
        assert may_be_command(line)
        assert is_suspect(line)
        assert may_be_command(f"{line} {more}")
        assert is_suspect(f"{line} {more}")


@pytest.mark.parametrize(
    "phrase", [*(phrase for group in LANGUAGES.values() for phrase in (*group.yes, *group.no, *group.bare_no)), *COMMANDS]
)
def test_every_command_is_suspected(phrase: str) -> None:
    assert may_be_command(phrase)
    assert may_be_command(f"Please, {phrase.upper()}.")
    assert phrase.split(" ", maxsplit=1)[0] in first_words()


@pytest.mark.parametrize(
    "line", ["invoice I signed up for", "Invoice that is not known yet (14.50)", "facture no, merci", "Rechnung: \u201cso"]
)
def test_an_invoice_without_a_figure_is_no_suspect(line: str) -> None:
    assert may_be_command(line)
    assert not is_suspect(line)


@pytest.mark.parametrize("line", ["invoice 7", "Invoice no. #x\u00b2", "please, facture n\u00b0 A-1", "numero fattura IV\u0663"])
def test_an_invoice_with_a_figure_is_one(line: str) -> None:
    assert is_suspect(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Hi team,",
        "Thanks for the quick work",
        "Best regards, Ana",
        "please look at line 4",
        "we never said yes to this",
        "I had 14 hours",
    ],
)
def test_what_letters_say_is_not(line: str) -> None:
    assert not may_be_command(line)


@pytest.mark.parametrize(
    "line",
    [
        "Have a nice weekend, yes",
        "yes, have a nice weekend",
        "Schönen Feierabend, ja",
        "Bonne soirée, oui",
        "Hi all, a lovely day to you, send it",
    ],
)
def test_a_wish_hides_no_command(line: str) -> None:
    words = line.split()
    read = [parse(" ".join(words[:count])).kind for count in range(1, len(words) + 1)]
    assert may_be_command(line) or set(read) == {CommandKind.HELP}


@given(
    LINES
    | st.lists(
        st.sampled_from([*FILLER, "[\u2705", "\u2705]", "(:", ":)x", "e\u0301", "\u0301", "yes", "no", "it\u2019s"]), max_size=9
    ).map(" ".join)
)
@settings(max_examples=500, deadline=None)
def test_a_line_is_asked_once_what_each_of_its_words_would_be_asked(line: str) -> None:
    places = [0, *(at + 1 for at, letter in enumerate(line) if letter == " ")]
    assert suspects(line, places) == [at for at in places if is_suspect(line[at:])]


def test_small_letters_stand_where_the_letters_stand() -> None:
    """Words are looked for in a line and made small one by one; only the letter that is made plain before is two when it is small."""
    letters = [chr(code) for code in range(sys.maxunicode + 1) if code != 0x130]
    assert all(len(letter.lower()) == 1 for letter in letters)
    assert all((WORD.fullmatch(letter) is None) == (WORD.fullmatch(letter.lower()) is None) for letter in letters)
    assert not any(letter.lower() in {"'", "_"} for letter in letters if letter not in {"'", "_"})
    assert not any("\u03c3" in word or "\u03c2" in word for word in _listed())  # a sigma's small form depends on what stands beside it
