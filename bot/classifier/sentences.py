"""Cuts text into sentences with exact offsets, however it was typed."""

# ruff: noqa: RUF001 - the typographic quotes, dashes and signs are what people write
from __future__ import annotations

import re

#: A cut: end marks with their closing quotes, a blank line or a line end.
_CUT = re.compile(r"[.!?…]{1,8}[\"'”’»)\]]{0,3}(?=[ \t\u00a0])|[\r\n]+")
_WORD_BEFORE = re.compile(r"[^\s(]{1,20}$")
_NO_END = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nr",
        "nos",
        "inv",
        "ref",
        "art",
        "approx",
        "incl",
        "excl",
        "est",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "ca",
        "z.b",
        "d.h",
        "u.a",
        "bzw",
        "evtl",
        "zzgl",
        "inkl",
        "abs",
        "str",
        "tel",
        "fa",
        "hr",
        "fr",
        "frau",
        "sig",
        "sig.ra",
        "dott",
        "egr",
        "spett",
        "gent",
        "sr",
        "sra",
        "d",
        "ud",
        "uds",
        "n",
        "num",
        "núm",
        "p.ej",
        "av",
        "bd",
        "m",
        "mme",
        "mlle",
        "mme",
        "cf",
        "p.ex",
        "env",
        "dhr",
        "mevr",
        "bijv",
        "d.d",
        "t.a.v",
        "o.a",
        "nl",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "ltd",
        "inc",
        "co",
        "corp",
        "s.l",
        "s.a",
        "s.r.l",
        "b.v",
        "v",
        "approx",
        "max",
        "min",
    ]
)
_FULL_LINE = 55
_STARTER = re.compile(r"[-*•·–]|\d{1,2}[.)]|[A-Za-z][)]")
_LONGEST = 600


def cut(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence in `text[start:end]`, trimmed, in order; never an empty one.

    Line ends cut too, unless the line is a full one that simply wrapped. A sentence is at most 600 characters.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    line_start = start
    for found in _CUT.finditer(text, start, end):
        if text[found.start()] in "\r\n":
            keep = _wraps(text, line_start, found, end)
            line_start = found.end()
        else:
            keep = not _ends_sentence(text, begin, found, end)
        if not keep:
            _add(spans, text, begin, found.end())
            begin = found.end()
    _add(spans, text, begin, end)
    return spans


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    end = begin + len(piece.strip())
    while end - begin > _LONGEST:
        space = text.rfind(" ", begin, begin + _LONGEST)
        stop = space if space > begin else begin + _LONGEST
        spans.append((begin, stop))
        begin = stop + (1 if space > begin else 0)
    if end > begin:
        spans.append((begin, end))


def _wraps(text: str, line_start: int, found: re.Match[str], end: int) -> bool:
    """Whether a line end is only a wrapped line: one newline, a full line before, a small letter after."""
    if found.group().count("\n") > 1 or found.start() - line_start < _FULL_LINE or found.end() >= end:
        return False
    after = text[found.end() : found.end() + 4]
    before = text[found.start() - 1]
    return (after[:1].islower() or before in ",;-–") and not _STARTER.match(after)


def _ends_sentence(text: str, begin: int, found: re.Match[str], end: int) -> bool:
    marks = found.group()
    if marks[0] in "!?" and len(marks) >= 1:
        return True
    rest = text[found.end() : min(end, found.end() + 6)].lstrip()
    if not rest:
        return True
    if marks[0] == "." and not marks.startswith(".."):
        word = _WORD_BEFORE.search(text, max(begin, found.start() - 20), found.start())
        last = word.group().lower() if word else ""
        if last in _NO_END or (len(last) == 1 and last.isalpha()):
            return False
        if last[-1:].isdigit() and rest[0].islower():
            return False
    return True
