"""Does a line around a short reply speak of the matter, or does it stand under all its writer's mails? A network with an encoder of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.corpus import built
from bot.classifier.dropout import Dropout
from bot.classifier.features import encoder
from bot.classifier.features.layers import SIZE
from bot.classifier.learning import SMOOTHING, Steps
from bot.classifier.linear import sigmoid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.classifier.features.encoder import Encoded
    from bot.classifier.network import Params

    Array = NDArray[np.float32]

#: Units, steps, lines in one step, and the steps' size beside those of the networks.
_UNITS, _STEPS, _BATCH, _RATE = 64, 4000, 128, 2.0
#: What joins a harmless line and another on one line, as signatures have it, and the share of lines that are learned from once more like that.
_JOINED = ("{} ({})", "{} - {}", "{} | {}", "{}, {}", "{} / {}", "{} \u00b7 {}", "{}. {}", "{} [{}]")
_AGAIN = 0.4
#: Lines from which middle and spread of the encoder's numbers are taken.
_SAMPLE = 2000
#: Networks that answer together (the mean of what they raw say), each from a beginning of its own.
_SEEDS = (7, 8, 9)
#: Both views of a line: the sum of its words and the strongest of them.
_SEEN = 2 * SIZE
_LAYERS = (("units", _SEEN, _UNITS), ("last", _UNITS, 1))
#: Length of a line's numbers once they are alike in middle and spread.
_LENGTH = np.float32(8)
#: Shares of the words, of the numbers and of the units that are left out in each step.
_WORDS_OUT, _LEFT_OUT, _UNITS_OUT = 0.08, 0.2, 0.4
_WARM_UP = 0.05
_LOW = np.float32(1e-3)


@dataclass(frozen=True, slots=True)
class Closing:
    """What was fitted: the encoder's upper layers as it moved them, middle and spread of what they see, then the layers above."""

    moved: Params
    middle: Array
    spread: Array
    layers: Params

    def says(self, seen: Encoded) -> Array:
        """Return for each line how surely (raw) it is its writer's word about the matter, from what the encoder `moved` sees of it."""
        x, _ = even(_alike(seen, self.middle, self.spread))
        risen = np.maximum(x @ self.layers["units"] + self.layers["units_b"], 0)
        return np.asarray((risen @ self.layers["last"] + self.layers["last_b"])[:, 0])

    def arrays(self) -> Params:
        """Return all of it by name, to be written down; `of` reads it."""
        return self.moved | self.layers | {"middle": self.middle, "spread": self.spread}

    @classmethod
    def of(cls, arrays: Params) -> Closing:
        """Rebuild it; raises KeyError when a part is missing."""
        layers = {name: arrays[name] for layer, _, _ in _LAYERS for name in (layer, f"{layer}_b")}
        moved = {name: arrays[name] for name in sorted(encoder.MOVED)}
        return cls(moved, arrays["middle"], arrays["spread"], layers)


