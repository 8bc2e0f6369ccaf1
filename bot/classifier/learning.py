"""Trains networks that answer together: small steps over shuffled mails and sentences, the same way every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.dropout import Dropout
from bot.classifier.features import encoder
from bot.classifier.linear import sigmoid, softmax
from bot.classifier.network import LABELS, Rows, forward, fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.classifier.features import surface
    from bot.classifier.features.encoder import Encoded, Pieces
    from bot.classifier.network import Params

    Back = Callable[[NDArray[np.float32], NDArray[np.float32]], Params]

_BATCH = 64
#: How many networks answer together, each with an encoder of its own, and their rounds.
NETWORKS, _ROUNDS = 2, 5
#: At the end plain speech is read this often, at this share of the full pace: mails in one step, and others beside them.
_LAST_ROUNDS, _LAST_PACE = 8, 0.3
_LAST, _BESIDE = 24, 40
#: How far the weights go from where they were before that to where it led: near the end nearly all of the plain speech is learned and little
#: else forgotten (weights in between keep both, Wortsman et al. 2022).
_WAY = np.float32(0.6)
#: Rows that go through the encoder at once.
_ROWS = 600
#: How much of the truth is spread over all labels while learning.
SMOOTHING = np.float32(0.05)
#: Size of the steps: for layers that look at sentences, for the heads that read them, and for the encoder's runs of words.
_PACE, _HEAD_PACE, _RUN_PACE = 1e-3, 5e-3, 3e-4
#: The pace rises over this share of all steps and then falls to nearly nothing.
_WARM_UP = 0.1
_DECAY = 1e-2
_LONGEST_SLOPE = 1.0
_HEADS = frozenset({"sentence", "weigh", "intent", "cause", "causes", "requested", "tone", "whole"})
#: How much each head's mistakes count beside those of the sentence head.
_SHARES = {"intent": 1.0, "cause": 1.0, "causes": 0.3, "requested": 1.0, "tone": 0.3}


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

    def rows(self, params: Params, mails: NDArray[np.int64], lone: NDArray[np.int64], dropout: Dropout | None = None) -> tuple[Rows, Back]:
        """Run some mails and lone sentence rows through the encoder; return what it sees, and what turns the slopes at the sums and at
        the strongest tokens into its gradients.
        """
        chosen = self.of(mails, lone)
        drop = (lambda count: dropout.mask((count,), dropout.words)) if dropout else None
        seen, back = encoder.encode(params, self.pieces[chosen], drop)
        return Rows(seen.sums, seen.tops, seen.roots, self.surface.dense(chosen), self.starts[mails + 1] - self.starts[mails]), back


@dataclass(frozen=True, slots=True)
class Seen(Material):
    """Material that went through a trained encoder: only the layers above it are learned."""

    encoded: Encoded

    def rows(
        self, _params: Params, mails: NDArray[np.int64], lone: NDArray[np.int64], _dropout: Dropout | None = None
    ) -> tuple[Rows, Back]:
        """Return what the encoder saw; it gets no gradients."""
        chosen = self.of(mails, lone)
        sums, tops = (part[chosen].astype(np.float32) for part in (self.encoded.sums, self.encoded.tops))
        counts = self.starts[mails + 1] - self.starts[mails]
        return Rows(sums, tops, self.encoded.roots[chosen], self.surface.dense(chosen), counts), lambda _sums, _tops: {}


def seen(params: Params, material: Material) -> Seen:
    """Run all rows through the encoder of a trained network once."""
    rows = np.arange(len(material.pieces.starts) - 1)
    parts = [encoder.encode(params, material.pieces[part])[0] for part in np.array_split(rows, -(-len(rows) // _ROWS))]
    sums, tops = (np.vstack([getattr(part, name).astype(np.float16) for part in parts]) for name in ("sums", "tops"))
    encoded = encoder.Encoded(sums, tops, np.concatenate([part.roots for part in parts]))
    return Seen(material.pieces, material.surface, material.starts, material.targets, encoded)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Which mails and lone sentence rows are learned from, and which of either say plainly what they want: those are read again at the end."""

    mails: NDArray[np.int64]
    lone: NDArray[np.int64]
    plain_mails: NDArray[np.int64]
    plain_lone: NDArray[np.int64]


def train(material: Material, lessons: Lessons, seed: int) -> list[Params]:
    """Return trained networks that began from different numbers."""
    networks = []
    for number in range(NETWORKS):
        dice = seed + 20 * number
        params = _trained(fresh(dice), material, (lessons.mails, lessons.lone), dice)
        networks.append(finished(params, seen(params, material), lessons, dice))
    return networks


