"""Does a line below the writer's name speak of the matter, or does it stand under all their mails? A small network over the encoder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.dropout import Dropout
from bot.classifier.features.layers import SIZE
from bot.classifier.learning import SMOOTHING, Steps
from bot.classifier.linear import sigmoid
from bot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.classifier.network import Params

    Array = NDArray[np.float32]

#: Units of one fit, how often it is fitted anew (the answers' mean counts), steps, lines in one, and their size beside the networks'.
_UNITS, _TIMES, _STEPS, _BATCH, _RATE = 48, 3, 2000, 128, 2.0
_LAYERS = (("units", SIZE, _UNITS), ("last", _UNITS, 1))
#: Length of a line's numbers once they are alike in middle and spread.
_LENGTH = np.float32(8)
#: Shares of the numbers and of the units that are left out in each step.
_LEFT_OUT, _UNITS_OUT = 0.2, 0.4
_WARM_UP = 50
_LOW = np.float32(1e-3)


@dataclass(frozen=True, slots=True)
class Closing:
    """What was fitted: middle and spread of the encoder's sums, then the weights of the units of all fits, laid side by side."""

    middle: Array = field(default_factory=lambda: np.zeros(SIZE, np.float32))
    spread: Array = field(default_factory=lambda: np.ones(SIZE, np.float32))
    units: Array = field(default_factory=lambda: np.zeros((SIZE + 1, _TIMES * _UNITS), np.float32))
    last: Array = field(default_factory=lambda: np.zeros((_UNITS + 1, _TIMES), np.float32))

    def speaks(self, sums: Array) -> Array:
        """Return the chance that each line is the writer's word about the matter, from what the encoder sees of it (lines, SIZE)."""
        risen = np.maximum(self._alike(sums) @ self.units[:-1] + self.units[-1], 0)
        raw = np.einsum("ltu,ut->lt", risen.reshape(len(sums), _TIMES, _UNITS), self.last[:-1]) + self.last[-1]
        return sigmoid(raw.mean(axis=1))

    def _alike(self, sums: Array) -> Array:
        return _even((sums - self.middle) / self.spread)

    def numbers(self) -> NDArray[np.float16]:
        """Return all of it in one row, to be written down; `of` reads it."""
        return np.concatenate([self.middle, self.spread, self.units.ravel(), self.last.ravel()]).astype(np.float16)

    @classmethod
    def of(cls, numbers: NDArray[np.float16]) -> Closing:
        """Rebuild it; raises ValueError when the row is not of this length."""
        middle, spread, units, last = np.split(numbers.astype(np.float32), np.cumsum([SIZE, SIZE, (SIZE + 1) * _TIMES * _UNITS]))
        return cls(middle, spread, units.reshape(SIZE + 1, -1), last.reshape(_UNITS + 1, _TIMES))


def read_lines(folder: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Return the lines of `folder/*.jsonl` (`line`, `says`) and for each whether it speaks of the matter; raises ModelError for a bad row."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                row = json.loads(text)
                rows.append((str(row["line"]), bool(row["says"])))
            except (ValueError, KeyError, TypeError) as error:
                msg = f"{path}, line {number}: this is no line with `line` and `says`"
                raise ModelError(msg) from error
    return [line for line, _ in rows], np.array([says for _, says in rows], np.float32)


def fit(sums: Array, says: Array) -> Closing:
    """Learn from what the encoder sees of lines (lines, SIZE) and whether they speak of the matter: the same every time."""
    middle, spread = sums.mean(axis=0), sums.std(axis=0) + _LOW
    x = _even((sums - middle) / spread)
    fits = [_fitted(x, says, np.random.default_rng(seed)) for seed in range(_TIMES)]
    units, last = (np.hstack(parts) for parts in zip(*fits, strict=True))
    return Closing(middle, spread, units, last)


def _even(x: Array) -> Array:
    return np.asarray(x * (_LENGTH / (np.sqrt((x * x).sum(axis=1, keepdims=True)) + _LOW)), np.float32)


def _fitted(x: Array, says: Array, dice: np.random.Generator) -> tuple[Array, Array]:
    """One fit over random lines; the last row of either layer is its bias."""
    params = {name: dice.normal(0, rows**-0.5, (rows, columns)).astype(np.float32) for name, rows, columns in _LAYERS}
    params |= {f"{name}_b": np.zeros(columns, np.float32) for name, _, columns in _LAYERS}
    steps, dropout = Steps(params), Dropout(dice)
    for step in range(1, _STEPS + 1):
        rows = dice.integers(0, len(x), _BATCH)
        steps.take(_slopes(params, x[rows], says[rows], dropout), _RATE * min(1.0, step / _WARM_UP) * max(0.02, 1 - step / _STEPS))
    units, last = (np.vstack([params[name], params[f"{name}_b"]]) for name, _, _ in _LAYERS)
    return units, last


def _slopes(params: Params, x: Array, says: Array, dropout: Dropout) -> Params:
    """Slopes of what is wrong with the answers to some lines."""
    x = x * dropout.mask(x.shape, _LEFT_OUT)
    raw = x @ params["units"] + params["units_b"]
    kept = dropout.mask(raw.shape, _UNITS_OUT) * (raw > 0)
    risen = raw * kept
    wanted = says * (1 - SMOOTHING) + SMOOTHING / 2
    said = np.asarray(risen @ params["last"] + params["last_b"], np.float32)
    wrong = (sigmoid(said) - wanted[:, None]) / np.float32(len(x))
    down = (wrong @ params["last"].T) * kept
    return {"units": x.T @ down, "units_b": down.sum(axis=0), "last": risen.T @ wrong, "last_b": wrong.sum(axis=0)}
