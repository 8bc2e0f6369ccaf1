"""Recognises the line above a quotation that says who wrote it and when: "On ..., NAME <address> wrote:"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.arrivals.phrases import PRONOUNS, QUOTING, WROTE, WROTE_INSIDE, WROTE_STARTS, fold

_EMAIL = re.compile(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]{1,190}")
_WORDS = re.compile(r"[^\W\d_]+(?:\([^\W\d_]{1,3}\))?:?")
_TIME = re.compile(r"\d{1,2}[:.h時时]\d{2}|\d{4}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}年")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\b(?:19|20)\d{2}\b")
_DATED = re.compile(r"\d{1,4}(?:[./:年년-]|\s)")
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile('["\u00ab\u201e\u201c]([^"\u00ab\u00bb\u201c\u201d\u201e]{2,80})["\u00bb\u201c\u201d]')
#: Direction marks that Hebrew and Arabic programs set around addresses.
_DIRECTION = str.maketrans("", "", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_EDGES = " \t\xa0*_>"
_COLONS = (":", "\uff1a")
_MAX_INTRO = 400
_MAX_LINES = 4
#: Where a date may begin inside a line: "On Wed, 30 Sep", "Am 30.09.".
_SHARED = re.compile(r"(?<=[\s.!-])(?:On|Am|Le|El|Il|Op|Den|Em|Dne|W dniu) (?=[^\n]{0,16}\d)")
#: Longest wrote-lines, in words, that are believed without a date, and with a date but without an address.
_BARE_WORDS, _DATED_WORDS = 8, 14
_PHRASES = tuple(start for start in WROTE_STARTS if start[-1] == " ")
#: Words between the date and the name.
_JOINTS = frozenset(
    ["heeft", "hat", "ha", "at", "um", "uhr", "kl", "klo", "från", "fra", "via", "van", "a", "de", "von", "пользователь", "používateľ", "uživatel",
     "időpontban", "użytkownik", "utente", "pm", "am", "p.m", "a.m", "cet", "gmt", "utc", "следующее", "följande", "følgende", "the"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intro:
    """A line "On ..., NAME wrote:" over lines start..end (end excluded); `strong` if it needs no `>` below to be believed."""

    start: int
    end: int
    text: str
    strong: bool


def _bare(line: str) -> str:
    """A line without direction marks, none of which counts as printable."""
    return line if line.isascii() or line.isprintable() else line.translate(_DIRECTION)


def intro_at(lines: list[str], start: int) -> Intro | None:
    """Read a wrote-line that begins at `start` and spans at most four lines."""
    first = _bare(lines[start]).strip(_EDGES)
    if first.startswith("---") and first.endswith("---"):
        bare = fold(first.strip("- \t"))
        told = _intro(f"{bare}:", start, start + 1)
        return told or (Intro(start, start + 1, first, strong=False) if bare.endswith(tuple(WROTE)) else None)
    old = _old_gmail(lines, start, first)
    if old:
        return old
    near = lines[start : start + _MAX_LINES]
    if not any(map(_ends_in_colon, near)):
        return None
    wraps = "@" in first or "<" in first or _DIGIT.search(first) is not None or fold(first).startswith(WROTE_STARTS)
    return _joined(near if wraps else near[:1], start)


def _ends_in_colon(line: str) -> bool:
    return (":" in line or "\uff1a" in line) and _bare(line).rstrip(_EDGES)[-1:] in _COLONS


def _joined(near: list[str], start: int) -> Intro | None:
    """The wrote-line that the first of these lines begins and a colon ends; own words above one are no part of it."""
    joined = ""
    for number, line in enumerate(near, 1):
        piece = _bare(line).strip(_EDGES)
        if line.startswith(">") and joined.rfind("<") > joined.rfind(">"):
            joined += ">"  # Gmail breaks the line before the end of an address
        joined = f"{joined} {piece}".strip()
        if not piece or len(joined) > _MAX_INTRO:
            return None
        if piece[-1] in _COLONS:
            own_words = any(_begins(later) and _joined(near[at:], start + at) for at, later in enumerate(near[:number]) if at)
            return None if own_words else _intro(joined, start, start + number)
    return None


def own_words_end(line: str) -> int:
    """Where a wrote-line begins that some gateway put behind the writer's own words; 0 where it has the line to itself.

    `No, thanks On Wed, 30 Sep 2026 at 09:00, Ana <ana@n.example> wrote:`
    """
    text = _bare(line)
    if len(text) > _MAX_INTRO or text.rstrip(_EDGES)[-1:] not in _COLONS or len(text) != len(line):
        return 0
    for found in _SHARED.finditer(text):
        own, rest = text[: found.start()], text[found.start() :]
        if any(map(str.isalpha, own)) and not _DIGIT.search(own) and "@" not in own and _begins(rest):
            told = _intro(rest.strip(_EDGES), 0, 1)
            if told and told.strong:
                return found.start()
    return 0


def _begins(line: str) -> bool:
    """Whether a line looks like the first one of a wrote-line: a date, a weekday, "On "."""
    lower = fold(_bare(line).strip(_EDGES))
    # a weekday cut short is also a name: "Sam wrote at 10:15:"
    short = lower.startswith(WROTE_STARTS) and _DIGIT.search(lower[:10]) is not None
    return _DATED.match(lower) is not None or lower.startswith(_PHRASES) or short


def _old_gmail(lines: list[str], start: int, first: str) -> Intro | None:
    """`2014/4/7 Name <address>` right above a quotation: a date, an address, no verb and no colon."""
    if not (first[:1].isdigit() and lines[start].rstrip().endswith(">") and _TIME.search(first[:20]) and _EMAIL.search(first)):
        return None
    below = next((line for line in lines[start + 1 : start + 3] if line.strip()), "")
    return Intro(start, start + 1, first, strong=False) if below.startswith(">") else None


def _intro(text: str, start: int, end: int) -> Intro | None:
    """Judge a line that ends in a colon by what it has of verb, address, date and a beginning like "On "."""
    strong = _strength(text) if len(text) <= _MAX_INTRO else _judged(text)
    return None if strong is None else Intro(start, end, text, strong)


@lru_cache(maxsize=16)
def _strength(text: str) -> bool | None:
    """What `_judged` says; a mail is read more than once."""
    return _judged(text)


def _judged(text: str) -> bool | None:
    """Whether a wrote-line needs no `>` below to be believed; None where it is none."""
    lower = fold(text)
    words = _WORDS.findall(lower)
    starts, short = _begins(text), len(words) <= _DATED_WORDS
    when = _TIME.search(text) is not None or (starts and _DIGIT.search(text) is not None)
    verb = bool({word.rstrip(":") for word in words} & WROTE) or any(verb in lower for verb in WROTE_INSIDE)
    address = _EMAIL.search(text) is not None
    if not when or not (verb or (address and text.rstrip(":\uff1a ").endswith((">", ")", "]")))):
        return _undated(text, words) if address or verb else None
    clock, dated = _CLOCK.search(text) is not None, _DATE.search(text) is not None
    placed = (starts or not verb) and (address or clock or (dated and short))
    told = verb and (address or (clock and dated and short))
    # "Le 3 mai 2026 à 10:15, votre commercial nous a écrit :" is a person's own sentence
    personal = not address and bool(PRONOUNS.intersection(words))
    return (placed or told) and not personal


def _undated(text: str, words: list[str]) -> bool | None:
    """`NAME <address> wrote:`, `Quoting NAME <address>:`; without an address it is believed above a quotation only."""
    lower = fold(text).rstrip(":\uff1a ")
    told = lower.endswith(tuple(WROTE)) or (lower.startswith(QUOTING) and "@" in text)
    if not told or len(words) > _BARE_WORDS:
        return None
    return "@" in text


def email_in(text: str) -> str | None:
    """The first address-like word of a text."""
    found = _EMAIL.search(text)
    return found[0] if found else None


def fields(text: str) -> dict[str, str]:
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
