"""Header fields as plain data: addresses, subject, date, message ids; one rule for duplicates: the first counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from bot.arrivals import address, encoded
from bot.vocabulary.mail import Message

if TYPE_CHECKING:
    from bot.arrivals.body import Body
    from bot.arrivals.parse import Parts
    from bot.vocabulary.mail import Address

#: Message ids kept per field, and the longest one that is believed.
_MAX_IDS = 100
_MAX_ID = 500
_ID = re.compile(r"<([^<>\s]{1,500})>")
_ONCE = ("subject", "to", "cc", "date", "content-type", "message-id", "in-reply-to", "reply-to", "sender")
_YEARS = (1990, 2200)


def message(parts: Parts, body: Body, identity: Address | None) -> Message:
    """Build the parsed view of one mail; `identity` is the strict From."""
    defects = parts.defects
    sender = address.lenient(parts.values("sender")[:1], defects)
    subject = encoded.decode_text(parts.first("subject"), defects)[:1000]
    ids = message_ids(parts.values("message-id")[:1])
    return Message(
        from_=identity,
        sender=sender[0] if sender else None,
        reply_to=address.lenient(parts.values("reply-to")[:1], defects),
        to=address.lenient(parts.values("to"), defects),
        cc=address.lenient(parts.values("cc"), defects),
        subject=subject,
        date_at=date(parts.first("date")),
        message_id=ids[0] if ids else None,
        in_reply_to=message_ids(parts.values("in-reply-to")[:1]),
        references=message_ids(parts.values("references")[:1]),
        text=body.text,
        other_text=body.other,
        attachments=tuple(body.attachments),
        received_count=len(parts.values("received")),
        defects=tuple(sorted(defects | {f"duplicate_{name}" for name in parts.repeated(_ONCE)})),
    )


def message_ids(values: list[bytes]) -> tuple[str, ...]:
    """Read `<id> <id>` without brackets; an id written bare counts where nothing is in brackets."""
    found: list[str] = []
    for value in values:
        text = encoded.decode_text(value[: 8 * 1024])
        ids = _ID.findall(text) or [word for word in text.split() if "@" in word and "<" not in word and len(word) <= _MAX_ID]
        found += ids[:_MAX_IDS]
    return tuple(dict.fromkeys(found))


def date(raw: bytes) -> datetime | None:
    """Read an RFC 5322 date as an aware time, None when it is missing, wrong or outside 1990-2199."""
    text = encoded.decode_text(raw[:200])
    try:
        at = parsedate_to_datetime(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at if _YEARS[0] <= at.year < _YEARS[1] and at.astimezone(UTC) else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
