"""Products in whole numbers: every way of adding up gives the same bits, and the rounding stays small."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.features import whole
from bot.classifier.features.whole import TOP, Beside, Joined, Whole, rounded
from bot.classifier.pipeline import open_model
from bot.classifier.predict import Classifier
from bot.resources import folder

_DEPTHS, _WIDTHS, _ROWS = st.integers(1, 2200), st.integers(1, 150), st.integers(1, 40)


def _numbers(dice: np.random.Generator, *shape: int) -> np.typing.NDArray[np.int8]:
    return dice.integers(-TOP, TOP + 1, shape, np.int8)


@given(_DEPTHS, _WIDTHS, _ROWS, st.integers(0, 1 << 30))
def test_the_plain_product_is_exact(depth: int, width: int, rows: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    x, weights = _numbers(dice, rows, depth), _numbers(dice, depth, width)
    exact = x.astype(np.int64) @ weights.astype(np.int64)
    assert np.array_equal(Whole(weights, np.ones(width, np.float32), plain=True).product(x), exact.astype(np.float32))


@pytest.mark.parametrize("number", [-TOP, TOP])
def test_the_largest_sums_are_exact_too(number: int) -> None:
    x, weights = np.full((3, 5000), number, np.int8), np.full((5000, 4), TOP, np.int8)
    weights[1::2] -= 1
    exact = x.astype(np.int64) @ weights.astype(np.int64)
    assert np.array_equal(Whole(weights, np.ones(4, np.float32), plain=True).product(x), exact.astype(np.float32))


@given(_DEPTHS, _WIDTHS, _ROWS, st.integers(0, 1 << 30))
def test_the_quick_product_is_the_plain_one(depth: int, width: int, rows: int, seed: int) -> None:
    library = pytest.importorskip("numkong")
    dice = np.random.default_rng(seed)
    x, weights = _numbers(dice, rows, depth), _numbers(dice, depth, width)
    quick = np.hstack([np.asarray(library.dots_packed(x, packed)) for _, packed in whole._packed(library, weights)])  # noqa: SLF001
    plain = Whole(weights, np.ones(width, np.float32), plain=True).product(x)
    assert np.array_equal(quick.astype(np.float32), plain)


def test_a_product_of_floats_is_nearly_theirs() -> None:
    dice = np.random.default_rng(3)
    x, weights = dice.normal(size=(20, 300)).astype(np.float32), dice.normal(size=(300, 40)).astype(np.float32)
    exact = x @ weights
    assert np.linalg.norm(x @ Whole.of(weights) - exact) < 0.02 * np.linalg.norm(exact)
    assert np.allclose(Whole.of(weights).floats(), weights, atol=0.03)


@given(st.integers(0, 20), st.integers(1, 40), st.integers(0, 1 << 30))
def test_the_largest_magnitude_is_that_of_the_floats(rows: int, width: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    x[x < -1] = 0
    assert np.array_equal(whole.largest(x), np.abs(x).max(axis=1, initial=0))
    assert np.array_equal(whole.largest(x[:, :0]), np.zeros(rows))


def test_few_rows_of_layers_side_by_side_are_those_of_each() -> None:
    dice = np.random.default_rng(4)
    layers = [dice.normal(size=(50, width)).astype(np.float32) for width in (7, 3)]
    x = np.zeros((3, 50), np.float32)
    x[0, [4, 17, 30]], x[2, [4, 49]] = dice.normal(size=3), dice.normal(size=2)
    rows, columns = np.nonzero(x)
    beside = Beside([Whole.of(layer) for layer in layers])
    for layer, found in zip(layers, beside.parts(beside.products(columns, x[rows, columns], [3, 3, 5])), strict=True):
        assert np.allclose(found, x @ layer, atol=0.05)


def test_layers_that_are_joined_answer_as_each_alone() -> None:
    dice = np.random.default_rng(5)
    layers = [Whole.of(dice.normal(size=(60, width)).astype(np.float32)) for width in (8, 5)]
    joined = Joined(layers).parts()
    for x in (dice.normal(size=(3, 60)).astype(np.float32) for _ in range(3)):
        for layer, part in zip(layers, joined, strict=True):
            assert np.array_equal(x @ part, x @ layer)


def test_a_row_is_rounded_as_if_it_were_alone() -> None:
    x = np.array([[1, -4], [0, 0], [2, 0.5], [0, 8]], np.float32)
    alone, scale = rounded(x)
    assert alone.tolist() == [[32, -127], [0, 0], [127, 32], [0, 127]]
    assert np.allclose(alone * scale, x, atol=0.02)


def test_without_the_library_the_product_is_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numkong", None)
    whole._library.cache_clear()  # noqa: SLF001
    try:
        assert whole._library() is None  # noqa: SLF001
        weights = np.eye(3, dtype=np.float32)
        assert np.allclose(np.ones((1, 3), np.float32) @ Whole.of(weights), 1, atol=0.01)
    finally:
        whole._library.cache_clear()  # noqa: SLF001


def test_a_verdict_is_the_same_with_and_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    mails = [
        ("Invoice 118", "We never ordered the second pump. Please send a credit note.\n\nBest, Ana", ""),
        ("Re: 2025-4", "Grazie!", ""),
    ]
    quick = list(Classifier(open_model(folder("data") / "model")).understand_many(mails))
    monkeypatch.setitem(sys.modules, "numkong", None)
    whole._library.cache_clear()  # noqa: SLF001
    try:
        assert list(Classifier(open_model(folder("data") / "model")).understand_many(mails)) == quick
    finally:
        whole._library.cache_clear()  # noqa: SLF001


@pytest.mark.parametrize("rows", [0, 1, 2, 17])
@pytest.mark.parametrize("width", [1, 32, 150])
def test_weights_in_strips_give_the_same_sums(rows: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "_library", lambda: None)
    dice = np.random.default_rng(rows)
    x, weights = (dice.integers(-TOP, TOP + 1, shape, np.int8) for shape in ((rows, 512), (512, width)))
    exact = x.astype(np.int64) @ weights.astype(np.int64)
    assert np.array_equal(Whole(weights, np.ones(width, np.float32), few=True).product(x), exact.astype(np.float32))
