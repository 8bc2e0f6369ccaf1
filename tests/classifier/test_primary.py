from __future__ import annotations

import numpy as np

from bot.classifier import primary
from bot.classifier.layout import CAUSES, SENTENCE_LABELS
from bot.vocabulary.labels import Cause

PRICE, QUALITY = CAUSES.index(Cause.PRICE), CAUSES.index(Cause.QUALITY)


def _mail(*told: Cause) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    sentences = np.full((len(told), len(SENTENCE_LABELS)), 0.01, np.float32)
    for row, cause in enumerate(told):
        sentences[row, SENTENCE_LABELS.index(cause.value)] = 0.8
    even = np.zeros(len(CAUSES), np.float32)
    even[[PRICE, QUALITY]] = 3
    return np.asarray(primary.signs(even[None], even[None], sentences, [len(told)])[0], np.float32)


def test_of_two_causes_the_one_told_first_stands_out() -> None:
    weights = np.ones(primary.WIDTH, np.float32)
    assert primary.chances(_mail(Cause.PRICE, Cause.QUALITY), weights).argmax() == PRICE
    assert primary.chances(_mail(Cause.QUALITY, Cause.PRICE), weights).argmax() == QUALITY


def test_mails_together_have_the_signs_of_each_alone() -> None:
    dice = np.random.default_rng(3)
    counts = [1, 9, 2, 1, 30]
    cause, present = (dice.normal(size=(len(counts), len(CAUSES))).astype(np.float32) for _ in range(2))
    sentences = dice.dirichlet(np.ones(len(SENTENCE_LABELS)), sum(counts)).astype(np.float32)
    together = primary.signs(cause, present, sentences, counts)
    for at, own in enumerate(np.split(sentences, np.cumsum(counts)[:-1])):
        alone = primary.signs(cause[at : at + 1], present[at : at + 1], own, [len(own)])
        assert np.array_equal(together[at], alone[0])


def test_the_fit_finds_the_sign_that_tells_and_repeats_itself() -> None:
    pairs = [(Cause.PRICE, Cause.QUALITY), (Cause.QUALITY, Cause.PRICE)] * 20
    rows = np.stack([_mail(*pair) for pair in pairs])
    truth = np.array([CAUSES.index(first) for first, _ in pairs])
    weights = primary.fit(rows, truth)
    assert weights[3] > 1
    assert (primary.chances(rows, weights).argmax(axis=1) == truth).all()
    assert np.array_equal(weights, primary.fit(rows, truth))


def test_without_disputes_the_head_alone_decides() -> None:
    assert primary.fit(np.zeros((0, len(CAUSES), primary.WIDTH), np.float32), np.zeros(0, np.int64)).tolist() == [1, 0, 0, 0]
