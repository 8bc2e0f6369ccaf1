"""How sure an answer is: signs that tell right answers from wrong ones, judged by a very small network on mails of unseen hands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import concepts
from bot.classifier.layout import CAUSES, INTENTS, SENTENCE_LABELS
from bot.classifier.linear import sigmoid, softmax
from bot.classifier.wording import small
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

#: How many signs there are: 17 that are measured, then one for every intent but a dispute's and every cause of a dispute.
WIDTH = 17 + len(INTENTS) + len(CAUSES)
#: The judge: its units, how often it is fitted anew (the answers' mean counts), steps and their size, pull towards nothing.
_UNITS, _TIMES, _STEPS, _PACE, _PULL = 8, 3, 200, 0.02, 5e-3
_GROUPS = 8
#: What only looks like tax or a bill: "btw" for by the way (not before a rate, a number or a word of the Dutch tax), Pacific time, somebody
#: called Bill.
_NAMESAKES = re.compile(
    r"\b(?i:btw)\b(?!\W{0,3}(?:\d|nr|nummer|id\b|tarief|laag|hoog|verlegd|bedrag|is\b))|\bBill\b(?= [A-Z][a-z]|[,'\u2019]|$)|(?:(?<=\d )|(?<=[ap]m ))P[SD]T\b"
)
_DISPUTE = INTENTS.index(Intent.DISPUTE)
_SENTENCE_OF = np.array([SENTENCE_LABELS.index(cause.value) for cause in CAUSES])
_TINY = 1e-4
_LOW = 1e-3
_LOWEST = 0.02


@dataclass(frozen=True, slots=True)
class Judge:
    """What was fitted: middle and spread of the signs, and per fit the weights of its units, laid side by side."""

    middle: Array = field(default_factory=lambda: np.zeros(WIDTH, np.float32))
    spread: Array = field(default_factory=lambda: np.ones(WIDTH, np.float32))
    units: Array = field(default_factory=lambda: np.zeros((WIDTH + 1, _TIMES * _UNITS), np.float32))
    last: Array = field(default_factory=lambda: np.zeros((_UNITS + 1, _TIMES), np.float32))

    def sure(self, rows: Array) -> Array:
        """Return the chance that each answer is right, from signs (mails, WIDTH)."""
        bent = np.tanh((rows - self.middle) / self.spread @ self.units[:-1] + self.units[-1])
        raw = np.einsum("mtu,ut->mt", bent.reshape(len(rows), _TIMES, _UNITS), self.last[:-1]) + self.last[-1]
        return np.asarray(sigmoid(raw).mean(axis=1), np.float32)

    def numbers(self) -> Array:
        """Return all of it in one row, to be written down; `of` reads it."""
        return np.concatenate([self.middle, self.spread, self.units.ravel(), self.last.ravel()])

    @classmethod
    def of(cls, numbers: Array) -> Judge:
        """Rebuild a judge; raises ValueError when the row is not of this length."""
        middle, spread, units, last = np.split(numbers, np.cumsum([WIDTH, WIDTH, (WIDTH + 1) * _TIMES * _UNITS]))
        return cls(middle, spread, units.reshape(WIDTH + 1, -1), last.reshape(_UNITS + 1, _TIMES))


def signs(intents: Array, primary: Array, sentences: Array, texts: Sequence[str], raw: tuple[Array, Array]) -> Array:
    """Return the signs of one mail: how clear each head is, whether they agree, whether the words are about bills at all, and what
    the answer is; `raw` are the scores of the heads for the primary cause and for every cause.
    """
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
    meant = sigmoid(raw[1])
    which = np.zeros(len(INTENTS) + len(CAUSES))
    which[len(INTENTS) + cause if disputed else wanted] = 1
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
            disputed * np.log(1 - softmax(raw[0])[cause] + _TINY),
            disputed * np.log(1 - meant[cause] + _LOW),
            disputed * np.log(np.sort(meant)[-2] + _LOW),
            *which,
        ],
        np.float32,
    )


def about_bills(texts: Sequence[str]) -> bool:
    """Whether the words speak of a bill, of money or of tax at all: without, nothing is surely a dispute, however upset it sounds."""
    text = " ".join(texts)
    if "btw" in small(text) or any(name in text for name in ("Bill", "PST", "PDT")):
        text = _NAMESAKES.sub(" ", text)
    return concepts.speaks_of(text, ("money", "billed", "vat"))


def fit(rows: Array, right: NDArray[np.bool_]) -> Judge:
    """Learn from signs (mails, WIDTH) and whether each answer was right: the same every time."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + np.float32(_LOW)
    x = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1), np.float32)]).astype(np.float32)
    fits = [_fitted(x, right.astype(np.float32), np.random.default_rng(seed)) for seed in range(_TIMES)]
    units, last = (np.hstack(parts) for parts in zip(*fits, strict=True))
    return Judge(middle.astype(np.float32), spread.astype(np.float32), units, last)


def _fitted(x: Array, right: Array, dice: np.random.Generator) -> tuple[Array, Array]:
    """One fit by Adam over all rows at once; the last row of either layer is its bias and is not pulled."""
    params = [
        dice.normal(0, WIDTH**-0.5, (WIDTH + 1, _UNITS)).astype(np.float32),
        dice.normal(0, _UNITS**-0.5, (_UNITS + 1, 1)).astype(np.float32),
    ]
    for part in params:
        part[-1] = 0
    means, squares = ([np.zeros_like(part) for part in params] for _ in range(2))
    for step in range(1, _STEPS + 1):
        bent = np.hstack([np.tanh(x @ params[0]), np.ones((len(x), 1), np.float32)])
        wrong = (sigmoid(bent @ params[1]) - right[:, None]) / np.float32(len(x))
        slopes = [x.T @ ((wrong @ params[1][:-1].T) * (1 - bent[:, :-1] ** 2)), bent.T @ wrong]
        pace = np.float32(_PACE * min(1.0, 2 * (1 - step / _STEPS) + 0.02) / (1 - 0.9**step))
        for at, slope in enumerate(slopes):
            slope[:-1] += np.float32(_PULL) * params[at][:-1]
            means[at] += np.float32(0.1) * (slope - means[at])
            squares[at] += np.float32(0.01) * (slope * slope - squares[at])
            params[at] -= pace * means[at] / (np.sqrt(squares[at] / np.float32(1 - 0.99**step)) + np.float32(1e-8))
    return params[0], params[1]


def judged(rows: Array, right: NDArray[np.bool_], hands: NDArray[np.str_]) -> Array:
    """Return how sure every answer is by a judge that saw nothing of its hand (hands are dealt into a few groups)."""
    sure = np.zeros(len(rows), np.float32)
    names = sorted(set(hands.tolist()))
    group = np.array([names.index(hand) % _GROUPS for hand in hands.tolist()])
    for number in sorted(set(group.tolist())):
        held = group == number
        if held.all():
            held = np.arange(len(held)) % 2 == 0
        sure[held] = fit(rows[~held], right[~held]).sure(rows[held])
    return sure
