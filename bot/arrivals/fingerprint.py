"""One hash that two copies of the same letter share, whatever the road they came."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bot.arrivals import subjects

if TYPE_CHECKING:
    from collections.abc import Iterable


_JSON = json.JSONEncoder(ensure_ascii=False)


def fingerprint(subject: str, new_text: str, attachment_hashes: Iterable[str]) -> str:
    """Hash the subject without prefixes and tags, the new words (case and blanks folded) and the attachments' sha256s (hex)."""
    parts = [subjects.bare(subject).casefold(), " ".join(new_text.casefold().split()), sorted(attachment_hashes)]
    return hashlib.sha256(_JSON.encode(parts).encode("utf-8", "replace")).hexdigest()
