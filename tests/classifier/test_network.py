from __future__ import annotations

import numpy as np
import pytest

from bot.classifier import dropout, network
from bot.classifier.features import surface

DICE = np.random.default_rng(5)
STILL = dropout.Dropout(DICE, 0, 0, 0)


def _rows(counts: list[int], lone: int) -> network.Rows:
    total = sum(counts) + lone
    seen = DICE.normal(size=(2, total, 1280)).astype(np.float32)
    face = np.abs(DICE.normal(size=(total, surface.width())) / 80).astype(np.float32)
    return network.Rows(seen[0], seen[1], np.full(total, 3, np.float32), face, np.array(counts))


@pytest.mark.parametrize(
    "name", ["cnn_b", "p3", "tops_b", "surface_b", "whole_b", "sentence", "weigh", "near", "near_b", "far", "intent", "cause_b", "tone"]
)
def test_gradients_are_the_slopes_of_the_scores(name: str) -> None:
    rows = _rows([2, 1], 1)
    params = network.fresh(1)
    for part in ("sentence", "weigh", *(head for head, _, _ in network.HEADS)):
        params[part] = (DICE.normal(size=params[part].shape) * 0.05).astype(np.float32)
    at_sentences = DICE.normal(size=(4, network.LABELS)).astype(np.float32)
    at_heads = {head: DICE.normal(size=(2, labels)).astype(np.float32) for head, labels, _ in network.HEADS}
    gradient = network.forward(params, rows, STILL).back(at_sentences, at_heads)[0][name]

    def value() -> float:
        passed = network.forward(params, rows)
        return float(
            (passed.sentences.astype(float) * at_sentences).sum() + sum((passed.heads[head] * at_heads[head]).sum() for head in at_heads)
        )

    step = np.float32(0.002) * gradient / np.float32(np.linalg.norm(gradient))
    middle = params[name]
    params[name] = middle + step
    above = value()
    params[name] = middle - step
    assert (above - value()) / 0.004 == pytest.approx(float(np.linalg.norm(gradient)), rel=0.05)


def test_a_mail_is_read_the_same_alone_and_among_others() -> None:
    rows, params = _rows([2, 3], 0), network.fresh(1)
    params["intent"] = (DICE.normal(size=params["intent"].shape) * 0.05).astype(np.float32)
    assert isinstance(rows.surface, np.ndarray)
    second = network.Rows(rows.sums[2:], rows.tops[2:], rows.roots[2:], rows.surface[2:], rows.counts[1:])
    together, alone = network.forward(params, rows).heads["intent"][1], network.forward(params, second).heads["intent"][0]
    assert np.allclose(together, alone, atol=1e-4)
