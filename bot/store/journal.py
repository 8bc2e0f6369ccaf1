"""The chain of evidence as pure functions: canonical JSON, the hash of an entry, one step of verifying."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bot.store.codec import clean, stamp
from bot.vocabulary.accounts import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: `prev_hash` of the first entry.
GENESIS = "0" * 64


def canonical(value: object) -> str:
    """Return the one JSON spelling that is hashed: sorted keys, no spaces, UTF-8 letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_text(text: str) -> str:
    """Return the hex sha256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(entry: JournalEntry) -> str:
    """Return the hash that the entry must have: TRUST's six fields in canonical JSON."""
    return sha256_text(
        canonical(
            {
                "seq": entry.seq,
                "prev_hash": entry.prev_hash,
                "at": entry.at,
                "kind": entry.kind,
                "case": entry.case_id,
                "content_sha256": entry.content_sha256,
            }
        )
    )


def link(head: tuple[int, str], kind: str, case_id: str | None, content: Mapping[str, object], now: datetime) -> JournalEntry:
    """Return the entry that follows `head` (sequence number and hash of the last one)."""
    text = clean(canonical(content))
    draft = JournalEntry(
        seq=head[0] + 1,
        at=stamp(now),
        kind=kind,
        case_id=case_id,
        content=text,
        content_sha256=sha256_text(text),
        prev_hash=head[1],
        entry_hash="",
    )
    return JournalEntry(
        draft.seq, draft.at, kind, case_id, text, draft.content_sha256, draft.prev_hash, entry_hash(draft)
    )


def fault(head: tuple[int, str], entry: JournalEntry) -> str | None:
    """Return what is wrong with an entry that should follow `head`, in one sentence, or None."""
    if entry.seq != head[0] + 1:
        return f"journal entry {head[0] + 1} is missing: entry {entry.seq} follows {head[0]}"
    if entry.prev_hash != head[1]:
        return f"journal entry {entry.seq} does not follow from entry {head[0]}"
    if entry.entry_hash != entry_hash(entry):
        return f"journal entry {entry.seq} was changed after it was written"
    if entry.content is not None and sha256_text(entry.content) != entry.content_sha256:
        return f"the content of journal entry {entry.seq} was changed after it was written"
    return None
