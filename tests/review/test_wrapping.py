from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.wrapping import Wrapping

WORDS = ["a", "no", "approve", "-", "--", "a-b", "re-ject", "x" * 25, "--x--y-z" * 4, "\u00a0", "1-2", "|", "", "don't", "(bar)", " " * 15]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@given(st.one_of(TEXTS, st.text(st.characters(exclude_categories=["Cc", "Zl", "Zp"]), max_size=80)), st.integers(1, 90))
@settings(max_examples=400, deadline=None)
def test_pieces_are_those_of_the_standard_library(text: str, width: int) -> None:
    assert [text[start:end] for start, end in Wrapping(text).pieces(width)] == textwrap.wrap(text, width)


@given(TEXTS, st.integers(0, 60), st.integers(0, 200))
@settings(max_examples=400, deadline=None)
def test_unbroken_pieces_stay_until_the_next_width(text: str, more: int, last: int) -> None:
    wrapping = Wrapping(text)
    width = wrapping.longest + more + 1
    found, wider = wrapping.unbroken(width, last)
    assert wider > width
    for same in range(width, min(wider, len(text) + 1)):
        assert [piece for piece in wrapping.pieces(same) if piece[0] <= last] == found


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("", []), ("short", ["short"]), ("please approve this", ["please", "approve", "this"]), ("x" * 22, ["x" * 10, "x" * 10, "xx"])],
)
def test_examples(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in Wrapping(text).pieces(10)] == pieces
