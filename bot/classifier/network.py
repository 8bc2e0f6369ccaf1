"""The network: sentences to labels, a mail's sentences together to intent, causes, request and tone; with its gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier import neighbours
from bot.classifier.features import layers, surface
from bot.classifier.layout import CAUSES, INTENTS, REQUESTS, SENTENCE_LABELS, TONES
from bot.classifier.linear import softmax

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bot.classifier.dropout import Dropout

    Array = NDArray[np.float32]
    Params = dict[str, Array]

LABELS = len(SENTENCE_LABELS)
#: Width of the view on strongest runs, on the surface, and on the surface of the whole mail.
_TOPS, _SURFACE, _WHOLE = 160, 192, 64
_VECTOR = 512
_ALONE = _VECTOR + _TOPS + _SURFACE
_WIDTH = _ALONE + neighbours.WIDTH
#: How much less the last sentence counts than the first where the early one is looked for: the primary cause mostly comes first.
_LATE = 0.6
_VECTOR_SCALE, _SURFACE_SCALE = np.float32(4), np.float32(6)
#: Added to lengths, so that nothing is divided by zero.
TINY = np.float32(1e-6)
#: What a mail's sentences say together: see `_pooled`.
_POOLS = 4
#: The ways a mail's sentences are weighed: for what is wanted, for why, and for what is asked for (often not the sentence that says why).
_WAYS = 3
#: Output heads of a mail: name, number of labels, which way of weighing they read.
HEADS = (
    ("intent", len(INTENTS), 0),
    ("cause", len(CAUSES), 1),
    ("causes", len(CAUSES), 1),
    ("requested", len(REQUESTS), 2),
    ("tone", len(TONES), 0),
)


@dataclass(frozen=True, slots=True)
class Face:
    """The surface with the weights that read it taken already: per sentence those of `surface`, and per mail those of `whole` on the mean of
    its sentences brought to length 1.
    """

    sentences: Array
    mails: Array


@dataclass(frozen=True, slots=True)
class Rows:
    """Sentences of some mails in order, then lone sentences; `counts[i]` sentences belong to mail i (at least one)."""

    sums: Array
    tops: Array
    roots: Array
    surface: Array | Face
    counts: NDArray[np.int64]

    @property
    def mailed(self) -> int:
        """How many rows belong to mails; the rest are lone sentences."""
        return int(self.counts.sum())


def fresh(seed: int) -> Params:
    """Return a network that knows nothing but what the encoder's own dense layers know."""
    dice = np.random.default_rng(seed)

    def spread(rows: int, columns: int) -> Array:
        bound = rows**-0.5
        return dice.uniform(-bound, bound, (rows, columns)).astype(np.float32)

    params: Params = layers.upper_layers()
    params |= {"tops": spread(layers.SIZE, _TOPS), "tops_b": np.zeros(_TOPS, np.float32)}
    params |= {"surface": spread(surface.width(), _SURFACE), "surface_b": np.zeros(_SURFACE, np.float32)}
    params |= {"whole": spread(surface.width(), _WHOLE), "whole_b": np.zeros(_WHOLE, np.float32)}
    params |= {name: spread(*shape) for name, shape in neighbours.shapes(_ALONE).items()}
    params |= {f"{name}_b": np.zeros(neighbours.WIDTH, np.float32) for name in neighbours.shapes(_ALONE)}
    params |= {"sentence": np.zeros((_WIDTH, LABELS), np.float32), "sentence_b": np.zeros(LABELS, np.float32)}
    params["weigh"] = np.zeros((_WIDTH, _WAYS), np.float32)
    for name, labels, _ in HEADS:
        params[name] = np.zeros((2 * _WIDTH + _POOLS * LABELS + _WHOLE, labels), np.float32)
        params[f"{name}_b"] = np.zeros(labels, np.float32)
    return params


@dataclass(frozen=True, slots=True)
class Passed:
    """One run through the network: raw scores of sentences, per head of mails, chances of the mails' sentences, and `back`, which turns their slopes into gradients
    (complete ones only after a run with dropout) and the slopes at `sums` and `tops`.
    """

    sentences: Array
    heads: dict[str, Array]
    chances: Array
    back: Callable[[Array, dict[str, Array]], tuple[Params, Array, Array]]


