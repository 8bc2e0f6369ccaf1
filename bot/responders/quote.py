"""Chooses the words to echo: one sentence of the client's own, short, without insults or threats."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.responders.cleaning import GAP, clean
from bot.responders.courtesy import only_manners, to_the_point
from bot.responders.manners import listed, lists, rude
from bot.responders.position import point_of, takes_position
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_MOST_ORDINAL_DIGITS = 2
#: German words before "3." that make it the third.
_BEFORE_ORDINALS = frozenset(
    [
        "am",
        "ab",
        "bis",
        "beim",
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "im",
        "jede",
        "jeden",
        "jeder",
        "ihr",
        "ihre",
        "ihrem",
        "ihren",
        "nr",
        "vom",
        "zum",
        "zur",
    ]
)
_MIN_WORDS = 3
_MIN_WORDS_ALONE = 5
#: Short sentences that are together no longer than this read as one ("You billed 18. We had 14.").
SHORT_RUN = 120
_SENTENCE_END = re.compile(r"([.?…])[')]?(?: |$)")
_CLAUSE = re.compile(r"[,;:\u2013\u2014] | - | \(")
_LOOSE = " .,;:\u2013\u2014(-"
_SPACE = re.compile(r" ")


def quotation(texts: Iterable[str], language: str, limit: int, forbidden: tuple[str, ...] = ()) -> str:
    """Return at most `limit` characters of the first text that can be repeated, "" if none can.

    `forbidden` are invoice numbers (normalised) that must not appear. The result has no full stop at its end.
    """
    return next((found for text in texts if (found := _one(text, language, limit, forbidden))), "")


@lru_cache(maxsize=64)
def _one(text: str, language: str, limit: int, forbidden: tuple[str, ...]) -> str:
    """One mail asks for the same words several times: to show them, and to know what they show."""
    usable = [piece for sentence in sentences(clean(text)) if _fit(piece := point_of(_polite(to_the_point(sentence), language)), forbidden)]
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
    if only_manners(sentence):
        return False
    return len(sentence.replace(GAP, " ").split()) >= _MIN_WORDS and not any(number and number in flat for number in forbidden)


def sentences(text: str) -> list[str]:
    """Return a cleaned text split at sentence ends; a very short sentence is kept together with the next."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[start : end.end()]
        if _ends(piece, text[end.end() : end.end() + 20]) and len(piece.split()) >= _MIN_WORDS_ALONE:
            found.append(piece.strip())
            start = end.end()
    rest = text[start:].strip()
    if found and 0 < len(rest.split()) < _MIN_WORDS:
        return [*found[:-1], f"{found[-1]} {rest}"]
    return [*found, rest] if rest else found


def _ends(piece: str, following: str) -> bool:
    before, _, last = piece.rstrip(" ')").rstrip(".…?").rpartition(" ")
    last = last.lstrip("('").casefold()
    numbered = last.replace(".", "").isdigit()
    abbreviated = (
        last in listed("abbreviations") or (len(last) <= 1 and not numbered) or (numbered and _is_ordinal(before, last, following))
    )
    return not ("." in piece.rstrip()[-1:] and abbreviated) and not following[:1].islower()


def _is_ordinal(before: str, number: str, following: str) -> bool:
    """Whether `9.` counts ("am 9. Oktober", "der 3. Tag") and does not end the sentence ("You billed 18.")."""
    if len(number) > _MOST_ORDINAL_DIGITS:
        return False
    month = following.partition(" ")[0].strip(".,;:?!").casefold()
    return before.rpartition(" ")[2].casefold() in _BEFORE_ORDINALS or any(month in table["months"] for table in lists().values())


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
