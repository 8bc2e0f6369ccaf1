from __future__ import annotations

import base64
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.summary.papers import attachments, file_name, holds_token

TOKEN = "k3f9q2w7x8z1m4n6p5r0s9t2v3"
WRITTEN = {
    "in the reply address": f"To: disputes+{TOKEN}@desk.example\r\n\r\nyes".encode(),
    "in capitals": f"To: disputes+{TOKEN.upper()}@desk.example\r\n\r\nyes".encode(),
    "in the quoted line": f"To: a@b.example\r\n\r\n> ref: {TOKEN}\r\n".encode(),
    "folded": f"To: a@b.example\r\n\r\n> ref: {TOKEN[:9]}\r\n> {TOKEN[9:]}\r\n".encode(),
    "quoted-printable": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + f"ref=3A=20{TOKEN}".encode(),
    "quoted-printable, broken": f"Content-Transfer-Encoding: quoted-printable\r\n\r\nref: {TOKEN[:12]}=\r\n{TOKEN[12:]}\r\n".encode(),
    "base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(f"words\r\nref: {TOKEN}".encode()),
    "utf-16": b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(f"ref: {TOKEN}".encode("utf-16")),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_token_is_found_however_it_is_written(how: str) -> None:
    assert holds_token(WRITTEN[how])


def test_an_ordinary_mail_holds_none() -> None:
    assert not holds_token(
        b"To: disputes@desk.example\r\nMessage-ID: <" + TOKEN.encode() + b"@a.example>\r\n\r\nref: INV-1041, our +49 30 1234\r\n"
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\delivery note.pdf", "delivery note.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b.txt", "a b.txt"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("Größe.pdf", "Gr_e.pdf"),
        ("x" * 500 + ".pdf", "x" * 50 + ".pdf"),
    ],
)
def test_names_are_harmless(name: str, kept: str) -> None:
    assert file_name(name) == kept


def test_files_come_out_as_they_were_sent_and_broken_parts_stay_in_the_mail() -> None:
    mail = EmailMessage()
    mail.set_content("words")
    mail.add_attachment(b"one", maintype="application", subtype="pdf", filename="a.pdf")
    mail.add_attachment(b"two", maintype="application", subtype="octet-stream")
    raw = mail.as_bytes(policy=SMTP)
    assert attachments(raw) == [("a.pdf", b"one"), ("unnamed", b"two")]
    assert attachments(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n") == []
    assert attachments(b"Content-Type: multipart/mixed;\r\n" * 900 + b"\r\n") == []
