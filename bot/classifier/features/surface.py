"""What a text looks like on the surface: letters, words and ideas in one row, without the encoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import concepts, hashing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_PAIR_WEIGHT = np.float32(0.7)


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


def width() -> int:
    """Return the number of columns."""
    return hashing.WIDTH + concepts.width()


def rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one float32 row per text, shape (len(texts), width())."""
    ideas = concepts.rows(texts)
    ideas[:, -concepts.PAIR_WIDTH :] *= _PAIR_WEIGHT
    return np.hstack([hashing.rows(texts), ideas])


def sparse(texts: Sequence[str]) -> Sparse:
    """Return `rows` without the zeros, in half precision: for tens of thousands of texts."""
    places, values = [np.zeros(0, np.uint16)], [np.zeros(0, np.float16)]
    for text in texts:
        row = rows([text])[0]
        filled = np.flatnonzero(row)
        places.append(filled.astype(np.uint16))
        values.append(row[filled].astype(np.float16))
    starts = np.cumsum([len(part) for part in places])
    return Sparse(starts, np.concatenate(places), np.concatenate(values))
