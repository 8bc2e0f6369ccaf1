from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.review.reflow import reflowed

LETTER = (
    "Hi Ana,\n\nI went through INV-1041 before passing it on, and the first line doesn't\nadd up. 14 hours at 85.00 is 1,190.00, but you have billed\n"
    "1,290.00.\n- one\n- two\n\nKind regards\nTom"
)


def test_lines_that_a_mail_program_broke_are_joined() -> None:
    assert reflowed(LETTER).split("\n") == [
        "Hi Ana,",
        "",
        "I went through INV-1041 before passing it on, and the first line doesn't add up. 14 hours at 85.00 is 1,190.00, but you have billed",
        "1,290.00.",
        "- one",
        "- two",
        "",
        "Kind regards",
        "Tom",
    ]


def test_short_lines_and_whole_paragraphs_stay() -> None:
    for text in ("a\nb", "x " * 200 + "\nb", "", "no line end"):
        assert reflowed(text) == text


@given(st.lists(st.text("ab \ue000\ue001-", max_size=90), max_size=12).map("\n".join))
def test_no_word_is_lost(text: str) -> None:
    assert reflowed(text).split() == text.split()
