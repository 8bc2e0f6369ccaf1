from __future__ import annotations

import numpy as np

from bot.classifier.linear import fit_sigmoids, sigmoid, softmax

X = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], np.float32)
Y = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
ONES = np.ones(4, np.float32)


def test_yes_no_heads_separate_and_repeat_themselves() -> None:
    first, second = fit_sigmoids(X, Y, ONES, 10), fit_sigmoids(X, Y, ONES, 10)
    assert ((sigmoid(first.scores(X)) > 0.5) == (Y > 0.5)).all()
    assert (first.weights == second.weights).all()


def test_temperature_makes_modest() -> None:
    scores = np.array([[2.0, 0.0]], np.float32)
    assert softmax(scores, 2.0).max() < softmax(scores).max()
