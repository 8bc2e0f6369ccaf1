"""What a text looks like on the surface: letters, words and ideas in one row, without the encoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.classifier.features import concepts, hashing
from bot.classifier.features.entries import Entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_PAIR_WEIGHT = 0.7
#: Texts worked on at once where there are many.
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Sparse:
    """Many rows of which few numbers are not zero: row i holds `values[starts[i]:starts[i + 1]]` at `columns[...]`."""

    starts: NDArray[np.int64]
    columns: NDArray[np.uint16]
    values: NDArray[np.float16]

    def dense(self, chosen: Iterable[int]) -> NDArray[np.float32]:
        """Return the chosen rows in full."""
        chosen = list(chosen)
        out = np.zeros((len(chosen), width()), np.float32)
        for place, row in enumerate(chosen):
            part = slice(self.starts[row], self.starts[row + 1])
            out[place, self.columns[part]] = self.values[part]
        return out


class Used(NamedTuple):
    """The columns in which `rows` of some texts are not zero and the numbers there, text by text, and where each text's end."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]
    ends: NDArray[np.int64]


def width() -> int:
    """Return the number of columns."""
    return hashing.WIDTH + concepts.width()


def _entries(texts: Sequence[str]) -> Entries:
    folded = [hashing.fold(text) for text in texts]
    return hashing.entries(folded).beside(concepts.entries(folded, _PAIR_WEIGHT), hashing.WIDTH)


def rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one float32 row per text, shape (len(texts), width())."""
    return _entries(texts).dense(len(texts), width())


def used(texts: Sequence[str]) -> Used:
    """Return what of `rows` is not zero."""
    found = _entries(texts)
    order = np.argsort(found.rows, kind="stable")
    return Used(found.columns[order], found.values[order], np.bincount(found.rows, minlength=len(texts)).cumsum())


def ideas(found: Used, counts: NDArray[np.int64]) -> list[set[str]]:
    """Return the names of the ideas of texts that stand together: the first `counts[0]` of them, the next `counts[1]`, and so on."""
    numbers = found.columns - hashing.WIDTH
    places = np.flatnonzero((numbers >= 0) & (numbers < concepts.count()))
    held = numbers[places].tolist()
    stops = np.searchsorted(places, found.ends[counts.cumsum() - 1]).tolist()
    return [concepts.names(held[start:stop]) for start, stop in zip([0, *stops], stops, strict=False)]


def sparse(texts: Sequence[str]) -> Sparse:
    """Return `rows` without the zeros, in half precision: for tens of thousands of texts."""
    found = Entries.stacked([(start, _entries(texts[start : start + _BLOCK])) for start in range(0, len(texts), _BLOCK)])
    order = np.lexsort((found.columns, found.rows))
    starts = np.cumsum([0, *np.bincount(found.rows, minlength=len(texts))])
    return Sparse(starts, found.columns[order].astype(np.uint16), found.values[order].astype(np.float16))
