"""Makes a client's words safe to repeat: one line, no links, addresses, markup or hidden characters, no shouting."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import AnyOf, small

if TYPE_CHECKING:
    from collections.abc import Callable

#: More than any sentence worth quoting; what comes after is not read at all.
_MAX_READ = 2000
_LINK = re.compile(r"(?:\bhttps?:|\bftp:|\bmailto:|\bwww\.)\S{0,2000}", re.IGNORECASE)
_LINKS = AnyOf(("http", "ftp:", "mailto:", "www."))
_MAIL_ADDRESS = re.compile(r"[^\s@]{1,64}@\S{1,255}")
_TOP = r"\.(?:biz|ch|com|de|es|eu|example|fr|info|io|it|net|nl|org|ru|uk|us)\b"
_ENDING = re.compile(_TOP, re.IGNORECASE)
_HOST = re.compile(rf"\b[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,3}}{_TOP}(?:/\S{{0,500}})?", re.IGNORECASE)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,8}(?: ?[A-Z0-9]{1,4})?\b")
#: What stands in every IBAN, and seldom elsewhere.
IBAN_BEGINS = re.compile(r"[A-Z](?=\d\d)")
_MARKUP = dict.fromkeys("<>{}[]`|\\^~*_", " ")
#: Every double quotation mark and curly apostrophe becomes a plain apostrophe: our own marks stand around the whole.
_QUOTES = dict.fromkeys('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u201a\u2018\u2019\u2033\uff02', "'")
_SIGNS, _PLAIN = re.compile(f"[{re.escape(''.join(_MARKUP | _QUOTES))}]"), str.maketrans(_MARKUP | _QUOTES)
_SHOUTS = re.compile(r"[!¡\uff01?¿\uff1f.…]{2,200}|[!¡\uff01]")
_GAP_BEFORE = re.compile(r" (?=[,.;:?)])")
_SHORTEST_LONG = 23
_LONG = re.compile(rf"\S{{41,2000}}|(?=\S{{0,40}}\d)[A-Za-z0-9]{{{_SHORTEST_LONG},2000}}")
#: Our own header names are never sent to a client, quoted or not.
_INTERNAL = re.compile(r"\bx-dispute-desk\S{0,200}", re.IGNORECASE)
_PICTURES = ((0x2600, 0x27BF), (0x1F000, 0x1FAFF), (0xFE00, 0xFE0F))
_MAX_MARKS = 2
_FIRST_MARK = "\u0300"
#: So many letters to be changed that one pass through the text is quicker.
_FEW = 8
_CONTROLS = dict.fromkeys((*range(0x20), 0x7F), " ")
GAP = "…"


def _has_long_word(text: str) -> bool:
    return max(map(len, text.split()), default=0) >= _SHORTEST_LONG


#: What is cut out, and what a text must hold to hold it.
_UNWANTED: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (_LINK, lambda text: _LINKS.within(small(text))),
    (_MAIL_ADDRESS, lambda text: "@" in text),
    (_HOST, _ENDING.search),
    (IBAN, IBAN_BEGINS.search),
    (_INTERNAL, lambda text: "-" in text),
    (_LONG, _has_long_word),
)


@lru_cache(maxsize=256)
def clean(text: str) -> str:
    """Return one line of plain words; what was cut out of the middle leaves `…`."""
    text = visible(text[:_MAX_READ])
    for unwanted, may_hold in _UNWANTED:
        text = unwanted.sub(GAP, text) if may_hold(text) else text
    text = _SHOUTS.sub(_calm, text.translate(_PLAIN) if _SIGNS.search(text) else text)
    return _GAP_BEFORE.sub("", " ".join(text.split())).lstrip(".,;:?)- ")


@lru_cache(maxsize=16)
def visible(text: str) -> str:
    """Return a text as a reader sees it: composed letters, no hidden characters or pictures, control characters as spaces."""
    if text.isascii():
        return text.translate(_CONTROLS)
    composed = unicodedata.normalize("NFC", text)
    shown = {letter: _seen(letter) for letter in set(composed)}
    if not any(unicodedata.category(letter) in {"Mn", "Me"} for letter in shown if letter >= _FIRST_MARK):  # no marks to count
        return _each(composed, {letter: seen for letter, seen in shown.items() if seen != letter})
    kept: list[str] = []
    marks = 0
    for letter in composed:
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks <= _MAX_MARKS:
            kept.append(shown[letter])
    return "".join(kept)


def _each(text: str, seen: dict[str, str]) -> str:
    """The text with each of these letters as it is seen, which none of the others is; a few are changed one by one, which is quicker."""
    if len(seen) > _FEW:
        return text.translate({ord(letter): shown for letter, shown in seen.items()})
    for letter, shown in seen.items():
        text = text.replace(letter, shown)
    return text


@lru_cache(maxsize=4096)
def _seen(letter: str) -> str:
    """One character as it may be repeated: itself, a space, or nothing."""
    kind = unicodedata.category(letter)
    if kind == "Cc" or letter.isspace():
        return " "
    return "" if kind[0] == "C" or _is_picture(letter) else letter


def _is_picture(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _PICTURES)


def _calm(shout: re.Match[str]) -> str:
    marks = shout.group()
    if "?" in marks or "\uff1f" in marks:
        return "?"
    if "¡" in marks or "¿" in marks:
        return ""
    return GAP if marks.startswith(("..", "…")) and "!" not in marks else "."
