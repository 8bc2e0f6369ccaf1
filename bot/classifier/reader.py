"""The trained networks at work: a cut mail to calibrated probabilities, and how sure the answer is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier import doubt, primary
from bot.classifier.features import encoder, surface
from bot.classifier.layout import CAUSES, INTENTS, REQUESTS, SENTENCE_LABELS, TONES, Piece
from bot.classifier.linear import Linear, sigmoid, softmax
from bot.classifier.network import Rows, forward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.classifier.network import Params

VERSION = 7


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted on mails of unseen hands: the intent's temperature, what tells the primary cause, the judge of how sure an answer is,
    and the threshold.
    """

    intent_temperature: float = 1.0
    primary: NDArray[np.float32] = field(default_factory=lambda: np.eye(1, primary.WIDTH, dtype=np.float32)[0])
    doubt: Linear = Linear(np.zeros((doubt.WIDTH, 1), np.float32), np.zeros(1, np.float32))
    threshold: float = 0.8


@dataclass(frozen=True, slots=True)
class Scored:
    """One mail's numbers: probabilities over INTENTS and CAUSES, yes/no per cause, (sentences, labels),
    then over REQUESTS and TONES; `sure` is the chance that intent and primary cause are both right.
    """

    intents: NDArray[np.float32]
    primary: NDArray[np.float32]
    present: NDArray[np.float32]
    sentences: NDArray[np.float32]
    requested: NDArray[np.float32]
    tone: NDArray[np.float32]
    sure: float


class Reader:
    """Networks that answer together (the mean of their scores) and their calibration."""

    def __init__(self, members: Sequence[Params], calibration: Calibration) -> None:
        self.members = tuple(members)
        self._encoders = [encoder.Encoder(member) for member in members]
        self.calibration = calibration

    def score_many(self, mails: Sequence[tuple[Piece, ...]]) -> list[Scored]:
        """Score cut mails; the encoder runs once over all sentences. A mail without any text scores as `other`."""
        full = [mail for mail in mails if mail]
        texts = [piece.text for mail in full for piece in mail]
        scored = iter(self._score(full, texts) if full else [])
        return [next(scored) if mail else _nothing() for mail in mails]

    def _score(self, mails: Sequence[tuple[Piece, ...]], texts: Sequence[str]) -> list[Scored]:
        counts = np.array([len(mail) for mail in mails])
        columns, face = surface.used(texts)
        seen = [encoder.encode(texts) for encoder in self._encoders]
        rows = [Rows(one.sums, one.tops, one.roots, face, counts, columns) for one in seen]
        runs = [forward(member, own) for member, own in zip(self.members, rows, strict=True)]
        sentences = np.mean([softmax(run.sentences) for run in runs], axis=0)
        raw = {name: np.mean([run.heads[name] for run in runs], axis=0) for name in runs[0].heads}
        intents = softmax(raw["intent"], self.calibration.intent_temperature)
        present, requested, tone = sigmoid(raw["causes"]), softmax(raw["requested"]), softmax(raw["tone"])
        starts = np.cumsum(counts) - counts
        found = []
        for at, (mail, start) in enumerate(zip(mails, starts, strict=True)):
            own = sentences[start : start + len(mail)]
            causes = primary.chances(primary.signs(raw["cause"][at], raw["causes"][at], own), self.calibration.primary)
            signs = doubt.signs(intents[at], causes, own, [piece.text for piece in mail])
            sure = float(sigmoid(self.calibration.doubt.scores(signs[None]))[0, 0])
            found.append(Scored(intents[at], causes, present[at], own, requested[at], tone[at], sure))
        return found

    def to_bytes(self) -> tuple[dict[str, NDArray[np.float16]], str]:
        """Return arrays (half precision) and a JSON text that `from_bytes` reads."""
        arrays = {
            f"{number}.{name}": value.astype(np.float16) for number, member in enumerate(self.members) for name, value in member.items()
        }
        facts = {
            "version": VERSION,
            "members": len(self.members),
            "intents": INTENTS,
            "causes": CAUSES,
            "sentence_labels": SENTENCE_LABELS,
            "intent_temperature": self.calibration.intent_temperature,
            "primary": [round(float(value), 5) for value in self.calibration.primary],
            "threshold": self.calibration.threshold,
            "doubt": [round(float(value), 5) for value in (*self.calibration.doubt.weights[:, 0], self.calibration.doubt.bias[0])],
        }
        return arrays, json.dumps(facts, indent=1)

    @classmethod
    def from_bytes(cls, arrays: dict[str, NDArray[np.float16]], text: str) -> Reader:
        """Rebuild a reader; raises KeyError or ValueError when the model does not fit this version."""
        facts = json.loads(text)
        if facts["version"] != VERSION or tuple(facts["sentence_labels"]) != SENTENCE_LABELS or len(facts["doubt"]) != doubt.WIDTH + 1:
            msg = "the model was built for another version"
            raise ValueError(msg)
        members: list[Params] = [{} for _ in range(facts["members"])]
        for key, value in arrays.items():
            number, _, name = key.partition(".")
            members[int(number)][name] = value.astype(np.float32)
        *weights, bias = facts["doubt"]
        judge = Linear(np.array(weights, np.float32)[:, None], np.array([bias], np.float32))
        return cls(members, Calibration(facts["intent_temperature"], np.array(facts["primary"], np.float32), judge, facts["threshold"]))


def _nothing() -> Scored:
    intents = np.full(len(INTENTS), 0.05, np.float32)
    intents[-1] = 0.6
    return Scored(
        intents,
        np.full(len(CAUSES), 1 / len(CAUSES), np.float32),
        np.zeros(len(CAUSES), np.float32),
        np.zeros((0, len(SENTENCE_LABELS)), np.float32),
        np.eye(len(REQUESTS), dtype=np.float32)[-1],
        np.eye(len(TONES), dtype=np.float32)[0],
        0.0,
    )
