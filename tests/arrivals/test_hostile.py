from __future__ import annotations

import pytest

from bot import journey
from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy
from tests.arrivals.hostile import MIM, TABLE, H, Hostile, plain

DESK = Policy(desk_address="disputes@northlight.example", authserv_id="mx.northlight.example")
HONEST = plain(b"Message-ID: <1@harbour.example>\r\n")


def faults(name: str, case: Hostile) -> list[str]:
    """What one mail became that it should not have, in words."""
    arrived = arrive(case.build(), DESK)
    marks = " ".join((*arrived.message.defects, *arrived.notes))
    text = f"{arrived.words.new_text}\n{arrived.message.subject}"
    found = [] if (arrived.kind, arrived.reason) == (case.kind, case.reason) else [f"{name}: {arrived.kind} {arrived.reason}"]
    found += [f"{name}: no {case.has!r}"] * (case.has not in arrived.words.new_text)
    found += [f"{name}: {case.hasnt!r} is shown"] * (case.hasnt != "" and case.hasnt in text)
    found += [f"{name}: no mark {mark}" for mark in case.marks if mark not in marks]
    found += [
        f"{name}: {attached.filename!r} may not be a name"
        for attached in arrived.message.attachments
        if set("/\\\0\u202e") & set(attached.filename)
    ]
    found += [f"{name}: the subject has lines"] * ("\n" in arrived.message.subject)
    text.encode("utf-8")
    return found


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", TABLE)
def test_table(name: str) -> None:
    assert faults(name, TABLE[name]) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", MIM)
def test_case(name: str) -> None:
    assert faults(name, MIM[name]) == []


def test_the_next_mail_is_read_as_ever() -> None:
    before = arrive(HONEST, DESK)
    for name in ("nested_multipart_1000", "from_brackets", "html_open_tags", "charset_utf-7", "lone_surrogate"):
        arrive(TABLE[name].build(), DESK)
    assert arrive(HONEST, DESK) == before


#: Small shapes that have hung, crashed or fooled some mail program; whatever they become, they are read or held.
SHAPES: dict[str, bytes] = {
    "every byte": bytes(range(256)) * 20,
    "internals": b"Parse: x\r\nHeaders_json: y\r\n__class__: z\r\n" + H + b"\r\nx",
    "authentication": b"Authentication-Results: mx.northlight.example; dkim=" + b'("' * 3_000 + b"\r\n" + H + b"\r\nx",
    "parts in parts": H
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 900,
    "mail in text": H + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + b"content-type: message/rfc822\r\n" * 20_000,
    "style": H + b"Content-Type: text/html\r\n\r\n<style>" + b"a{" * 100_000,
    "stand-in": H + b"\r\nlifted-body-0-of-this-mail\r\n" + b"x" * 100_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", SHAPES)
def test_any_shape_is_read_or_held(name: str) -> None:
    arrived = arrive(SHAPES[name], DESK)
    assert (arrived.reason is None) is (str(arrived.kind) == "client_mail")


#: One endless line of each, where an approver's words are weighed most closely.
ENDLESS = ("a", "1", "a ", "a.", "A1", "a-", '"', "x: ", "a@", "(", "<", ".", "| ", "yes. ", "no. 1 ", "9-5 ", "'", "/", "[", "excuse ")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("sign", ENDLESS)
@pytest.mark.parametrize("above", ["", "Yes\n\n-- \n", "Yes\n\nKind regards\n"])
def test_an_endless_line_in_an_approvers_reply(above: str, sign: str) -> None:
    policy = Policy(desk_address=DESK.desk_address, authserv_id=DESK.authserv_id, approvers=("ana@northlight.example",))
    head = b"From: Ana <ana@northlight.example>\r\nTo: disputes@northlight.example\r\nSubject: Re: [D-0042] may this go out?\r\n"
    body = (above + sign * (200_000 // len(sign))).replace("\n", "\r\n").encode()
    reading = journey.read(head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body, policy)
    assert reading.arrived.kind is Kind.APPROVER_REPLY
