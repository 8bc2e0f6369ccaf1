from __future__ import annotations

import re
import textwrap

import pytest

from bot.review.command import CommandKind, parse
from bot.review.inert import barred, prose

TEXTS = (
    "really-yes",
    "I say no-approve",
    "please-reject now",
    "he wrote approve-yes",
    "he said \u2014yes",
    "a\u2013approve",
    "and/or/yes",
    "either/approve",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [10, 12, 20, 66])
def test_no_line_break_inside_a_word_brings_a_command_to_a_line(text: str, width: int) -> None:
    for line in (*barred(text), *prose(text)):
        pieces = [*textwrap.wrap(line, width), *re.split(r"(?<=[-\u2013\u2014/])(?=\w)", line)]
        assert not [piece for piece in pieces if parse(piece).kind is not CommandKind.HELP]


def test_other_hyphens_stay_as_they_are() -> None:
    assert barred("a follow-up on line-items") == ["| a follow-up on line-items"]
