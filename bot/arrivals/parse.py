"""DOOR, mail-parser: gated bytes -> a tree of parts, decoded within budgets; never raises, lists defects."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

import mailparser
from mailparser.exceptions import MailParserError

from bot.arrivals import charset, encoded, gate, lifting, structure
from bot.vocabulary.mail import Attachment
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import Message as Tree

#: Characters of body text that are read; the rest stays in the raw mail.
MAX_TEXT = 1_000_000
_UNSAFE_NAME = re.compile(r'[\\/:*?"<>|%\x00-\x1f]+')
#: Fields that say how a part is read; where one stands twice, two programs may show two texts.
_SHAPE = ("content-type", "content-transfer-encoding")
_KIND = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_PATH = re.compile(r".*[\\/]", re.DOTALL)
#: What is left of a mail without its long bodies and other fields is remembered with its outline up to this length: programs write the same again
#: and again.
_MAX_OUTLINED = 700
#: What CPython's email package is known to raise on hostile structure (TRUST: "expected outcomes").
_HOSTILE = (LookupError, ValueError, OverflowError, AttributeError, TypeError, AssertionError, RecursionError)
#: Codings of bodies that are undone by nothing but their text.
_PLAIN_CODINGS = frozenset(["7bit", "8bit", "binary", "", "base64", "quoted-printable"])


class _Door(mailparser.MailParser):  # type: ignore[misc] # the library ships no types
    """mail-parser's guarded reading of bytes; its own body extraction mixes nested mails in and is left out."""

    def parse(self) -> _Door:
        """Keep the tree only."""
        return self


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part without children: type, parameters, file name as sent, decoded bytes."""

    kind: str
    params: dict[str, str]
    disposition: str
    filename: str
    data: bytes
    group: str = ""

    @property
    def attached(self) -> bool:
        """Whether it is meant to be saved, not read."""
        return self.disposition == "attachment" or bool(self.filename)


class _Draft(NamedTuple):
    """A leaf before its body is put back and decoded."""

    kind: str
    params: dict[str, str]
    disposition: str
    filename: str
    group: str
    coding: str
    text: bytes

    def leaf(self, data: bytes) -> Leaf:
        return Leaf(self.kind, self.params, self.disposition, self.filename, data, self.group)

    @property
    def mailed(self) -> bool:
        """Whether it is a whole mail, saved and attached."""
        saved = self.disposition == "attachment" or bool(self.filename)
        return saved and (self.filename.lower().endswith(".eml") or self.kind == "application/x-eml")


class _Outline(NamedTuple):
    """What a mail's structure alone says: the leaves, and what was odd."""

    drafts: tuple[_Draft, ...]
    kinds: tuple[str, ...]
    defects: frozenset[str]


