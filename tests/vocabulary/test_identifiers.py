from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.identifiers import file_name_numbers, number_words
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
