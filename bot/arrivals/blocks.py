"""Recognises what mail programs put above quoted or forwarded text: header blocks, marker lines, "On ... wrote:"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.arrivals.phrases import FORWARD_MARKS, FORWARD_STARTS, LABELS, ORIGINAL_MARKS, WROTE, WROTE_STARTS, fold

_LABEL = re.compile(r"[\s>*_|]{0,12}([^\s:\uff1a*][^:\uff1a*]{0,30}?)[\s*_\xa0]{0,4}[:\uff1a][\s*_\xa0]{0,4}(.*)", re.DOTALL)
_MARK_EDGES = " \t-\u2013—_=*>#~.:\uff1a\xa0|"
_WORDS = re.compile(r"[^\W\d_]+(?:\([^\W\d_]{1,3}\))?:?")
_TIME = re.compile(r"\d{1,2}[:.h時时]\d{2}|\d{4}")
_EMAIL = re.compile(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]{1,190}")
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile('["\u00ab\u201e\u201c]([^"\u00ab\u00bb\u201c\u201d\u201e]{2,80})["\u00bb\u201c\u201d]')
#: Words between the date and the name.
_JOINTS = frozenset(
    ["heeft", "hat", "ha", "at", "um", "uhr", "kl", "klo", "från", "fra", "via", "van", "a", "de", "von", "пользователь", "používateľ", "uživatel",
     "időpontban", "użytkownik", "utente", "pm", "am", "p.m", "a.m", "cet", "gmt", "utc", "следующее", "följande", "følgende", "the"]
)  # fmt: skip
_COLONS = (":", "\uff1a")
#: Lower case never makes a text shorter, so a longer line is no marker.
_LONGEST_MARK = max(map(len, FORWARD_MARKS | ORIGINAL_MARKS))
_MAX_BLOCK = 16
_MAX_INTRO = 400


@dataclass(slots=True)
class Block:
    """A header block in the text: line `start`, first line after it `end`, its fields as written."""

    start: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Whether it can only be a mail's header: enough fields of the right kinds."""
        kinds = self.fields.keys()
        if "from" not in kinds:
            return False
        if "subject" in kinds and kinds & {"date", "to"}:
            return True
        return "date" in kinds and (_EMAIL.search(" ".join(self.fields.values())) is not None)

    @property
    def addressed(self) -> bool:
        """Whether it names a mail's writer or reader and the time: a journey from Berlin to Hamburg is no mail."""
        people = f"{self.fields.get('from', '')} {self.fields.get('to', '')} {self.fields.get('cc', '')}"
        named = "@" in people or next(iter(self.fields)) == "from"
        return named and _TIME.search(self.fields.get("date", "")) is not None


def label(line: str) -> tuple[str, str] | None:
    """Read `From: x` in any language as ("from", "x"); None when the line is no such thing."""
    if ":" not in line[:60] and "\uff1a" not in line[:60]:
        return None
    match = _LABEL.match(line[:2000])
    kind = LABELS.get(fold(match[1].strip())) if match else None
    return (kind, match[2].strip(" *\t\xa0")) if match and kind else None


def block_at(lines: list[str], start: int) -> Block | None:
    """Read a header block that begins exactly at `start`; None unless it begins with a label."""
    first = label(lines[start])
    if first is None or first[0] in {"other", "cc"}:
        return None
    block = Block(start, start)
    last = ""
    for index in range(start, min(len(lines), start + _MAX_BLOCK)):
        line = lines[index].strip(" >\t\xa0")
        found = label(lines[index])
        if found and not (found[0] in block.fields and found[0] != "other"):
            last = found[0]
            block.fields[last] = found[1]
        elif not line:
            if not (last and _label_follows(lines, index)):
                break
            continue
        elif last and (not block.fields[last] or _continues(last, line)):
            block.fields[last] = f"{block.fields[last]} {line}".strip()
        else:
            break
        block.end = index + 1
    return block if len(block.fields) > 1 else None


def _label_follows(lines: list[str], index: int) -> bool:
    """Whether the next line continues the block after one blank line."""
    return index + 1 < len(lines) and label(lines[index + 1]) is not None


def _continues(kind: str, line: str) -> bool:
    """Whether a line without label belongs to the field above: more addresses."""
    return kind in {"to", "cc", "from"} and _EMAIL.search(line[:300]) is not None


