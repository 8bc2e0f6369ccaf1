from __future__ import annotations

from itertools import accumulate

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.linear import fit_sigmoids, sigmoid, softmax, summed

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


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6), st.integers(0, 99))
def test_rows_are_summed_to_the_last_bit_as_numpy_sums_them(counts: list[int], seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(sum(counts), 3)).astype(np.float32)
    assert np.array_equal(summed(rows, counts), np.add.reduceat(rows, [0, *accumulate(counts[:-1])], axis=0))
