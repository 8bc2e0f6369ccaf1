from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.sentences import cut

CASES: tuple[tuple[str, list[str]], ...] = (
    ("Dear Mr. Hale, no. 12 is wrong. Please fix.", ["Dear Mr. Hale, no. 12 is wrong.", "Please fix."]),
    ("Really?! Yes.", ["Really?!", "Yes."]),
    ("We paid 1.200,50 EUR on 3.5. and that is it.", ["We paid 1.200,50 EUR on 3.5. and that is it."]),
    ("Hi\nthe tap drips\n\nBo", ["Hi", "the tap drips", "Bo"]),
    (
        "This is a line that a mail program wrapped at about seventy\ncharacters, so it is one sentence.",
        ["This is a line that a mail program wrapped at about seventy\ncharacters, so it is one sentence."],
    ),
    ("", []),
)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cut(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in cut(text)] == expected


@given(st.text(max_size=500))
def test_pieces_are_in_order_trimmed_and_lose_no_letter(text: str) -> None:
    spans = cut(text)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


def test_a_megabyte_without_marks_is_cut_quickly() -> None:
    assert max(b - a for a, b in cut("x " * 500_000)) <= 600