def finished(params: Params, through: Material, lessons: Lessons, seed: int) -> Params:
    """Teach a trained network plain speech, others beside it, with its encoder fixed. What is most ordinary is rare among hand-written stories."""
    dice = np.random.default_rng(seed + 3)
    before = {name: value.copy() for name, value in params.items()}
    steps, dropout = Steps(params), Dropout(dice)
    count = _LAST_ROUNDS * -(-len(lessons.plain_mails) // _LAST)
    for step in range(count):
        mails = np.concatenate([_some(dice, lessons.plain_mails, _LAST), _some(dice, lessons.mails, _BESIDE)])
        lone = np.concatenate([_some(dice, lessons.plain_lone, _LAST), _some(dice, lessons.lone, _LAST)])
        steps.take(slopes(params, through, (mails, lone), dropout), _LAST_PACE * max(0.05, 1 - step / count))
    return {name: before[name] + _WAY * (value - before[name]) for name, value in params.items()}


def _some(dice: np.random.Generator, rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return dice.choice(rows, min(count, len(rows)), replace=False)


def _trained(params: Params, material: Material, chosen: tuple[NDArray[np.int64], NDArray[np.int64]], seed: int) -> Params:
    mails, lone = chosen
    dropout = Dropout(np.random.default_rng(seed + 1))
    order = np.random.default_rng(seed + 2)
    steps = Steps(params)
    batches = max(1, -(-len(mails) // _BATCH))
    for round_ in range(_ROUNDS):
        groups = np.array_split(order.permutation(mails), batches)
        others = np.array_split(order.permutation(lone), batches)
        for number, (group, beside) in enumerate(zip(groups, others, strict=True)):
            done = (round_ * batches + number + 1) / (_ROUNDS * batches)
            steps.take(slopes(params, material, (group, beside), dropout), min(1.0, done / _WARM_UP) * max(0.02, 1 - done))
    return params


def predict(
    members: Sequence[Params], material: Material, mails: NDArray[np.int64]
) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
    """Return the chances of the mails' sentences and the raw scores of every head, in order: the mean of what the members say."""
    said, heads = [], []
    for group in np.array_split(mails, max(1, len(mails) // 100)):
        together = answer(members, [material.rows(member, group, group[:0])[0] for member in members])
        said.append(together[0])
        heads.append(together[1])
    return np.vstack(said), {name: np.vstack([part[name] for part in heads]) for name in heads[0]}


def answer(members: Sequence[Params], rows: Sequence[Rows]) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
    """Return the chances of every sentence and the raw scores of every head: the mean of what the members say, each of its own rows."""
    runs = [forward(member, seen) for member, seen in zip(members, rows, strict=True)]
    heads = {name: np.mean([run.heads[name] for run in runs], axis=0) for name in runs[0].heads}
    return np.mean([run.chances for run in runs], axis=0), heads


def slopes(params: Params, material: Material, batch: tuple[NDArray[np.int64], NDArray[np.int64]], dropout: Dropout) -> Params:
    """Return the slopes of what is wrong with the network's answers to some mails and lone sentence rows."""
    mails, lone = batch
    targets = material.targets
    chosen = material.of(mails, lone)
    rows, encoder_back = material.rows(params, mails, lone, dropout)
    passed = forward(params, rows, dropout)
    weight = targets.sentence_weight[chosen]
    wanted = targets.sentences[chosen] * (1 - SMOOTHING) + SMOOTHING / LABELS
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
            raw = softmax(passed.heads[name]) - (truth * (1 - SMOOTHING) + SMOOTHING / truth.shape[1])
        heads[name] = np.asarray(raw * (known * share / known.sum())[:, None], np.float32)
    grads, to_sums, to_tops = passed.back(np.asarray(slope, np.float32), heads)
    return grads | encoder_back(to_sums, to_tops)


class Steps:
    """Adam with decoupled decay."""

    def __init__(self, params: Params) -> None:
        self._params = params
        self._mean = {name: np.zeros_like(value) for name, value in params.items()}
        self._square = {name: np.zeros_like(value) for name, value in params.items()}
        self._taken = 0

    def take(self, slopes: Params, rate: float) -> None:
        """Move every parameter that has a slope, at this share of the full pace."""
        self._taken += 1
        length = np.sqrt(sum(float(np.vdot(slope, slope)) for slope in slopes.values()))
        shrink = np.float32(min(1.0, _LONGEST_SLOPE / (length + 1e-6)))
        lift = np.float32(1 / (1 - 0.9**self._taken)), np.float32(1 / (1 - 0.999**self._taken))
        for name, slope in slopes.items():
            layer = name.removesuffix("_b")
            pace = np.float32(rate * (_HEAD_PACE if layer in _HEADS else _RUN_PACE if layer in encoder.MOVED else _PACE))
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
