from __future__ import annotations

import pytest

from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import Reason

DESK = Policy(
    desk_address="disputes@northlight.example", approvers=("ana@northlight.example",), staff=("sam@northlight.example",), instance_id="i1"
)


@pytest.mark.parametrize(
    ("header", "kind", "reason"),
    [
        ("From: disputes@northlight.example", Kind.OWN, Reason.LOOP_SELF),
        ("From: disputes+x@northlight.example", Kind.OWN, Reason.LOOP_SELF),
        ("From: a@b.example\r\nX-Dispute-Desk-Instance: i1", Kind.OWN, Reason.LOOP_SELF),
        ("From: a@b.example\r\nX-Dispute-Desk-Instance: i2", Kind.CLIENT_MAIL, None),
        ("From: a@b.example" + "\r\nReceived: x" * 26, Kind.OWN, Reason.LOOP_RATE),
        ("From: disputes@northlight.example\r\nAuto-Submitted: auto-replied", Kind.OWN, Reason.LOOP_SELF),
        ("From: a@b.example\r\nAuto-Submitted: auto-replied\r\nList-Id: <x>", Kind.AUTO_REPLY, Reason.AUTO_REPLY),
        ("From: a@b.example\r\nPrecedence: bulk\r\nList-Id: <x>", Kind.LIST, Reason.LIST_MAIL),
        ("From: a@b.example\r\nList-Unsubscribe: <x>\r\nIn-Reply-To: <q@northlight.example>", Kind.CLIENT_MAIL, None),
        ("X: no sender", Kind.HELD, Reason.FROM_MALFORMED),
        ("From: broken (\r\nAuto-Submitted: auto-replied", Kind.AUTO_REPLY, Reason.AUTO_REPLY),
        ("From: ana@northlight.example\r\nSubject: Re: [D-0042] x", Kind.APPROVER_REPLY, None),
        ("From: ana@northlight.example\r\nSubject: x", Kind.STAFF_FORWARD, Reason.FWD_UNCLEAR),
        ("From: sam@northlight.example\r\nSubject: Re: [D-0042] x", Kind.STAFF_FORWARD, Reason.FWD_UNCLEAR),
        ("From: a@b.example\r\nSubject: Re: [D-0042] x", Kind.CLIENT_MAIL, None),
        ("From: a@northlights.example", Kind.SPAM, Reason.SPAM),
    ],
)
def test_order_of_kinds(header: str, kind: Kind, reason: Reason | None) -> None:
    arrived = arrive(f"{header}\r\n\r\nThe rate is wrong.\r\n".encode(), DESK)
    assert (arrived.kind, arrived.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("more", "text", "kind"),
    [
        ("Precedence: bulk", "It is done.", Kind.AUTO_REPLY),
        ("Precedence: bulk\r\nSender: owner-suppliers@a.example", "It is done.", Kind.LIST),
        ("Precedence: junk\r\nReturn-Path: <suppliers-bounces+desk=northlight.example@a.example>", "It is done.", Kind.LIST),
        ("Precedence: bulk", "This newsletter: lamps. You receive this because you subscribed. Unsubscribe here.", Kind.LIST),
        ("Precedence: list", "It is done.", Kind.LIST),
        ("Sender: owner-suppliers@a.example", "It is done.", Kind.CLIENT_MAIL),
    ],
)
def test_bulk_mail_is_a_lists_where_it_shows_so(more: str, text: str, kind: Kind) -> None:
    raw = f"From: Tom <tom@a.example>\r\nTo: desk@northlight.example\r\nSubject: October\r\n{more}\r\n\r\n{text}\r\n"
    assert arrive(raw.encode(), Policy(desk_address="desk@northlight.example")).kind is kind
