from __future__ import annotations

import pytest

from bot.arrivals.encoded import decode_text, decode_value


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?UTF-8?Q?caf=C3=A9_x?=", "café x"),
        (b"=?utf-8?b?w6k=?= =?utf-8?b?w6g=?=", "éè"),
        (b"=?utf-8?q?M=C3?= =?utf-8?q?=A4rz?=", "März"),
        (b"a =?iso-8859-1?q?=E9?= b", "a é b"),
        (b"=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        (b"=?utf-8?b?!!!?=", ""),
        (b"=?utf-8*de?q?x?=", "x"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("cp1252"), "Grüße"),
        (b"=?utf-8?q?broken", "=?utf-8?q?broken"),
    ],
)
def test_header_text(raw: bytes, text: str) -> None:
    assert decode_text(raw) == text


def test_forbidden_word_is_a_defect() -> None:
    defects: set[str] = set()
    assert "approve" not in decode_text(b"=?utf-7?q?+AGEAcABwAHIAbwB2AGU-?=", defects)
    assert defects == {"charset_forbidden"}


def test_parameters() -> None:
    value = decode_value(b'Attachment; FileName*0*=utf-8\'\'M%C3%A4; filename*1="rz.pdf"; x="a;b\\"c"')
    assert (value.main, value.params, value.odd) == ("attachment", {"filename": "März.pdf", "x": 'a;b"c'}, False)


@pytest.mark.parametrize(
    "raw", [b"multipart/mixed; boundary=a; boundary=b", b"multipart/mixed; boundary=(x)a", b"multipart/mixed; boundary*0=a"]
)
def test_ambiguous_parameters_are_odd(raw: bytes) -> None:
    assert decode_value(raw).odd
