"""A mail taken apart for a dossier: its attachments under harmless names, and whether it quotes what could approve a draft."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import compat32
from typing import TYPE_CHECKING

from bot.summary.wording import safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

#: An approval token where it can be used: 26 characters of Crockford base32 in a plus-address or a `ref:` line.
_TOKEN = re.compile(rb"(?:\+|ref:[ \t\xa0\xc2]{0,8})[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])", re.IGNORECASE)
_FOLDED = re.compile(rb"=\r?\n|\r?\n[> \t|]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")
#: Longest file name kept; its ending survives.
_NAME_MAX = 60
#: What reading a part can do wrong: names and encodings in mails are outside text.
_UNREADABLE = (LookupError, ValueError, RecursionError, TypeError, AttributeError)


def attachments(raw: bytes) -> list[tuple[str, bytes]]:
    """Return (harmless file name, content) of each attachment; one that cannot be read is left in the mail only."""
    found = []
    for part in _leaves(raw):
        try:
            named = part.get_filename()
            attached = named or part.get_content_disposition() == "attachment"
            content = part.get_payload(decode=True) if attached else None
        except _UNREADABLE:
            continue
        if isinstance(content, bytes):
            found.append((file_name(str(named or "unnamed")), content))
    return found


def file_name(name: str) -> str:
    """Return a name without folders, control characters or leading dots, at most 60 characters; the ending is kept."""
    last = re.split(r"[/\\]", safe(name[-300:], 400))[-1]
    plain = _UNSAFE.sub("_", last).strip(" .") or "unnamed"
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= _NAME_MAX else f"{(stem if dot else ending)[: _NAME_MAX - 10]}{dot}{ending[:8] if dot else ''}"


def holds_token(raw: bytes) -> bool:
    """Return whether a mail quotes a request to an approver: in its bytes or in what its parts decode to, folded lines joined."""
    return any(_TOKEN.search(text) or _TOKEN.search(_FOLDED.sub(b"", text)) for text in _texts(raw))


def _texts(raw: bytes) -> Iterator[bytes]:
    yield raw
    for part in _leaves(raw):
        try:
            content = part.get_payload(decode=True)
        except _UNREADABLE:
            continue
        if isinstance(content, bytes):
            yield content
            yield content.replace(b"\0", b"")  # UTF-16


def _leaves(raw: bytes) -> list[Message]:
    try:
        return [part for part in message_from_bytes(raw, policy=compat32).walk() if not part.is_multipart()]
    except _UNREADABLE:
        return []
