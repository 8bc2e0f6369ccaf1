from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.arrivals.read import arrive
from bot.vocabulary.mail import Proof
from bot.vocabulary.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.vocabulary.mail import Trust

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
NAME = "s1._domainkey.northlight.example"
POLICY = Policy(
    desk_address="disputes@northlight.example", approvers=("ana@northlight.example",), dkim_records=((NAME, f"v=DKIM1; k=rsa; p={PUBLIC}"),)
)
ALL = [b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"content-type", b"mime-version"]
MAIL = (
    b"From: Ana Lopes <ana@northlight.example>\r\nTo: disputes+00000000000000000000000000@northlight.example\r\nSubject: Re: [D-0001]\r\n"
    b"Date: Tue, 6 Oct 2026 10:00:00 +0000\r\nMessage-ID: <1@northlight.example>\r\nIn-Reply-To: <a.x@northlight.example>\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nApprove\r\n"
)


def signed(raw: bytes = MAIL, domain: bytes = b"northlight.example", fields: list[bytes] | None = None, **more: object) -> bytes:
    import dkim  # noqa: PLC0415 - only where the extra is

    return bytes(dkim.sign(raw, b"s1", domain, PEM, include_headers=fields or ALL, **more)) + raw


def trust(raw: bytes, policy: Policy = POLICY) -> Trust:
    return arrive(raw, policy).trust


def test_a_signature_of_froms_own_domain_proves_it_where_no_server_says_anything() -> None:
    assert (trust(signed()).proof, trust(signed()).method) == (Proof.PROVEN, "dkim")
    assert trust(b"Received: from a by b; Tue, 6 Oct 2026 10:00:01 +0000\r\n" + signed()).proven
    named = Policy(**{**{name: getattr(POLICY, name) for name in POLICY.__slots__}, "authserv_id": "mx.northlight.example"})
    assert trust(signed(), named).proven
    assert trust(b"Authentication-Results: mx.northlight.example; dmarc=none\r\n" + signed(), named).proven
    for against in (b"dmarc=fail header.from=northlight.example", b"dmarc=temperror", b"dmarc=pass header.from=evil.example"):
        assert not trust(b"Authentication-Results: mx.northlight.example; " + against + b"\r\n" + signed(), named).proven, against
    strict = Policy(**{**{name: getattr(POLICY, name) for name in POLICY.__slots__}, "require_dmarc": True})
    assert not trust(signed(), strict).proven


UNSIGNED: dict[str, Callable[[], bytes]] = {
    "no signature": lambda: MAIL,
    "changed words": lambda: signed().replace(b"\r\n\r\nApprove", b"\r\n\r\nReject"),
    "words added": lambda: signed() + b"more\r\n",
    "SPF-20: words added behind l=": lambda: signed(length=True) + b"more\r\n",
    "SPF-20: l= alone": lambda: signed(length=True),
    "another domain": lambda: signed(domain=b"evil.example"),
    "a subdomain": lambda: signed(domain=b"mail.northlight.example"),
    "To is not signed": lambda: signed(fields=[name for name in ALL if name != b"to"]),
    "In-Reply-To is not signed": lambda: signed(fields=[name for name in ALL if name != b"in-reply-to"]),
    "Content-Type is not signed": lambda: signed(fields=[name for name in ALL if name != b"content-type"]),
    "another request is answered": lambda: signed().replace(b"<a.x@", b"<a.y@"),
    "a second To": lambda: b"To: disputes+11111111111111111111111111@northlight.example\r\n" + signed(),
    "a second Content-Type": lambda: b'Content-Type: text/plain; charset="utf-7"\r\n' + signed(),
    "a Cc put in": lambda: b"Cc: disputes+11111111111111111111111111@northlight.example\r\n" + signed(),
    "another From": lambda: signed().replace(b"ana@northlight.example>", b"ben@northlight.example>", 1),
    "nonsense": lambda: b"DKIM-Signature: v=1; a=rsa-sha256; d=northlight.example; s=s1; h=from; bh=!; b=!\r\n" + MAIL,
    "half a field": lambda: b"DKIM-Signature: ;;;=\r\n" + MAIL,
    "a hundred signatures": lambda: b"DKIM-Signature: v=1; d=northlight.example; s=s1\r\n" * 100 + signed(),
}


@pytest.mark.parametrize("make", UNSIGNED.values(), ids=UNSIGNED)
def test_anything_less_proves_nothing(make: Callable[[], bytes]) -> None:
    assert not trust(make()).proven


def test_without_a_record_nothing_is_looked_up_and_nothing_proven() -> None:
    for records in ((), (("s2._domainkey.northlight.example", f"v=DKIM1; p={PUBLIC}"),), ((NAME, "v=DKIM1; p="),), ((NAME, "nonsense"),)):
        policy = Policy(desk_address=POLICY.desk_address, approvers=POLICY.approvers, dkim_records=records)
        assert not trust(signed(), policy).proven
