"""Header blocks that a mail program ran together into one line are set on lines of their own."""

from __future__ import annotations

import re

from bot.arrivals import blocks
from bot.arrivals.phrases import LABELS, fold

_MARKER = re.compile(r"^\s{0,12}(-{3,20}\s?[^-\n]{4,60}?\s?-{3,20})[ \t\xa0]{1,4}(?=\S)", re.MULTILINE)
_FIELD = re.compile(r"(?<=[^\s,;<(])([A-Z\u00c0-\u017d\u0391-\u03a9\u0400-\u042f][^\W\d_]{0,14}(?: [^\W\d_]{1,6})?)\s?:(?=\s)")
#: A program forgets the colon behind some of its translated labels.
_BARE_FIELD = re.compile(r"(?<=>)([A-Z][^\W\d_]{1,14})(?= )|(?<=[A-Z\d]{3})([A-Z][a-z]{4,14})(?= )")
_LONGEST = 4_000


def unpack(text: str) -> str:
    """Set `----- Forwarded Message ----- From: A <a@b>To: ...Subject: x` on one line per field; other text stays as it is."""
    if "---" not in text:
        return text
    out: list[str] = []
    done = 0
    for match in _MARKER.finditer(text):
        end = text.find("\n", match.end())
        line = text[match.end() : end if end >= 0 else len(text)]
        if match.start() >= done and blocks.mark(match[1]) and len(line) <= _LONGEST and blocks.label(line):
            out += [text[done : match.start()], match[1], "\n", _fields(line)]
            done = match.end() + len(line)
    return "".join([*out, text[done:]])


def _fields(line: str) -> str:
    """Break a line before each known label."""
    line = _FIELD.sub(lambda found: _broken(found[0], found[1]), line)
    return _BARE_FIELD.sub(lambda found: _broken(f"{found[0]}:", found[1] or found[2]) if _bare(found) else found[0], line)


def _broken(shown: str, name: str) -> str:
    """The label on a line of its own; letters glued before it (a time zone) stay behind."""
    for start in range(len(name)):
        if name[start].isupper() and fold(name[start:]) in LABELS:
            return f"{shown[:start]}\n{shown[start:]}"
    return shown


def _bare(found: re.Match[str]) -> bool:
    """Whether a label without its colon can be one: a copy behind an address, a subject behind a time zone."""
    return LABELS.get(fold(found[1] or found[2])) == ("cc" if found[1] else "subject")