def read_lines(folder: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Return the lines of `folder/*.jsonl` (`line`, `says`) and for each whether it speaks of the matter; raises ModelError for a bad row."""
    rows = built(folder, lambda row: (str(row["line"]), bool(row["says"])), "this is no line with `line` and `says`")
    return [line for line, _ in rows], np.array([says for _, says in rows], np.float32)


def fit(lines: Sequence[str], says: Array, begin: Params, steps: int = _STEPS) -> tuple[Closing, ...]:
    """Learn from lines and whether they speak of the matter, beginning with the upper layers of another network: the same every time."""
    return tuple(fit_one(lines, says, begin, seed, steps) for seed in _SEEDS)


def speaks(together: Sequence[Closing], seen: Sequence[Encoded]) -> Array:
    """Return the chance that each line is its writer's word about the matter, from what each of the networks sees of it."""
    return sigmoid(np.mean([one.says(part) for one, part in zip(together, seen, strict=True)], axis=0))


def fit_one(lines: Sequence[str], says: Array, begin: Params, seed: int, steps: int = _STEPS) -> Closing:
    """Fit one of the networks."""
    dice = np.random.default_rng(seed)
    joined, also = _joined(lines, says, dice)
    lines, says = [*lines, *joined], np.concatenate([says, also])
    pieces = encoder.cut(lines)
    params = {name: np.array(begin[name], np.float32) for name in sorted(encoder.MOVED)}
    params |= {name: dice.normal(0, rows**-0.5, (rows, columns)).astype(np.float32) for name, rows, columns in _LAYERS}
    params |= {f"{name}_b": np.zeros(columns, np.float32) for name, _, columns in _LAYERS}
    sample, _ = encoder.encode(params, pieces[dice.choice(len(lines), min(_SAMPLE, len(lines)), replace=False)])
    seen = np.hstack([sample.sums, sample.tops])
    middle, spread = seen.mean(axis=0), seen.std(axis=0) + _LOW
    pace, dropout = Steps(params), Dropout(dice)
    for step in range(1, steps + 1):
        rows = dice.integers(0, len(lines), _BATCH)
        encoded, back = encoder.encode(params, pieces[rows], lambda count: dropout.mask((count,), _WORDS_OUT))
        moves, to_seen = slopes(params, _alike(encoded, middle, spread), says[rows], dropout)
        to_seen /= spread
        moves |= back(to_seen[:, :SIZE], to_seen[:, SIZE:])
        done = step / steps
        pace.take(moves, _RATE * min(1.0, done / _WARM_UP) * max(0.02, 1 - done))
    return Closing.of(params | {"middle": middle, "spread": spread})


def _joined(lines: Sequence[str], says: Array, dice: np.random.Generator) -> tuple[list[str], Array]:
    """Some lines once more, beside a harmless one on the same line: what speaks between a name and a telephone speaks as well."""
    harmless = np.flatnonzero(says == 0)
    chosen = dice.choice(len(lines), int(_AGAIN * len(lines)) if len(harmless) else 0, replace=False)
    beside, forms, turned = (dice.integers(0, top, len(chosen)) for top in (max(1, len(harmless)), len(_JOINED), 3))
    pairs = [(lines[harmless[other]], lines[at]) for other, at in zip(beside, chosen, strict=True)]
    told = [_JOINED[form].format(*(pair if turn else pair[::-1])) for pair, form, turn in zip(pairs, forms, turned, strict=True)]
    return told, says[chosen]


def _alike(seen: Encoded, middle: Array, spread: Array) -> Array:
    """Both views of each line side by side, alike in middle and spread."""
    return np.asarray((np.hstack([seen.sums, seen.tops]) - middle) / spread, np.float32)


def even(x: Array) -> tuple[Array, Array]:
    """Give every row the same length; return that length's factor per row as well."""
    factor = _LENGTH / (np.sqrt((x * x).sum(axis=1, keepdims=True)) + _LOW)
    return np.asarray(x * factor, np.float32), np.asarray(factor, np.float32)


def slopes(params: Params, x: Array, says: Array, dropout: Dropout) -> tuple[Params, Array]:
    """Slopes of what is wrong with the answers to some lines, and those at x (lines, numbers), whose rows may be of any length."""
    level, factor = even(x)
    left = dropout.mask(x.shape, _LEFT_OUT)
    given = level * left
    raw = given @ params["units"] + params["units_b"]
    kept = dropout.mask(raw.shape, _UNITS_OUT) * (raw > 0)
    risen = raw * kept
    wanted = says * (1 - SMOOTHING) + SMOOTHING / 2
    said = np.asarray(risen @ params["last"] + params["last_b"], np.float32)
    wrong = (sigmoid(said) - wanted[:, None]) / np.float32(len(x))
    down = (wrong @ params["last"].T) * kept
    to_level = (down @ params["units"].T) * left
    unit = level / _LENGTH
    to_x = factor * (to_level - unit * (to_level * unit).sum(axis=1, keepdims=True))
    moves = {"units": given.T @ down, "units_b": down.sum(axis=0), "last": risen.T @ wrong, "last_b": wrong.sum(axis=0)}
    return moves, np.asarray(to_x, np.float32)
