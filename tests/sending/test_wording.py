from __future__ import annotations

import base64
import quopri
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending import wording
from bot.vocabulary.tidy import one_line

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
#: Texts made of the pieces that mail software stumbles over.
NASTY = st.lists(
    st.sampled_from(["\n", "\r", "\r\n", ".", "..", "From ", " ", "\t", "=", "ü", "漢字", "\0", "-- ", "x" * 90, "\x85", "\u2028"]),
    max_size=40,
).map("".join)

ENCODED_WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/=]+)\?=")


@given(TEXT | NASTY)
def test_quoted_printable_loses_nothing(text: str) -> None:
    raw = wording.quoted_printable(text)
    assert quopri.decodestring(raw).replace(b"\r\n", b"\n").decode() == text
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 76 and b"\r" not in line and b"\n" not in line for line in lines)
    assert not any(line.startswith((b".", b"From ")) or line.endswith((b" ", b"\t")) for line in lines)
    assert raw.isascii()


@given(TEXT | NASTY)
def test_a_body_decodes_to_the_same_text(text: str) -> None:
    encoding, raw = wording.body(text)
    decoded = quopri.decodestring(raw) if encoding == "quoted-printable" else base64.b64decode(raw)
    assert decoded.replace(b"\r\n", b"\n").decode() == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Dear Tom,\n" * 9, "quoted-printable"), ("Viele Grüße aus Köln\n" * 9, "quoted-printable"), ("漢字" * 50, "base64")],
)
def test_latin_text_stays_readable(text: str, encoding: str) -> None:
    assert wording.body(text)[0] == encoding


@given((TEXT | NASTY).map(one_line))
def test_header_words_read_back_the_same(text: str) -> None:
    written = wording.words(text)
    assert all(len(line) <= 220 for line in written.split("\r\n"))
    assert written.replace("\r\n", "").isprintable()
    assert unworded(written) == text


@given((TEXT | NASTY).map(one_line))
def test_a_phrase_cannot_end_early(name: str) -> None:
    written = wording.phrase(name)
    if written.startswith('"'):
        assert re.fullmatch(r'"(?:[^"\\]|\\["\\])*"', written)
    assert "<" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", written)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ana Lopes", "Ana Lopes"),
        ("Lopes, Ana", '"Lopes, Ana"'),
        ('Ana "AL" Lopes', r'"Ana \"AL\" Lopes"'),
        ("back\\slash", r'"back\\slash"'),
        ("Zoë", "=?utf-8?b?Wm/Dqw==?="),
        ("=?utf-8?q?x?=", "=?utf-8?b?PT91dGYtOD9xP3g/PQ==?="),
    ],
)
def test_names(name: str, written: str) -> None:
    assert wording.phrase(name) == written


def unworded(written: str) -> str:
    """Undo folding and encoded words by hand."""
    flat = written.replace("\r\n", "")
    if not ENCODED_WORD.match(flat):
        return flat
    assert ENCODED_WORD.sub("", flat).strip() == ""
    return b"".join(base64.b64decode(word) for word in ENCODED_WORD.findall(flat)).decode()