@dataclass(slots=True)
class Parts:
    """All leaves of one mail in order, the mails inside it, and what was odd."""

    leaves: list[Leaf] = field(default_factory=list)
    mails: list[Parts] = field(default_factory=list)
    fields: tuple[gate.Field, ...] = ()
    kinds: list[str] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)
    reason: Reason | None = None
    lifted: tuple[bytes, ...] = ()
    #: Where an outline is drawn the leaves are kept here, undecoded.
    drafts: list[_Draft] | None = None
    _by_name: dict[str, list[bytes]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the header fields by name once: some forty names are asked for."""
        for one in self.fields:
            self._by_name.setdefault(one.name, []).append(one.value)

    def values(self, name: str) -> list[bytes]:
        """All values of a header field by lower-case name."""
        return list(self._by_name.get(name, ()))

    def repeated(self, names: Iterable[str]) -> list[str]:
        """Those of these header fields that are there more than once."""
        if len(self._by_name) == len(self.fields):
            return []
        return [name for name in names if len(self._by_name.get(name, ())) > 1]

    def has_any(self, names: Iterable[str]) -> bool:
        """Whether one of these header fields is there at all, be it empty."""
        return not self._by_name.keys().isdisjoint(names)

    def first(self, name: str) -> bytes:
        """The first value of a header field, or nothing."""
        found = self._by_name.get(name)
        return found[0] if found else b""


def parse(gated: gate.Gated) -> Parts:
    """Read an admitted mail into parts. A tree the parser cannot follow gets a reason instead."""
    parts = Parts(fields=gated.fields, lifted=gated.lifted)
    try:
        raw = structure.shape(structure.with_known_boundary(gated.raw, gated.values("content-type")))
        outline = _outline(raw) if gated.lifted and len(raw) <= _MAX_OUTLINED else None
        if outline:
            parts.kinds += outline.kinds
            parts.defects |= outline.defects
            parts.leaves += [one.leaf(_undone(lifting.restore(one.text, gated.lifted), one.coding)) for one in outline.drafts]
        else:
            _walk(_tree(raw), parts, "", 0)
    except (MailParserError, RecursionError):
        parts.reason = Reason.TOO_DEEP
    except _HOSTILE:
        parts.reason = Reason.HDR_BROKEN
    return parts


def _tree(raw: bytes) -> Tree:
    tree: Tree = _Door.from_bytes(raw).message
    return tree


@lru_cache(maxsize=64)
def _outline(raw: bytes) -> _Outline | None:
    """The outline of a mail of which only its structure is left; None where the bodies or mails inside it are needed to tell."""
    parts = Parts(drafts=[])
    try:
        _walk(_tree(raw), parts, "", 0)
    except (MailParserError, *_HOSTILE):
        return None  # how far it could be read is told where it is read
    drafts = tuple(parts.drafts or ())
    simple = all(one.coding in _PLAIN_CODINGS and not one.mailed for one in drafts)
    if not simple or parts.reason or any(kind.startswith("message/") for kind in parts.kinds):
        return None
    return _Outline(drafts, tuple(parts.kinds), frozenset(parts.defects))


def _walk(node: Tree, parts: Parts, group: str, depth: int) -> None:
    """Collect one node; `group` is the multipart subtype it stands in."""
    if depth > structure.MAX_DEPTH:
        parts.reason = Reason.TOO_DEEP
        return
    items = [(name.lower(), value) for name, value in _raw_items(node)]
    header = dict(reversed(items))
    if len(header) < len(items) and any(sum(name == once for name, _ in items) > 1 for once in _SHAPE):
        parts.defects.add("content_field_twice")
    content = encoded.decode_value(encoded.header_bytes(header.get("content-type", "")), parts.defects)
    kind = content.main if _KIND.fullmatch(content.main) else "text/plain"
    parts.kinds.append(kind)
    if kind.startswith("multipart/"):
        _multipart(node, parts, kind, content, header, depth)
    elif kind in {"message/rfc822", "message/global"}:
        _message(node, parts, depth)
    else:
        _leaf(node, parts, kind, content, header, group)


def _raw_items(node: Tree) -> Iterator[tuple[str, object]]:
    """Header names and raw values as the standard parser keeps them."""
    yield from node.raw_items()


def _multipart(node: Tree, parts: Parts, kind: str, content: encoded.Value, header: dict[str, object], depth: int) -> None:
    """Walk the children; a container two programs could cut differently breaks the mail."""
    children = node.get_payload()
    boundary = content.params.get("boundary", "")
    coding = str(header.get("content-transfer-encoding", "7bit")).strip().lower()
    odd = content.odd or not boundary or "=?" in boundary or coding in {"base64", "quoted-printable", "x-uuencode"}
    if odd or not isinstance(children, list):
        body = node.get_payload()
        if odd or (isinstance(body, str) and body.strip()):
            parts.reason = parts.reason or Reason.HDR_BROKEN
        return
    if any(type(defect).__name__ == "CloseBoundaryNotFoundDefect" for defect in node.defects):
        parts.defects.add("structure_unfinished")
    if kind == "multipart/encrypted":
        parts.reason = parts.reason or Reason.ENCRYPTED
    for child in cast("list[Tree]", children):
        _walk(child, parts, kind.partition("/")[2], depth + 1)


def _message(node: Tree, parts: Parts, depth: int) -> None:
    """Read an embedded mail as parts of its own; base64 around it (not allowed, but done) is undone."""
    children = node.get_payload()
    inner = cast("Tree", children[0]) if isinstance(children, list) and children else None
    if inner is None:
        return
    coding = str(node.get("content-transfer-encoding", "")).strip().lower()
    if coding == "base64":
        text = inner.get_payload()
        if isinstance(text, str):
            attach(parts, _unbase64(text.encode("ascii", "ignore")))
        return
    fields = tuple(gate.Field(name.lower(), _flat(value)) for name, value in _raw_items(inner))
    mail = Parts(fields=fields, lifted=parts.lifted)
    _walk(inner, mail, "", depth + 1)
    parts.mails.append(mail)


def attach(parts: Parts, raw: bytes) -> None:
    """Read bytes that are a whole mail (an attached .eml) and add it, if the gate lets it in."""
    gated = gate.admit(raw)
    if gated.refusal is None and gated.values("from"):
        parts.mails.append(parse(gated))


def _flat(value: object) -> bytes:
    """One header value as bytes, unfolded and bounded."""
    return encoded.header_bytes(value)[: gate.MAX_STRUCTURED_BYTES].replace(b"\r", b"").replace(b"\n", b"").strip(b" \t")


def _leaf(node: Tree, parts: Parts, kind: str, content: encoded.Value, header: dict[str, object], group: str) -> None:
    """Decode one part; an attached .eml is opened as a mail as well."""
    disposition = encoded.decode_value(encoded.header_bytes(header.get("content-disposition", "")), parts.defects)
    name = disposition.params.get("filename") or content.params.get("name") or ""
    filename = encoded.decode_text(name.encode("utf-8", "replace"), parts.defects) if name else ""
    coding = str(header.get("content-transfer-encoding", "7bit")).strip().lower()
    # the public accessor would look up the charset the mail names, which TRUST R4 forbids
    payload = node._payload  # type: ignore[attr-defined] # noqa: SLF001 - see above
    text = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    draft = _Draft(kind, content.params, disposition.main, filename, group, coding, text)
    if parts.drafts is not None:
        parts.drafts.append(draft)
        return
    data = _decoded(node, draft, parts)
    parts.leaves.append(draft.leaf(data))
    if draft.mailed:
        attach(parts, data)


def _decoded(node: Tree, draft: _Draft, parts: Parts) -> bytes:
    """Put a body back and undo its transfer encoding."""
    raw = lifting.restore(draft.text, parts.lifted)
    if draft.coding in _PLAIN_CODINGS:
        return _undone(raw, draft.coding)
    parts.defects.add("transfer_encoding_unknown")  # uuencode too: some programs undo it, some show it as it is
    if draft.coding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        decoded = node.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else raw
    return raw


def _undone(raw: bytes, coding: str) -> bytes:
    """Undo a plain transfer encoding; damaged base64 gives what can be saved."""
    if coding == "base64":
        return _unbase64(raw)
    return binascii.a2b_qp(raw) if coding == "quoted-printable" else raw


def _unbase64(raw: bytes) -> bytes:
    data = raw.translate(None, _NOT_BASE64)
    try:
        return base64.b64decode(data)
    except binascii.Error:
        data = data.replace(b"=", b"")
        return binascii.a2b_base64(data[: len(data) // 4 * 4])


def leaf_text(leaf: Leaf, defects: set[str]) -> str:
    """Decode a text part by the allow-list and clean it; at most MAX_TEXT characters."""
    text, defect = charset.decode(leaf.data[: 4 * MAX_TEXT], leaf.params.get("charset"))
    if defect:
        defects.add(defect)
    if len(text) > MAX_TEXT:
        defects.add("text_cut")
    clean, invisible = charset.cleaned(text[:MAX_TEXT])
    if invisible or (len(text) > MAX_TEXT and charset.has_invisible(text)):
        defects.add("invisible_characters")
    return clean


def attachment(leaf: Leaf) -> Attachment:
    """Describe an attached part: a safe display name, type, size and hash."""
    return Attachment(safe_name(leaf.filename) or "unnamed", leaf.kind, len(leaf.data), hashlib.sha256(leaf.data).hexdigest())


def safe_name(name: str) -> str:
    """Make a file name safe to show: no path, control or direction characters, at most 200 characters."""
    return _UNSAFE_NAME.sub("_", _PATH.sub("", charset.one_line(name, 5000))).strip(" .")[:200]
