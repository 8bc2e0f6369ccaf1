"""Reads a delivery report: which of our mails it returns, and which addresses could not be reached; claims only."""

from __future__ import annotations

import email
import re
from email.errors import MessageError
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

from bot.arrivals import address, bounce, encoded, headers
from bot.arrivals.parse import leaf_text

if TYPE_CHECKING:
    from bot.arrivals.parse import Parts

#: flufl.bounce runs regular expressions over the whole text: it gets no more than this.
_MAX_SCAN = 64 * 1024
_MAX_NAMED = 20
_ASCII = bytes(code if code < 128 else 63 for code in range(256))  # noqa: PLR2004 - ASCII ends there; 63 is "?"
_FINAL = re.compile(
    rb"^(?:final|original)-recipient[ \t]{0,5}:[ \t]{0,5}(?:rfc822[ \t]{0,5};)?[ \t]{0,5}<?([^\s<>;]{1,254})", re.IGNORECASE | re.MULTILINE
)
_LINE = re.compile(r"^[ \t>*-]{0,12}<?([\w.+=-]{1,64}@[\w.-]{1,190}\w)>?[ \t]{0,9}(?:$|[:;,(])", re.MULTILINE)
_MAX_PROSE = 4000
_ID = re.compile(r"^message-id[ \t]{0,5}:\s{0,5}<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)


def named_ids(parts: Parts) -> tuple[str, ...]:
    """Message-IDs of the mails a report returns: of attached ones, of header-only parts, of quoted text."""
    found: list[str] = []
    for mail in parts.mails:
        found += headers.message_ids(mail.values("message-id")[:1])
    for leaf in parts.leaves:
        if leaf.kind in {"text/rfc822-headers", "text/plain", "message/delivery-status", "text/html"}:
            found += _ID.findall(leaf.data[:_MAX_SCAN].decode("utf-8", "replace"))
    found += headers.message_ids(parts.values("in-reply-to")[:1])
    found += headers.message_ids(parts.values("references")[:1])
    return tuple(dict.fromkeys(found))[:_MAX_NAMED]


def failed(parts: Parts, raw: bytes) -> tuple[str, ...]:
    """Addresses that a report says could not be reached, lower case."""
    found = [
        match.decode("ascii", "replace")
        for leaf in parts.leaves
        if leaf.kind == "message/delivery-status"
        for match in _FINAL.findall(leaf.data[:_MAX_SCAN])
    ]
    if not found:
        found = encoded.decode_text(parts.first("x-failed-recipients")).split(",")
    if not any(found):
        found = _scan(_tame(parts, raw)) or _listed(parts)
    normal = (address.normal(one.strip().strip("<>")) for one in found)
    return tuple(dict.fromkeys(one for one in normal if one))[:_MAX_NAMED]


def _listed(parts: Parts) -> list[str]:
    """Addresses that begin a line of the report's prose; not those the report itself comes from or goes to."""
    prose = next((leaf for leaf in parts.leaves if leaf.kind == "text/plain"), None)
    own = {one.email for one in address.lenient([*parts.values("from"), *parts.values("to")])}
    named = _LINE.findall(leaf_text(prose, set())[:_MAX_PROSE]) if prose else []
    return [one for one in named if one.lower() not in own]


def _tame(parts: Parts, raw: bytes) -> bytes:
    """The report as flufl.bounce can bear it: ASCII, one readable From, bounded; it logs a traceback for anything else."""
    writer = address.normal(bounce.writer(parts)) or "postmaster@unknown.invalid"
    header, _, body = raw[:_MAX_SCAN].translate(_ASCII).partition(b"\n\n")
    kept = [line for line in header.split(b"\n") if not line.startswith((b"from:", b" ", b"\t"))]
    return b"\n".join([b"from: " + writer.encode("ascii"), *kept, b"", body])


def _scan(raw: bytes) -> list[str]:
    """Ask flufl.bounce, which knows the prose of many servers."""
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw[:_MAX_SCAN]))
    except (MessageError, RecursionError, LookupError, ValueError, AttributeError, TypeError, AssertionError):
        return []
    return sorted(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in {*temporary, *permanent})
