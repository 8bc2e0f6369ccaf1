from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DeskError
from bot.sending import compose
from bot.vocabulary.effects import Hold, QueueMail
from bot.vocabulary.outgoing import Audience, Outgoing, OutgoingFile, StaffMail
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import Reason
from bot.vocabulary.tidy import is_message_id, tidied

DATE_AT = datetime(2026, 11, 22, 10, 30, 5, tzinfo=UTC)
POLICY = Policy(desk_address="disputes@northlight.example", timezone="Europe/Berlin", instance_id="i-7k2m")
CLIENT = Outgoing(
    audience=Audience.CLIENT,
    recipients=("tom@harbour.example",),
    sender_name="Northlight Studio",
    sender_email="disputes@northlight.example",
    subject="Re: Invoice INV-1041 - hours [D-0042]",
    text="Dear Tom,\n\nthank you.\n",
    html="<p>Dear Tom,</p>\n",
    message_id="a1@northlight.example",
    in_reply_to="q1@harbour.example",
    references=("q0@harbour.example", "q1@harbour.example"),
    case_id="D-0042",
)
STAFF = replace(
    CLIENT,
    audience=Audience.STAFF,
    recipients=("ana@northlight.example",),
    reply_to="disputes+0123456789abcdefghjkmnpqrs@northlight.example",
    staff_mail=StaffMail.APPROVAL,
)
FILE = OutgoingFile("hours 2026.csv", "text/csv", b"a,b\n\xff\x00\r\n.\r\n")


def fields(raw: bytes) -> list[tuple[str, str]]:
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ").split("\r\n")
    return [(name, value) for name, _, value in (line.partition(": ") for line in head)]


def test_a_client_mail_field_by_field() -> None:
    assert fields(compose.build(CLIENT, DATE_AT, POLICY))[:-1] == [
        ("Date", "Sun, 22 Nov 2026 11:30:05 +0100"),
        ("From", "Northlight Studio <disputes@northlight.example>"),
        ("To", "tom@harbour.example"),
        ("Subject", "Re: Invoice INV-1041 - hours [D-0042]"),
        ("Message-ID", "<a1@northlight.example>"),
        ("In-Reply-To", "<q1@harbour.example>"),
        ("References", "<q0@harbour.example> <q1@harbour.example>"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("MIME-Version", "1.0"),
    ]


def test_a_staff_mail_says_that_it_is_automatic() -> None:
    written = dict(fields(compose.build(STAFF, DATE_AT, POLICY)))
    assert written["Auto-Submitted"] == "auto-generated"
    assert written["X-Auto-Response-Suppress"] == "All"
    assert written["X-Dispute-Desk"] == "approval"
    assert written["X-Dispute-Desk-Instance"] == "i-7k2m"
    assert written["Reply-To"] == STAFF.reply_to


def test_several_staff_recipients_stand_in_one_to_field() -> None:
    mail = replace(STAFF, recipients=("ana@northlight.example", "ben@northlight.example"))
    assert [value for name, value in fields(compose.build(mail, DATE_AT, POLICY)) if name == "To"] == [
        "ana@northlight.example, ben@northlight.example"
    ]


def test_text_html_and_files_read_back() -> None:
    raw = compose.build(replace(CLIENT, files=(FILE, replace(FILE, filename="Übersicht.pdf"))), DATE_AT, POLICY)
    message = message_from_bytes(raw, policy=default)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/csv",
        "text/csv",
    ]
    files = list(message.iter_attachments())
    assert [part.get_filename() for part in files] == ["hours 2026.csv", "Übersicht.pdf"]
    assert [part.get_payload(decode=True) for part in files] == [FILE.content, FILE.content]


@pytest.mark.parametrize("text", ["Dear Tom,\n", "Dear Tom", "", "\n\n", "漢字", "漢字\n"])
def test_without_html_there_is_one_part(text: str) -> None:
    raw = compose.build(replace(CLIENT, html="", text=text), DATE_AT, POLICY)
    message = message_from_bytes(raw, policy=default)
    assert raw.endswith(b"\r\n")
    assert message.get_content_type() == "text/plain"
    assert message.get_payload(decode=True) == text.replace("\n", "\r\n").encode()


