"""Scores how much a mail sounds like a machine: many weak signs, weighed by a small linear model that tools/voices.py learns.

No sign decides: the forms of words by their beginnings, what boilerplate.py hears in each sentence, and how the mail is made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from bot.arrivals import boilerplate, subjects
from bot.arrivals.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: Columns of the model: marks are counted where their hash falls.
COLUMNS = 1 << 19
_LAST = COLUMNS - 1
#: Letters that are kept of a word, and of each of two that stand side by side.
_STEM, _PAIRED = 6, 5
_WORDS = 200
#: Different words that a text must have before they decide anything.
_ENOUGH = 10
#: A sentence of so few words says nothing of its own.
_FEW = 3
#: Marks of a mail that asks something, and of one that names a sum.
_WANTS = ("?", "$")
_NOBODY = re.compile(r"no-?reply|do-?not-?reply|^noreply|postmaster|mailer|daemon|system|notif|robot|portal|automat|gateway|server")
_DESK = re.compile(r"support|help-?desk|service|ticket|onboarding|hub$|platform|security|filter")
#: Beginnings of marks that rest on the signs of boilerplate.py.
_HEARD = frozenset(["sign", "fresh", "both", "one", "in", "self", "loose", "signs"])
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Sound:
    """How a mail sounds: the log odds that a machine wrote it, `plain` where enough is said for them to mean something, in words that
    were learned; and whether it `wants` something: it asks, or names a sum.
    """

    odds: float
    plain: bool
    wants: bool


@lru_cache(maxsize=8)
def sound(writer: str, subject: str, text: str) -> Sound:
    """Return how a mail sounds; far above 0 a machine wrote it, far below a person."""
    weights, (spoken, others) = _weights(), _marks(writer, subject, text)
    words = [crc32(mark.encode()) & _LAST for mark in spoken]
    every = {crc32(mark.encode()) & _LAST for mark in others}.union(words)
    columns = np.fromiter(every, np.intp, len(every))
    columns.sort()
    plain = len(words) >= _ENOUGH and bool(2 * np.count_nonzero(weights.take(words)) > len(words))
    return Sound(float(np.add.reduce(weights.take(columns)) + weights[-1]), plain, not others.isdisjoint(_WANTS))


def column(mark: str) -> int:
    """The column of a mark."""
    return crc32(mark.encode()) & _LAST


def is_heard(mark: str) -> bool:
    """Whether a mark rests on what boilerplate.py hears."""
    return mark.partition(" ")[0] in _HEARD


@cache
def _weights() -> NDArray[np.float32]:
    with np.load(Path(__file__).with_name("voices.npz"), allow_pickle=False) as stored:
        weights: NDArray[np.float32] = stored["weights"].astype(np.float32)
    return weights


def marks(writer: str, subject: str, text: str) -> set[str]:
    """The marks of a mail, from its sender's address, its subject and its new words; each counts once."""
    spoken, others = _marks(writer, subject, text)
    return spoken | others


def _marks(writer: str, subject: str, text: str) -> tuple[set[str], set[str]]:
    """The marks of the words of a mail, each by itself, and all others."""
    said, asked, summed = boilerplate.listen(text, writer)
    words = [word if word.isalpha() else _plain(word) for one in said for word in (*one.words, ".")][:_WORDS]
    others = {f"p {first} {second}" for first, second in pairwise([".", *[word[:_PAIRED] for word in words]])}
    others.update(_dressed(writer, subject), _said(said, fresh=not subjects.kind(subject)))
    others.update([mark for mark, there in zip(_WANTS, (asked, summed), strict=True) if there])
    return {f"w {word[:_STEM]}" for word in words}, others


def _plain(word: str) -> str:
    """A word with its digits as one: numbers tell nothing but that they are there."""
    return word if word == "." else _DIGITS.sub("0", word)


def _dressed(writer: str, subject: str) -> Iterator[str]:
    """What the sender's address and the subject show."""
    local, kind = fold(writer.partition("@")[0]), subjects.kind(subject)
    if _NOBODY.search(local):
        yield "from nobody"
    elif _DESK.search(local):
        yield "from a desk"
    yield f"subject {kind}"
    for word in _LETTERS.findall(fold(subjects.bare(subject))):
        yield f"s{'r' if kind else ''} {word[:_STEM]}"


def _said(said: tuple[boilerplate.Said, ...], *, fresh: bool) -> Iterator[str]:
    """What the sentences say, in no language: the signs in them, alone and together, and how many there are."""
    every = sorted({sign for one in said for sign in one.signs})
    for sign in every:
        yield f"sign {sign}"
        if fresh:
            yield f"fresh {sign}"
    for sign, other in combinations(every, 2):
        yield f"both {sign} {other}"
    for one in said:
        signs = sorted(one.signs)
        yield "one " + " ".join([sign for sign in signs if sign != "pleasant"])
        for sign, other in combinations(signs, 2):
            yield f"in {sign} {other}"
        if one.self:
            yield from (f"self {sign}" for sign in signs)
    loose = sum(not one.signs and len(one.words) > _FEW for one in said)
    yield f"loose {min(loose, 4)}"
    yield f"own {min(sum(one.self for one in said), 3)}"
    yield f"signs {min(len(every), 6)}"
    yield f"long {min(sum(len(one.words) for one in said) // 15, 6)}"