def mark(line: str) -> str | None:
    """Return "forward" or "original" for a marker line such as `---- Forwarded message ----`, else None."""
    if len(line) > 120:  # noqa: PLR2004 - no marker is longer
        return None
    bare = line.strip(_MARK_EDGES)
    drawn = line.strip(" >\t")[:1] in "-\u2013—_=*#"
    if not bare or (len(bare) > _LONGEST_MARK and not drawn):
        return None
    bare = fold(bare)
    if bare in FORWARD_MARKS:
        return "forward"
    if not drawn:
        return None
    if bare in ORIGINAL_MARKS:
        return "original"
    return "forward" if bare.startswith(FORWARD_STARTS) or _two_languages(bare) else None


def _two_languages(bare: str) -> bool:
    """Whether a marker says the same in two languages: `Välitetty viesti / Fwd.Msg`."""
    return any(part.strip(_MARK_EDGES) in FORWARD_MARKS for sign in ("---", " / ") if sign in bare for part in bare.split(sign))


def rule(line: str) -> bool:
    """Whether the line is a drawn rule of underscores, dashes or equals signs."""
    bare = line.strip()
    return len(bare) >= 10 and len(set(bare)) == 1 and bare[0] in "_-=*\u2013—"  # noqa: PLR2004 - shorter ones are decoration


@dataclass(frozen=True, slots=True)
class Intro:
    """A line "On ..., NAME wrote:" over lines start..end (end excluded); `strong` if it needs no `>` below to be believed."""

    start: int
    end: int
    text: str
    strong: bool


def intro_at(lines: list[str], start: int) -> Intro | None:
    """Read a wrote-line that begins at `start` and spans at most four lines."""
    first = lines[start].strip(" \t\xa0*_>")
    if first.startswith("---") and first.endswith("---"):
        return _intro(first.strip("- \t") + ":", start, start + 1)
    near = "\n".join(lines[start : start + 4])
    ends = ":" in near or "\uff1a" in near
    if not ends or not any(line.rstrip(" \t\xa0*_>")[-1:] in _COLONS for line in lines[start : start + 4] if line):
        return None
    wraps = "@" in first or "<" in first or _DIGIT.search(first) is not None or first.casefold().startswith(WROTE_STARTS)
    joined = ""
    for end in range(start + 1, min(len(lines), start + 4) + 1):
        piece = lines[end - 1].strip(" \t\xa0*_>")
        joined = f"{joined} {piece}".strip()
        if not piece or len(joined) > _MAX_INTRO:
            return None
        if piece[-1] in ":\uff1a":
            return _intro(joined, start, end)
        if not wraps:
            return None
    return None


def _intro(text: str, start: int, end: int) -> Intro | None:
    lower = text.casefold()
    words = {word.rstrip(":") for word in _WORDS.findall(lower)}
    when = _TIME.search(text) is not None
    verb = bool(words & WROTE) or any(verb in lower for verb in ("写道", "寫道", "のメール", "작성"))
    address = _EMAIL.search(text) is not None
    if not (when and (verb or (address and text.rstrip(":\uff1a ").endswith((">", ")", "]"))))):
        return None
    starts = lower.startswith(WROTE_STARTS) or lower[:1].isdigit()
    return Intro(
        start,
        end,
        text,
        strong=((starts or not verb) and (address or re.search(r"\d{1,2}[:.]\d{2}|\d{4}年", text) is not None)) or (verb and address),
    )


def email_in(text: str) -> str | None:
    """The first address-like word of a text."""
    found = _EMAIL.search(text)
    return found[0] if found else None


def intro_fields(text: str) -> dict[str, str]:
    """Who wrote and when, out of a wrote-line: the fields a header block would have."""
    found = _EMAIL.search(text)
    if not found:
        return {}
    before = text[: found.start()].rstrip(" <([")
    quoted = _QUOTED.findall(before)
    name = quoted[-1].strip() if quoted else _name_before(before)
    rest = text.replace(found[0], " ").replace(name, " ") if name else text.replace(found[0], " ")
    when = re.search(r"\d.{0,80}\d", rest)
    return {"from": f"{name} <{found[0]}>", "date": when[0].strip() if when else ""}


def _name_before(text: str) -> str:
    """The words of a name at the end of a text: back to a number, a comma or a word that every wrote-line has."""
    words: list[str] = []
    for word in reversed(text.split()[-5:]):
        bare = fold(word.strip(" ,;:"))
        if _DIGIT.search(word) or word[-1] in ",:;" or bare in WROTE or bare in _JOINTS or len(bare) < 2:  # noqa: PLR2004 - a single letter is no name
            break
        words.insert(0, word)
    return " ".join(words)
