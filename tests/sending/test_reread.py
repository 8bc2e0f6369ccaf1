from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sending import compose
from bot.sending.reread import reread
from bot.vocabulary.outgoing import Audience, Outgoing, OutgoingFile
from bot.vocabulary.policy import Policy
from bot.vocabulary.tidy import tidied

DATE_AT = datetime(2026, 11, 22, 10, 30, 5, tzinfo=UTC)
MAIL = Outgoing(
    audience=Audience.CLIENT,
    recipients=("tom@harbour.example",),
    sender_name="Northlight Studio",
    sender_email="disputes@northlight.example",
    subject="Re: Invoice INV-1041 - hours [D-0042]",
    text="Dear Tom,\n\nthank you.\n",
    html="<p>Dear Tom,</p>\n",
    message_id="a1@northlight.example",
    references=("q0@harbour.example", "q1@harbour.example"),
    files=(OutgoingFile("hours.csv", "text/csv", b"a\r\n\x00\xff"), OutgoingFile("Übersicht (1).pdf", "application/pdf", b"")),
)
RAW = compose.build(MAIL, DATE_AT, Policy())
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300) | st.lists(
    st.sampled_from(["\n", "\r", "\r\n", ".", "From ", "--=_", "=?utf-8?b?", "ü", "漢", '"', "\\", "<", "x" * 250, " "]), max_size=20
).map("".join)


@settings(max_examples=100, deadline=None)
@given(subject=TEXT, name=TEXT, text=TEXT, html=TEXT, content=st.binary(max_size=80))
def test_what_was_written_is_read_back(subject: str, name: str, text: str, html: str, content: bytes) -> None:
    files = (OutgoingFile("a b.bin", "application/octet-stream", content),) if content else ()
    mail = tidied(replace(MAIL, subject=subject, sender_name=name, text=text, html=html, files=files))
    letter = reread(compose.build(mail, DATE_AT, Policy()))
    seen = (letter.subject, letter.sender_name, letter.text, letter.html, letter.files)
    assert seen == (mail.subject, mail.sender_name, mail.text, mail.html, mail.files)


def test_fields_files_and_ids() -> None:
    letter = reread(RAW)
    assert letter.to == ("tom@harbour.example",)
    assert letter.sender_email == "disputes@northlight.example"
    assert letter.ids("References") == ("q0@harbour.example", "q1@harbour.example")
    assert letter.ids("In-Reply-To") == ()
    assert letter.files == MAIL.files
    assert letter.inner_names == {"content-transfer-encoding", "content-disposition"}


SPOILT = {
    "no end of the header": RAW.partition(b"\r\n\r\n")[0],
    "a second To": RAW.replace(b"Subject:", b"To: eve@x.example\r\nSubject:", 1),
    "a line that is no field": RAW.replace(b"Subject:", b"hello\r\nSubject:", 1),
    "8-bit text": RAW.replace(b"Dear Tom", b"D\xe9ar Tom"),
    "a NUL": RAW.replace(b"Dear Tom", b"Dear\0Tom"),
    "a bare LF": RAW.replace(b"Dear Tom,\r\n", b"Dear Tom,\n", 1),
    "a long line": RAW + b"x" * 999,
    "another encoding": RAW.replace(b"quoted-printable", b"8bit", 1),
    "another charset": RAW.replace(b"charset=utf-8", b"charset=utf-7", 1),
    "a missing delimiter": RAW.rstrip(b"-\r\n"),
    "something behind the end": RAW + b"more\r\n",
    "something before the parts": RAW.replace(b"\r\n\r\n", b"\r\n\r\nhello\r\n", 1),
    "broken base64": RAW.replace(b"YQ0KAP8=", b"YQ0*AP8="),
    "a nested mail": RAW.replace(b"application/pdf", b"message/rfc822"),
    "a second text": RAW.replace(b'Content-Disposition: attachment;\r\n filename="hours.csv"\r\n', b"").replace(
        b"text/csv", b"text/plain; charset=utf-8"
    ),
    "a file name that is open to reading": RAW.replace(b"filename=", b"name="),
}


@pytest.mark.parametrize("raw", SPOILT.values(), ids=SPOILT)
def test_what_we_never_write_is_not_read(raw: bytes) -> None:
    assert raw != RAW
    with pytest.raises(ValueError, match=r"."):
        reread(raw)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(RAW) - 1), st.binary(min_size=0, max_size=4))
def test_any_damage_is_read_or_refused_in_words(at: int, splinter: bytes) -> None:
    try:
        reread(RAW[:at] + splinter + RAW[at + 1 :])
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both ends are fine; only another kind of error is not