REFUSED = {
    "nobody": replace(CLIENT, recipients=()),
    "two clients": replace(CLIENT, recipients=("a@x.example", "b@x.example")),
    "line break in an address": replace(CLIENT, recipients=("tom@x.example\r\nBcc: eve@x.example",)),
    "two addresses in one": replace(CLIENT, recipients=("a@x.example,b@x.example",)),
    "a trailing space": replace(CLIENT, recipients=("a@x.example ",)),
    "a quoted local part": replace(CLIENT, recipients=('"a b"@x.example',)),
    "a Cyrillic domain": replace(CLIENT, recipients=("a@\u0445arbour.example",)),
    "a name in the sender": replace(CLIENT, sender_email="Desk <a@x.example>"),
    "a break in Reply-To": replace(STAFF, reply_to="a@x.example\nX: y"),
    "a break in the Message-ID": replace(CLIENT, message_id="a@x.example>\r\nX: <y"),
    "a client mail with an inner kind": replace(CLIENT, staff_mail=StaffMail.HINT),
    "a staff mail without one": replace(STAFF, staff_mail=None),
    "a file type with a break": replace(CLIENT, files=(replace(FILE, content_type="text/csv\r\nX: y"),)),
    "a mail as a file": replace(CLIENT, files=(replace(FILE, content_type="message/rfc822"),)),
    "a file without a name": replace(CLIENT, files=(replace(FILE, filename="\n"),)),
}


@pytest.mark.parametrize("mail", REFUSED.values(), ids=REFUSED)
def test_what_must_never_be_written(mail: Outgoing) -> None:
    with pytest.raises(DeskError):
        compose.build(mail, DATE_AT, POLICY)


def test_a_date_needs_a_zone() -> None:
    with pytest.raises(DeskError):
        compose.build(CLIENT, DATE_AT.replace(tzinfo=None), POLICY)


def test_freezing_writes_bytes_once() -> None:
    first, other = compose.freeze((QueueMail("o-1", CLIENT, DATE_AT), Hold(Reason.TOO_BIG)), POLICY)
    assert isinstance(first, QueueMail)
    assert first.raw == compose.build(CLIENT, DATE_AT, POLICY)
    assert other == Hold(Reason.TOO_BIG)
    assert compose.freeze((replace(first, mail=STAFF),), POLICY) == (replace(first, mail=STAFF),)


HOSTILE = st.lists(
    st.sampled_from(["\r\nBcc: eve@x.example", "\n", "\r", "\0", '"', "<", ">", ",", "=?utf-8?q?=0D=0AX:_y?=", "é", "漢", "\x85", "\u202e"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.sampled_from(["x" * 1200, ".", "From ", " ", "\u2028", "🙂" * 40]),
    max_size=12,
).map("".join)


@settings(max_examples=80, deadline=None)
@given(subject=HOSTILE, name=HOSTILE, text=HOSTILE, html=HOSTILE, thread=st.lists(HOSTILE, max_size=3))
def test_hostile_words_give_exactly_the_meant_fields(subject: str, name: str, text: str, html: str, thread: list[str]) -> None:
    mail = tidied(replace(CLIENT, subject=subject, sender_name=name, text=text, html=html, references=tuple(thread)))
    raw = compose.build(mail, DATE_AT, POLICY)
    assert compose.build(mail, DATE_AT, POLICY) == raw
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.replace(b"\r\n", b"").isascii()
    assert not any(control in raw.replace(b"\r\n", b"") for control in (b"\r", b"\n", b"\0"))
    message = message_from_bytes(raw, policy=default)
    optional = [header for header, there in (("References", any(map(is_message_id, thread))),) if there]
    names = ["Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", *optional]
    assert message.keys() == [*names, "X-Auto-Response-Suppress", "MIME-Version", *message.keys()[len(names) + 2 :]]
    assert str(message["To"]) == "tom@harbour.example"
    bodies = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    assert bodies == [t.replace("\n", "\r\n").encode() for t in ([mail.text, mail.html] if mail.html else [mail.text])]


@pytest.mark.parametrize("name", ["Tom, Ltd", 'He said "no"', "<eve@x.example>", "a@b.example", "Zoë 漢字", "back\\", "; b@x.example"])
def test_a_second_parser_sees_one_sender(name: str) -> None:
    message = message_from_bytes(compose.build(replace(CLIENT, sender_name=name), DATE_AT, POLICY), policy=default)
    assert message["From"].addresses == (Address(name.strip(), addr_spec="disputes@northlight.example"),)


def test_a_long_name_is_put_together_again() -> None:
    name = " ".join(["Zoë 漢字"] * 12)
    message = message_from_bytes(compose.build(replace(CLIENT, sender_name=name), DATE_AT, POLICY))
    assert str(make_header(decode_header(message["From"]))) == f"{name} <disputes@northlight.example>"
