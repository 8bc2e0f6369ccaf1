from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.command import CommandKind, parse
from bot.review.inert import CLOSE, OPEN, _heads, _offence, as_html, as_text, barred, one_line, prose, visible
from bot.review.words import LANGUAGES
from bot.review.wrapping import Wrapping
from tests.review.samples import LINES

PHRASES = [phrase for language in LANGUAGES.values() for phrase in (*language.yes, *language.no, *language.bare_no)]
COMMANDS = [*PHRASES, *LINES, "invoice INV-1", "send to a@b.example", "note it", "hold until Friday", "EDIT"]
FILLER = [
    "the",
    "because",
    "14",
    "hours,",
    "I",
    "would",
    "extraordinarily",
    "a-b",
    "\u202e",
    "x" * 80,
    "please",
    "thanks",
    ":)",
    "\U0001f44d",
    ":-D",
    "\u0130t",
]
TEXTS = st.lists(st.sampled_from([*COMMANDS, *FILLER, "\n"]), max_size=25).map(" ".join)


def commands(lines: list[str]) -> list[tuple[int, str]]:
    """Every (width, line) that would be a command after re-wrapping each line on its own."""
    found = []
    for line in lines:
        for width in range(10, len(line) + 2):
            found += [(width, piece) for piece in textwrap.wrap(line, width) if parse(piece).kind is not CommandKind.HELP]
    return found


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_width_brings_a_command_of_outside_text_to_a_line_start(text: str) -> None:
    lines = barred(text)
    assert all(line.startswith("| ") and len(line) <= 70 for line in lines)
    assert commands(lines) == []


PASSING = [
    "no objection",
    "no one",
    "send us",
    "yes,",
    "no",
    "non \u00e8",
    "- no",
    "no-\u00a0go",
    "\u00a0no",
    "|",
    f"n{OPEN}o{CLOSE}",
    f"{OPEN}no{CLOSE}",
]
SAID = st.lists(st.sampled_from([*FILLER, *PASSING]) | st.sampled_from(COMMANDS), max_size=9).map(" ".join)


def first_offence(line: str) -> int | None:
    """Where the first command at a line start begins, by trying every width."""
    text = line.replace(OPEN, "").replace(CLOSE, "")
    for width in range(10, len(text) + 1):
        for start, end in Wrapping(text).pieces(width):
            if text[start] != "|" and _heads(text[start:end]) and parse(text[start:end]).kind is not CommandKind.HELP:
                return start
    return None


@given(SAID, st.sampled_from([" ", "\u00a0"]), st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_where_a_width_brings_a_command_to_a_line_start_is_found_without_trying_them_all(text: str, blank: str, at: int) -> None:
    words = visible(text).split(" ")
    line = "| " + " ".join(words[:at]) + blank + " ".join(words[at:])
    assert _offence(line) == first_offence(line)


@given(SAID)
@settings(max_examples=100, deadline=None)
def test_places_that_are_known_change_nothing(text: str) -> None:
    asked = []

    def both(line: str, places: set[int] | None = None) -> int | None:
        asked.append((_offence(line, places), _offence(line)))
        return asked[-1][0]

    with pytest.MonkeyPatch.context() as watched:
        watched.setattr("bot.review.inert._offence", both)
        barred(text)
        prose(text)
    assert all(known == unknown for known, unknown in asked)


@pytest.mark.parametrize("smile", [":)", ":-D", "\U0001f44d", "\U0001f44d\U0001f3fd \U0001f642", " ".join([":)"] * 9)])
@pytest.mark.parametrize("order", ["yes", "approve", "reject", "please send it", "don't send \u0130t now"])
def test_a_smile_before_a_command_hides_it_not(smile: str, order: str) -> None:
    for text in (f"please look at the thing and then {smile} {order}", f"{smile} {order}", f"and the twelfth {smile} {order} of the month"):
        assert commands(barred(text)) == []
        assert commands(prose(text)) == []


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_our_own_sentences_stay_inert_whatever_they_quote(text: str) -> None:
    assert commands(prose(text.replace("\n", " "))) == []


@pytest.mark.parametrize("phrase", COMMANDS)
def test_a_command_alone_stays_beside_its_bar(phrase: str) -> None:
    assert commands(barred(phrase)) == []
    assert commands(barred(phrase, "+ ")) == []
    assert commands(barred(phrase.upper() + ".")) == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_nothing_is_lost_but_spaces(text: str) -> None:
    shown = "".join(line[2:] for line in barred(text))
    kept = [char for char in visible(text) if not char.isspace() and char != "|"]
    assert [char for char in shown if not char.isspace() and char != "|"] == kept


def test_marks_are_closed_on_each_line_and_escaped_around() -> None:
    lines = barred(f"a {OPEN}<b>wrong\nagain{CLOSE} z")
    assert [as_text(line) for line in lines] == ["| a **<b>wrong**", "| **again** z"]
    assert as_html(lines[0]).count("<mark") == as_html(lines[0]).count("</mark>") == 1
    assert "&lt;b&gt;" in as_html(lines[0])


def test_what_hides_is_written_out() -> None:
    assert visible("a\u202eb\u200b\x00") == "a<U+202E>b<U+200B><U+0000>"
    assert one_line("a\r\nBcc: x\u202e" + "y" * 500, 30) == "a Bcc: x<U+202E>yyyyyyyyyyyyy…"
    assert one_line(f"{OPEN}a{CLOSE}") == "a"


def test_a_long_text_is_quick() -> None:
    started = time.process_time()
    barred("please send it to us, invoice INV-1041 yes no approve " * 200)
    barred("you may send it whenever our people are back " * 200)
    assert time.process_time() - started < 5
