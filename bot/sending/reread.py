"""Bytes back into fields by a reader of its own: what is about to leave is not taken on the word of the code that wrote it."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass
from urllib.parse import unquote

from bot.vocabulary.outgoing import OutgoingFile

_MAX_OCTETS = 50_000_000
_MAX_PARTS = 60
_MAX_DEPTH = 3
_LINE_OCTETS = 998

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}): ([\x20-\x7e]*)")
_ENCODED = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/]{0,80}={0,2})\?=")
_FROM = re.compile(r"(?P<phrase>[^<>]*|\"(?:[^\"\\]|\\.)*\") <(?P<address>[^<>\s]+)>")
_IDS = re.compile(r"<([^<>\s]+)>(?: <[^<>\s]+>)*")
_TYPE = re.compile(r"((?!message/)[a-z0-9]+/[a-z0-9.+-]+)(?:; (charset=utf-8)|; boundary=\"([A-Za-z0-9_=]+)\")?")
_DISPOSITION = re.compile(r"attachment; filename(?:=\"([^\"]*)\"|\*=utf-8''([A-Za-z0-9%._~-]*))")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a stranger reads: header fields (name, unfolded value) in order, decoded words, the bodies with LF, the files.

    `inner_names` are the header names of all inner parts.
    """

    fields: tuple[tuple[str, str], ...]
    sender_name: str
    sender_email: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    files: tuple[OutgoingFile, ...]
    inner_names: frozenset[str]

    def field(self, name: str) -> str:
        """Return the value of a header field, "" if it is not there."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), "")

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the Message-IDs of a field without brackets."""
        value = self.field(name)
        return tuple(piece[1:-1] for piece in value.split(" ")) if _IDS.fullmatch(value) else ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    fields: tuple[tuple[str, str], ...]
    content_type: str
    content: bytes
    file_name: str | None


def reread(raw: bytes) -> Letter:
    """Read a mail of ours. Raises ValueError for anything we would never write: the mail must not leave then."""
    if len(raw) > _MAX_OCTETS or not raw.isascii() or b"\0" in raw:
        raise ValueError("the mail is too large or not plain ASCII")
    if any(b"\r" in line or b"\n" in line or len(line) > _LINE_OCTETS for line in raw.split(b"\r\n")):
        raise ValueError("a line of the mail ends wrongly or is too long")
    fields, body = _head(raw)
    names = [name.lower() for name, _ in fields]
    if len(set(names)) != len(names):
        raise ValueError("a header field stands twice")
    leaves = _leaves(fields, body, depth=0)
    sender_name, sender_email = _sender(_value(fields, "from"))
    return Letter(
        fields=fields,
        sender_name=sender_name,
        sender_email=sender_email,
        to=tuple(_value(fields, "to").split(", ")),
        subject=_words(_value(fields, "subject")),
        text=_body(leaves, "text/plain"),
        html=_body(leaves, "text/html"),
        files=tuple(OutgoingFile(leaf.file_name, leaf.content_type, leaf.content) for leaf in leaves if leaf.file_name is not None),
        inner_names=frozenset(name.lower() for leaf in leaves for name, _ in leaf.fields) - frozenset(names),
    )


def _head(raw: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Split fields from body; unfold; each field once."""
    head, empty_line, body = raw.partition(b"\r\n\r\n")
    if not empty_line:
        raise ValueError("the header does not end")
    fields = []
    for line in head.decode("ascii").replace("\r\n ", " ").split("\r\n"):
        field = _FIELD.fullmatch(line)
        if field is None:
            raise ValueError("a header field cannot be read")
        fields.append((field[1], field[2]))
    return tuple(fields), body


def _value(fields: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in fields if key.lower() == name), "")


def _leaves(fields: tuple[tuple[str, str], ...], body: bytes, depth: int) -> list[_Leaf]:
    kind = _TYPE.fullmatch(_value(fields, "content-type"))
    if kind is None or depth > _MAX_DEPTH:
        raise ValueError("a part has a type that is not ours")
    if not kind[1].startswith("multipart/"):
        return [_Leaf(fields, kind[1], _decoded(_value(fields, "content-transfer-encoding"), body), _file_name(fields))]
    delimiter = b"--" + (kind[3] or "").encode("ascii")
    pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
    inner = pieces[1:-1]
    if not kind[3] or pieces[0] or pieces[-1].strip() != b"--" or len(inner) > _MAX_PARTS or not all(p.startswith(b"\r\n") for p in inner):
        raise ValueError("the parts of the mail do not fit together")
    return [leaf for piece in inner for leaf in _leaves(*_head(piece[2:]), depth + 1)]


def _decoded(encoding: str, body: bytes) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        return base64.b64decode(body.replace(b"\r\n", b""), validate=True)
    raise ValueError("a part has an encoding that is not ours")


def _file_name(fields: tuple[tuple[str, str], ...]) -> str | None:
    disposition = _value(fields, "content-disposition")
    if not disposition:
        return None
    name = _DISPOSITION.fullmatch(disposition)
    if name is None:
        raise ValueError("a file has a name that cannot be read")
    return name[1] if name[1] is not None else unquote(name[2], errors="strict")


def _body(leaves: list[_Leaf], content_type: str) -> str:
    found = [leaf for leaf in leaves if leaf.file_name is None and leaf.content_type == content_type]
    others = [leaf for leaf in leaves if leaf.file_name is None and leaf.content_type not in {"text/plain", "text/html"}]
    if len(found) > 1 or others:
        raise ValueError("the mail has a body too many")
    return found[0].content.replace(b"\r\n", b"\n").decode() if found else ""


def _words(value: str) -> str:
    """Undo RFC 2047: our headers are either plain or encoded words alone."""
    if "=?" not in value:
        return value
    pieces = [_ENCODED.fullmatch(piece) for piece in value.split(" ")]
    return b"".join(base64.b64decode(piece[1], validate=True) for piece in pieces if piece).decode() if all(pieces) else value


def _sender(value: str) -> tuple[str, str]:
    named = _FROM.fullmatch(value)
    if named is None:
        return "", value
    phrase = named["phrase"]
    if phrase.startswith('"'):
        return re.sub(r"\\(.)", r"\1", phrase[1:-1]), named["address"]
    return _words(phrase), named["address"]
