"""Does a letter lure, with money from nowhere, a threat or a secret, so that whoever reads it pays? A small network over the encoder hears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.closing import even, slopes
from bot.classifier.corpus import built
from bot.classifier.dropout import Dropout
from bot.classifier.features.layers import SIZE
from bot.classifier.layout import pieces
from bot.classifier.learning import Steps
from bot.classifier.linear import sigmoid, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.classifier.corpus import LabelledMail
    from bot.classifier.layout import Piece

    Array = NDArray[np.float32]

#: From this chance on a letter is bait.
LIKELY = 0.4
#: One of so many mails of the corpus stands beside the bait as what is none.
_EVERY = 4
#: Units of one fit, how often it is fitted anew (the answers' mean counts), steps, mails in one, and their size beside the networks'.
_UNITS, _TIMES, _STEPS, _BATCH, _RATE = 48, 3, 2000, 128, 2.0
_LAYERS = (("units", SIZE, _UNITS), ("last", _UNITS, 1))
_WARM_UP = 50
_LOW = np.float32(1e-3)


@dataclass(frozen=True, slots=True)
class Bait:
    """What was fitted: middle and spread of the encoder's sums, then the weights of the units of all fits, laid side by side."""

    middle: Array
    spread: Array
    units: Array
    last: Array

    def chances(self, sums: Array) -> Array:
        """Return the chance that each mail is bait, from what the encoder sees of it (mails, SIZE)."""
        x, _ = even((sums - self.middle) / self.spread)
        risen = np.maximum(x @ self.units[:-1] + self.units[-1], 0)
        raw = np.einsum("mtu,ut->mt", risen.reshape(len(sums), _TIMES, _UNITS), self.last[:-1]) + self.last[-1]
        return sigmoid(raw.mean(axis=1))

    def numbers(self) -> NDArray[np.float16]:
        """Return all of it in one row, to be written down; `of` reads it."""
        return np.concatenate([self.middle, self.spread, self.units.ravel(), self.last.ravel()]).astype(np.float16)

    @classmethod
    def of(cls, numbers: NDArray[np.float16]) -> Bait:
        """Rebuild it; raises ValueError when the row is not of this length."""
        middle, spread, units, last = np.split(numbers.astype(np.float32), np.cumsum([SIZE, SIZE, (SIZE + 1) * _TIMES * _UNITS]))
        return cls(middle, spread, units.reshape(SIZE + 1, _TIMES * _UNITS), last.reshape(_UNITS + 1, _TIMES))


def read_rows(folder: Path) -> tuple[list[tuple[Piece, ...]], list[bool]]:
    """Return the letters of `folder/*.jsonl` (`subject`, `body`, `lures`) as cut mails, and which lure; raises ModelError for a bad row."""
    rows = built(
        folder,
        lambda row: (pieces(str(row["subject"]), str(row["body"])), bool(row["lures"])),
        "this is no letter with `subject`, `body` and `lures`",
    )
    return [cut for cut, _ in rows], [lures for _, lures in rows]


def learn(folder: Path, mails: Sequence[LabelledMail], seen: Callable[[Sequence[str]], Array]) -> Bait | None:
    """Learn bait from the letters of `folder` and what is none from the corpus too; None where there are no letters. `seen` is the encoder."""
    cut, lures = read_rows(folder)
    if not cut:
        return None
    cut += [mail.pieces for mail in mails[::_EVERY]]
    sums = seen([piece.text for mail in cut for piece in mail])
    says = np.array(lures + [False] * (len(cut) - len(lures)), np.float32)
    return fit(summed(sums, [len(mail) for mail in cut]), says)


def fit(sums: Array, says: Array, steps: int = _STEPS) -> Bait:
    """Learn from what the encoder sees of mails (mails, SIZE) and whether they lure: the same every time."""
    middle, spread = sums.mean(axis=0), sums.std(axis=0) + _LOW
    x = np.asarray((sums - middle) / spread, np.float32)
    fits = [_fitted(x, says, np.random.default_rng(seed), steps) for seed in range(_TIMES)]
    units, last = (np.hstack(parts) for parts in zip(*fits, strict=True))
    return Bait(middle, spread, units, last)


def _fitted(x: Array, says: Array, dice: np.random.Generator, steps: int) -> tuple[Array, Array]:
    """One fit over random mails; the last row of either layer is its bias."""
    params = {name: dice.normal(0, rows**-0.5, (rows, columns)).astype(np.float32) for name, rows, columns in _LAYERS}
    params |= {f"{name}_b": np.zeros(columns, np.float32) for name, _, columns in _LAYERS}
    pace, dropout = Steps(params), Dropout(dice)
    for step in range(1, steps + 1):
        rows = dice.integers(0, len(x), _BATCH)
        moves, _ = slopes(params, x[rows], says[rows], dropout)
        pace.take(moves, _RATE * min(1.0, step / _WARM_UP) * max(0.02, 1 - step / steps))
    units, last = (np.vstack([params[name], params[f"{name}_b"]]) for name, _, _ in _LAYERS)
    return units, last
