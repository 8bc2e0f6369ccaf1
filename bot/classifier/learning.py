"""Trains one network: small steps over shuffled mails and sentences, the same way every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.dropout import Dropout
from bot.classifier.features import encoder
from bot.classifier.linear import sigmoid, softmax
from bot.classifier.network import LABELS, Rows, forward, fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from bot.classifier.features import surface
    from bot.classifier.features.encoder import Pieces
    from bot.classifier.network import Params, Passed

_BATCH = 64
_SMOOTHING = np.float32(0.05)
#: Size of the steps: for layers that look at sentences, for the heads that read them, and for the encoder's runs of words.
_PACE, _HEAD_PACE, _RUN_PACE = 1e-3, 5e-3, 3e-4
_WARM_UP = 0.1
_DECAY = 1e-2
_LONGEST_SLOPE = 1.0
_HEADS = frozenset({"sentence", "weigh", "intent", "cause", "causes", "requested", "tone", "whole"})
_RUNS = frozenset({"run2", "run3", "run5", "gain", "shift"})
#: How much each head's mistakes count beside those of the sentence head.
_SHARES = {"intent": 1.0, "cause": 1.0, "causes": 0.3, "requested": 0.5, "tone": 0.3}


@dataclass(frozen=True, slots=True)
class Targets:
    """What is right: per sentence row (labels) with its weight; per mail and head (labels; all zeros: unknown) with the mail's weight."""

    sentences: NDArray[np.float32]
    sentence_weight: NDArray[np.float32]
    heads: Mapping[str, NDArray[np.float32]]
    mail_weight: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Material:
    """All rows as numbers: mail i owns the sentence rows `starts[i]` to `starts[i + 1]`; lone sentences follow the last mail's."""

    pieces: Pieces
    surface: surface.Sparse
    starts: NDArray[np.int64]
    targets: Targets

    def of(self, mails: NDArray[np.int64], lone: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sentence rows of some mails, then the given lone rows."""
        return np.concatenate([*(np.arange(self.starts[i], self.starts[i + 1]) for i in mails), lone])

    def passed(
        self, params: Params, mails: NDArray[np.int64], lone: NDArray[np.int64], dropout: Dropout | None = None
    ) -> tuple[Passed, Callable[[NDArray[np.float32], dict[str, NDArray[np.float32]]], Params]]:
        """Run some mails and lone sentence rows through encoder and network; return also what turns slopes into gradients of both."""
        chosen = self.of(mails, lone)
        drop = (lambda count: dropout.mask((count,), dropout.words)) if dropout else None
        seen, encoder_back = encoder.encode(params, self.pieces[chosen], drop)
        rows = Rows(seen.sums, seen.tops, seen.roots, self.surface.dense(chosen), self.starts[mails + 1] - self.starts[mails])
        passed = forward(params, rows, dropout)

        def back(slopes: NDArray[np.float32], heads: dict[str, NDArray[np.float32]]) -> Params:
            grads, to_sums, to_tops = passed.back(slopes, heads)
            return grads | encoder_back(to_sums, to_tops)

        return passed, back


def train(material: Material, mails: NDArray[np.int64], lone: NDArray[np.int64], seed: int, rounds: int = 7) -> Params:
    """Return a network trained on the given mails and lone sentence rows."""
    params = fresh(seed)
    dropout = Dropout(np.random.default_rng(seed + 1))
    order = np.random.default_rng(seed + 2)
    steps = _Steps(params)
    batches = max(1, -(-len(mails) // _BATCH))
    for round_ in range(rounds):
        groups = np.array_split(order.permutation(mails), batches)
        others = np.array_split(order.permutation(lone), batches)
        for number, (group, beside) in enumerate(zip(groups, others, strict=True)):
            done = (round_ * batches + number + 1) / (rounds * batches)
            steps.take(_slopes(params, material, (group, beside), dropout), done)
    return params


def predict(params: Params, material: Material, mails: NDArray[np.int64]) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
    """Return raw scores of the mails' sentences and of every head, in order."""
    none = np.zeros(0, np.int64)
    parts = [material.passed(params, group, none)[0] for group in np.array_split(mails, max(1, len(mails) // 100))]
    names = parts[0].heads
    return np.vstack([part.sentences for part in parts]), {name: np.vstack([part.heads[name] for part in parts]) for name in names}


def _slopes(params: Params, material: Material, batch: tuple[NDArray[np.int64], NDArray[np.int64]], dropout: Dropout) -> Params:
    mails, lone = batch
    targets = material.targets
    chosen = material.of(mails, lone)
    passed, back = material.passed(params, mails, lone, dropout)
    weight = targets.sentence_weight[chosen]
    wanted = targets.sentences[chosen] * (1 - _SMOOTHING) + _SMOOTHING / LABELS
    slope = (softmax(passed.sentences) - wanted) * (weight / max(float(weight.sum()), 1.0))[:, None]
    heads = {}
    for name, share in _SHARES.items():
        truth = targets.heads[name][mails]
        known = targets.mail_weight[mails] * (truth.sum(axis=1) > 0)
        if not known.any():
            continue
        if name == "causes":
            raw = sigmoid(passed.heads[name]) - truth
        else:
            raw = softmax(passed.heads[name]) - (truth * (1 - _SMOOTHING) + _SMOOTHING / truth.shape[1])
        heads[name] = np.asarray(raw * (known * share / known.sum())[:, None], np.float32)
    return back(np.asarray(slope, np.float32), heads)


class _Steps:
    """Adam with decoupled decay; the pace rises over the first tenth and then falls to nearly nothing."""

    def __init__(self, params: Params) -> None:
        self._params = params
        self._mean = {name: np.zeros_like(value) for name, value in params.items()}
        self._square = {name: np.zeros_like(value) for name, value in params.items()}
        self._taken = 0

    def take(self, slopes: Params, done: float) -> None:
        """Move every parameter that has a slope; `done` is the share of all steps."""
        self._taken += 1
        length = np.sqrt(sum(float(np.vdot(slope, slope)) for slope in slopes.values()))
        shrink = np.float32(min(1.0, _LONGEST_SLOPE / (length + 1e-6)))
        rate = min(1.0, done / _WARM_UP) * max(0.02, 1 - done)
        lift = np.float32(1 / (1 - 0.9**self._taken)), np.float32(1 / (1 - 0.999**self._taken))
        for name, slope in slopes.items():
            layer = name.removesuffix("_b")
            pace = np.float32(rate * (_HEAD_PACE if layer in _HEADS else _RUN_PACE if layer in _RUNS else _PACE))
            self._move(name, slope * shrink, pace, lift)

    def _move(self, name: str, slope: NDArray[np.float32], pace: np.float32, lift: tuple[np.float32, np.float32]) -> None:
        value, mean, square = self._params[name], self._mean[name], self._square[name]
        mean += np.float32(0.1) * (slope - mean)
        slope *= slope
        square += np.float32(0.001) * (slope - square)
        value *= 1 - pace * np.float32(_DECAY)
        root = np.sqrt(square * lift[1])
        root += np.float32(1e-8)
        np.divide(mean, root, out=root)
        root *= pace * lift[0]
        value -= root
