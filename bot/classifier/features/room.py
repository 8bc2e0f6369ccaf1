"""Memory for the encoder: where sentences are worked on, always the same, and tables that cost nothing until they are written to."""

from __future__ import annotations

import mmap
from contextlib import suppress
from math import prod
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bot.classifier.features.layers import RUN, RUNS, SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Number = TypeVar("_Number", bound=np.generic)


class Window:
    """Room for rows of whole numbers with the rows of their run beside them, where rows beyond the edges are zeros."""

    def __init__(self, size: int, shape: tuple[int, int]) -> None:
        """Have room for so many rows, and runs of this length with so many places before the row's own."""
        self._length, self._before = shape
        self._numbers = untouched((size + self._length - 1, RUN), np.int8)

    def rows(self, count: int) -> NDArray[np.int8]:
        """Return room for so many rows, to be written to."""
        end = self._before + count
        self._numbers[end : end + self._length - 1 - self._before] = 0
        return self._numbers[self._before : end]

    def runs(self, count: int) -> NDArray[np.int8]:
        """Return the rows with their runs, (count, length * RUN); nothing is copied."""
        return np.ndarray((count, self._length * RUN), np.int8, self._numbers.data, strides=(RUN, 1))


class Room:
    """Where blocks are worked on, one after the other: in the same memory, which stays near the processor, and where numkong's products take half
    the time because every row begins where a line of its cache does.
    """

    def __init__(self, rows: int) -> None:
        """Have room for so many rows at first."""
        self._size = 0
        self.fit(rows)

    def fit(self, rows: int) -> None:
        """Have room for so many rows."""
        if rows > self._size:
            self._size = rows
            self.seen = untouched((rows, SIZE), np.float32)
            self.firsts, self.spare = (untouched((rows, len(RUNS) * RUN), np.float32) for _ in range(2))
            self.windows = [Window(rows, shape) for shape in RUNS]


def untouched(shape: tuple[int, int], kind: type[_Number]) -> NDArray[_Number]:
    """Return zeros in memory of their own that costs nothing until it is written to, in large pages where there are such; a process that is forked
    off writes to its own, and where the rest of it was never touched nothing is copied for that.
    """
    memory = mmap.mmap(-1, prod(shape) * np.dtype(kind).itemsize, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(AttributeError, OSError):  # other systems, and kernels without them
        memory.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(memory, kind).reshape(shape)


def taken(table: NDArray[_Number], places: NDArray[np.int32], out: NDArray[_Number] | None = None) -> NDArray[_Number]:
    """Return the rows at places that are there: quicker where they need not be looked at for that."""
    return table.take(places, axis=0, mode="clip", out=out)
