"""The encoder at work: what it sees in a text, by products in whole numbers, with what was met before kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import layers
from bot.classifier.features.encoder import GAP, Encoded, Pieces, blocks, cut
from bot.classifier.features.layers import RUN, RUNS, SIZE, WORD
from bot.classifier.features.whole import Whole, rounded, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Params = dict[str, Array]
    Row = tuple[Array, Array, np.float32]

#: Rows worked on at once, so that they stay in the processor's cache.
_BATCH = 256
#: Word pieces kept (13 kB each), and short sentences kept: greetings, closings and subjects come again and again.
_PIECES, _SENTENCES, _SHORT = 2048, 512, 60
#: What makes bytes of 0 to 255 into -128 to 127.
_MIDDLE = np.uint8(128)


class _Words:
    """What every word piece brings along, whatever stands beside it: its numbers, and its part in the first layer of runs."""

    def __init__(self, lower: layers.Lower) -> None:
        self._table, self.eps = layers.table(), lower.eps
        self._projection, self._offset = Whole.of(lower.projection), lower.offset
        self._columns = self._projection.floats().sum(axis=0)
        self._gain, self._shift = lower.gain, lower.shift
        self._runs = [(Whole.of(weights), bias) for weights, bias in lower.runs]
        #: Place 0 is the gap between sentences; per length of run the projected word, then its part at every place of the run.
        self.numbers = np.zeros((_PIECES, WORD), np.float32)
        self.runs = [np.zeros((_PIECES, (1 + length) * RUN), np.float32) for length, _ in RUNS]
        #: By word piece where it is kept and how often it was met of late; by place the piece that is kept there.
        self._places = np.zeros(len(self._table.numbers), np.int32)
        self._met = np.zeros(len(self._table.numbers), np.float32)
        self._kept = np.zeros(_PIECES, np.int32)
        self._used = 1

    def meet(self, pieces: NDArray[np.int32]) -> None:
        """Work out all that is new among many word pieces at once, if there are places for so many."""
        self._met[pieces] += 1
        new = self._new(pieces)
        if len(new) > _PIECES - self._used and len(new) < _PIECES // 2:
            self._forget()
            new = self._new(pieces)
        if len(new) <= _PIECES - self._used:
            self._fill(new)

    def places(self, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return where the word pieces are kept, at most `_PIECES // 2` of them; those not kept are worked out first."""
        new = self._new(pieces)
        if len(new) > _PIECES - self._used:
            self._forget()
            new = self._new(pieces)
        if len(new) > _PIECES - self._used:
            self._places[:] = 0
            self._used = 1
            new = self._new(pieces)
        self._fill(new)
        return self._places[pieces]

    def _new(self, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.unique(pieces[self._places[pieces] == 0])

    def _forget(self) -> None:
        """Keep the half that was met most often of late."""
        kept = self._kept[1 : self._used]
        rows = 1 + np.sort(np.argsort(-self._met[kept], kind="stable")[: _PIECES // 2])
        to = slice(1, 1 + len(rows))
        for numbers in (self.numbers, *self.runs):
            numbers[to] = numbers[rows]
        self._kept[to] = self._kept[rows]
        self._places[:] = 0
        self._places[self._kept[to]] = np.arange(to.start, to.stop)
        self._used = to.stop
        self._met *= np.float32(0.5)

    def _fill(self, pieces: NDArray[np.int32]) -> None:
        if not len(pieces):
            return
        to = slice(self._used, self._used + len(pieces))
        self._places[pieces] = np.arange(to.start, to.stop)
        self._kept[to] = pieces
        self._used = to.stop
        numbers = (self._table.numbers[pieces] ^ _MIDDLE).view(np.int8)  # -128 to 127 instead of 0 to 255
        scale, low = self._table.scales(pieces)
        low = low + scale * np.float32(_MIDDLE)
        self.numbers[to] = numbers * scale + low
        base = self._projection.product(numbers) * scale + (low * self._columns + self._offset)
        layers.normal(base, self.eps)
        base *= self._gain
        base += self._shift
        for index, ((_, before), (weights, bias)) in enumerate(zip(RUNS, self._runs, strict=True)):
            part = base[:, index * RUN : (index + 1) * RUN]
            kept = self.runs[index][to]
            kept[:, :RUN] = part
            kept[:, RUN:] = part @ weights
            kept[:, (1 + before) * RUN : (2 + before) * RUN] += bias


class _Block:
    """Some sentences, laid out one below the other with gaps of zeros; the layers that are never trained have run."""

    def __init__(self, pieces: Pieces, words: _Words) -> None:
        lengths = pieces.lengths
        self.starts = pieces.starts[:-1] + GAP * np.arange(len(lengths))
        self.ends = self.starts + lengths
        self.roots = np.sqrt(lengths).astype(np.float32)
        places = np.zeros(len(pieces.numbers) + GAP * len(lengths), np.int32)
        places[np.arange(len(pieces.numbers)) + np.repeat(GAP * np.arange(len(lengths)), lengths)] = words.places(pieces.numbers)
        self.numbers = words.numbers[places]
        gaps = (self.ends[:, None] + np.arange(GAP)).ravel()
        self.firsts = []
        for (length, before), kept in zip(RUNS, words.runs, strict=True):
            parts = kept[places]
            risen = np.maximum(_gathered(parts[:, RUN:], length, before), 0)
            risen += parts[:, :RUN]
            risen[gaps] = 0
            self.firsts.append((risen, *rounded(risen, self.starts)))


class _Upper:
    """The upper layers as one network moved them."""

    def __init__(self, params: Params, eps: float) -> None:
        self._runs = [(whole(params[f"run{length}"]), params[f"run{length}_b"]) for length, _ in RUNS]
        self._gain, self._shift, self._eps = np.abs(params["gain"]), params["shift"], eps
        self._turned = np.flatnonzero(params["gain"] < 0)

    def rows(self, block: _Block) -> Iterator[Row]:
        """Yield sum (over the root of their count) and strongest of every sentence's words, and that root."""
        seen = np.empty((len(block.numbers), SIZE), np.float32)
        seen[:, :WORD] = block.numbers
        for index, ((length, before), (weights, bias), (first, numbers, scale)) in enumerate(
            zip(RUNS, self._runs, block.firsts, strict=True)
        ):
            to = seen[:, WORD + index * RUN : WORD + (index + 1) * RUN]
            np.multiply(_gathered(weights.product(numbers), length, before), scale, out=to)
            to += bias
            np.maximum(to, 0, out=to)
            to += first
        layers.normal(seen, self._eps)
        seen[:, self._turned] *= -1  # so that a gain below zero is one above it
        sums, tops = (np.empty((len(block.roots), SIZE), np.float32) for _ in range(2))
        for row, (first, end) in enumerate(zip(block.starts.tolist(), block.ends.tolist(), strict=True)):
            np.add.reduce(seen[first:end], axis=0, out=sums[row])
            np.maximum.reduce(seen[first:end], axis=0, out=tops[row])
        roots = block.roots[:, None]
        sums *= self._gain / roots
        sums += self._shift * roots
        tops *= self._gain
        tops += self._shift
        yield from zip(sums, tops, block.roots, strict=True)


class Encoder:
    """The encoder with its upper layers as some networks moved them; the lower layers run once for all of them."""

    def __init__(self, moved: Sequence[Params], words: _Words | None = None) -> None:
        """Take the networks whose upper layers are to be run, as floats or in whole numbers; `words` are another encoder's."""
        self._words = words or _Words(layers.lower())
        self._uppers = [_Upper(params, self._words.eps) for params in moved]
        self._known: OrderedDict[str, tuple[Row, ...]] = OrderedDict()

    def sharing(self, moved: Sequence[Params]) -> Encoder:
        """Return an encoder of other networks that knows the same words."""
        return Encoder(moved, self._words)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Return what each of the networks sees in each text, in order."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        pieces = cut(fresh)
        found = dict(zip(fresh, self._fresh(pieces), strict=True))
        rows = [found[text] if text in found else self._known[text] for text in texts]
        # Copies, for a row is a part of what was worked out for its whole block.
        kept = ((text, row) for text, row in found.items() if len(text) <= _SHORT)
        self._known.update((text, tuple((sums.copy(), tops.copy(), root) for sums, tops, root in row)) for text, row in kept)
        while len(self._known) > _SENTENCES:
            self._known.popitem(last=False)
        return [_stacked([row[number] for row in rows]) for number in range(len(self._uppers))]

    def _fresh(self, pieces: Pieces) -> Iterator[tuple[Row, ...]]:
        self._words.meet(pieces.numbers)
        for part in blocks(pieces, _BATCH):
            block = _Block(part, self._words)
            yield from zip(*(upper.rows(block) for upper in self._uppers), strict=True)


def _gathered(parts: Array, length: int, before: int) -> Array:
    """Add up, for every row, what the rows of its run bring at their places; works in `parts`, rows beyond the edges count as zeros."""
    out = parts[:, before * RUN : (before + 1) * RUN]
    for place, (to, origin) in enumerate(layers.shifts(length, before, len(parts))):
        if place != before:
            out[to] += parts[origin, place * RUN : (place + 1) * RUN]
    return out


def _stacked(rows: Sequence[Row]) -> Encoded:
    if not rows:
        return Encoded(np.zeros((0, SIZE), np.float32), np.zeros((0, SIZE), np.float32), np.zeros(0, np.float32))
    sums, tops, roots = zip(*rows, strict=True)
    return Encoded(np.stack(sums), np.stack(tops), np.array(roots, np.float32))
