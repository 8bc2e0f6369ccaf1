"""How sure an answer is: signs that tell right answers from wrong ones, judged by a small regression on mails of unseen hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import concepts
from bot.classifier.layout import CAUSES, INTENTS, SENTENCE_LABELS
from bot.classifier.linear import Linear, fit_sigmoids, sigmoid
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

#: How many signs there are.
WIDTH = 14
_STRENGTH = 3.0
_DISPUTE = INTENTS.index(Intent.DISPUTE)
_SENTENCE_OF = np.array([SENTENCE_LABELS.index(cause.value) for cause in CAUSES])
_TINY = 1e-4
_LOWEST = 0.02


def signs(intents: Array, primary: Array, sentences: Array, texts: Sequence[str]) -> Array:
    """Return the signs of one mail: how clear each head is, whether they agree, whether the words are about bills at all."""
    best, second = np.sort(intents)[::-1][:2]
    first_cause, second_cause = np.sort(primary)[::-1][:2]
    wanted = int(intents.argmax())
    disputed = float(wanted == _DISPUTE)
    cause = int(primary.argmax())
    strongest = sentences.max(axis=0)
    said = strongest[_SENTENCE_OF].tolist()
    own = said[cause]
    rival = max(said[:cause] + said[cause + 1 :])
    intent = INTENTS[wanted].value
    heard = float(strongest[SENTENCE_LABELS.index(intent)]) if intent in SENTENCE_LABELS else 0.5
    spoken = float(concepts.speaks_of(" ".join(texts), ("money", "billed", "paid")))
    return np.array(
        [
            np.log(1 - best + _TINY),
            np.log(second / best + _TINY),
            disputed,
            disputed * np.log(1 - first_cause + _TINY),
            disputed * np.log(second_cause / first_cause + _TINY),
            disputed * float(said.index(max(said)) == cause),
            disputed * np.log(own + _LOWEST),
            disputed * np.log(rival + _LOWEST),
            (1 - disputed) * np.log(max(said) + _LOWEST),
            (1 - disputed) * heard,
            np.log(len(texts)),
            np.log(sum(map(len, texts)) + 20.0) - 5,
            disputed * spoken,
            (1 - disputed) * spoken,
        ],
        np.float32,
    )


def about_bills(texts: Sequence[str]) -> bool:
    """Whether the words speak of a bill, of money or of tax at all: without, nothing is surely a dispute, however upset it sounds."""
    return concepts.speaks_of(" ".join(texts), ("money", "billed", "vat"))


def fit(rows: Array, right: NDArray[np.bool_]) -> Linear:
    """Learn from signs (mails, WIDTH) and whether each answer was right."""
    return fit_sigmoids(rows, right[:, None].astype(np.float32), np.ones(len(rows), np.float32), _STRENGTH, steps=200)


def judged(rows: Array, right: NDArray[np.bool_], hands: NDArray[np.str_]) -> Array:
    """Return how sure every answer is by a judge that saw nothing of its hand."""
    sure = np.zeros(len(rows), np.float32)
    for hand in sorted(set(hands.tolist())):
        held = hands == hand
        if held.all():
            held = np.arange(len(held)) % 2 == 0
        sure[held] = sigmoid(fit(rows[~held], right[~held]).scores(rows[held]))[:, 0]
    return sure
