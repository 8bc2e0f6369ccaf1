from __future__ import annotations

import pytest

from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy

DESK = Policy(desk_address="disputes@northlight.example")


@pytest.mark.parametrize(
    ("header", "body", "kind"),
    [
        (b"Return-Path: <>\r\nFrom: MAILER-DAEMON@a.example\r\nSubject: failure notice", b"user unknown", Kind.BOUNCE),
        (b"Return-Path: <>\r\nFrom: (unreadable\r\nSubject: Undelivered Mail Returned to Sender", b"550 5.1.1", Kind.BOUNCE),
        (b"From: tom@a.example\r\nSubject: Undeliverable: Re: Invoice", b"The mailbox is full. 552 5.2.2", Kind.BOUNCE),
        (
            b"Return-Path: <tom@a.example>\r\nFrom: tom@a.example\r\nSubject: delivery failure",
            b"The chairs were not delivered.",
            Kind.CLIENT_MAIL,
        ),
        (b"Return-Path: <tom@a.example>\r\nFrom: tom@a.example\r\nSubject: Undelivered goods", b"Item 3 does not exist.", Kind.CLIENT_MAIL),
    ],
)
def test_what_is_a_bounce(header: bytes, body: bytes, kind: Kind) -> None:
    assert arrive(header + b"\r\n\r\n" + body + b"\r\n", DESK).kind is kind


def test_a_forged_report_only_names_what_it_names() -> None:
    raw = (
        b"From: tom@a.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <one@northlight.example>\r\n\r\n--b--\r\n"
    )
    arrived = arrive(raw, DESK)
    assert (arrived.kind, arrived.bounced_ids) == (Kind.BOUNCE, ("one@northlight.example",))
