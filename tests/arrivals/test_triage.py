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
