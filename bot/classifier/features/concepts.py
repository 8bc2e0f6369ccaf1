"""Words of six languages seen as the few ideas behind them: ordered, agreed, twice, late, paid ..."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features.entries import Entries
from bot.classifier.features.hashing import fold
from bot.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

#: Columns for pairs of ideas in one sentence (hashed).
PAIR_WIDTH = 2048
_HEAD, _LONGEST_STEM = 2, 16
_WORD = re.compile(
    r"[£€$₹] ?0[0.,' ]{0,12}|0[0.,' ]{0,12}(?:€|£|\$|eur\b|euros?\b|chf\b|usd\b|gbp\b)|(?:eur|chf|usd|gbp|aud|cad|kr|rs\.?) 0[0.,' ]{0,12}"
    r"|0[0.,]{0,5} ?%|0[0.,/:-]{0,12}|[^\W\d_]{1,31}|[?=!]"
)
#: The same for a text without figures.
_PLAIN_WORD = re.compile(r"[^\W\d_]{1,31}|[?=!]")
#: How a text begins, in whatever case, that may go on with a figure at the end of another, or with its currency; what is no plain letter may fold to one.
_GOES_ON = re.compile(r"[0-9.,' €£$%]|.{0,2}[^\x00-\x7f]|eur|chf|usd|gbp", re.IGNORECASE | re.DOTALL)
#: How a text ends, in its last characters, that does not go on: with a word that is no currency's.
_ENDS = re.compile(r"[ (](?!(?:eur|chf|usd|gbp|aud|cad|kr|rs)\b)[a-z]+[.!?]?\Z", re.IGNORECASE | re.ASCII)
_LAST = 24
_SIGNS = ("?", "=", "!")
_MARKS = ("money", "percent", "number", *_SIGNS)
_SPAN = 6
_NEXT = 2


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Names of the ideas in order; the ideas of whole words; by their first letters, stems and the ideas of each."""

    names: tuple[str, ...]
    words: dict[str, set[int]]
    stems: dict[str, dict[str, set[int]]]


@cache
def _lexicon() -> _Lexicon:
    """Read data/lexicons/concepts.txt."""
    lines = (folder("data") / "lexicons" / "concepts.txt").read_text("utf-8").splitlines()
    entries = [line.partition(":") for line in lines if line and not line.startswith("#")]
    words: dict[str, set[int]] = {}
    stems: dict[str, dict[str, set[int]]] = {}
    for number, (_, _, said) in enumerate(entries, len(_MARKS)):
        for word in said.split():
            stem = word.removesuffix("*")
            if stem == word:
                words.setdefault(word, set()).add(number)
            elif _HEAD <= len(stem) <= _LONGEST_STEM:
                stems.setdefault(stem[:_HEAD], {}).setdefault(stem, set()).add(number)
    return _Lexicon((*_MARKS, *(name for name, _, _ in entries)), words, stems)


def count() -> int:
    """Return how many ideas there are: the first columns, in order."""
    return len(_lexicon().names)


def width() -> int:
    """Return the number of columns."""
    return count() + PAIR_WIDTH


@lru_cache(maxsize=16384)
def _ideas(token: str) -> tuple[int, ...]:
    """The ideas behind one match of `_WORD`, in order; what has a figure in it (all are 0 by then) is no word."""
    if token in _SIGNS:
        return (_MARKS.index(token),)
    if "0" in token:
        plain = token.strip("0.,/:-")
        return (_MARKS.index("money" if plain.strip(" %") else "percent" if plain else "number"),)
    lexicon = _lexicon()
    found = set(lexicon.words.get(token, ()))
    for stem, ideas in lexicon.stems.get(token[:_HEAD], {}).items():
        if token.startswith(stem):
            found |= ideas
    return tuple(sorted(found))


@cache
def _pairs() -> NDArray[np.int64]:
    """The column of a pair of ideas: [first, second, whether they stand apart]."""
    each = range(count())
    codes = [zlib.crc32(bytes((first, second, apart))) for first in each for second in each for apart in (0, 1)]
    return np.array(codes).reshape(len(each), len(each), 2) % PAIR_WIDTH


def named(text: str) -> set[str]:
    """Return the names of all ideas of a text."""
    return names(set(chain.from_iterable(map(_ideas, _tokens(fold(text))))))


def stand_alone(texts: Sequence[str]) -> bool:
    """Whether some texts, with a space between them, surely hold no other ideas than each of them alone."""
    return not any(_GOES_ON.match(after) and not _ENDS.search(before[-_LAST:]) for before, after in pairwise(texts))


def names(numbers: Iterable[int]) -> set[str]:
    """Return the names of the ideas of some columns."""
    return set(map(_lexicon().names.__getitem__, numbers))


def _tokens(folded: str) -> list[str]:
    return (_WORD if "0" in folded else _PLAIN_WORD).findall(folded)


def _sequence(folded: str) -> list[tuple[int, ...]]:
    """The ideas of each word that has any, in order."""
    return list(filter(None, map(_ideas, _tokens(folded))))


def entries(folded: Sequence[str], pair_weight: float = 1) -> Entries:
    """Return which ideas each folded text holds and which stand near each other, each part L2-normalised; pairs times their weight."""
    sequences = [_sequence(text) for text in folded]
    words = list(chain.from_iterable(sequences))
    ideas = np.array(list(chain.from_iterable(words)), dtype=np.int64)
    sizes = [len(word) for word in words]
    owners = np.repeat(np.repeat(np.arange(len(folded)), [len(sequence) for sequence in sequences]), sizes)
    places = np.repeat(np.arange(len(words)), sizes) + owners * _SPAN
    alone = _normal(np.unique(owners * count() + ideas), count())
    pairs = _normal(np.unique(_pair_places(ideas, places, owners)), PAIR_WIDTH)
    pairs = Entries(pairs.rows, pairs.columns, pairs.values * np.float32(pair_weight))
    return alone.beside(pairs, count())


def _pair_places(ideas: NDArray[np.int64], places: NDArray[np.int64], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the pairs of ideas go that stand in different words at most five apart; between two texts is a gap of more."""
    found = [np.zeros(0, np.int64)]
    for step in range(1, len(ideas)):
        apart = places[step:] - places[:-step]
        near = apart < _SPAN
        if not near.any():
            break
        near &= apart > 0
        first, second = ideas[:-step][near], ideas[step:][near]
        found.append(owners[step:][near] * PAIR_WIDTH + _pairs()[first, second, (apart[near] > _NEXT).astype(np.int64)])
    return np.concatenate(found)


def _normal(places: NDArray[np.int64], width: int) -> Entries:
    """Rows of ones at these places, brought to length 1."""
    rows, columns = np.divmod(places, width)
    lengths = np.sqrt(np.bincount(rows).astype(np.float32))
    return Entries(rows, columns, (1 / lengths[rows]).astype(np.float32))
