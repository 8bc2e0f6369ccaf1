"""One hash that two copies of the same letter share, whatever the road they came."""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from bot.arrivals import subjects

if TYPE_CHECKING:
    from collections.abc import Iterable


def fingerprint(subject: str, new_text: str, attachment_hashes: Iterable[str]) -> str:
    """Hash the subject without prefixes and tags, the new words (case and blanks folded) and the attachments' sha256s (hex)."""
    texts = (subjects.bare(subject).casefold(), " ".join(new_text.casefold().split()))
    title, words = map(encode_basestring, texts)
    files = ", ".join(map(encode_basestring, sorted(attachment_hashes)))
    # what `json.dumps` makes of them in a list; an encoder of its own takes longer than to write the brackets
    return hashlib.sha256(f"[{title}, {words}, [{files}]]".encode("utf-8", "replace")).hexdigest()