def forward(params: Params, rows: Rows, dropout: Dropout | None = None) -> Passed:
    """Run sentences and mails through the network."""
    vector, vector_back = _vectors(params, rows, dropout)
    tops, tops_back = _hidden(params, "tops", rows.tops, dropout)
    seen, seen_back = _seen(params, rows.surface, dropout)
    joined = np.empty((len(vector), _WIDTH), np.float32)
    alone = np.concatenate([vector, tops, seen], axis=1, out=joined[:, :_ALONE])
    mask = dropout.mask(alone.shape, dropout.joined) if dropout else None
    if mask is not None:
        alone *= mask
    around, around_back = neighbours.forward(params, alone[: rows.mailed], rows.counts, dropout)
    joined[: rows.mailed, _ALONE:], joined[rows.mailed :, _ALONE:] = around, 0
    sentences = joined @ params["sentence"] + params["sentence_b"]
    chances = softmax(sentences[: rows.mailed])
    mails, mails_back = _mails(params, rows, joined, chances, dropout)

    def back(slopes: Array, head_slopes: dict[str, Array]) -> tuple[Params, Array, Array]:
        grads, to_joined, to_scores = mails_back(head_slopes)
        slopes = slopes.copy()
        slopes[: rows.mailed] += to_scores
        grads["sentence"], grads["sentence_b"] = joined.T @ slopes, slopes.sum(axis=0)
        down = slopes @ params["sentence"].T
        down[: rows.mailed] += to_joined
        around_grads, to_alone = around_back(down[: rows.mailed, _ALONE:])
        down = down[:, :_ALONE].copy()
        down[: rows.mailed] += to_alone
        if mask is not None:
            down *= mask
        first, second = _VECTOR, _VECTOR + _TOPS
        vector_grads, to_sums = vector_back(down[:, :first])
        tops_grads, to_tops = tops_back(down[:, first:second])
        seen_grads, _ = seen_back(down[:, second:])
        return grads | around_grads | vector_grads | tops_grads | seen_grads, to_sums, to_tops

    return Passed(sentences, mails, chances, back)


def _hidden(params: Params, name: str, x: Array, dropout: Dropout | None) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """One layer of relu units."""
    if dropout is None:
        return np.maximum(x @ params[name] + params[f"{name}_b"], 0), lambda slope: ({}, slope)
    mask = dropout.mask(x.shape, dropout.wide)
    x = x * mask
    out = np.maximum(x @ params[name] + params[f"{name}_b"], 0)

    def back(slope: Array) -> tuple[Params, Array]:
        slope = slope * (out > 0)
        grads = {name: x.T @ slope, f"{name}_b": slope.sum(axis=0)}
        return grads, (slope @ params[name].T) * mask if name == "tops" else slope

    return out, back


def _seen(params: Params, face: Array | Face, dropout: Dropout | None) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """The layer that reads the surface of sentences."""
    return (
        _risen(params, "surface", face.sentences) if isinstance(face, Face) else _hidden(params, "surface", face * _SURFACE_SCALE, dropout)
    )


def _wide(params: Params, rows: Rows, shares: Array, dropout: Dropout | None) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """The layer that reads the surface of whole mails, where every sentence has its share in its own."""
    if isinstance(rows.surface, Face):
        return _risen(params, "whole", rows.surface.mails)
    whole = _together(shares, rows.surface[: rows.mailed], rows.counts)[:, 0]
    whole *= _SURFACE_SCALE / (np.sqrt((whole * whole).sum(axis=1, keepdims=True)) + TINY)
    return _hidden(params, "whole", whole, dropout)


def _together(shares: Array, said: Array, counts: NDArray[np.int64]) -> Array:
    """Return what the sentences of each mail say together (mails, ways, width), by their shares (ways, sentences): every mail by itself, so that
    these sums are the same to the last bit whatever mails stand beside it.
    """
    out = np.empty((len(counts), len(shares), said.shape[1]), np.float32)
    ends = counts.cumsum()
    for one, start, end in zip(out, (ends - counts).tolist(), ends.tolist(), strict=True):
        np.matmul(shares[:, start:end], said[start:end], out=one)
    return out


def _risen(params: Params, name: str, product: Array) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """What a layer over the surface says, whose weights have been taken already."""
    return np.maximum(product * _SURFACE_SCALE + params[f"{name}_b"], 0), lambda slope: ({}, slope)


def _vectors(params: Params, rows: Rows, dropout: Dropout | None) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """The encoder's own dense layers, trained on: sums of tokens to a vector of length 4."""
    left = dropout.mask(rows.sums.shape, dropout.vector) if dropout else np.ones(1, np.float32)
    sums = rows.sums * left if dropout else rows.sums  # the same array, so that layers joined over networks know it
    mean = sums @ params["cnn_W"] + rows.roots[:, None] * params["cnn_b"]
    first = np.maximum(mean @ params["d0"], 0)
    second = np.maximum(mean @ params["p1"] + first @ params["d1"], 0)
    third = np.maximum(second @ params["d2"], 0)
    masks = [dropout.mask(layer.shape, dropout.vector) for layer in (second, third)] if dropout else None
    second_out, third_out = (second * masks[0], third * masks[1]) if masks else (second, third)
    bent = np.tanh(second_out @ params["p3"] + third_out @ params["d3"])
    norm = np.sqrt((bent * bent).sum(axis=1, keepdims=True)) + TINY
    out = bent / norm * _VECTOR_SCALE

    def back(slope: Array) -> tuple[Params, Array]:
        slope = slope * (_VECTOR_SCALE / norm)
        unit = bent / norm
        slope = (slope - unit * (slope * unit).sum(axis=1, keepdims=True)) * (1 - bent * bent)
        grads = {"p3": second_out.T @ slope, "d3": third_out.T @ slope}
        to_third, to_second = slope @ params["d3"].T, slope @ params["p3"].T
        if masks:
            to_third, to_second = to_third * masks[1], to_second * masks[0]
        to_third = to_third * (third > 0)
        grads["d2"] = second.T @ to_third
        to_second = (to_second + to_third @ params["d2"].T) * (second > 0)
        grads |= {"p1": mean.T @ to_second, "d1": first.T @ to_second}
        to_first = (to_second @ params["d1"].T) * (first > 0)
        grads["d0"] = mean.T @ to_first
        to_mean = to_second @ params["p1"].T + to_first @ params["d0"].T
        grads |= {"cnn_W": sums.T @ to_mean, "cnn_b": (rows.roots[:, None] * to_mean).sum(axis=0)}
        return grads, np.asarray((to_mean @ params["cnn_W"].T) * left)

    return np.asarray(out, np.float32), back


