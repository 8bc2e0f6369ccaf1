"""The encoder at work: what it sees in a text, by products in whole numbers, with what was met before kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.classifier.features import layers
from bot.classifier.features.encoder import GAP, Encoded, Pieces, blocks, cut
from bot.classifier.features.layers import RUN, RUNS, SIZE, WORD
from bot.classifier.features.whole import TOP, Whole, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Params = dict[str, Array]
    Row = tuple[Array, Array, np.float32]

#: Rows worked on at once, so that they stay in the processor's cache.
_BATCH = 256
#: Word pieces kept (4 kB each, 15 kB where numpy does the products), and short sentences kept: greetings and closings come again and again.
_PIECES, _PIECES_IN_FULL, _SENTENCES, _SHORT = 4096, 1792, 512, 60
#: One step of a projected word's eight bits, of the largest number in its column among every so many-th word piece: a little is left for others,
#: and what lies farther out still is cut there.
_SAMPLE, _ROOM = 61, np.float32(1.1 / TOP)
#: In what steps the projected word itself is kept.
_STEP = np.float32(2**-6)
#: What makes bytes of 0 to 255 into -128 to 127.
_MIDDLE = np.uint8(128)


class _LowerRun:
    """The first layer of one length of run, in whole numbers: what its words bring is the same whether they are added up at once or one by one."""

    def __init__(self, weights: Array, bias: Array, steps: Array, shape: tuple[int, int]) -> None:
        """Take the weights with their places side by side, and what one step of each number of a word is worth."""
        self._length, self._before = shape
        self._weights, self._bias = Whole.of(_stacked_places(weights) * np.tile(steps, self._length)[:, None]), bias
        # What every kept word brings at every place, where that is quicker than products for every row.
        self._brought: Array | None = None
        if not self._weights.quick:
            self._brought = np.zeros((_PIECES_IN_FULL, self._length * RUN), np.float32)
            self._beside = np.hstack(np.split(self._weights.numbers, self._length)).astype(np.float32)

    def keep(self, to: slice, words: NDArray[np.int8]) -> None:
        """Remember what words bring that are kept at some places."""
        if self._brought is not None:
            self._brought[to] = words.astype(np.float32) @ self._beside

    def move(self, to: slice, rows: NDArray[np.int64]) -> None:
        """Follow words to their new places."""
        if self._brought is not None:
            self._brought[to] = self._brought[rows]

    def risen(self, words: NDArray[np.int8], places: NDArray[np.int32]) -> Array:
        """Return the layer's answer for every row, with nothing added."""
        if self._brought is None:
            out = self._weights.product(_windows(words, self._length, self._before))
        else:
            out = _gathered(self._brought[places], self._length, self._before) * self._weights.scale
        out += self._bias
        return np.asarray(np.maximum(out, 0, out=out))


