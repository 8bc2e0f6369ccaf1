from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.likeness import Likeness, likeness

PAIRS = [
    ("INV-1041", "INV-1041", Likeness.SAME),
    ("inv 1041", "INV-1041", Likeness.SAME),
    ("\uff29\uff2e\uff36-1041", "INV-1041", Likeness.SAME),
    ("1041", "INV-1041", Likeness.CORE),
    ("INV-1041", "1041", Likeness.CORE),
    ("0881", "2025-0881", Likeness.CORE),
    ("881", "2025-0881", Likeness.CORE),
    ("118", "RE2025/118", Likeness.CORE),
    ("7", "INV-7", Likeness.CORE),
    ("1O41", "INV-1041", Likeness.CORE),
    ("INV-1O4l", "INV-1041", Likeness.CONFUSED),
    ("INV-1401", "INV-1041", Likeness.SWAPPED),
    ("IVN-1041", "INV-1041", Likeness.SWAPPED),
    ("INV-1042", "INV-1041", Likeness.ONE_EDIT),
    ("INV-10041", "INV-1041", Likeness.ONE_EDIT),
    ("INV-141", "INV-1041", Likeness.ONE_EDIT),
    ("INV-10", "INV-100", Likeness.UNLIKE),
    ("INV-100", "INV-10", Likeness.UNLIKE),
    ("INV-11", "INV-10", Likeness.ONE_EDIT),
    ("12", "13", Likeness.UNLIKE),
    ("RE-1041", "INV-1041", Likeness.UNLIKE),
    ("2", "INV-1041-2", Likeness.UNLIKE),
    ("041", "INV-1041", Likeness.UNLIKE),
    ("", "INV-1041", Likeness.UNLIKE),
    ("---", "INV-1041", Likeness.UNLIKE),
]
NUMBERS = st.from_regex(r"[A-Z]{0,4}[-/ ]?[0-9]{1,6}([-/][0-9]{1,4})?", fullmatch=True)


@pytest.mark.parametrize(("written", "number", "expected"), PAIRS)
def test_pair(written: str, number: str, expected: Likeness) -> None:
    assert likeness(written, number) is expected


@given(NUMBERS, NUMBERS)
def test_likeness_is_mutual_and_a_beginning_is_never_like(one: str, other: str) -> None:
    assert (likeness(one, other) is Likeness.UNLIKE) == (likeness(other, one) is Likeness.UNLIKE)
    a, b = ("".join(c for c in text.casefold() if c.isalnum()) for text in (one, other))
    if a != b and (a.startswith(b) or b.startswith(a)):
        assert likeness(one, other) is Likeness.UNLIKE


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_a_likeness(one: str, other: str) -> None:
    assert likeness(one, other) in Likeness
