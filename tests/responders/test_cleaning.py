from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.cleaning import _LINK, _LINKS, _MAX_MARKS, _PLAIN, _SIGNS, IBAN, IBAN_BEGINS, _seen, clean, visible
from bot.vocabulary.ignorecase import small

CASES = [
    ("The\r\n  sum is\twrong", "The sum is wrong"),
    ("see https://evil.example/x?y=1 for it", "see … for it"),
    ("see www.evil.example now", "see … now"),
    ("see evil-bank.com/login now", "see … now"),
    ("write to me@x.example today", "write to … today"),
    ("pay to GB33 BUKB 2020 1555 5555 55 instead", "pay to … instead"),
    ("token 7k2m9q4t7k2m9q4t7k2m9q4t7k here", "token … here"),
    ("<script>alert(1)</script> is wrong", "script alert(1) /script is wrong"),
    ("{{ 7*7 }} and {% for x in y %}", "7 7 and % for x in y %"),
    ("No way!!! Really?!", "No way. Really?"),
    ("¡No es así!", "No es así."),
    ("wait.... what", "wait… what"),
    ("a \u202eevil\u202c \u200bword\x00\x07", "a evil word"),
    ("1\x1b0 boxes and \U00020000", "1 0 boxes and \U00020000"),
    ("“quoted” and „so“ and «this»", "'quoted' and 'so' and 'this'"),
    ("smile \U0001f600 \u2764\ufe0f now", "smile now"),
    ("> It is £5, they said", "It is £5, they said"),
    ("e\u0301te\u0301", "été"),
    ("", ""),
]


@pytest.mark.parametrize(("given_text", "expected"), CASES)
def test_cases(given_text: str, expected: str) -> None:
    assert clean(given_text) == expected


@given(st.text(max_size=400))
def test_one_plain_line_comes_out(text: str) -> None:
    found = clean(text)
    assert found == " ".join(found.split())
    assert not set(found) & set('<>{}[]`|\\^~*_!¡"“”„«»')
    assert all(unicodedata.category(letter)[0] != "C" for letter in found)


@pytest.mark.parametrize("piece", ["a", "a@", "www.", "http:", ".", "!", "> ", "AB12 ", "a.", "é\u0301", "\u202e", "- "])
def test_a_megabyte_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    clean(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 5  # generous: a quadratic pattern would need minutes


def test_our_own_header_names_are_not_repeated() -> None:
    assert clean("he wrote X-Dispute-Desk: approval and sent it") == "he wrote … approval and sent it"


@given(
    st.lists(
        st.sampled_from(["HTTP", "http\u017f", ":", "ma\u0131lto:", "MA\u0130LTO:", "Ftp:", "www", ".", "x", " ", "//", "hTTpS:"]),
        max_size=8,
    ).map("".join)
)
def test_no_link_lacks_what_is_looked_for_first(text: str) -> None:
    assert _LINK.search(text) is None or _LINKS.within(small(text))


@given(st.lists(st.sampled_from(["GB", "33", "BUKB", "2020", "1555", "55", "DE", "1", " ", "x", "\u0663"]), max_size=9).map("".join))
def test_no_account_number_lacks_how_it_begins(text: str) -> None:
    assert IBAN.search(text) is None or IBAN_BEGINS.search(text)


@given(st.text("a<>{}[]`|\\^~*_\"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u201a\u2018\u2019\u2033\uff02'-", max_size=4))
def test_signs_that_are_made_plain_are_all_seen(text: str) -> None:
    assert (_SIGNS.search(text) is not None) == (text.translate(_PLAIN) != text)


@given(
    st.text(st.sampled_from("ae\u00e9\n\t\x07\u200b\u2600\ufe0f\ue000\ue001\ue002\ue003\ue004\ue005\ue006\u00a0\u3000\u0301\u0489 "))
    | st.text()
)
def test_a_text_is_seen_letter_by_letter(text: str) -> None:
    kept, marks = "", 0
    for letter in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        kept += _seen(letter) if marks <= _MAX_MARKS else ""
    assert visible(text) == kept


def test_no_mark_stands_before_the_first() -> None:
    assert not any(unicodedata.category(chr(code)) in {"Mn", "Me"} for code in range(0x300))
