from __future__ import annotations

import numpy as np

from bot.classifier.linear import fit_sigmoids, fit_softmax, sigmoid, softmax

X = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], np.float32)
Y = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
ONES = np.ones(4, np.float32)


def test_softmax_head_separates_and_repeats_itself() -> None:
    first, second = fit_softmax(X, Y, ONES, 10), fit_softmax(X, Y, ONES, 10)
    assert (softmax(first.scores(X)).argmax(axis=1) == [0, 0, 1, 1]).all()
    assert (first.weights == second.weights).all()


def test_yes_no_heads_separate() -> None:
    assert ((sigmoid(fit_sigmoids(X, Y, ONES, 10).scores(X)) > 0.5) == (Y > 0.5)).all()


def test_temperature_makes_modest() -> None:
    scores = np.array([[2.0, 0.0]], np.float32)
    assert softmax(scores, 2.0).max() < softmax(scores).max()