class _Words:
    """What every word piece brings along, whatever stands beside it: its numbers, and its projection before the first layer of runs."""

    def __init__(self, lower: layers.Lower) -> None:
        self._table, self.eps = layers.table(), lower.eps
        self._projection, self._offset = Whole.of(lower.projection), lower.offset
        self._columns = self._projection.floats().sum(axis=0)
        self._gain, self._shift = lower.gain, lower.shift
        self._steps = np.abs(self._projected(np.arange(0, len(self._table.numbers), _SAMPLE, dtype=np.int32))[1]).max(axis=0) * _ROOM
        own = np.split(self._steps, len(RUNS))
        self.runs = [_LowerRun(*layer, steps, shape) for layer, steps, shape in zip(lower.runs, own, RUNS, strict=True)]
        size = _PIECES if self._projection.quick else _PIECES_IN_FULL
        #: Place 0 is the gap between sentences; the projected word in whole numbers of its own steps, and of `_STEP`.
        self.numbers = np.zeros((size, WORD), np.float32)
        self.short = [np.zeros((size, RUN), np.int8) for _ in RUNS]
        self.projected = [np.zeros((size, RUN), np.int16) for _ in RUNS]
        #: By word piece where it is kept and how often it was met of late; by place the piece that is kept there.
        self._places = np.zeros(len(self._table.numbers), np.int32)
        self._met = np.zeros(len(self._table.numbers), np.float32)
        self._kept = np.zeros(size, np.int32)
        self._used = 1

    def meet(self, pieces: NDArray[np.int32]) -> None:
        """Work out all that is new among many word pieces at once, if there are places for so many."""
        self._met[pieces] += 1
        new = self._new(pieces)
        if len(new) > len(self._kept) - self._used and len(new) < len(self._kept) // 2:
            self._forget()
            new = self._new(pieces)
        if len(new) <= len(self._kept) - self._used:
            self._fill(new)

    def places(self, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return where the word pieces are kept, at most half as many as there are places; those not kept are worked out first."""
        new = self._new(pieces)
        if len(new) > len(self._kept) - self._used:
            self._forget()
            new = self._new(pieces)
        if len(new) > len(self._kept) - self._used:
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
        rows = 1 + np.sort(np.argsort(-self._met[kept], kind="stable")[: len(self._kept) // 2])
        to = slice(1, 1 + len(rows))
        tables: tuple[NDArray[Any], ...] = (self.numbers, *self.short, *self.projected, self._kept)
        for table in tables:
            table[to] = table[rows]
        for run in self.runs:
            run.move(to, rows)
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
        self.numbers[to], base = self._projected(pieces)
        short = np.rint(base / self._steps).clip(-TOP, TOP).astype(np.int8)
        fine = np.rint(base * np.float32(1 / _STEP)).astype(np.int16)
        for index, run in enumerate(self.runs):
            part = slice(index * RUN, (index + 1) * RUN)
            self.short[index][to], self.projected[index][to] = short[:, part], fine[:, part]
            run.keep(to, self.short[index][to])

    def _projected(self, pieces: NDArray[np.int32]) -> tuple[Array, Array]:
        """Return the numbers of word pieces and their projections."""
        numbers = (self._table.numbers[pieces] ^ _MIDDLE).view(np.int8)  # -128 to 127 instead of 0 to 255
        scale, low = self._table.scales(pieces)
        low = low + scale * np.float32(_MIDDLE)
        base = self._projection.product(numbers) * scale + (low * self._columns + self._offset)
        layers.normal(base, self.eps)
        base *= self._gain
        base += self._shift
        return numbers * scale + low, base


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
        for run, short, projected in zip(words.runs, words.short, words.projected, strict=True):
            risen = run.risen(short[places], places)
            risen += projected[places] * _STEP
            risen[gaps] = 0
            self.firsts.append((risen, *rounded(risen, self.starts)))


class _Upper:
    """The upper layers as one network moved them."""

    def __init__(self, params: Params, eps: float, *, often: bool) -> None:
        self._runs = [(Whole.of(_stacked_places(params[f"run{length}"]), spread=often), params[f"run{length}_b"]) for length, _ in RUNS]
        self._gain, self._shift, self._eps = params["gain"], params["shift"], eps
        self._turned = np.flatnonzero(params["gain"] < 0)

    def rows(self, block: _Block) -> Iterator[Row]:
        """Yield sum (over the root of their count) and strongest of every sentence's words, and that root."""
        seen = np.empty((len(block.numbers), SIZE), np.float32)
        seen[:, :WORD] = block.numbers
        for index, ((length, before), (weights, bias), (first, numbers, scale)) in enumerate(
            zip(RUNS, self._runs, block.firsts, strict=True)
        ):
            risen = weights.product(_windows(numbers, length, before))
            risen *= scale
            risen += bias
            np.maximum(risen, 0, out=risen)
            np.add(risen, first, out=seen[:, WORD + index * RUN : WORD + (index + 1) * RUN])
        layers.normal(seen, self._eps)
        sums, tops = (np.empty((len(block.roots), SIZE), np.float32) for _ in range(2))
        for row, (first, end) in enumerate(zip(block.starts.tolist(), block.ends.tolist(), strict=True)):
            np.add.reduce(seen[first:end], axis=0, out=sums[row])
            np.maximum.reduce(seen[first:end], axis=0, out=tops[row])
        edges = np.column_stack([block.starts, block.ends]).ravel()
        tops[:, self._turned] = np.minimum.reduceat(seen[:, self._turned], edges)[::2]  # what a gain below zero makes the strongest
        roots = block.roots[:, None]
        sums *= self._gain / roots
        sums += self._shift * roots
        tops *= self._gain
        tops += self._shift
        yield from zip(sums, tops, block.roots, strict=True)


class Encoder:
    """The encoder with its upper layers as some networks moved them; the lower layers run once for all of them."""

    def __init__(self, moved: Sequence[Params], words: _Words | None = None) -> None:
        """Take the networks whose upper layers are to be run, as floats or in whole numbers; `words` are another encoder's, which runs more often
        and whose layers alone get the memory that makes them quicker.
        """
        self._words = words or _Words(layers.lower())
        self._uppers = [_Upper(params, self._words.eps, often=words is None) for params in moved]
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


def _stacked_places(weights: Array | Whole) -> Array:
    """Return the weights of a run's places one below the other, as floats: stored they lie side by side."""
    floats = weights.floats() if isinstance(weights, Whole) else weights
    return np.vstack(np.split(floats, floats.shape[1] // RUN, axis=1))


def _windows(rows: NDArray[np.int8], length: int, before: int) -> NDArray[np.int8]:
    """Return every row with the rows of its run beside it, (rows, length * RUN); rows beyond the edges are zeros. Nothing is copied but once."""
    padded = np.zeros((len(rows) + length - 1, RUN), np.int8)
    padded[before : before + len(rows)] = rows
    return np.lib.stride_tricks.as_strided(padded, (len(rows), length * RUN), (RUN, 1), writeable=False)


def _stacked(rows: Sequence[Row]) -> Encoded:
    if not rows:
        return Encoded(np.zeros((0, SIZE), np.float32), np.zeros((0, SIZE), np.float32), np.zeros(0, np.float32))
    sums, tops, roots = zip(*rows, strict=True)
    return Encoded(np.stack(sums), np.stack(tops), np.array(roots, np.float32))
