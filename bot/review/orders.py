"""The commands besides yes and no: a line of its own, as orders.toml lists them for each language; anything near them is none.

Nothing here sends: what comes closest (a new text, another recipient) makes a draft that asks for a yes of its own.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.review.addresses import plain_address
from bot.review.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

#: Letters of a note that are kept.
MAX_NOTE = 1_000
_TABLES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: Code points below this are kept once looked up: the alphabets of Europe and their signs.
_COMMON = 0x2100
_HOLE = "{}"
#: Letters at the beginning of a line, and how many of them tell its first word from any other: all of ours are shorter.
_LETTERS, _LONG_WORD = re.compile(r"[^\W_]*"), 40
#: Commands with a whole text below them, and those that stand alone on their line.
_TEXTS, _ALONE = ("edit", "answer"), ("not_a_dispute", "status", "help")
#: Commands whose argument is an address, and those whose argument is a name on a list.
_ADDRESSED, _CHOSEN = frozenset({"assign", "send_to"}), {"cause": "causes", "close": "outcomes"}
#: Command -> what its argument looks like; bounded, so linear.
_SHAPES = {
    "hold": r"\S.{0,60}",
    "invoice": r"#?\S{1,40}",
    "cause": r"\S.{0,40}",
    "assign": r"\S{3,600}",
    "send_to": r"\S{3,600}",
    "note": r"\S.*",
    "close": r"\S.{0,40}",
}
#: "close as paid"
_AS = frozenset({"as", "als", "comme", "como", "come"})
_BETWEEN = r"(?: {0,3}: {0,3}| {1,3})"
_COLON = r" {0,3}: {0,3}"


@dataclass(frozen=True, slots=True)
class Order:
    """What one line orders: `kind` as a command is called, `argument` as the desk writes it, `text` of a note, `language` of the words."""

    kind: str
    argument: str = ""
    text: str = ""
    language: str = ""


def order(line: str) -> Order | None:
    """Read one plain line, without politeness around it, as one of the listed commands; None for anything else."""
    begins = _first_letters(line)
    if begins is None or _suspected(begins, figured=True).match(folded := fold(line)) is None:
        return None
    for kind, language, pattern in _patterns(begins):
        if found := pattern.fullmatch(folded):
            at = next((number for number, text in enumerate(found.groups(), 1) if text is not None), 0)
            return _MAKE[kind](line[slice(*found.span(at))], language) if at else Order(kind, language=language)
    return None


def text_order(words: tuple[str, ...]) -> str | None:
    """Return which command with a text below these words of a line are (edit, answer), or None."""
    return _texts().get(" ".join(map(fold, words)).lower())


def begins_text(word: str) -> bool:
    """Tell whether one of those commands begins with this word."""
    return fold(word).lower() in _text_beginnings()


def may_order(line: str, *, figured: bool = False) -> bool:
    """Tell cheaply whether a line, or any beginning of it, might be one of these commands; False is certain.

    `figured`: look behind the phrase for what makes it one, so that "invoice" counts only before a word with a figure; what needs a text
    below it is none.
    """
    begins = _first_letters(line)
    return begins is not None and _suspected(begins, figured=figured).match(fold(line)) is not None


def begun(said: str) -> tuple[str, str] | None:
    """Return the command that words of a line begin, and its language; for a hint about what is missing."""
    folded = f"{' '.join(fold(said).lower().replace(':', ' ').split())} "
    heads = [(len(head), kind, language) for language, kind, head in _heads() if folded.startswith(f"{head.rstrip(':')} ")]
    heads += [
        (0, kind, language) for language in _TABLES for kind, named in first_phrases(language).items() if _first(named) == _first(folded)
    ]
    longest = max(heads, key=lambda each: each[0], default=None)
    return longest[1:] if longest else None


def first_phrases(language: str) -> dict[str, str]:
    """Return how each command is called in a language, without its argument."""
    return {kind: phrases[0].partition(_HOLE)[0].rstrip() for kind, phrases in _TABLES[language].items() if isinstance(phrases, list)}


def names(table: str, language: str) -> tuple[str, ...]:
    """Return how a language calls the causes (`causes`) or the ways a case ends (`outcomes`)."""
    return tuple(phrases[0] for phrases in _TABLES[language][table].values())


def _first(phrase: str) -> str:
    return fold(phrase).partition(" ")[0].rstrip(":")


def single_words() -> frozenset[str]:
    """Every command of one word: who is called so signs otherwise."""
    cut = (phrase.partition(_HOLE) for _, _, phrase in _phrases())
    written = {head.rstrip(" :") for head, _, tail in cut if not tail}
    return frozenset(form for head in written if " " not in head for form in (head, fold(head)))


@cache
def first_words() -> frozenset[str]:
    """Every word that one of these commands can begin with, with its accents and without them."""
    written = (phrase.split(" ")[0].rstrip(":") for _, _, phrase in _phrases())
    return frozenset(form for word in written for form in (word, fold(word)))


class _Bare(dict[int, str]):
    """By code point the character without its accents; what is common is kept."""

    def __missing__(self, code: int) -> str:
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if code < _COMMON:
            self[code] = bare
        return bare


_BARE = _Bare()


def fold(text: str) -> str:
    """Return a text of the same length without accents."""
    return text if text.isascii() else text.translate(_BARE)


def _phrases() -> list[tuple[str, str, str]]:
    return [
        (language, kind, phrase)
        for language, table in _TABLES.items()
        for kind, phrases in table.items()
        if isinstance(phrases, list)
        for phrase in phrases
    ]


def _heads() -> list[tuple[str, str, str]]:
    """Language, command and what its phrases begin with, without accents; those that end behind their argument are left out."""
    cut = ((language, kind, fold(phrase).partition(_HOLE)) for language, kind, phrase in _phrases())
    return [(language, kind, head.strip(" ")) for language, kind, (head, _, tail) in cut if not tail]


@cache
def _text_beginnings() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0].lower() for phrase in _texts())


@cache
def _texts() -> dict[str, str]:
    return {fold(phrase): kind for _, kind, phrase in _phrases() if kind in _TEXTS}


def letters(text: str) -> str:
    """Return the letters and digits that a text begins with, small and without accents; of a long word its beginning only."""
    return _LETTERS.match(fold(text[:_LONG_WORD]).lower())[0]  # type: ignore[index]  # matches nothing at all as well


@cache
def order_begins() -> frozenset[str]:
    """Return the letters that the commands begin with."""
    return frozenset(letters(phrase) for _, _, phrase in _phrases())


@cache
def openings(*, figured: bool) -> tuple[frozenset[str], frozenset[str], dict[str, tuple[str, ...]]]:
    """Return what `may_order` looks for at the head of a line of plain words, a to z and one blank between them: one word, a pair of words,
    and by its first word what its third begins with. Where the first two have none of it, the answer is no.
    """
    alone, pairs, around = set(), set(), dict[str, tuple[str, ...]]()
    for _, kind, phrase in _phrases():
        head, _, tail = fold(phrase).partition(_HOLE)
        first, *more = head.rstrip(": ").split(" ")
        if first.endswith("."):
            alone.add(first.rstrip("."))
        if more:
            pairs.add(f"{first} {more[0].rstrip('.')}")
        elif tail and kind in _ADDRESSED:
            around[first] = (*around.get(first, ()), tail.split()[0])
        elif not (kind in _ADDRESSED or (figured and (kind in {*_TEXTS, "invoice"} or head.rstrip().endswith(":")))):
            alone.add(first)  # plain words hold no @, no figure and no colon
    return frozenset(alone), frozenset(pairs), around


def _first_letters(line: str) -> str | None:
    """Return the letters that a line begins with, if a phrase does too; behind them comes a sign or a blank in both.

    Letters that have several small forms fit more than one beginning: "" stands for every phrase.
    """
    begins = letters(line)
    if not begins.isascii():
        return ""
    return begins if begins in order_begins() else None


def _beginning(begins: str) -> list[tuple[str, str, str]]:
    return _by_letters().get(begins, []) if begins else _phrases()


@cache
def _by_letters() -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for each in _phrases():
        found.setdefault(letters(each[2]), []).append(each)
    return found


@cache
def _suspected(begins: str, *, figured: bool) -> re.Pattern[str]:
    """A pattern of what lines of the phrases begin with that begin with these letters (of all with "")."""
    opening = {_opening(kind, fold(phrase), figured=figured) for _, kind, phrase in _beginning(begins) if not (figured and kind in _TEXTS)}
    return re.compile("|".join(sorted(opening, key=len, reverse=True)) or "(?!)", re.IGNORECASE)


def _opening(kind: str, phrase: str, *, figured: bool) -> str:
    """A pattern of what every line of this phrase begins with; common words at its head are not enough."""
    head, hole, tail = phrase.partition(_HOLE)
    told = re.escape(head.rstrip(": "))
    if tail:
        return _pattern(phrase, _SHAPES[kind])
    if kind in _ADDRESSED:
        return rf"{re.escape(head.strip())}{_BETWEEN}\S{{0,600}}@"
    if not (figured and hole):
        return rf"{told}(?![^\W_])"
    if kind == "invoice":
        return rf"{told}{_BETWEEN}\S{{0,41}}?[^\W_A-Za-z]"
    if kind in _CHOSEN:
        first = sorted({*_AS, *(name.partition(" ")[0] for name in _listed(_CHOSEN[kind]))})
        return rf"{told}{_BETWEEN}[-_\s]{{0,40}}(?:{'|'.join(map(re.escape, first))})"
    return rf"{told}{_COLON}\S" if head.rstrip().endswith(":") else rf"{told}(?![^\W_])"


@cache
def _patterns(begins: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """One pattern of a whole line per command and language, the longest phrases first, of the phrases that begin with these letters."""
    found = []
    fitting = _beginning(begins)
    for language, kind in product(_TABLES, (*_SHAPES, *_ALONE)):
        own = (fold(phrase) for spoken, ordered, phrase in fitting if (spoken, ordered) == (language, kind))
        if phrases := sorted(own, key=len, reverse=True):
            written = "|".join(_pattern(phrase, _SHAPES.get(kind, "")) for phrase in phrases)
            found.append((kind, language, re.compile(written, re.IGNORECASE)))
    return tuple(found)


def _pattern(phrase: str, shape: str) -> str:
    if _HOLE not in phrase:
        return re.escape(phrase) + r" ?[.!?]?"
    head, _, tail = phrase.partition(_HOLE)
    between = _COLON if head.rstrip().endswith(":") else _BETWEEN
    behind = f" {re.escape(tail.strip())} ?[.!]?" if tail.strip() else ""
    return f"{re.escape(head.rstrip(': '))}{between}({shape}){behind}"


def _key(written: str) -> str:
    words = fold(written).lower().rstrip(" .!").replace("-", " ").replace("_", " ").split()
    return " ".join(words[1:] if words[:1] and words[0] in _AS else words)


@cache
def _listed(table: str) -> dict[str, str]:
    return {_key(phrase): name for language in _TABLES.values() for name, phrases in language[table].items() for phrase in phrases}


def _hold(written: str, language: str) -> Order | None:
    return None if "?" in written else Order("hold", written.rstrip(" .!"), language=language)


def _invoice(written: str, language: str) -> Order | None:
    number = written.lstrip("#").rstrip(".!,")
    return Order("invoice", number, language=language) if any(char.isdigit() for char in number) else None


def _choice(kind: str, table: str) -> Callable[[str, str], Order | None]:
    def make(written: str, language: str) -> Order | None:
        name = _listed(table).get(_key(written))
        return Order(kind, name, language=language) if name else None

    return make


def _to(kind: str) -> Callable[[str, str], Order | None]:
    def make(written: str, language: str) -> Order | None:
        address = plain_address(written)
        return Order(kind, address, language=language) if address else None

    return make


def _note(written: str, language: str) -> Order | None:
    return Order("note", text=written.strip()[:MAX_NOTE], language=language)


_MAKE: dict[str, Callable[[str, str], Order | None]] = {
    "hold": _hold,
    "invoice": _invoice,
    "cause": _choice("cause", _CHOSEN["cause"]),
    "assign": _to("assign"),
    "send_to": _to("send_to"),
    "note": _note,
    "close": _choice("close", _CHOSEN["close"]),
}


@cache
def please_begins() -> frozenset[str]:
    """Return the letters that a "please" begins with, in any language."""
    return frozenset(letters(phrase) for language in LANGUAGES.values() for phrase in language.please)


@cache
def _pleading() -> re.Pattern[str]:
    words = sorted({fold(word) for language in LANGUAGES.values() for word in language.please}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})(?![^\\W_])")


def without_please(line: str) -> str:
    """Return a plain line without the "please" that opens it, in any language."""
    if letters(line) not in please_begins():
        return line
    folded = fold(line).lower()
    head = _pleading().match(folded)
    return line[head.end() :].lstrip(" ,") if head and len(folded) == len(line) else line
