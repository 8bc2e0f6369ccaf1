from __future__ import annotations

import pytest

from bot.arrivals import charset


@pytest.mark.parametrize("name", ["utf-7", "UTF_7", "unicode-escape", "raw_unicode_escape", "punycode", "idna", "rot13", "'utf-7'"])
def test_forbidden_names_never_decode(name: str) -> None:
    assert charset.decode(b"+AGEAcABwAHIAbwB2AGU-", name) == (charset.REPLACEMENT, charset.CHARSET_FORBIDDEN)


@pytest.mark.parametrize(
    ("data", "name", "text", "defect"),
    [
        ("Gebühr".encode(), "utf-8", "Gebühr", None),
        ("Gebühr".encode("cp1252"), "utf-8", "Gebühr", charset.CHARSET_WRONG),
        ("20 € \u2013".encode("cp1252"), "iso-8859-1", "20 € \u2013", None),
        ("Gebühr".encode(), "us-ascii", "Gebühr", None),
        ("Gebühr".encode(), None, "Gebühr", None),
        ("Gebühr".encode(), "x-klingon", "Gebühr", charset.CHARSET_UNKNOWN),
        ("привет".encode("koi8-r"), "KOI8-R", "привет", None),
        ("請求".encode("iso2022_jp"), "iso-2022-jp", "請求", None),
        ("發票".encode("big5"), "Big5", "發票", None),
        ("Gebühr".encode("utf-16"), "utf-16", "Gebühr", None),
        (b"abc", "utf-16", "abc", charset.CHARSET_UNKNOWN),
        (b"abc", "__import__", "abc", charset.CHARSET_UNKNOWN),
    ],
)
def test_decoding(data: bytes, name: str | None, text: str, defect: str | None) -> None:
    assert charset.decode(data, name) == (text, defect)


def test_every_allowed_codec_exists() -> None:
    for name in charset.ALLOWED:
        assert charset.decode(b"\xff\xfea\x00" if "16" in name else b"abc", name)[1] is None, name


def test_clean_keeps_words_and_drops_tricks() -> None:
    assert charset.clean("a\r\nb\u2028c\x00\u202ed\ud800\u200be") == "a\nb\ncd\N{REPLACEMENT CHARACTER}e"
    assert charset.has_invisible("pay\u202eyap")
    assert charset.one_line(" a\r\n b ") == "a b"
