"""Lifts long bodies of parts out of a mail before it is parsed: a parser pays per line, and structure lies in the short rest."""

from __future__ import annotations

import re

#: Bodies from this size on are lifted; below it, lifting takes as long as reading the lines.
_LONG = 1024
_MAX_HEADER = 16 * 1024
_WORD = b"lifted-body-"
_STAND_IN = re.compile(_WORD + rb"(\d{1,4})-of-this-mail")
_HEADER = re.compile(rb"(?:[\x21-\x39\x3b-\x7e]{1,80}:[^\n]*\n(?:[ \t][^\n]*\n)*+)*+\r?\n")
#: Parts whose body holds structure of its own, or which the parser itself must decode.
_LEFT_ALONE = (b"multipart/", b"message/", b"uuenc", b"x-uue")


def lift(raw: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the mail with a short word in place of each long body, and the bodies; `restore` puts them back.

    Only what stands between two lines that begin with `--` is lifted, so that no boundary is lost, and nothing at all where a
    parser that takes a bare CR for a line end would cut differently.
    """
    if len(raw) < _LONG or _WORD in raw or b"\r--" in raw:
        return raw, ()
    kept: list[bytes] = []
    pieces: list[bytes] = []
    start = 0
    for end, following in _gaps(raw):
        body = _body(raw, start, end) if end - start > _LONG else None
        if body is None or len(kept) > 999:  # noqa: PLR2004 - the stand-in counts in four digits
            pieces.append(raw[start:following])
        else:
            at, until = body
            pieces += [raw[start:at], _WORD, b"%d-of-this-mail" % len(kept), raw[until:following]]
            kept.append(raw[at:until])
        start = following
    return (b"".join(pieces), tuple(kept)) if kept else (raw, ())


def _gaps(raw: bytes) -> list[tuple[int, int]]:
    """(end of the text, end of the `--` line after it) for each stretch of the mail, the last one without such a line."""
    gaps: list[tuple[int, int]] = []
    at = raw.find(b"\n--")
    while at >= 0:
        end = raw.find(b"\n", at + 1) + 1 or len(raw)
        gaps.append((at, end))
        at = raw.find(b"\n--", end)
    return [*gaps, (len(raw), len(raw))]


def _body(raw: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the body of the part that begins at `start` lies, without the line end before its boundary; None: leave it alone."""
    header = _HEADER.match(raw, start, min(end, start + _MAX_HEADER))
    if header is None or end - header.end() < _LONG:
        return None
    named = header[0].lower()
    if any(map(named.__contains__, _LEFT_ALONE)):
        return None
    return header.end(), end - (raw[end - 1 : end] == b"\r")


def restore(data: bytes, kept: tuple[bytes, ...]) -> bytes:
    """Put lifted bodies back into the text of a part."""
    if not kept or _WORD not in data:
        return data
    return _STAND_IN.sub(lambda match: kept[int(match[1])] if int(match[1]) < len(kept) else match[0], data)
