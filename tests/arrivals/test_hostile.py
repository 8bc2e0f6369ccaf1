from __future__ import annotations

import pytest

from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy

H = b"From: a@b.example\r\nSubject: s\r\n"
PAGE = H + b"Content-Type: text/html\r\n\r\n"

#: Each of these has hung, crashed or fooled some mail program; sizes are small here, the shape is the point.
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "blank": b"\r\n",
    "dot": b".",
    "every byte": bytes(range(256)) * 20,
    "many fields": H + b"X: y\r\n" * 50_000,
    "many words": H + b"Subject: " + b"=?utf-8?q?abc?= " * 9_000 + b"\r\n\r\nx",
    "many addresses": H + b"To: " + b"a@b.example, " * 9_000 + b"\r\n\r\nx",
    "brackets": b"From: " + b"(" * 500 + b"\r\n\r\nx",
    "message id": H + b"Message-ID: <<<<\r\n\r\nx",
    "parts": H + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 20_000,
    "base64 junk": H + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"Q***" * 100_000,
    "soft breaks": H + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 100_000,
    "quotes": H + b"\r\n" + b">" * 300_000,
    "dashes": H + b"\r\n" + b"----\r\n" * 20_000,
    "blanks": H + b"\r\n" + b" " * 300_000 + b"x\r\n",
    "near intros": H + b"\r\n" + b"On 1 Oct 2026 10:10, a wrote\r\n" * 9_000,
    "near blocks": H + b"\r\n" + b"From:\r\n\r\n" * 20_000,
    "forwards": H + b"Subject: Fwd: x\r\n\r\n" + b"---------- Forwarded message ---------\r\nFrom: a <a@b.c>\r\nSubject: y\r\n\r\n" * 3_000,
    "farewells": H + b"\r\n" + b"Kind regards\r\n" * 20_000,
    "at signs": H + b"\r\n" + b"a@" * 200_000,
    "open tags": PAGE + b"<a " * 20_000,
    "open comments": PAGE + b"<!--" * 20_000,
    "deep tags": PAGE + b"<div>" * 200_000,
    "entities": PAGE + b"&amp;" * 200_000,
    "deep quotes": PAGE + b"<blockquote>x" * 40_000,
    "styles": PAGE + b'<p style="' + b"display:" * 50_000 + b'">x',
    "authentication": b"Authentication-Results: mx.a.example; dkim=" + b'("' * 3_000 + b"\r\n" + H + b"\r\nx",
    "internals": b"Parse: x\r\nHeaders_json: y\r\n__class__: z\r\n" + H + b"\r\nx",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_any_shape_is_read_or_held(name: str) -> None:
    arrived = arrive(HOSTILE[name], Policy(authserv_id="mx.a.example"))
    assert arrived.kind in {Kind.HELD, Kind.CLIENT_MAIL}
    assert (arrived.reason is not None) or arrived.kind is Kind.CLIENT_MAIL
