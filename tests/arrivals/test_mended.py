"""What was broken out of a quoted line goes back behind it; what stands there for another reason stays."""

from __future__ import annotations

import pytest

from bot.arrivals.mended import mended


@pytest.mark.parametrize(
    ("text", "whole", "lines"),
    [
        (
            "Approve\n\n> one two three four\nfive six\n> seven",
            "Approve\n\n> one two three four five six\n> seven",
            ("one two three four five six",),
        ),
        ("> > one two three four\nfive\n> > six", "> > one two three four five\n> > six", ("one two three four five",)),
        ("> one two\nthree fou\nfive\n\nApprove", "> one two three fou five\n\nApprove", ("one two three fou five",)),
    ],
)
def test_a_rest_goes_back(text: str, whole: str, lines: tuple[str, ...]) -> None:
    assert mended(text) == (whole, lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Approve",
        "> one two three four\n> five",
        "> one two three four\n\nfive",
        "> one two three four\n> five\nsix",  # it had fitted
        "> " + "x" * 90 + "\nrest",  # nobody breaks lines there
        "one two three\nfour",
    ],
)
def test_what_broke_nowhere_stays(text: str) -> None:
    assert mended(text) is None


def test_hostile_text_is_looked_at_once() -> None:
    mended("> aaaa\n" + "bbbbbb\n" * 200_000)
    mended(">\n" * 200_000)
