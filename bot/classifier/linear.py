"""Logistic regression in plain numpy: the same bits every time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_MEMORY = 12
_TOLERANCE = 3e-4
#: So few rows are added one after another by all of numpy's ways to add.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted head: `scores = x @ weights + bias`, shapes (columns, labels) and (labels,)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return raw scores, shape (rows, labels)."""
        return np.asarray(x @ self.weights + self.bias, dtype=np.float32)


def softmax(scores: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float32]:
    """Return probabilities per row; a temperature above 1 makes them more modest."""
    shifted = (scores - scores.max(axis=-1, keepdims=True)) / temperature
    powers = np.exp(shifted)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def sigmoid(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1 / (1 + exp(-score)), safe at both ends."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.minimum(np.maximum(scores, -30), 30))), dtype=np.float32)


def summed(rows: NDArray[np.float32], counts: Sequence[int]) -> NDArray[np.float32]:
    """Return the sums of the first `counts[0]` rows, of the next `counts[1]`, and so on; each has one. The same bits as `np.add.reduceat` gives,
    which adds the first to all others, and takes twice as long where they are few.
    """
    sums = np.empty((len(counts), rows.shape[1]), rows.dtype)
    for total, count, end in zip(sums, counts, accumulate(counts), strict=True):
        own = rows[end - count : end]
        if count <= _FEW:
            np.add(np.add.reduce(own[1:], axis=0, out=total), own[0], out=total)
        else:
            np.add.reduceat(own, [0], axis=0, out=total[None])
    return sums


def fit_sigmoids(
    x: NDArray[np.float32], target: NDArray[np.float32], weight: NDArray[np.float32], strength: float, steps: int = 45
) -> Linear:
    """Fit independent yes/no heads, one per column of `target` (rows, labels)."""
    columns, labels = x.shape[1], target.shape[1]

    def loss(flat: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
        matrix = flat.reshape(columns + 1, labels)
        scores = x @ matrix[:-1] + matrix[-1]
        value = float((weight[:, None] * (np.logaddexp(0, scores) - target * scores)).sum())
        value += float((matrix[:-1] ** 2).sum()) / (2 * strength)
        slope = (sigmoid(scores) - target) * weight[:, None]
        gradient = np.vstack([x.T @ slope + matrix[:-1] / np.float32(strength), slope.sum(axis=0, keepdims=True)])
        return value, gradient.ravel()

    flat = minimum(loss, np.zeros((columns + 1) * labels, np.float32), steps)
    matrix = flat.reshape(columns + 1, labels)
    return Linear(matrix[:-1], matrix[-1])


def minimum(
    loss: Callable[[NDArray[np.float32]], tuple[float, NDArray[np.float32]]], start: NDArray[np.float32], steps: int
) -> NDArray[np.float32]:
    """Minimise `loss` by limited-memory BFGS with a backtracking line search."""
    point = start
    value, slope = loss(point)
    moves: list[tuple[NDArray[np.float32], NDArray[np.float32], float]] = []
    for _ in range(steps):
        direction = _direction(slope, moves)
        downhill = float(direction @ slope)
        pace = 1.0 if moves else 1.0 / max(1.0, float(np.abs(slope).sum()))
        for _try in range(20):
            candidate = point + np.float32(pace) * direction
            new_value, new_slope = loss(candidate)
            if new_value <= value + 1e-4 * pace * downhill:
                break
            pace *= 0.5
        else:
            break
        step, turn = candidate - point, new_slope - slope
        curve = float(step @ turn)
        if curve > 1e-10:  # noqa: PLR2004 - a step along a straight line teaches nothing
            moves = [*moves[-(_MEMORY - 1) :], (step, turn, 1.0 / curve)]
        done = value - new_value < _TOLERANCE * max(1.0, abs(new_value)) / 10
        point, value, slope = candidate, new_value, new_slope
        if done:
            break
    return point


def _direction(slope: NDArray[np.float32], moves: list[tuple[NDArray[np.float32], NDArray[np.float32], float]]) -> NDArray[np.float32]:
    direction = -slope
    parts = []
    for step, turn, rho in reversed(moves):
        part = rho * float(step @ direction)
        direction = direction - np.float32(part) * turn
        parts.append(part)
    if moves:
        step, turn, _ = moves[-1]
        direction = direction * np.float32(float(step @ turn) / float(turn @ turn))
    for (step, turn, rho), part in zip(moves, reversed(parts), strict=True):
        direction = direction + step * np.float32(part - rho * float(turn @ direction))
    return direction
