"""The encoder at work: what it sees in a text, by products in whole numbers, with what was met before kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import layers
from bot.classifier.features.encoder import GAP, Encoded, Pieces, blocks, cut
from bot.classifier.features.layers import RUN, RUNS, SIZE, WORD
from bot.classifier.features.room import Room, taken, untouched
from bot.classifier.features.whole import TINY, TOP, Strips, Whole, aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.classifier.features.room import Window

    Array = NDArray[np.float32]
    Params = dict[str, Array]
    Row = tuple[Array, Array, np.float32]

#: Rows worked on at once: few enough to stay near the processor, many enough that the steps between them do not count.
_BATCH = 256
#: Word pieces kept (4 kB each, 15 kB where numpy does the products); short sentences kept once they are met again, of so many: greetings, closings.
_PIECES, _PIECES_IN_FULL, _SENTENCES, _SHORT, _MET = 6144, 2816, 512, 32, 8192
#: One step of a projected word's eight bits, of the largest number in its column among every so many-th word piece: a little is left for others,
#: and what lies farther out still is cut there.
_SAMPLE, _ROOM = 61, np.float32(1.1 / TOP)
#: In what steps the projected word itself is kept.
_STEP = np.float32(2**-6)
#: All lengths of run side by side, and where each stands.
_ALL_RUNS = len(RUNS) * RUN
_PARTS = tuple(slice(index * RUN, (index + 1) * RUN) for index in range(len(RUNS)))
#: A row of zeros: numpy compares two arrays three times as quickly as an array and a number.
_ZEROS = np.zeros(_ALL_RUNS, np.float32)
#: What makes bytes of 0 to 255 into -128 to 127.
_MIDDLE = np.uint8(128)


class _LowerRun:
    """The first layer of one length of run, in whole numbers: what its words bring is the same whether they are added up at once or one by one."""

    def __init__(self, weights: Array, steps: Array, shape: tuple[int, int]) -> None:
        """Take the weights with their places side by side, and what one step of each number of a word is worth."""
        self._length, self._before = shape
        self._weights = Whole.of(_stacked_places(weights) * np.tile(steps, self._length)[:, None])
        self.scale = self._weights.scale
        # What every kept word brings at every place, where that is quicker than products for every row.
        self._brought: Array | None = None
        if not self._weights.quick:
            self._brought = untouched((_PIECES_IN_FULL, self._length * RUN), np.float32)
            self._beside = Strips(np.hstack(np.split(self._weights.numbers, self._length)))

    def keep(self, places: NDArray[np.int32], words: NDArray[np.int8]) -> None:
        """Remember what words bring that are kept at these places."""
        if self._brought is not None:
            self._brought[places] = self._beside.product(words.astype(np.float32))

    def sum_into(self, out: Array, short: NDArray[np.int8], places: NDArray[np.int32], window: Window) -> None:
        """Write the layer's exact sums for every row to `out`, for words whose whole numbers are kept at places of `short`."""
        if self._brought is not None:
            out[:] = _gathered(taken(self._brought, places), self._length, self._before)
        else:
            taken(short, places, window.rows(len(places)))
            self._weights.sum_into(out, window.runs(len(places)))


