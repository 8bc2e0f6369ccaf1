"""How sure an answer is: signs that tell right answers from wrong ones, judged by a very small network on mails of unseen hands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import concepts
from bot.classifier.layout import CAUSES, INTENTS, SENTENCE_LABELS
from bot.classifier.linear import sigmoid, softmax
from bot.vocabulary.ignorecase import small
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

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
#: The sentence's label of the same name for every intent, -1 where there is none.
_SENTENCE_FOR = np.array([SENTENCE_LABELS.index(intent.value) if intent.value in SENTENCE_LABELS else -1 for intent in INTENTS])
_TINY = 1e-4
_LOW = 1e-3
_LOWEST = 0.02


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of one mail are about: how many sentences and letters they are, whether they speak of money, a bill or a payment (`spoken`),
    and of a bill, money or tax (`billed`): without, nothing is surely a dispute, however upset it sounds.
    """

    sentences: int
    letters: int
    spoken: bool
    billed: bool


@dataclass(frozen=True, slots=True)
class Judge:
    """What was fitted: middle and spread of the signs, and per fit the weights of its units, laid side by side."""

    middle: Array = field(default_factory=lambda: np.zeros(WIDTH, np.float32))
    spread: Array = field(default_factory=lambda: np.ones(WIDTH, np.float32))
    units: Array = field(default_factory=lambda: np.zeros((WIDTH + 1, _TIMES * _UNITS), np.float32))
    last: Array = field(default_factory=lambda: np.zeros((_UNITS + 1, _TIMES), np.float32))

    def sure(self, rows: Array) -> Array:
        """Return the chance that each answer is right, from signs (mails, WIDTH)."""
        # Row by row, for a product of many rows may end in other bits than that of one.
        bent = np.tanh(((rows - self.middle) / self.spread)[:, None] @ self.units[:-1] + self.units[-1])
        raw = (bent.reshape(len(rows), _TIMES, _UNITS) * self.last[:-1].T).sum(axis=2) + self.last[-1]
        return np.asarray(sigmoid(raw).mean(axis=1), np.float32)

    def numbers(self) -> Array:
        """Return all of it in one row, to be written down; `of` reads it."""
        return np.concatenate([self.middle, self.spread, self.units.ravel(), self.last.ravel()])

    @classmethod
    def of(cls, numbers: Array) -> Judge:
        """Rebuild a judge; raises ValueError when the row is not of this length."""
        middle, spread, units, last = np.split(numbers, np.cumsum([WIDTH, WIDTH, (WIDTH + 1) * _TIMES * _UNITS]))
        return cls(middle, spread, units.reshape(WIDTH + 1, -1), last.reshape(_UNITS + 1, _TIMES))


def signs(intents: Array, primary: Array, strongest: Array, heard: Sequence[Heard], raw: tuple[Array, Array]) -> Array:
    """Return the signs of some mails (mails, WIDTH): how clear each head is, whether they agree, whether the words are about bills at all, and
    what the answer is. `strongest` are the chances of every label in the sentence that has most of it, `raw` the scores of the heads for the
    primary cause and for every cause.
    """
    mails = np.arange(len(intents))
    wanted, cause = intents.argmax(axis=1), primary.argmax(axis=1)
    is_one = wanted == _DISPUTE
    disputed = is_one.astype(np.float32)
    second, best = np.sort(intents, axis=1)[:, -2:].T
    second_cause, first_cause = np.sort(primary, axis=1)[:, -2:].T
    said = strongest[:, _SENTENCE_OF].astype(float)
    own, loudest = said[mails, cause], said.max(axis=1)
    said[mails, cause] = -1
    meant = sigmoid(raw[1])
    spoken = np.array([one.spoken for one in heard], np.float32)
    rows = np.zeros((len(mails), WIDTH), np.float32)
    measured = (
        np.log(1 - best + _TINY),
        np.log(second / best + _TINY),
        disputed,
        disputed * np.log(1 - first_cause + _TINY),
        disputed * np.log(second_cause / first_cause + _TINY),
        disputed * (strongest[:, _SENTENCE_OF].argmax(axis=1) == cause),
        disputed * np.log(own + _LOWEST),
        disputed * np.log(said.max(axis=1) + _LOWEST),
        (1 - disputed) * np.log(loudest + _LOWEST),
        (1 - disputed) * np.where(_SENTENCE_FOR[wanted] < 0, 0.5, strongest[mails, _SENTENCE_FOR[wanted]]),
        np.log([one.sentences for one in heard]),
        np.log([one.letters + 20.0 for one in heard]) - 5,
        disputed * spoken,
        (1 - disputed) * spoken,
        disputed * np.log(1 - softmax(raw[0])[mails, cause] + _TINY),
        disputed * np.log(1 - meant[mails, cause] + _LOW),
        disputed * np.log(np.sort(meant, axis=1)[:, -2] + _LOW),
    )
    for place, column in enumerate(measured):
        rows[:, place] = column
    rows[mails, len(measured) + np.where(is_one, len(INTENTS) + cause, wanted)] = 1
    return rows


def hear(texts: Sequence[str], ideas: AbstractSet[str] | None = None) -> Heard:
    """Return what the words of one mail are about; `ideas` are those of its sentences, where they are known."""
    text = " ".join(texts)
    if ideas is None or not concepts.stand_alone(texts):
        ideas = concepts.named(text)
    bills = text
    if "Bill" in text or "PST" in text or "PDT" in text or "btw" in small(text):
        bills = _NAMESAKES.sub(" ", text)
    return Heard(
        len(texts),
        sum(map(len, texts)),
        spoken=not ideas.isdisjoint(("money", "billed", "paid")),
        billed=not (ideas if bills == text else concepts.named(bills)).isdisjoint(("money", "billed", "vat")),
    )


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
