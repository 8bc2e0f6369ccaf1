from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.identifiers import _SEARCHED_CHARS, _SPACED, _WORD, file_name_numbers, number_words
from bot.vocabulary.mail import Attachment


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see INV-1041, please", ("INV-1041",)),
        ("RE2025/118 and AE/2425/1177.", ("RE2025/118", "AE/2425/1177")),
        ("SI 20931", ("SI 20931", "20931")),
        ("no figures here", ()),
        ("INV\u20111041", ("INV\u20111041",)),
        ("", ()),
    ],
)
def test_words_that_may_be_identifiers(text: str, found: tuple[str, ...]) -> None:
    assert number_words(text) == found


@pytest.mark.parametrize(("name", "found"), [("Invoice_INV-1041.pdf", ("INV-1041",)), ("INV-1041", ("INV-1041",)), ("scan.mp4", ())])
def test_file_names(name: str, found: tuple[str, ...]) -> None:
    assert file_name_numbers([Attachment(name, "", 1, "")]) == found


@given(st.text())
def test_every_word_stands_in_the_text(text: str) -> None:
    assert all(word in text and any(letter.isdigit() for letter in word) for word in number_words(text))


#: Letters, digits of several kinds, spaces of several kinds and separators, so that words of all forms come about.
_LETTERS = st.text(st.sampled_from("ABZaz019 \u0661\u00b2\u2460\u00a0\u2003\t\n__-/.,?\u2011\u00c4\u00e4\ud800"), max_size=60)


@given(_LETTERS | st.text())
def test_what_is_passed_over_holds_no_identifier(text: str) -> None:
    searched = text[:_SEARCHED_CHARS]
    words = [*_SPACED.findall(searched), *_WORD.findall(searched)]
    assert number_words(text) == tuple(dict.fromkeys(word for word in words if any(letter.isdigit() for letter in word)))


def test_a_long_text_is_read_to_its_bound() -> None:
    text = "word " * (_SEARCHED_CHARS // 5 - 2) + "INV-1041 INV-1042"
    assert number_words(text) == ("INV-1041",)