class _Words:
    """What every word piece brings along, whatever stands beside it: its numbers, and its projection before the first layer of runs."""

    def __init__(self, lower: layers.Lower) -> None:
        self._table, self.eps = layers.table(), lower.eps
        self._projection, self._offset = Whole.of(lower.projection, few=True), lower.offset
        self._columns = self._projection.floats().sum(axis=0)
        self._gain, self._shift = lower.gain, lower.shift
        steps = np.abs(self._projected(np.arange(0, len(self._table.numbers), _SAMPLE, dtype=np.int32))).max(axis=0) * _ROOM
        self._per_word_step, own = 1 / steps, np.split(steps, len(RUNS))
        self._runs = [_LowerRun(weights, steps, shape) for (weights, _), steps, shape in zip(lower.runs, own, RUNS, strict=True)]
        self._scale = np.concatenate([run.scale for run in self._runs])
        self._bias = np.concatenate([bias for _, bias in lower.runs])
        self._floor = -self._bias
        self.room = Room(_BATCH)
        size = _PIECES if self._projection.quick else _PIECES_IN_FULL
        #: By place what is known of a word (place 0 is the gap between sentences): its numbers as the table has them, its projection in whole numbers of its own
        #: steps, and rounded to `_STEP`, with the bias of the layer behind it.
        self._numbers = untouched((size, WORD), np.uint8)
        self._scales, self._lows = np.zeros((2, size, 1), np.float32)
        self._short = [untouched((size, RUN), np.int8) for _ in RUNS]
        self._fine = untouched((size, _ALL_RUNS), np.float32)
        #: By word piece where it is kept and how often it was met of late; by place the piece that is kept there; the places that are free.
        self._places = np.zeros(len(self._table.numbers), np.int32)
        self._met = np.zeros(len(self._table.numbers), np.float32)
        self._kept = np.zeros(size, np.int32)
        self._free = np.arange(1, size, dtype=np.int32)

    def meet(self, pieces: NDArray[np.int32]) -> None:
        """Work out all that is new among many word pieces at once, if there are places for so many."""
        self._met[pieces] += 1
        new = self._new(pieces)
        if len(self._free) < len(new) < len(self._kept) // 2:
            self._forget()
            new = self._new(pieces)
        if len(new) <= len(self._free):
            self._fill(new)

    def places(self, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return where the word pieces are kept, at most half as many as there are places; those not kept are worked out first."""
        new = self._new(pieces)
        if len(new) > len(self._free):
            self._forget()
            new = self._new(pieces)
        if len(new) > len(self._free):
            self._places[:], self._kept[:] = 0, 0
            self._free = np.arange(1, len(self._kept), dtype=np.int32)
            new = self._new(pieces)
        self._fill(new)
        return self._places[pieces]

    def _new(self, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
        missing = self._places[pieces] == 0
        return np.unique(pieces[missing]) if missing.any() else pieces[:0]

    def risen(self, out: Array, places: NDArray[np.int32], ends: Iterable[int]) -> None:
        """Write what the first layers of all lengths of run make of the words at some places, side by side, with the word itself added, and zeros in
        the gaps at the ends of sentences.
        """
        for part, run, short, window in zip(_PARTS, self._runs, self._short, self.room.windows, strict=True):
            run.sum_into(out[:, part], short, places, window)
        out *= self._scale
        np.maximum(out, self._floor, out=out)
        out += taken(self._fine, places, self.room.spare[: len(places)])
        for end in ends:
            out[end : end + GAP] = 0

    def numbers_into(self, out: Array, places: NDArray[np.int32]) -> None:
        """Write the words' own numbers at some places to `out`; in gaps stands anything."""
        out[:] = taken(self._numbers, places)
        out *= self._scales[places]
        out += self._lows[places]

    def _forget(self) -> None:
        """Free the places of the half that was met least of late."""
        used = np.flatnonzero(self._kept)
        least = used[np.argsort(-self._met[self._kept[used]], kind="stable")[len(self._kept) // 2 :]].astype(np.int32)
        self._places[self._kept[least]] = 0
        self._kept[least] = 0
        self._free = np.concatenate([self._free, least])
        self._met *= np.float32(0.5)

    def _fill(self, pieces: NDArray[np.int32]) -> None:
        if not len(pieces):
            return
        to, self._free = self._free[: len(pieces)], self._free[len(pieces) :]
        self._places[pieces], self._kept[to] = to, pieces
        self._numbers[to] = self._table.numbers[pieces]
        self._scales[to], self._lows[to] = self._table.scales(pieces)
        base = self._projected(pieces)
        short = base * self._per_word_step
        np.clip(short, np.float32(-TOP), np.float32(TOP), out=short)
        whole = np.rint(short, out=short).astype(np.int8)
        base *= np.float32(1 / _STEP)
        np.rint(base, out=base)
        base *= _STEP
        base += self._bias
        self._fine[to] = base
        for part, run, kept in zip(_PARTS, self._runs, self._short, strict=True):
            kept[to] = whole[:, part]
            run.keep(to, whole[:, part])

    def _projected(self, pieces: NDArray[np.int32]) -> Array:
        """Return the projections of word pieces."""
        numbers = aligned((len(pieces), WORD), np.int8)
        np.bitwise_xor(self._table.numbers[pieces], _MIDDLE, out=numbers.view(np.uint8))  # -128 to 127 instead of 0 to 255
        scale, low = self._table.scales(pieces)
        low = low + scale * np.float32(_MIDDLE)
        base = self._projection.product(numbers)
        base *= scale
        base += low * self._columns
        base += self._offset
        layers.normal(base, self.eps)
        base *= self._gain
        base += self._shift
        return base


class _Block:
    """Some sentences, laid out one below the other with gaps of zeros; the layers that are never trained have run."""

    def __init__(self, pieces: Pieces, words: _Words) -> None:
        lengths = pieces.lengths
        self.starts = pieces.starts[:-1] + GAP * np.arange(len(lengths))
        self.ends = self.starts + lengths
        self.roots = np.sqrt(lengths).astype(np.float32)
        self.count = len(pieces.numbers) + GAP * len(lengths)
        self.places = np.zeros(self.count, np.int32)
        self.places[np.arange(len(pieces.numbers)) + np.repeat(GAP * np.arange(len(lengths)), lengths)] = words.places(pieces.numbers)
        self._room = words.room
        self._room.fit(self.count)
        self.firsts = self._room.firsts[: self.count]
        words.risen(self.firsts, self.places, self.ends.tolist())
        self.windows, self.scales = self._rounded(lengths + GAP)

    def _rounded(self, rows: NDArray[np.int64]) -> tuple[list[NDArray[np.int8]], Array]:
        """Return every row with its run beside it in whole numbers, per length of run, and their scales (rows, runs, 1): one per sentence, which has so
        many rows.
        """
        out = self._room.spare[: self.count]
        np.abs(self.firsts, out=out)
        top = np.maximum.reduce(_by_runs(out).view(np.int32), axis=-1).view(np.float32)  # ordered alike, as in `largest`
        top = np.repeat(np.maximum.reduceat(top, self.starts) + TINY, rows, axis=0)[:, :, None]
        np.multiply(_by_runs(self.firsts), np.float32(TOP) / top, out=_by_runs(out))
        np.rint(out, out=out)
        for part, window in zip(_PARTS, self._room.windows, strict=True):
            window.rows(self.count)[:] = out[:, part]
        return [window.runs(self.count) for window in self._room.windows], top * np.float32(1 / TOP)


class _Upper:
    """The upper layers as one network moved them."""

    def __init__(self, params: Params, words: _Words, *, often: bool) -> None:
        self._runs = [Whole.of(_stacked_places(params[f"run{length}"]), spread=often) for length, _ in RUNS]
        self._scale = np.concatenate([run.scale for run in self._runs])
        self._bias = np.concatenate([params[f"run{length}_b"] for length, _ in RUNS])
        self._gain, self._shift, self._words = params["gain"], params["shift"], words
        self._turned = np.flatnonzero(params["gain"] < 0)

    def into(self, sums: Array, tops: Array, block: _Block) -> None:
        """Write sum (over the root of their count) and strongest of every sentence's words, shapes (sentences, SIZE)."""
        seen = self._seen(block)
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

    def _seen(self, block: _Block) -> Array:
        """Return one row per word with mean 0 and spread 1: its own numbers, and what the runs around it make of it."""
        seen = self._words.room.seen[: block.count]
        self._words.numbers_into(seen[:, :WORD], block.places)
        risen = seen[:, WORD:]
        for part, weights, windows in zip(_PARTS, self._runs, block.windows, strict=True):
            weights.sum_into(risen[:, part], windows)
        risen *= self._scale
        scaled = _by_runs(risen)
        scaled *= block.scales
        risen += self._bias
        np.maximum(risen, _ZEROS, out=risen)
        risen += block.firsts
        layers.normal(seen, self._words.eps)
        return seen


class Encoder:
    """The encoder with its upper layers as some networks moved them; the lower layers run once for all of them."""

    def __init__(self, moved: Sequence[Params], words: _Words | None = None) -> None:
        """Take the networks whose upper layers are to be run, as floats or in whole numbers; `words` are another encoder's, which runs more often
        and whose layers alone get the memory that makes them quicker.
        """
        self._words = words or _Words(layers.lower())
        self._uppers = [_Upper(params, self._words, often=words is None) for params in moved]
        self._known: OrderedDict[str, list[Row]] = OrderedDict()
        self._once: set[str] = set()

    def sharing(self, moved: Sequence[Params]) -> Encoder:
        """Return an encoder of other networks that knows the same words."""
        return Encoder(moved, self._words)

    @layers.small_buffers()
    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Return what each of the networks sees in each text, in order."""
        known = self._known
        fresh = {text: row for row, text in enumerate(dict.fromkeys(text for text in texts if text not in known))}
        seen = self._fresh(cut(list(fresh)))
        rows = np.array([fresh.get(text, -1) for text in texts], np.int64)
        familiar = [(row, known[text]) for row, text in enumerate(texts) if text not in fresh]
        found = [_chosen(one, rows, [(row, kept[number]) for row, kept in familiar]) for number, one in enumerate(seen)]
        for text, row in fresh.items():
            if len(text) > _SHORT:
                continue
            if text in self._once:  # as copies: a row is a part of what was worked out for all
                known[text] = [(one.sums[row].copy(), one.tops[row].copy(), one.roots[row]) for one in seen]
            else:
                self._once.add(text)
        while len(known) > _SENTENCES:
            known.popitem(last=False)
        if len(self._once) > _MET:
            self._once.clear()
        return found

    def _fresh(self, pieces: Pieces) -> list[Encoded]:
        self._words.meet(pieces.numbers)
        count = len(pieces.starts) - 1
        roots = np.sqrt(pieces.lengths).astype(np.float32)
        seen = [Encoded(np.empty((count, SIZE), np.float32), np.empty((count, SIZE), np.float32), roots) for _ in self._uppers]
        done = 0
        for part in blocks(pieces, _BATCH):
            block = _Block(part, self._words)
            rows = slice(done, done + len(block.roots))
            for upper, one in zip(self._uppers, seen, strict=True):
                upper.into(one.sums[rows], one.tops[rows], block)
            done = rows.stop
        return seen


def _chosen(seen: Encoded, rows: NDArray[np.int64], familiar: Sequence[tuple[int, Row]]) -> Encoded:
    """Return some rows of what was seen, in that order, with what was seen before at its own places."""
    if len(seen.roots):
        found = Encoded(seen.sums.take(rows, axis=0), seen.tops.take(rows, axis=0), seen.roots.take(rows))
    else:
        sums, tops = (np.empty((len(rows), SIZE), np.float32) for _ in range(2))
        found = Encoded(sums, tops, np.empty(len(rows), np.float32))
    for row, kept in familiar:
        found.sums[row], found.tops[row], found.roots[row] = kept
    return found


def _gathered(parts: Array, length: int, before: int) -> Array:
    """Add up, for every row, what the rows of its run bring at their places; works in `parts`, rows beyond the edges count as zeros."""
    out = parts[:, before * RUN : (before + 1) * RUN]
    for place, (to, origin) in enumerate(layers.shifts(length, before, len(parts))):
        if place != before:
            out[to] += parts[origin, place * RUN : (place + 1) * RUN]
    return out


def _by_runs(rows: Array) -> Array:
    """Return a view of rows by lengths of run, (rows, runs, RUN)."""
    return rows.reshape(len(rows), len(RUNS), RUN)


def _stacked_places(weights: Array | Whole) -> Array:
    """Return the weights of a run's places one below the other, as floats: stored they lie side by side."""
    floats = weights.floats() if isinstance(weights, Whole) else weights
    return np.vstack(np.split(floats, floats.shape[1] // RUN, axis=1))
