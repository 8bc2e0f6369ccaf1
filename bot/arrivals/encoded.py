"""Reads header text: raw bytes, RFC 2047 encoded words and RFC 2231 parameters, within budgets."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.arrivals import charset

_WORD = re.compile(r"=\?([A-Za-z0-9_.:*+-]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
#: Encoded words decoded per field; an honest 2,000-character subject needs about 60.
MAX_WORDS = 300
_MAX_PARAMS = 40
#: Longest structured field that is remembered.
_MAX_PLAIN = 200


def header_bytes(value: object) -> bytes:
    """Return the raw bytes of a header value as the standard parser keeps it (str with surrogate escapes)."""
    return str(value).encode("utf-8", "surrogateescape")


def decode_text(raw: bytes, defects: set[str] | None = None) -> str:
    """Decode a header value to one clean line: encoded words by the allow-list, 8-bit bytes by best guess.

    Names of charset defects are added to `defects`.
    """
    text, _ = charset.decode(raw, None)
    if "=?" not in text:
        return charset.one_line(text)
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    position = 0
    for count, match in enumerate(_WORD.finditer(text)):
        if count >= MAX_WORDS:
            break
        gap = text[position : match.start()]
        if pending is not None and (gap.strip() or pending[0] != match[1].lower()):
            pieces.append(_finish(pending, defects))
            pending = None
            pieces.append(gap if gap.strip() else "")
        elif pending is None:
            pieces.append(gap)
        data = _unpack(match[2].lower(), match[3])
        pending = (match[1].lower(), (pending[1] if pending else b"") + data)
        position = match.end()
    if pending is not None:
        pieces.append(_finish(pending, defects))
    pieces.append(text[position:])
    return charset.one_line("".join(pieces), 4000)


def _finish(pending: tuple[str, bytes], defects: set[str] | None) -> str:
    text, defect = charset.decode(pending[1], pending[0])
    if defect and defects is not None:
        defects.add(defect)
    return text


def _unpack(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding == "q":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return binascii.a2b_base64(data[: len(data) // 4 * 4])


@dataclass(frozen=True, slots=True)
class Value:
    """A structured field: `main` lower case (`text/plain`, `attachment`), `params` by lower-case name, `odd` if ambiguous."""

    main: str = ""
    params: dict[str, str] = field(default_factory=dict)
    odd: bool = False


def decode_value(raw: bytes, defects: set[str] | None = None) -> Value:
    """Read `main; name=value; ...` (RFC 2045, 2231), quotes and comments minded; `odd` where a parameter comes twice."""
    if b"*" in raw or len(raw) > _MAX_PLAIN:
        return _value(raw, defects)
    return _plain_value(raw)


@lru_cache(maxsize=256)
def _plain_value(raw: bytes) -> Value:
    """A short field without pieces or charsets of its own, so that reading it finds no defects: most mails write the same few."""
    return _value(raw, None)


def _value(raw: bytes, defects: set[str] | None) -> Value:
    text, _ = charset.decode(raw, None)
    fields, comment = _split(" ".join(text.split()) if "\n" in text or "\t" in text else text)
    params: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, str]]] = {}
    odd = comment
    for piece in fields[1 : _MAX_PARAMS + 1]:
        name, equals, value = piece.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            continue
        value = _unquote(value.strip())
        if "*" in name:
            base, _, rest = name.partition("*")
            index = rest.rstrip("*")
            extended.setdefault(base, []).append((int(index) if index.isdigit() and len(index) < 4 else 0, name.endswith("*"), value))  # noqa: PLR2004 - three digits are plenty of pieces
        elif name in params:
            odd = True
        else:
            params[name] = value
    for base, parts in extended.items():
        params[base] = _join_2231(parts, defects)
        odd = odd or base == "boundary"
    return Value(fields[0].strip().lower() if fields else "", params, odd)


def _join_2231(parts: list[tuple[int, bool, str]], defects: set[str] | None) -> str:
    parts.sort(key=lambda part: part[0])
    name: str | None = None
    data = b""
    for position, (_, coded, value) in enumerate(parts):
        text = value
        if coded and position == 0 and text.count("'") >= 2:  # noqa: PLR2004 - charset'language'text
            name, _, text = text.split("'", 2)
        data += _percent(text) if coded else text.encode("utf-8", "replace")
    text, defect = charset.decode(data, name)
    if defect and defects is not None:
        defects.add(defect)
    return text


def _percent(text: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes((int(match[1], 16),)), text.encode("utf-8", "replace"))


def _unquote(value: str) -> str:
    if value.startswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1] if value.endswith('"') and len(value) > 1 else value[1:])
    return value


def _split(text: str) -> tuple[list[str], bool]:
    """Split at semicolons outside quotes, dropping comments; also tell whether there was a comment."""
    pieces: list[str] = []
    current: list[str] = []
    comments = 0
    seen_comment = False
    # one bit per step: a quoted string, a bracket, a semicolon or a run of anything else
    for bit in re.findall(r'"(?:[^"\\]|\\.)*"?|[();]|[^"();]+', text):
        if bit == "(":
            comments += 1
            seen_comment = True
        elif bit == ")" and comments:
            comments -= 1
        elif comments:
            continue
        elif bit == ";":
            pieces.append("".join(current))
            current = []
        else:
            current.append(bit)
    pieces.append("".join(current))
    return pieces, seen_comment
