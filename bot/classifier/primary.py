"""Which of several causes is the primary one: how sure the heads are of each, and which of them is told first."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.layout import CAUSES, SENTENCE_LABELS
from bot.classifier.linear import sigmoid, softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

#: Signs per cause.
WIDTH = 4
_COLUMNS = [SENTENCE_LABELS.index(cause.value) for cause in CAUSES]
#: What is added to each of the signs' chances, so that none is nothing.
_LEAST = np.array([1e-4, 1e-3, 1e-3, 1e-3], np.float32)
_STRENGTH = 1e-3
_STEPS = 30


def signs(cause: Array, present: Array, sentences: Array, counts: Sequence[int]) -> Array:
    """Return the signs of some mails, shape (mails, 13, WIDTH), from the raw scores of both heads (mails, 13) and the chances of their sentences
    (n, labels), `counts[i]` of them mail i's: log chances of being the primary cause, of being meant at all, of its strongest sentence, and of
    being the first cause told.
    """
    said = sentences[:, _COLUMNS]
    others = np.minimum(np.maximum(said.sum(axis=1, keepdims=True) - said, 0), 0.98)
    silent = np.log1p(-others)
    untold = np.zeros_like(said)
    parts = [slice(end - count, end) for count, end in zip(counts, accumulate(counts), strict=True)]
    for part in parts:
        silent[part.start : part.stop - 1].cumsum(axis=0, out=untold[part.start + 1 : part.stop])
    first = said * np.exp(untold)
    columns = np.empty((len(counts), len(CAUSES), WIDTH), np.float32)
    columns[:, :, 0], columns[:, :, 1] = softmax(cause), sigmoid(present)
    columns[:, :, 2] = np.maximum.reduceat(said, [part.start for part in parts], axis=0)
    for row, part in zip(columns, parts, strict=True):
        np.add.reduce(first[part], axis=0, out=row[:, 3])
    return np.asarray(np.log(columns + _LEAST), np.float32)


def chances(rows: Array, weights: Array) -> Array:
    """Return the chance of every cause of being the primary one, from signs (..., 13, WIDTH) and the weights of the signs."""
    return softmax(np.asarray(rows @ weights, np.float32))


def fit(rows: Array, truth: NDArray[np.int64]) -> Array:
    """Return the weights of the signs that make the true causes likeliest; rows (mails, 13, WIDTH). Newton's steps: the same every time."""
    weights = np.array([1, 0, 0, 0], float)
    x = rows.astype(float)
    if not len(x):
        return weights.astype(np.float32)
    right = x[np.arange(len(x)), truth]
    for _ in range(_STEPS):
        raw = x @ weights
        power = np.exp(raw - raw.max(axis=1, keepdims=True))
        chance = power / power.sum(axis=1, keepdims=True)
        mean = np.einsum("mc,mck->mk", chance, x)
        slope = (mean - right).mean(axis=0) + 2 * _STRENGTH * weights
        bend = np.einsum("mc,mck,mcl->kl", chance, x, x) / len(x) - mean.T @ mean / len(x) + 2 * _STRENGTH * np.eye(WIDTH)
        weights = weights - np.linalg.solve(bend, slope)
    return weights.astype(np.float32)