def _mails(
    params: Params, rows: Rows, joined: Array, chances: Array, dropout: Dropout | None
) -> tuple[dict[str, Array], Callable[[dict[str, Array]], tuple[Params, Array, Array]]]:
    """What a mail's sentences say together, and the heads that read it."""
    joined = joined[: rows.mailed]
    starts = np.cumsum(rows.counts) - rows.counts
    owner = np.repeat(np.arange(len(rows.counts)), rows.counts)
    count = rows.counts[:, None].astype(np.float32)
    pull = np.exp(np.clip(joined @ params["weigh"], -20, 20))
    share = pull / np.add.reduceat(pull, starts, axis=0)[owner]
    shares = np.hstack([1 / count[owner], share]).T
    mean, *weighed = _together(shares, joined, rows.counts).transpose(1, 0, 2)
    pool, pool_back = _pooled(chances, starts, owner, count)
    wide, wide_back = _wide(params, rows, shares[:1], dropout)
    x = [np.hstack([mean, part, pool, wide]) for part in weighed]
    heads = {name: x[way] @ params[name] + params[f"{name}_b"] for name, _, way in HEADS}

    def back(slopes: dict[str, Array]) -> tuple[Params, Array, Array]:
        grads: Params = {}
        down = [np.zeros_like(part) for part in x]
        for name, _, way in HEADS:
            if name in slopes:
                grads[name], grads[f"{name}_b"] = x[way].T @ slopes[name], slopes[name].sum(axis=0)
                down[way] += slopes[name] @ params[name].T
        both = np.sum(down, axis=0)
        to_joined = (both[:, :_WIDTH] / count)[owner]
        to_pull = np.empty_like(share)
        for way in range(_WAYS):
            slope = down[way][:, _WIDTH : 2 * _WIDTH][owner]
            to_joined += slope * share[:, way, None]
            to_share = (slope * joined).sum(axis=1)
            to_pull[:, way] = share[:, way] * (to_share - np.add.reduceat(to_share * share[:, way], starts)[owner])
        to_joined += to_pull @ params["weigh"].T
        grads["weigh"] = joined.T @ to_pull
        to_chances = pool_back(both[:, 2 * _WIDTH : 2 * _WIDTH + _POOLS * LABELS])
        to_scores = chances * (to_chances - (to_chances * chances).sum(axis=1, keepdims=True))
        wide_grads, _ = wide_back(both[:, 2 * _WIDTH + _POOLS * LABELS :])
        return grads | wide_grads, to_joined, to_scores

    return heads, back


def _pooled(chances: Array, starts: NDArray[np.int64], owner: NDArray[np.int64], count: Array) -> tuple[Array, Callable[[Array], Array]]:
    """The strongest sentence, the strongest early one, any sentence, and the mean, of each label."""
    order = (np.arange(len(owner)) - starts[owner])[:, None] / count[owner]
    weight = (1 - _LATE * order).astype(np.float32)
    top = np.maximum.reduceat(chances, starts, axis=0)
    early = np.maximum.reduceat(chances * weight, starts, axis=0)
    silent = np.exp(np.add.reduceat(np.log1p(-chances * np.float32(0.98)), starts, axis=0))
    out = np.hstack([
        np.log(top + np.float32(1e-4)) * np.float32(0.5) + 2,
        np.log(early + np.float32(1e-4)) * np.float32(0.5) + 2,
        np.log(np.float32(1.001) - silent) * np.float32(0.5) + np.float32(1.5),
        np.add.reduceat(chances, starts, axis=0) / count * 2,
    ])  # fmt: skip

    def back(slope: Array) -> Array:
        by_top, by_early, by_any, by_mean = np.split(slope, _POOLS, axis=1)
        to_top = (by_top * np.float32(0.5) / (top + np.float32(1e-4)))[owner] * (chances == top[owner])
        to_early = (by_early * np.float32(0.5) / (early + np.float32(1e-4)))[owner] * (chances * weight == early[owner]) * weight
        to_any = (by_any * np.float32(0.49) * silent / (np.float32(1.001) - silent))[owner] / (1 - chances * np.float32(0.98))
        return np.asarray(to_top + to_early + to_any + (by_mean * 2 / count)[owner], np.float32)

    return np.asarray(out, np.float32), back
