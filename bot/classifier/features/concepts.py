"""Words of six languages seen as the few ideas behind them: ordered, agreed, twice, late, paid ..."""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features.hashing import fold
from bot.resources import folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Columns for pairs of ideas in one sentence (hashed).
PAIR_WIDTH = 2048
_SHORTEST_STEM, _LONGEST_STEM = 2, 16
_WORD = re.compile(
    r"(?P<money>[£€$₹] ?0[0.,' ]{0,12}|0[0.,' ]{0,12}(?:€|£|\$|eur\b|euros?\b|chf\b|usd\b|gbp\b)|(?:eur|chf|usd|gbp|aud|cad|kr|rs\.?) 0[0.,' ]{0,12})"
    r"|(?P<percent>0[0.,]{0,5} ?%)|(?P<number>0[0.,/:-]{0,12})|(?P<word>[^\W\d_][^\W\d_'-]{0,30})|(?P<mark>[?=!])"
)
_MARKS = ("money", "percent", "number", "?", "=", "!")
_SPAN = 6


@cache
def _lexicon() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]], int]:
    """Return exact words, stems and the number of concepts, read from data/lexicons/concepts.txt."""
    exact: dict[str, tuple[int, ...]] = {}
    stems: dict[str, tuple[int, ...]] = {}
    lines = (folder("data") / "lexicons" / "concepts.txt").read_text("utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    for number, line in enumerate(entries, len(_MARKS)):
        for word in line.partition(":")[2].split():
            target, key = (stems, word[:-1]) if word.endswith("*") else (exact, word)
            target[key] = (*target.get(key, ()), number)
    return exact, stems, len(entries) + len(_MARKS)


def width() -> int:
    """Return the number of columns of `row`."""
    return _lexicon()[2] + PAIR_WIDTH


@lru_cache(maxsize=32768)
def _ideas(word: str) -> tuple[int, ...]:
    exact, stems, _ = _lexicon()
    found = set(exact.get(word, ()))
    for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
        found.update(stems.get(word[:length], ()))
    return tuple(sorted(found))


@lru_cache(maxsize=65536)
def _pair(first: int, second: int, near: int) -> int:
    return zlib.crc32(bytes((first, second, near))) % PAIR_WIDTH


@cache
def _named() -> dict[str, int]:
    lines = (folder("data") / "lexicons" / "concepts.txt").read_text("utf-8").splitlines()
    names = [line.partition(":")[0] for line in lines if line and not line.startswith("#")]
    return {name: number for number, name in enumerate((*_MARKS, *names))}


def shares(text: str, names: Sequence[str]) -> float:
    """Return the share of the text's ideas that have one of these names."""
    wanted = {_named()[name] for name in names}
    found = sequence(text)
    return sum(not wanted.isdisjoint(ideas) for ideas in found) / max(1, len(found))


def sequence(text: str) -> list[tuple[int, ...]]:
    """Return the ideas of each word that has any, in order."""
    found = []
    for match in _WORD.finditer(fold(text)):
        kind = match.lastgroup
        if kind == "word":
            ideas = _ideas(match.group())
            if ideas:
                found.append(ideas)
        else:
            found.append((_MARKS.index(match.group() if kind == "mark" else str(kind)),))
    return found


def row(text: str) -> NDArray[np.float32]:
    """Return which ideas a text holds and which stand near each other; float32, each part L2-normalised."""
    count = _lexicon()[2]
    columns = np.zeros(count + PAIR_WIDTH, np.float32)
    found = sequence(text)
    for index, ideas in enumerate(found):
        for idea in ideas:
            columns[idea] = 1
            for distance, later in enumerate(found[index + 1 : index + _SPAN]):
                for other in later:
                    columns[count + _pair(idea, other, int(distance > 1))] = 1
    for part in (slice(0, count), slice(count, None)):
        norm = float(np.sqrt((columns[part] ** 2).sum()))
        if norm:
            columns[part] /= norm
    return columns


def rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return `row` of every text, stacked."""
    return np.stack([row(text) for text in texts]) if texts else np.zeros((0, width()), np.float32)
