"""The chain of evidence as pure functions: canonical JSON, the hash of an entry, one step of verifying."""

from __future__ import annotations

import hashlib
import json
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any

from bot.store.codec import clean, stamp
from bot.vocabulary.accounts import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

#: `prev_hash` of the first entry.
GENESIS = "0" * 64


def canonical(value: object) -> str:
    """Return the one JSON spelling that is hashed: sorted keys, no spaces, UTF-8 letters as they are."""
    return _CANONICAL.encode(value)


#: What is written is made of values and never holds itself: that is not looked for.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)


def sha256_text(text: str) -> str:
    """Return the hex sha256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(entry: JournalEntry) -> str:
    """Return the hash that the entry must have: TRUST's six fields in canonical JSON."""
    return _hash_of(entry.seq, entry.prev_hash, entry.at, entry.kind, entry.case_id, entry.content_sha256)


def _hash_of(seq: int, prev_hash: str, at: str, kind: str, case_id: str | None, content_sha256: str) -> str:
    case = "null" if case_id is None else _quoted(case_id)
    fields = f'"at":{_quoted(at)},"case":{case},"content_sha256":{_quoted(content_sha256)},"kind":{_quoted(kind)}'
    return sha256_text(f'{{{fields},"prev_hash":{_quoted(prev_hash)},"seq":{seq}}}')  # the canonical JSON, written out


def link(head: tuple[int, str], kind: str, case_id: str | None, content: Mapping[str, object], now: datetime) -> JournalEntry:
    """Return the entry that follows `head` (sequence number and hash of the last one)."""
    text = clean(canonical(content))
    seq, at, content_sha256 = head[0] + 1, stamp(now), sha256_text(text)
    hashed = _hash_of(seq, head[1], at, kind, case_id, content_sha256)
    return JournalEntry(seq, at, kind, case_id, text, content_sha256, head[1], hashed)


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


def approves(entry: JournalEntry, draft_id: str, approved_hash: str) -> bool:
    """Return whether an entry says that this draft was approved with this hash."""
    if entry.kind != "approval" or entry.content is None:
        return False
    content = json.loads(entry.content)
    return bool(approved_hash) and content.get("draft_id") == draft_id and content.get("approved_hash") == approved_hash


#: Kinds of entries that say whether an answer may leave.
LEAVING = ("draft_reply", "agree", "approval", "send_data", "send_deferred", "resend")


def clears(entries: Iterable[JournalEntry], draft_id: str, approved_hash: str, outbox_id: str) -> bool:
    """Return whether a case's sound entries, in order, let an answer go: its draft was made with this very hash, approved in the name
    of people who each said yes to it, and is not handed over already unless a person had it sent again.
    """
    made = approved = gone = False
    agreed: set[str] = set()
    for entry in entries:
        told = json.loads(entry.content) if entry.content else {}
        match entry.kind:
            case "draft_reply":
                draft = told.get("draft", {})
                made = made or (draft.get("id"), draft.get("hash")) == (draft_id, approved_hash)
            case "agree" if (told.get("draft_id"), told.get("draft_hash")) == (draft_id, approved_hash):
                agreed.add(told.get("by", ""))
            case "approval" if approves(entry, draft_id, approved_hash):
                *others, _who_decided = told.get("by", "").split(" and ")
                approved = approved or (made and agreed.issuperset(others))
            case "send_data" | "send_deferred" | "resend" if told.get("outbox_id") == outbox_id:
                gone = entry.kind == "send_data"
    return approved and not gone


class Verifier:
    """Walks the chain from its first entry, then compares mails and outgoing mails with what the entries said of them."""

    def __init__(self, heads: Sequence[str] = (), head: tuple[int, str] = (0, GENESIS)) -> None:
        """Start behind `head`; `heads` are hashes, or beginnings of them, that the chain must contain."""
        self.head = head
        self.broken: str | None = None
        self._wanted = [wanted for wanted in heads if not head[1].startswith(wanted)]
        self._erased: set[int] = set()
        self._allowed: set[int] = set()
        self._gone_bytes: set[str] = set()
        self._gone_letters: dict[str, str] = {}
        self._from_start = head[0] == 0
        self._mails: dict[int, str] = {}
        self._outgoing: dict[str, str] = {}

    def entry(self, entry: JournalEntry) -> None:
        """Take the next entry; the first fault stays in `broken`."""
        if self.broken is not None:
            return
        self.broken = fault(self.head, entry)
        self.head = (entry.seq, entry.entry_hash)
        if self._wanted:
            self._wanted = [wanted for wanted in self._wanted if not entry.entry_hash.startswith(wanted)]
        if entry.content is None:
            self._erased.add(entry.seq)
        elif self.broken is None and entry.kind in _WITNESSES:
            self._remember(entry.kind, json.loads(entry.content))

    def length(self, last: int) -> None:
        """Compare with the highest number ever given to an entry: a cut tail is seen unless that was set back too."""
        if self.broken is None and last != self.head[0]:
            self.broken = f"the journal ends with entry {self.head[0]}, but entry {last} was written"
        if self.broken is None and self._wanted:
            self.broken = f"no journal entry has the hash {self._wanted[0]}: the journal was cut or rewritten after that head was printed"

    @property
    def first_witnessed(self) -> tuple[int | None, str | None]:
        """The first kept mail and the first outgoing mail that the entries walked tell of."""
        return next(iter(self._mails), None), next(iter(self._outgoing), None)

    def whole(self, sha256: str, raw: bytes) -> bool:
        """Return whether kept bytes are those of their hash, or gone by an erasure that the journal tells of."""
        return hashlib.sha256(raw).hexdigest() == sha256 or (raw == b"" and sha256 in self._gone_bytes)

    def mail(self, mail_id: int, sha256: str) -> str | None:
        """Return what is wrong with a kept mail."""
        if self._mails.pop(mail_id, None) != sha256:
            return f"mail {mail_id} is not the one that the journal says was kept"
        return None

    def outgoing(self, outbox_id: str, claimed: str, whole: str | None, *, erasable: bool) -> str | None:
        """Return what is wrong with an outgoing mail: its kept hash, and that of its bytes (None: they are gone)."""
        gone = self._gone_letters.get(outbox_id)
        if (self._outgoing.pop(outbox_id, None) or gone) != claimed:
            return f"outgoing mail {outbox_id} is not the one that the journal says was queued"
        if whole != claimed and not (whole is None and (erasable or gone)):
            return f"the bytes of outgoing mail {outbox_id} were changed after they were queued"
        return None

    def missing(self) -> str | None:
        """Return what the journal knows and the tables have lost; call it last."""
        if self._mails:
            return f"mail {min(self._mails)} was kept and is missing"
        if self._outgoing:
            return f"outgoing mail {min(self._outgoing)} was queued and is missing"
        lost = self._erased - self._allowed
        return f"the content of journal entry {min(lost)} is missing and no erasure is recorded" if lost else None

    def _remember(self, kind: str, content: dict[str, Any]) -> None:
        match kind:
            case "mail_kept":
                self._mails[content["mail_id"]] = content["sha256"]
                self._gone_bytes.discard(content["sha256"])
            case "queue_mail":
                self._outgoing[content["outbox_id"]] = content["raw_sha256"]
            case "erasure":
                self._allowed.update(content["entries"])
                self._gone_bytes.update(content.get("bytes", ()))
                self._gone_letters.update(content.get("letters", {}))
                if self._from_start:
                    self._outgoing.update(content.get("letters", {}))


#: Kinds of entries that say what must be in other tables.
_WITNESSES = frozenset({"mail_kept", "queue_mail", "erasure"})
