"""Tells delivery reports from letters, and which of our mails and which addresses they name."""

from __future__ import annotations

import email
import re
from email.errors import MessageError
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

from bot.arrivals import address, encoded, headers, subjects
from bot.arrivals.phrases import BOUNCE_PHRASES, BOUNCE_SUBJECTS, DAEMONS

if TYPE_CHECKING:
    from bot.arrivals.parse import Parts
    from bot.vocabulary.mail import Message

#: flufl.bounce runs regular expressions over the whole text: it gets no more than this.
_MAX_SCAN = 64 * 1024
_MAX_NAMED = 20
_ASCII = bytes(code if code < 128 else 63 for code in range(256))  # noqa: PLR2004 - ASCII ends there; 63 is "?"
_FINAL = re.compile(
    rb"^(?:final|original)-recipient[ \t]{0,5}:[ \t]{0,5}(?:rfc822[ \t]{0,5};)?[ \t]{0,5}<?([^\s<>;]{1,254})", re.IGNORECASE | re.MULTILINE
)
#: Titles that only servers give, for reports that lost their empty return path on the way.
_PLAIN_TITLES = (
    "undeliverable:",
    "undelivered mail returned",
    "mail delivery failed",
    "delivery status notification",
    "unzustellbar:",
    "non remis :",
    "no se puede entregar:",
)
_SERVER_WORDS = re.compile(r"\b[45]\.\d\.\d|\b55\d\b|mailbox is full|recipients or groups|user unknown|does not exist|postmaster")
_ID = re.compile(r"^message-id[ \t]{0,5}:\s{0,5}<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)


def is_bounce(parts: Parts, message: Message, text: str) -> bool:
    """Whether a mail server wrote it because a mail of ours did not arrive (or is late)."""
    report = next((value for value in parts.values("content-type")[:1]), b"").lower()
    if "message/delivery-status" in parts.kinds or b"report-type=delivery-status" in report or b'report-type="delivery-status"' in report:
        return True
    null_path = any(value.strip() == b"<>" for value in parts.values("return-path"))
    writer = message.from_.email if message.from_ else _loose_from(parts)
    daemon = writer.partition("@")[0] in DAEMONS or parts.first("x-failed-recipients") != b""
    subject = subjects.bare(message.subject).casefold()
    titled = subject.startswith(BOUNCE_SUBJECTS)
    if not (null_path or daemon or titled):
        return False
    head = text[:4000].casefold()
    worded = any(phrase in head for phrase in BOUNCE_PHRASES)
    plain = subject.startswith(_PLAIN_TITLES) and _SERVER_WORDS.search(head) is not None
    return plain or (daemon and (titled or worded or null_path)) or (null_path and titled) or (null_path and worded and _short(text))


def _short(text: str) -> bool:
    """A server's notice has few own words; a client who writes about undelivered goods from a null path does not exist."""
    return len(text) < 20_000  # noqa: PLR2004 - with the original quoted


def _loose_from(parts: Parts) -> str:
    found = address.lenient(parts.values("from")[:1])
    if found:
        return found[0].email
    return encoded.decode_text(parts.first("from")).strip(" <>").lower()


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
        found = _scan(_tame(parts, raw))
    normal = (address.normal(one.strip().strip("<>")) for one in found)
    return tuple(dict.fromkeys(one for one in normal if one))[:_MAX_NAMED]


def _tame(parts: Parts, raw: bytes) -> bytes:
    """The report as flufl.bounce can bear it: ASCII, one readable From, bounded; it logs a traceback for anything else."""
    writer = address.normal(_loose_from(parts)) or "postmaster@unknown.invalid"
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
