from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy

if TYPE_CHECKING:
    from bot.vocabulary.mail import Original
    from bot.vocabulary.reading import Arrived

CASES = Path(__file__).parent / "cases"
NAMES = sorted(folder.name for folder in CASES.iterdir())
DESK = Policy(
    desk_name="Northlight Disputes",
    desk_address="disputes@northlight.example",
    approvers=("ana@northlight.example",),
    staff=("sam@northlight.example",),
    authserv_id="mx.northlight.example",
    instance_id="inst-1",
)


def _seen(arrived: Arrived) -> dict[str, Any]:
    """An answer in the words of expected.json."""
    message, carried = arrived.message, arrived.carriers
    return {
        "kind": str(arrived.kind),
        "reason": str(arrived.reason) if arrived.reason else None,
        "trust": str(arrived.trust.proof),
        "subject": message.subject,
        "message_id": message.message_id,
        "new_text": arrived.words.new_text,
        "context": [[pair.quoted, pair.answer] for pair in arrived.words.context],
        "tags": list(carried.tags),
        "refs": list(carried.refs),
        "case_tags": list(carried.case_tags),
        "bounced_ids": list(arrived.bounced_ids),
        "failed": list(arrived.failed_recipients),
        "attachments": [one.filename for one in message.attachments],
    }


def _original(original: Original) -> dict[str, Any]:
    return {
        "from": original.from_.email if original.from_ else None,
        "subject": original.subject,
        "words": original.words.new_text,
        "remark": original.remark,
        "attached": original.attached,
        "message_id": original.message_id,
    }


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    arrived = arrive((CASES / name / "mail.eml").read_bytes(), DESK)
    expected = json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))
    wanted_original = expected.pop("original", "any")
    if wanted_original is None:
        assert arrived.original is None
    elif wanted_original != "any":
        assert arrived.original is not None
        seen_original = _original(arrived.original)
        assert {key: seen_original[key] for key in wanted_original} == wanted_original
    haystacks = {
        "new": arrived.words.new_text,
        "quoted": arrived.words.quoted_text,
        "signature": arrived.words.signature,
        "notes": arrived.notes,
    }
    for key in [key for key in expected if key.rpartition("_")[2] in {"has", "hasnt"}]:
        where, _, how = key.rpartition("_")
        for text in expected.pop(key):
            assert (text in haystacks[where]) is (how == "has"), (key, text, haystacks[where])
    seen = _seen(arrived)
    assert {key: seen[key] for key in expected} == expected


HEADER = b"From: Tom <tom@harbour.example>\r\nSubject: s\r\n"
STRUCTURED = st.lists(
    st.sampled_from(
        [
            b"From: a@b.example\r\n",
            b"Content-Type: multipart/mixed; boundary=b\r\n",
            b"Content-Type: text/html; charset=utf-7\r\n",
            b"Content-Type: message/rfc822\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"Subject: =?utf-8?b?//8=?=\r\n",
            b"Authentication-Results: mx.northlight.example; dkim=(\r\n",
            b"\r\n",
            b"--b\r\n",
            b"--b--\r\n",
            b"> quoted\r\n",
            b"On 1 Oct 2026 10:10, a@b.example wrote:\r\n",
            b"From: x <x@y.example>\r\nSent: 1\r\nSubject: z\r\n",
            b"---------- Forwarded message ---------\r\n",
            b"Kind regards\r\n",
            b"<div style=display:none>x<blockquote>\r\n",
            b"\xff\x00\xe9\r\n",
        ]
    ),
    max_size=40,
).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(raw=st.one_of(st.binary(max_size=400), STRUCTURED, STRUCTURED.map(lambda body: HEADER + body)))
def test_any_bytes_give_a_value(raw: bytes) -> None:
    arrived = arrive(raw, Policy(authserv_id="mx.northlight.example"))
    assert arrived.kind in Kind
    assert (arrived.kind is not Kind.HELD) or arrived.reason is not None
    for text in (arrived.message.subject, arrived.message.text, *arrived.message.defects):
        text.encode("utf-8")
        assert "\x00" not in text
    assert "\n" not in arrived.message.subject


def test_same_letter_same_fingerprint() -> None:
    one = arrive(HEADER + b"Message-ID: <1@a.example>\r\n\r\nThe rate  is wrong.\r\n", DESK)
    two = arrive(b"Received: x\r\nFrom: Tom <tom@harbour.example>\r\nSubject: Re: S [D-0042]\r\n\r\nthe rate is\r\nwrong.\r\n", DESK)
    other = arrive(HEADER + b"\r\nThe rate is right.\r\n", DESK)
    assert one.fingerprint == two.fingerprint != other.fingerprint
