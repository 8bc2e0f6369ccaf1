"""Counts parts and depth of a mail by its boundary lines alone, so that a parser never meets a hostile tree."""

from __future__ import annotations

import re
from operator import itemgetter

from bot.vocabulary.reasons import Reason

#: TRUST R2.
MAX_DEPTH = 50
MAX_PARTS = 1000
#: More lines that begin with `--`, or more words like `boundary=`, than this take too long to follow.
MAX_LINES = 200_000
MAX_DECLARED = 50_000
#: Longest Content-Type field of a part, folded lines included; a real one has a few hundred bytes.
_MAX_PART_FIELD = 8 * 1024

_DECLARED = re.compile(rb'boundary[ \t]{0,9}=[ \t]{0,9}(?:"([^"\r\n]{0,300})"|([^\s;"]{1,300}))')
_LINE = re.compile(rb"\n--([^\r\n]{1,300})")
_MESSAGE = re.compile(rb"message/(?:rfc822|global)")
_IN_PIECES = re.compile(rb"boundary\*[0-9*]{0,5}=")
_PART_FIELD = re.compile(rb"\ncontent-(?:type|disposition)[ \t]{0,9}:")
_FOLD_END = re.compile(rb"\n(?![ \t])")
_TOKEN = rb"[A-Za-z0-9'+_,./:=-]"
_PARAM = rb'(?:[ \t]{0,9};[ \t]{0,9}(?!boundary)[a-z-]{1,20}=(?:"[\w<>@./+: -]{0,100}"|[\w./+-]{1,100})){0,6}'
_OUTERMOST = re.compile(
    rb"multipart/[a-z-]{1,30}" + _PARAM + rb'[ \t]{0,9};[ \t]{0,9}boundary=("?)(' + _TOKEN + rb"{1,200})\1" + _PARAM + rb";?[ \t]{0,9}",
    re.IGNORECASE,
)
_LINE_TAIL = re.compile(rb"(?:--)?[ \t]*(?:[\r\n]|\Z)")
#: What the outermost boundary is called in what the parser gets.
_KNOWN = b"outermost-boundary-of-this-mail"


def check(raw: bytes) -> Reason | None:
    """Return TOO_DEEP, TOO_MANY_PARTS, HDR_TOO_BIG (a part's field), HDR_BROKEN (a boundary in pieces) or PARSE_TIME, else None."""
    lower = raw.lower()
    if raw.count(b"\n--") > MAX_LINES or lower.count(b"boundary") > MAX_DECLARED:
        return Reason.PARSE_TIME
    if b"boundary*" in lower and _IN_PIECES.search(lower):
        return Reason.HDR_BROKEN
    return _tree(raw, lower) or _long_part_field(lower)


def _tree(raw: bytes, lower: bytes) -> Reason | None:
    """Follow declarations, boundary lines and embedded messages in order, as a parser would nest them."""
    events = [(match.start(), "declared", raw[slice(*match.span(match.lastindex or 1))].rstrip()) for match in _DECLARED.finditer(lower)]
    if b"message/" in lower:
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


def with_known_boundary(raw: bytes, content_types: list[bytes]) -> bytes:
    """Give the outermost boundary of a gated mail one name for all mails; the standard parser compiles an expression per boundary.

    `raw` has its header unfolded, `content_types` are that header's values. A mail in which any line only looks like its boundary, or
    which declares it in an unusual way, is returned as it is: what the parser makes of the mail never changes.
    """
    found = _OUTERMOST.fullmatch(content_types[0]) if len(content_types) == 1 else None
    if found is None or b"=?" in found[2] or _KNOWN in raw or b"\r--" + found[2] in raw:
        return raw
    line = b"\n--" + found[2]
    at = raw.find(line)
    while at >= 0:
        if not _LINE_TAIL.match(raw, at + len(line)):
            return raw
        at = raw.find(line, at + len(line))
    header, gap, rest = raw.partition(b"\n\n")
    whole, (start, end) = content_types[0], found.span(2)
    old, new = b"\ncontent-type: " + whole + b"\n", b"\ncontent-type: " + whole[:start] + _KNOWN + whole[end:] + b"\n"
    header = (b"\n" + header + b"\n").replace(old, new, 1)[1:-1]
    return header + (gap + rest).replace(line, b"\n--" + _KNOWN)


def shape(raw: bytes) -> bytes:
    """A gated mail of whose own header nothing but the fields about its content is left: no other says how its parts are found.

    The header is unfolded, its names are lower case, and it ends at the first blank line.
    """
    if raw[:1] == b"\n":
        return raw  # no header at all
    header, gap, rest = raw.partition(b"\n\n")
    kept = [line + b"\n" for line in header.split(b"\n") if line.startswith(b"content-")]
    return b"".join((*kept, gap[1:], rest))
