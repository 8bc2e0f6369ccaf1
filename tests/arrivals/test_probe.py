from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.arrivals.probe import Finding, Probed, judge, mark
from bot.arrivals.sender import server_id
from bot.sending.probe import probe
from bot.vocabulary.policy import Policy

NONCE = "0123456789abcdefghjkmnpqrs"
HOME = Policy(desk_address="disputes@corp.example", authserv_id="mx.corp.example")
GMAIL = replace(HOME, authserv_id="", trust_profile="gmail")
MICROSOFT = replace(HOME, authserv_id="", trust_profile="microsoft365")
OWN = {
    HOME: b"Authentication-Results: mx.corp.example; dmarc=fail header.from=corp.example\r\n",
    GMAIL: b"Authentication-Results: mx.google.com; spf=softfail smtp.mailfrom=disputes@corp.example\r\n",
    MICROSOFT: b"Authentication-Results: spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=corp.example; dmarc=fail action=none header.from=corp.example\r\n",
}
HOP = b"Received: from x by mx.corp.example; Tue, 6 Oct 2026 10:00:00 +0000\r\n"


def sent(policy: Policy) -> bytes:
    return probe(mark(NONCE), server_id(policy), policy, datetime(2026, 10, 6, tzinfo=UTC))


def without(raw: bytes) -> bytes:
    """What a server leaves that removes the forged field."""
    return raw.partition(b"\r\n")[2]


@pytest.mark.parametrize("policy", [HOME, GMAIL, MICROSOFT])
def test_spf_26_a_server_is_told_by_what_it_leaves(policy: Policy) -> None:
    """SPF-26: removed or renamed is proven, left in is not, and without a field of its own there is no proof."""
    raw = sent(policy)
    assert judge(OWN[policy] + HOP + raw, policy) == Probed(NONCE, Finding.SURVIVED)
    assert judge(HOP + raw, policy) == Probed(NONCE, Finding.SURVIVED)
    assert judge(OWN[policy] + HOP + without(raw), policy) == Probed(NONCE, Finding.STRIPPED)
    assert judge(OWN[policy] + HOP + b"X-Old-" + raw, policy) == Probed(NONCE, Finding.STRIPPED)
    assert judge(HOP + without(raw), policy) == Probed(NONCE, Finding.SILENT)


def test_another_mail_is_no_probe() -> None:
    assert judge(b"From: a@b.example\r\nSubject: Invoice\r\n\r\nHello\r\n", HOME) is None
    assert judge(sent(HOME).replace(b"Subject: dispute", b"Subject: "), HOME) is None
    assert judge(b"", HOME) is None
