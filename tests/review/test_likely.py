from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.command import CommandKind, parse
from bot.review.consent import WORD, plain, without_lead
from bot.review.likely import (
    _considered,
    _listed,
    _may_be,
    _said_alone,
    first_words,
    in_passing,
    is_suspect,
    may_be_command,
    suspects,
)
from bot.review.orders import fold
from bot.review.words import ADDRESSEES, LANGUAGES
from bot.vocabulary.smileys import without_smileys
from tests.review.samples import LINES as ORDERS
from tests.review.samples import PHRASES as ORDERED

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


#: A third of them orders, a third yes or no: by number most phrases are thanks.
BEGUN = (
    st.sampled_from([*COMMANDS, *(line.replace("INV-", "") for _, line in ORDERED)])
    | st.sampled_from([phrase for group in LANGUAGES.values() for phrase in (*group.yes, *group.no, *group.bare_no, *group.please)])
    | st.sampled_from(PHRASES)
)
WORDS = sorted({word for phrase in (*PHRASES, *(line for _, line in ORDERED)) for word in phrase.replace("'", " ").split()})
ENDS = st.lists(
    st.sampled_from(["", "", "", "", ",", ".", "!", ":", " -", "-x", "'s", "\u201d.", ".5", "?", "_", "2", "@b.example", " /"]), max_size=6
)
OTHERS = st.sampled_from([*WORDS, *["objection", "Swiss", "the", "us", "A-1", "22", "b@x.example", "senden\u0130", "\u017fend", "x"] * 20])


def ended(words: list[str], ends: list[str]) -> str:
    """The words, the first of them with these signs behind them."""
    return " ".join(f"{word}{end}" for word, end in zip(words, [*ends, *[""] * len(words)], strict=False))


SENTENCES = st.builds(
    lambda begun, count, rest, ends: ended([*begun.split()[:count], *rest], ends),
    BEGUN,
    st.integers(0, 4),
    st.lists(OTHERS, max_size=4),
    st.just([]) | ENDS,
)


def guarded_as_unguarded(line: str) -> None:
    text = plain(without_smileys(line)).replace("\u0130", "I")
    for figured in (True, False):
        with pytest.MonkeyPatch.context() as unguarded:
            unguarded.setattr("bot.review.likely._harmless_head", lambda *_place, **_how: ())
            begins = _may_be(text, figured=figured)
            led = without_lead(text)
            suspect = begins or (led != text and _may_be(led, figured=figured))
        assert _may_be(text, figured=figured) == begins, line
        assert _considered(text, figured=figured) == suspect, line
        assert _considered(f"x. {text} ", 3, figured=figured) == suspect, line


@given(SENTENCES)
@settings(max_examples=500, deadline=None)
def test_the_first_words_tell_what_the_whole_line_tells(line: str) -> None:
    guarded_as_unguarded(line)


def test_the_first_words_of_every_order_tell_it() -> None:
    beginnings = {" ".join(line.split()[:count]) for _, line in ORDERED for count in range(1, 4)}
    for begun in sorted(beginnings | {fold(begun) for begun in beginnings}):
        for rest in ("", " objection", " 22", ", 22", " the sender 4 a b", ". No", " the senden", " tax", " x@b.example", "x", " a b c d"):
            guarded_as_unguarded(begun + rest)


@pytest.mark.parametrize(
    "line", ["no objection to the sum", "send us the bill", "nein danach kam keiner", "No one saw it.", "yes\u00a0in a way"]
)
def test_a_no_or_a_yes_may_be_part_of_a_sentence(line: str) -> None:
    assert line[: in_passing(line)].replace("\u00a0", " ") == " ".join(line.replace("\u00a0", " ").split()[:2])


@pytest.mark.parametrize(
    "line", ["no thanks", "no dispute", "no, it is wrong", "send it to Ana", "yes please", "no do not send it", "no way", "no"]
)
def test_or_be_one_after_all(line: str) -> None:
    assert in_passing(line) == 0


NOES = sorted(_said_alone())
REST = [
    *WORDS,
    "objection",
    "Swiss",
    "x",
    "xx",
    "enjoy your lunch",
    "sorry for the delay",
    "thank you for asking",
    "bonne journ\u00e9e",
    "we remain yours",
]


@given(st.sampled_from(NOES), st.lists(st.sampled_from(REST), min_size=1, max_size=4), ENDS, st.sampled_from(" \u00a0"))
@settings(max_examples=500, deadline=None)
def test_nothing_that_goes_on_in_passing_is_a_command_wherever_it_is_cut(no: str, rest: list[str], ends: list[str], blank: str) -> None:
    line = f"{no}{blank}{ended(rest, ends)}"
    told = in_passing(line)
    if told:
        for end in range(told, len(line) + 1):
            if end == len(line) or line[end] == " ":
                assert parse(line[:end]).kind is CommandKind.HELP
                assert parse(line[:end].replace(" ", "\u00a0")).kind is CommandKind.HELP
