"""Runs of words as numbers while learning: the convolution layers of the encoder, the upper of them trained on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import layers, tokens
from bot.classifier.features.layers import RUN, RUNS, SIZE, WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Params = dict[str, Array]

#: Its layers that are trained on.
MOVED = frozenset({"run2", "run3", "run5", "run2_b", "run3_b", "run5_b", "gain", "shift"})
#: Rows of zeros between sentences: no run reaches from one into the next.
GAP = 2
#: Rows worked on at once, so that they stay in the processor's cache.
_BATCH = 320
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Pieces:
    """Sentences as numbers of word pieces: sentence i is `numbers[starts[i]:starts[i + 1]]`, at least one piece."""

    numbers: NDArray[np.int32]
    starts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many pieces each sentence has."""
        return np.diff(self.starts)

    def __getitem__(self, rows: NDArray[np.int64]) -> Pieces:
        """Return some of the sentences, in the given order."""
        parts = [self.numbers[self.starts[row] : self.starts[row + 1]] for row in rows]
        return _joined(parts)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Sentences as seen by the encoder, one row each: sum of its tokens over the root of their count, strongest token, that root."""

    sums: Array
    tops: Array
    roots: Array


@cache
def _lower() -> layers.Lower:
    return layers.lower()


def cut(texts: Sequence[str]) -> Pieces:
    """Return the word pieces of each text; texts are cut at 600 characters."""
    return _joined([np.array(tokens.pieces(text[:_LONGEST]), np.int32) for text in texts])


def _joined(parts: Sequence[NDArray[np.int32]]) -> Pieces:
    starts = np.cumsum([0, *map(len, parts)])
    return Pieces(np.concatenate([np.zeros(0, np.int32), *parts]), starts)


def encode(params: Params, pieces: Pieces, drop: Callable[[int], Array] | None = None) -> tuple[Encoded, Callable[[Array, Array], Params]]:
    """Run the encoder while learning; `drop` gives a factor per word. Return what it sees, and what turns the slopes at the sums and
    at the strongest tokens into gradients of the upper layers.
    """
    parts = [_Block(part, drop) for part in blocks(pieces)]
    seen = [block.seen(params) for block in parts]
    tops = [block.tops(rows) for block, rows in zip(parts, seen, strict=True)]
    sums = [block.sums(rows) for block, rows in zip(parts, seen, strict=True)]

    def back(to_sums: Array, to_tops: Array) -> Params:
        grads: Params = {}
        first = 0
        for block, rows, strongest in zip(parts, seen, tops, strict=True):
            part = slice(first, first + len(block.lengths))
            first = part.stop
            slope = (to_sums[part] / block.roots[:, None])[block.owner]
            slope += to_tops[part][block.owner] * (rows == strongest[block.owner])
            for name, value in block.back(params, slope).items():
                grads[name] = grads[name] + value if name in grads else value
        return grads

    return Encoded(np.vstack(sums), np.vstack(tops), np.concatenate([block.roots for block in parts])), back


def blocks(pieces: Pieces, rows: int = _BATCH) -> Iterator[Pieces]:
    """Yield runs of sentences of at most so many rows, with the gaps; a longer sentence comes alone."""
    first, size = 0, 0
    for row, length in enumerate(pieces.lengths):
        if size and size + length > rows:
            yield Pieces(pieces.numbers[pieces.starts[first] : pieces.starts[row]], pieces.starts[first : row + 1] - pieces.starts[first])
            first, size = row, 0
        size += int(length) + GAP
    if size:
        yield Pieces(pieces.numbers[pieces.starts[first] :], pieces.starts[first:] - pieces.starts[first])


class _Block:
    """Some sentences, laid out one below the other with gaps of zeros; the layers that are never trained have run."""

    def __init__(self, pieces: Pieces, drop: Callable[[int], Array] | None = None) -> None:
        lower, table = _lower(), layers.table()
        self.lengths = pieces.lengths
        self.owner = np.repeat(np.arange(len(self.lengths)), self.lengths)
        self.roots = np.sqrt(self.lengths).astype(np.float32)
        self._at = np.arange(len(self.owner)) + GAP * self.owner
        self._starts = pieces.starts[:-1]
        total = len(self.owner) + GAP * len(self.lengths)
        scale, low = table.scales(pieces.numbers)
        self._words = table.numbers[pieces.numbers] * scale
        self._words += low
        if drop:
            self._words *= drop(len(self._words))[:, None]
        base = np.asarray(self._words @ lower.projection + lower.offset, np.float32)
        layers.normal(base, lower.eps)
        base *= lower.gain
        base += lower.shift
        filled = np.zeros((total, 1), np.float32)
        filled[self._at] = 1
        self._firsts = []
        for index, (_, before) in enumerate(RUNS):
            wide = np.zeros((total, RUN), np.float32)
            wide[self._at] = base[:, index * RUN : (index + 1) * RUN]
            risen = _convolved(wide, *lower.runs[index], before)
            risen += wide
            risen *= filled
            self._firsts.append(risen)

    def seen(self, params: Params) -> Array:
        """Run the upper layers: one row per word, `SIZE` wide."""
        seen = np.empty((len(self._words), SIZE), np.float32)
        seen[:, :WORD] = self._words
        self._risen = []
        for index, (length, before) in enumerate(RUNS):
            risen = _convolved(self._firsts[index], params[f"run{length}"], params[f"run{length}_b"], before)[self._at]
            self._risen.append(risen)
            part = seen[:, WORD + index * RUN : WORD + (index + 1) * RUN]
            np.add(self._firsts[index][self._at], risen, out=part)
        self._spread = layers.normal(seen, _lower().eps)
        self._normal = seen
        return seen * params["gain"] + params["shift"]

    def sums(self, seen: Array) -> Array:
        """Return the sum of every sentence's rows over the root of their count."""
        whose = np.zeros((len(self.lengths), len(self.owner)), np.float32)
        whose[self.owner, np.arange(len(self.owner))] = (1 / self.roots)[self.owner]
        return np.asarray(whose @ seen, np.float32)

    def tops(self, seen: Array) -> Array:
        """Return the largest number of every sentence's rows, column by column."""
        ends = self._starts + self.lengths
        return np.stack([seen[first:end].max(axis=0) for first, end in zip(self._starts, ends, strict=True)])

    def back(self, params: Params, slope: Array) -> Params:
        """Return the gradients of the upper layers for slopes at the rows."""
        grads: Params = {"gain": np.einsum("ij,ij->j", slope, self._normal), "shift": slope.sum(axis=0)}
        slope = slope * params["gain"]
        slope -= slope.mean(axis=1, keepdims=True) + self._normal * (np.einsum("ij,ij->i", slope, self._normal) / SIZE)[:, None]
        slope *= self._spread
        for index, (length, before) in enumerate(RUNS):
            first = self._firsts[index]
            part = np.zeros_like(first)
            part[self._at] = slope[:, WORD + index * RUN : WORD + (index + 1) * RUN] * (self._risen[index] > 0)
            beside = np.zeros((len(first), length * RUN), np.float32)
            for place, (to, origin) in enumerate(layers.shifts(length, before, len(first))):
                beside[origin, place * RUN : (place + 1) * RUN] = part[to]
            grads |= {f"run{length}": first.T @ beside, f"run{length}_b": part.sum(axis=0)}
        return grads


def _convolved(x: Array, weights: Array, bias: Array, before: int) -> Array:
    """Return relu(bias + every row's run of neighbours @ weights); rows beyond the edges count as zeros."""
    parts = x @ weights
    out = parts[:, before * RUN : (before + 1) * RUN] + bias
    for place, (to, origin) in enumerate(layers.shifts(parts.shape[1] // RUN, before, len(x))):
        if place != before:
            out[to] += parts[origin, place * RUN : (place + 1) * RUN]
    return np.asarray(np.maximum(out, 0, out=out))
