"""Counts parts and depth of a mail by its boundary lines alone, so that a parser never meets a hostile tree."""

from __future__ import annotations

import re
from operator import itemgetter

from bot.vocabulary.reasons import Reason

#: TRUST R2.
MAX_DEPTH = 50
MAX_PARTS = 1000
#: Longest Content-Type field of a part, folded lines included; a real one has a few hundred bytes.
_MAX_PART_FIELD = 8 * 1024

_DECLARED = re.compile(rb'boundary[ \t]{0,9}=[ \t]{0,9}(?:"([^"\r\n]{0,300})"|([^\s;"]{1,300}))')
_LINE = re.compile(rb"\n--([^\r\n]{1,300})")
_MESSAGE = re.compile(rb"message/(?:rfc822|global)")
_IN_PIECES = re.compile(rb"boundary\*[0-9*]{0,5}=")
_PART_FIELD = re.compile(rb"\ncontent-(?:type|disposition)[ \t]{0,9}:")
_FOLD_END = re.compile(rb"\n(?![ \t])")


def check(raw: bytes) -> Reason | None:
    """Return TOO_DEEP, TOO_MANY_PARTS, HDR_TOO_BIG (a part's field) or HDR_BROKEN (a boundary written in pieces), else None."""
    lower = raw.lower()
    if _IN_PIECES.search(lower):
        return Reason.HDR_BROKEN
    return _tree(raw, lower) or _long_part_field(lower)


def _tree(raw: bytes, lower: bytes) -> Reason | None:
    """Follow declarations, boundary lines and embedded messages in order, as a parser would nest them."""
    events = [(match.start(), "declared", raw[slice(*match.span(match.lastindex or 1))].rstrip()) for match in _DECLARED.finditer(lower)]
    events += [(match.start(), "message", b"") for match in _MESSAGE.finditer(lower) if _opens_message(lower, match.start())]
    if not events:
        return None
    events += [(match.start(), "line", match[1].rstrip()) for match in _LINE.finditer(raw)]
    stack: list[bytes | None] = []  # a boundary, or None for an embedded message
    pending: set[bytes] = set()
    parts = 0
    for _, what, value in sorted(events, key=itemgetter(0)):
        if what == "declared":
            pending.add(value)
        elif what == "message":
            stack.append(None)
        else:
            parts += _line(value, stack, pending)
        if len(stack) > MAX_DEPTH:
            return Reason.TOO_DEEP
    return Reason.TOO_MANY_PARTS if parts > MAX_PARTS else None


def _opens_message(lower: bytes, at: int) -> bool:
    """Whether `message/rfc822` stands as the value of a Content-Type field."""
    line = lower[max(0, at - 40) : at]
    return line.rstrip(b" \t\r\n").endswith(b"content-type:")


def _line(line: bytes, stack: list[bytes | None], pending: set[bytes]) -> int:
    """Follow one `--` line through the open boundaries; return 1 if it begins a part."""
    closing = line not in stack and line not in pending and line.endswith(b"--")
    boundary = line[:-2] if closing else line
    if boundary in stack:
        del stack[stack.index(boundary) + (0 if closing else 1) :]
        return 0 if closing else 1
    if boundary in pending and not closing:
        pending.discard(boundary)
        stack.append(boundary)
        return 1
    return 0


def _long_part_field(lower: bytes) -> Reason | None:
    """Refuse a Content-Type or Content-Disposition longer than any honest one: parsing parameters is quadratic."""
    for match in _PART_FIELD.finditer(lower):
        stop = match.end() + _MAX_PART_FIELD
        if len(lower) > stop and _FOLD_END.search(lower, match.end(), stop) is None:
            return Reason.HDR_TOO_BIG
    return None
