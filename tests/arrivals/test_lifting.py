from __future__ import annotations

import pytest

from bot.arrivals import gate, lifting, parse

LONG = b"A line of a long body, 40 characters it.\r\n" * 3_000
HEAD = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"


def shape(raw: bytes) -> list[tuple[str, bytes]]:
    parts = parse.parse(gate.admit(raw))
    return [(leaf.kind, leaf.data) for leaf in parts.leaves] + [("mail", bytes(len(mail.leaves))) for mail in parts.mails]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\r\n\r\n" + LONG,
        b"From: a@b.example\r\n\r\nshort\r\n-- \r\nSig: nature\r\n\r\n" + LONG,
        HEAD + b"--b\r\nContent-Type: text/plain\r\n\r\n" + LONG + b"\r\n--b--\r\n",
        HEAD + b"--b\r\n\r\n" + LONG + b"--b\r\nContent-Type: text/html\r\n\r\nx\r\n--b--",
        (HEAD + b"--b\r\n\r\n" + LONG + b"--b--\r\n").replace(b"\r\n", b"\n"),
        HEAD + b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\n\r\n" + LONG + b"\r\n--b--\r\n",
        HEAD + b"--b\r\nno header at all\r\n\r\n" + LONG + b"\r\n--b--\r\n",
        HEAD + b"--b\r\n\r\nlifted-body-0-of-this-mail" + LONG + b"\r\n--b--\r\n",
        HEAD + b"--b\r\n\r\n" + LONG + b"\r--b\r" + LONG + b"\r\n--b--\r\n",
    ],
)
def test_nothing_changes(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    lifted = shape(raw)
    monkeypatch.setattr(lifting, "_LONG", len(raw) + 1)
    assert lifted == shape(raw)


def test_a_long_body_is_out_of_the_way() -> None:
    raw = b"From: a@b.example\n\n" + LONG
    short, kept = lifting.lift(raw)
    assert len(short) < 100
    assert lifting.restore(short, kept) == raw
    assert lifting.restore(b"lifted-body-7-of-this-mail", kept) == b"lifted-body-7-of-this-mail"
