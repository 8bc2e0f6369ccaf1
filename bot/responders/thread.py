"""Keeps the answer in the client's thread: In-Reply-To and References from ids that are safe to repeat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from bot.vocabulary.mail import Message, Original
    from bot.vocabulary.reading import Arrived

MAX_REFERENCES = 10
#: A msg-id without brackets: printable ASCII, one @, nothing that could end or fold a header.
_ID = re.compile(r"[!-;=?A-~]{1,120}@[!-;=?A-~]{1,120}")


def _answered(arrived: Arrived) -> Message | Original:
    """The mail that is answered: the one inside only where a colleague forwards it."""
    return arrived.original if arrived.original and arrived.kind is Kind.STAFF_FORWARD else arrived.message


def parent(arrived: Arrived) -> str:
    """Return the Message-ID of the client's mail (the original's in a forward), "" if it has none that is safe."""
    found = _answered(arrived).message_id
    return found if found and _ID.fullmatch(found) else ""


def references(arrived: Arrived) -> tuple[str, ...]:
    """Return the thread so far, oldest first, at most ten: the first id and the newest ones, ending with the parent."""
    source = _answered(arrived)
    known = (*source.references, *(() if source.references else source.in_reply_to[:1]), parent(arrived))
    ids = tuple(dict.fromkeys(item for item in known if _ID.fullmatch(item)))
    return ids if len(ids) <= MAX_REFERENCES else (ids[0], *ids[1 - MAX_REFERENCES :])
