"""Collects what may name a token or a case: plus-tags, thread ids, `ref:` lines, case tags. Claims only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.arrivals import address, subjects
from bot.vocabulary.mail import Carriers

if TYPE_CHECKING:
    from bot.arrivals.parse import Parts
    from bot.vocabulary.mail import Message

_RECIPIENT_FIELDS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to")
#: 26 characters of Crockford base32, as `Mint.token` writes them.
_TOKEN = re.compile(r"[0-9a-hjkmnp-tv-z]{26}", re.ASCII)
_REF = re.compile(r"(?:^|[\s>|(\[*])ref:[ \t\xa0]{0,5}([0-9A-Za-z]{26})(?![0-9A-Za-z])", re.IGNORECASE)
_MAX = 20


def collect(parts: Parts, message: Message, desk_address: str) -> Carriers:
    """Read all carriers of one mail; `desk_address` is our own, lower case."""
    return Carriers(
        tags=_tags(parts, desk_address),
        message_ids=tuple(dict.fromkeys((*message.in_reply_to, *message.references))),
        refs=_refs(message.text),
        case_tags=subjects.case_tags(message.subject),
    )


def _refs(text: str) -> tuple[str, ...]:
    """Tokens of `ref:` lines; most mails have none, so what stands before colons is looked at first."""
    if not any(piece[-3:].lower() == "ref" for piece in text.split(":")[:-1]):
        return ()
    return tuple(dict.fromkeys(ref.lower() for ref in _REF.findall(text)))[:_MAX]


def _tags(parts: Parts, desk_address: str) -> tuple[str, ...]:
    local, _, domain = desk_address.lower().rpartition("@")
    found: list[str] = []
    for values in filter(None, map(parts.values, _RECIPIENT_FIELDS)):
        for one in address.lenient(values) if any(b"+" in value for value in values) else ():
            mailbox, _, host = one.email.rpartition("@")
            base, plus, tag = mailbox.partition("+")
            if plus and host == domain and base == local:
                found.append(tag)
    return tuple(dict.fromkeys(found))[:_MAX]


def answers_request(carriers: Carriers, desk_address: str) -> bool:
    """Whether some carrier has the shape of a request's token or id."""
    domain = desk_address.lower().rpartition("@")[2]
    return (
        any(_TOKEN.fullmatch(tag) for tag in carriers.tags)
        or any(_TOKEN.fullmatch(ref) for ref in carriers.refs)
        or any(one.startswith("a.") and one.lower().endswith(f"@{domain}") for one in carriers.message_ids)
    )
