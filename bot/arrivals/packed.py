"""What a mail program ran together into one line is set on lines of its own: header blocks, a wrote-line behind the last word."""

from __future__ import annotations

import re

from bot.arrivals import blocks, intros
from bot.arrivals.phrases import LABELS, fold

_MARKER = re.compile(r"^\s{0,12}(-{3,20}\s?[^-\n]{4,60}?\s?-{3,20})[ \t\xa0]{0,4}(?=[^\s-])", re.MULTILINE)
_FIELD = re.compile(r"(?<=[^,;<(])([A-Z\u00c0-\u017d\u0391-\u03a9\u0400-\u042f][^\W\d_]{0,14}(?: [^\W\d_]{1,6})?)\s?:(?=\s)")
#: A program forgets the colon behind some of its translated labels.
_BARE_FIELD = re.compile(r"(?<=>)([A-Z][^\W\d_]{1,14})(?= )|(?<=[A-Z\d]{3})([A-Z][a-z]{4,14})(?= )")
_LONGEST = 4_000
_ONE_LINE = re.compile(r"^[ \t>*]{0,9}[^\W\d_]{1,15}\s?:[^\n]{20,800}@[^\n]{1,800}$", re.MULTILINE)
_GLUED = re.compile(
    r"^(?P<own>(?!>|On |Am |Le |El |Il |Op |Em |Den |W dniu |Dne )[^\n]{1,400}?(?:\s|(?<=[.!?])|-{2,4}\s?))"
    r"(?P<intro>(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|Dne) (?=[^\n]{0,24}\d)[^\n]{12,200}:)[ \t]{0,9}$",
    re.MULTILINE,
)
#: What ends a wrote-line behind which the quoted words begin at once.
_RUN_ON = re.compile(r">[^\n:<>]{0,40}:([ \t\xa0]{2,8})(?=\S)")
_LONGEST_INTRO = 400


def unpack(text: str) -> str:
    """Set `----- Forwarded Message ----- From: A <a@b>To: ...Subject: x` on one line per field; other text stays as it is."""
    return _blocks(_headers(_introductions(_quotations(text))))


def _blocks(text: str) -> str:
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


def _headers(text: str) -> str:
    """Break a line that is a whole header block: `Date: 2 Oct 2012 02:35 From: a@b.example To: C Subject: x`."""
    if "@" not in text:
        return text
    return _ONE_LINE.sub(lambda found: _fields(found[0]) if _whole(found[0]) else found[0], text)


def _whole(line: str) -> bool:
    kinds = {field[0] for field in map(blocks.label, _fields(line).split("\n")) if field}
    return {"from", "date", "subject"} <= kinds


def _fields(line: str) -> str:
    """Break a line before each known label, until the subject."""
    out: list[str] = []
    done = 0
    seen = {(blocks.label(line) or ("",))[0]}
    line = _BARE_FIELD.sub(lambda found: f"{found[0]}:" if _bare(found) else found[0], line)
    for found in _FIELD.finditer(line):
        at, kind = _label_in(found[1])
        if kind and kind not in seen and "subject" not in seen:
            out.append(line[done : found.start(1) + at].rstrip())
            done = found.start(1) + at
            seen.add(kind)
    return "\n".join([*out, line[done:]])


def _label_in(name: str) -> tuple[int, str]:
    """Where in a word a known label begins, and what it names; letters glued before it are a time zone."""
    for start in range(len(name)):
        if name[start].isupper() and fold(name[start:]) in LABELS:
            return start, LABELS[fold(name[start:])]
    return 0, ""


def _bare(found: re.Match[str]) -> bool:
    """Whether a label without its colon can be one: a copy behind an address, a subject behind a time zone."""
    return LABELS.get(fold(found[1] or found[2])) == ("cc" if found[1] else "subject")


def _introductions(text: str) -> str:
    """Break `Fine. On Wed, 4 Apr 2012 at 15:59, a@b.example wrote:` behind the writer's own words."""
    if "@" not in text or ":\n" not in text:
        return text
    return _GLUED.sub(_behind_own_words, text)


def _quotations(text: str) -> str:
    """Break `On Wed, Nov 18 at 15:04, Ana<ana@n.example> wrote:   Dear Tom,` before the quoted words."""
    if "@" not in text:
        return text
    out: list[str] = []
    done = 0
    for found in _RUN_ON.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        line = text[start : found.start(1)]
        intro = intros.intro_at([line.strip()], 0) if start >= done and len(line) <= _LONGEST_INTRO else None
        if intro and intro.strong:
            out += [text[done : found.start(1)], "\n\n"]
            done = found.end()
    return "".join([*out, text[done:]])


def _behind_own_words(found: re.Match[str]) -> str:
    intro = intros.intro_at([found["intro"]], 0)
    if intro is None or not intro.strong or "@" not in found["intro"] or "@" in found["own"]:
        return found[0]
    return f"{found['own'].rstrip(' -')}\n\n{found['intro']}"
