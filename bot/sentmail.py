"""What our people sent from the desk's own mailbox: everything in the sent folder but the desk's own mails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.contract import Store
    from bot.vocabulary.doors import Arrival

_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,900})>", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")


def by_people(arrivals: Sequence[Arrival], store: Store) -> tuple[Arrival, ...]:
    """Return the arrivals that are no copies of what this desk sent, known by their Message-IDs; the others need not be kept again."""
    ids = {arrival.key: _message_id(arrival.raw) for arrival in arrivals}
    unknown = set(store.unknown_ids([one for one in ids.values() if one]))
    return tuple(arrival for arrival in arrivals if not ids[arrival.key] or ids[arrival.key] in unknown)


def _message_id(raw: bytes) -> str:
    end = _HEADER_END.search(raw)
    found = _ID.search(raw, 0, end.start() if end else len(raw))
    return found[1].decode("ascii", "replace") if found else ""
