from __future__ import annotations

from dataclasses import replace

import pytest

from bot.arrivals.gate import Field
from bot.arrivals.sender import prove
from bot.vocabulary.mail import Address, Message, Proof
from bot.vocabulary.policy import Policy

DESK = Policy(authserv_id="mx.a.example", approvers=("boss@c.example",))
ANNA = Message(from_=Address("anna@corp.example"))


def _prove(*values: str, policy: Policy = DESK, message: Message = ANNA, sender: str = "") -> Proof:
    fields = tuple(Field("received" if value == "-" else "authentication-results", value.encode()) for value in values)
    fields += (Field("sender", sender.encode()),) if sender else ()
    return prove(fields, message, policy).proof


@pytest.mark.parametrize(
    ("values", "proof"),
    [
        (["mx.a.example; dmarc=pass header.from=corp.example"], Proof.PROVEN),
        (["mx.a.example; dkim=pass header.d=corp.example", "mx.a.example; dmarc=pass header.from=corp.example"], Proof.PROVEN),
        (["other.example; dmarc=fail header.from=corp.example", "mx.a.example; dmarc=pass header.from=corp.example"], Proof.PROVEN),
        (["mx.a.example; dmarc=pass header.from=corp.example", "-", "mx.a.example; spf=pass smtp.mailfrom=x"], Proof.UNTRUSTED),
        (["mx.a.example; dmarc=fail header.from=corp.example", "mx.a.example; dmarc=pass header.from=corp.example"], Proof.UNTRUSTED),
        (["mx.a.example; dmarc=pass header.from=evil.example"], Proof.FAILED),
        (["mx.a.example; dmarc=pass"], Proof.FAILED),
        (["mx.a.example; dmarc=fail header.from=corp.example; dkim=pass header.d=corp.example"], Proof.FAILED),
        (["mx.a.example; dmarc=temperror; dkim=pass header.d=corp.example"], Proof.NONE),
        (["mx.a.example; dmarc=none; dkim=pass header.d=corp.example"], Proof.PROVEN),
        (["mx.a.example; dkim=pass header.i=@mail.corp.example"], Proof.PROVEN),
        (["mx.a.example; dkim=pass header.d=evilcorp.example"], Proof.NONE),
        (["mx.a.example; spf=pass smtp.mailfrom=bounce@corp.example"], Proof.PROVEN),
        (["mx.a.example; spf=pass smtp.mailfrom=evil.example"], Proof.NONE),
        (["mx.a.example; spf=fail smtp.mailfrom=corp.example"], Proof.FAILED),
        (["mx.a.example; auth=pass smtp.auth=anna@corp.example"], Proof.PROVEN),
        (["mx.a.example; auth=pass smtp.auth=other@corp.example"], Proof.NONE),
        (["mx.a.example; none"], Proof.NONE),
        (["mx.a.example.evil.example; dmarc=pass header.from=corp.example"], Proof.NONE),
        (["mx.a.example 2; dmarc=pass header.from=corp.example"], Proof.UNTRUSTED),
        ([], Proof.NONE),
    ],
)
def test_proof(values: list[str], proof: Proof) -> None:
    assert _prove(*values) is proof


GOOD = "mx.a.example; dmarc=pass header.from=corp.example"


def test_nothing_configured_proves_nothing() -> None:
    assert _prove(GOOD, policy=Policy()) is Proof.UNCONFIGURED


def test_dmarc_may_be_required() -> None:
    strict = replace(DESK, require_dmarc=True)
    assert _prove("mx.a.example; dkim=pass header.d=corp.example", policy=strict) is Proof.NONE


def test_another_sender_proves_nothing_unless_listed() -> None:
    assert _prove(GOOD, sender="x@evil.example") is Proof.UNTRUSTED
    assert _prove(GOOD, sender="anna@corp.example (or not") is Proof.UNTRUSTED
    assert _prove(GOOD, sender="Boss <boss@c.example>") is Proof.PROVEN
    assert _prove(GOOD, sender="Anna@CORP.example") is Proof.PROVEN


def test_no_strict_from_proves_nothing() -> None:
    assert _prove(GOOD, message=Message()) is Proof.NONE


def test_profiles() -> None:
    microsoft = Policy(trust_profile="microsoft365")
    plain = "spf=pass smtp.mailfrom=corp.example; dmarc=pass action=none header.from=corp.example"
    assert _prove(plain, policy=microsoft) is Proof.PROVEN
    assert _prove(plain, "-", plain, policy=microsoft) is Proof.UNTRUSTED
    assert _prove("mx.google.com; dmarc=pass header.from=corp.example", policy=Policy(trust_profile="gmail")) is Proof.PROVEN
