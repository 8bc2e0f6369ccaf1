from __future__ import annotations

import pytest

from bot.arrivals import body, gate, parse
from bot.vocabulary.reasons import Reason

HEAD = b"From: a@b.example\r\n"


def _parts(raw: bytes) -> parse.Parts:
    return parse.parse(gate.admit(HEAD + raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed\r\n\r\nno boundary\r\n",
        b"Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n",
        b'Content-Type: multipart/mixed; boundary="=?utf-8?q?a?="\r\n\r\n--a\r\n\r\nx\r\n',
        b"Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: base64\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n",
    ],
)
def test_containers_two_programs_could_cut_differently(raw: bytes) -> None:
    assert _parts(raw).reason is Reason.HDR_BROKEN


@pytest.mark.parametrize(
    ("coding", "data", "text"),
    [
        (b"base64", b"SGVs bG8=", "Hello"),
        (b"base64", b"SGVsbG8", "Hel"),
        (b"base64", b"S*G*V*s*b*G*8=", "Hello"),
        (b"quoted-printable", b"He=6Clo=\r\n!", "Hello!"),
        (b"x-strange", b"Hello", "Hello"),
    ],
)
def test_transfer_encodings(coding: bytes, data: bytes, text: str) -> None:
    parts = _parts(b"Content-Transfer-Encoding: " + coding + b"\r\n\r\n" + data)
    assert body.choose(parts).text.strip() == text


def test_embedded_mails_stay_apart() -> None:
    parts = _parts(b"Content-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nSubject: in\r\n\r\ninside\r\n")
    assert (len(parts.leaves), len(parts.mails)) == (0, 1)
    assert parts.mails[0].first("subject") == b"in"
    assert body.choose(parts.mails[0]).text.strip() == "inside"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.pdf", "a.pdf"),
        ("a\x00b\u202e.exe", "ab.exe"),
        ("x" * 500, "x" * 200),
        ('a"b|c', "a_b_c"),
        (" ..", ""),
    ],
)
def test_display_names(name: str, safe: str) -> None:
    assert parse.safe_name(name) == safe
