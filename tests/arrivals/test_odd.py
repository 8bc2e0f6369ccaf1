from __future__ import annotations

import pytest

from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import Reason

MIXED = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe rate is wrong.\r\n--b\r\n"


@pytest.mark.parametrize(
    ("part", "kind", "reason", "note"),
    [
        (b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx", Kind.CLIENT_MAIL, None, "tnef"),
        (b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx", Kind.HELD, Reason.ENCRYPTED, None),
        (b"Content-Type: application/pkcs7-mime; name=IT03_00007.xml.p7m\r\n\r\nx", Kind.CLIENT_MAIL, None, None),
        (b"Content-Type: application/pkcs7-mime; smime-type=certs-only; name=c.p7c\r\n\r\nx", Kind.CLIENT_MAIL, None, None),
        (b"Content-Type: text/calendar; method=REQUEST\r\n\r\nx", Kind.AUTO_REPLY, Reason.CALENDAR, None),
        (b"Content-Type: text/calendar; name=i.ics\r\nContent-Disposition: attachment\r\n\r\nx", Kind.CLIENT_MAIL, None, None),
        (b"Content-Type: application/zip; name=Rechnung.pdf.exe\r\n\r\nx", Kind.CLIENT_MAIL, None, "unsafe_attachment"),
    ],
)
def test_what_comes_beside_the_words(part: bytes, kind: Kind, reason: Reason | None, note: str | None) -> None:
    arrived = arrive(MIXED + part + b"\r\n--b--\r\n", Policy())
    assert (arrived.kind, arrived.reason) == (kind, reason)
    assert note is None or note in arrived.notes


def test_inline_pgp_is_encrypted() -> None:
    raw = b"From: a@b.example\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----\r\n"
    assert arrive(raw, Policy()).reason is Reason.ENCRYPTED


def test_inline_pgp_signature_is_taken_off() -> None:
    raw = b"From: a@b.example\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nWrong.\r\n-----BEGIN PGP SIGNATURE-----\r\nx\r\n"
    assert arrive(raw, Policy()).words.new_text == "Wrong."
