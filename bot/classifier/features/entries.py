"""Rows of which few numbers are not zero, as the three lists of those numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Entries:
    """Entry i says that row `rows[i]` holds `values[i]` (never 0) at `columns[i]`; no place is named twice."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float32]

    @classmethod
    def stacked(cls, parts: Sequence[tuple[int, Entries]]) -> Entries:
        """Put parts one below the other; each comes with the number of its first row."""
        none = np.zeros(0, np.int64)
        return cls(
            np.concatenate([none, *(part.rows + start for start, part in parts)]),
            np.concatenate([none, *(part.columns for _, part in parts)]),
            np.concatenate([np.zeros(0, np.float32), *(part.values for _, part in parts)]),
        )

    def beside(self, other: Entries, width: int) -> Entries:
        """Put another's columns to the right of these, the first of them at `width`."""
        return Entries(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.columns, other.columns + width]),
            np.concatenate([self.values, other.values]),
        )

    def dense(self, count: int, width: int) -> NDArray[np.float32]:
        """Return `count` rows in full."""
        full = np.zeros((count, width), np.float32)
        full[self.rows, self.columns] = self.values
        return full
