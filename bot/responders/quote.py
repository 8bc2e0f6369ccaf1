"""Chooses the words to echo: one sentence of the client's own, short, without insults or threats."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.responders.cleaning import GAP, clean
from bot.responders.manners import listed, rude
from bot.responders.position import point_of, takes_position
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_MIN_WORDS = 3
_MIN_WORDS_ALONE = 5
#: Short sentences that are together no longer than this read as one ("You billed 18. We had 14.").
SHORT_RUN = 120
_SENTENCE_END = re.compile(r"([.?…])[')]?(?: |$)")
_CLAUSE = re.compile(r"[,;:\u2013\u2014] | - | \(")
_LOOSE = " .,;:\u2013\u2014(-"
_SPACE = re.compile(r" ")


def quotation(texts: Iterable[str], language: str, limit: int, forbidden: Collection[str] = ()) -> str:
    """Return at most `limit` characters of the first text that can be repeated, "" if none can.

    `forbidden` are invoice numbers (normalised) that must not appear. The result has no full stop at its end.
    """
    return next((found for text in texts if (found := _one(text, language, limit, forbidden))), "")


def _one(text: str, language: str, limit: int, forbidden: Collection[str]) -> str:
    usable = [piece for sentence in _sentences(clean(text)) if _fit(piece := point_of(_polite(sentence, language)), forbidden)]
    if not usable:
        return ""
    best = max(enumerate(usable), key=_worth)[0]
    together = usable[best]
    for following in usable[best + 1 :]:
        if len(together) + len(following) >= min(limit, SHORT_RUN) or takes_position(following):
            break
        together = f"{together} {following}"
    return _trim(together, limit)


def _worth(numbered: tuple[int, str]) -> tuple[bool, bool, int]:
    """Sentences that refuse nothing say most, then those with a figure; among equals the earlier one."""
    position, sentence = numbered
    return not takes_position(sentence), any(letter.isdigit() for letter in sentence), -position


def _fit(sentence: str, forbidden: Collection[str]) -> bool:
    flat = normalise_number(sentence)
    return len(sentence.replace(GAP, " ").split()) >= _MIN_WORDS and not any(number and number in flat for number in forbidden)


def _sentences(text: str) -> list[str]:
    """Split at sentence ends; a very short sentence is kept together with the next."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[start : end.end()]
        if _ends(piece, text[end.end() : end.end() + 1]) and len(piece.split()) >= _MIN_WORDS_ALONE:
            found.append(piece.strip())
            start = end.end()
    rest = text[start:].strip()
    if found and 0 < len(rest.split()) < _MIN_WORDS:
        return [*found[:-1], f"{found[-1]} {rest}"]
    return [*found, rest] if rest else found


def _ends(piece: str, following: str) -> bool:
    last = piece.rstrip(" ')").rstrip(".…?").rpartition(" ")[2].lstrip("('").casefold()
    abbreviated = "." in piece.rstrip()[-1:] and (last in listed("abbreviations") or len(last) <= 1 or last.replace(".", "").isdigit())
    return not abbreviated and not following.islower()


def _polite(sentence: str, language: str) -> str:
    """Keep the longest run of clauses without an insult or a threat."""
    if not rude(sentence, language):
        return sentence
    runs = [""]
    for clause in _clauses(sentence):
        if rude(clause, language):
            runs.append("")
        else:
            runs[-1] += clause
    best = max(runs, key=len).strip(_LOOSE)
    return best if len(best.split()) >= _MIN_WORDS and not rude(best, language) else ""


def _clauses(sentence: str) -> list[str]:
    cuts = [0, *(found.end() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    return [sentence[start:end] for start, end in pairwise(cuts)]


def _trim(sentence: str, limit: int) -> str:
    """Cut at a clause, else at a word, and mark the cut."""
    sentence = sentence.rstrip(_LOOSE)
    if len(sentence) <= limit:
        return _balanced(sentence)
    cuts = [found.start() for found in _CLAUSE.finditer(sentence, 0, limit) if found.start() >= limit // 2]
    cuts = cuts or [found.start() for found in _SPACE.finditer(sentence, 0, limit)]
    return _balanced(sentence[: cuts[-1]].rstrip(_LOOSE) + GAP) if cuts else ""


def _balanced(sentence: str) -> str:
    """Cut off a parenthesis that never closes, drop one that never opened."""
    if sentence.count("(") == sentence.count(")"):
        return sentence
    before, opened, after = sentence.rpartition("(")
    if opened and ")" not in after and len(before) > len(after):
        return _balanced(before.rstrip(_LOOSE) + GAP)
    return sentence.replace("(", "").replace(")", "")
