"""The trained heads: sentences to causes, a mail to its intent and causes, with calibrated probabilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import encoder, surface
from bot.classifier.layout import CAUSES, INTENTS, REQUESTS, SENTENCE_LABELS, TONES, Piece, whole
from bot.classifier.linear import Linear, sigmoid, softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

VERSION = 3
HEADS = ("sentence", "intent", "cause", "causes", "requested", "tone")


@dataclass(frozen=True, slots=True)
class Scales:
    """How much each kind of column weighs (part of the model: changed only with it)."""

    sentence_vector: float = 4.0
    sentence_hash: float = 3.0
    mail_mean: float = 4.5
    mail_hash: float = 2.0
    pooled: float = 1.0


@dataclass(frozen=True, slots=True)
class Heads:
    """Everything that was learned."""

    sentence: Linear
    intent: Linear
    cause: Linear
    causes: Linear
    requested: Linear
    tone: Linear
    intent_temperature: float = 1.0
    cause_temperature: float = 1.0
    threshold: float = 0.8
    scales: Scales = Scales()


@dataclass(frozen=True, slots=True)
class Scored:
    """One mail's numbers: probabilities over INTENTS and CAUSES, yes/no per cause,
    (sentences, labels), then over REQUESTS and TONES.
    """

    intents: NDArray[np.float32]
    primary: NDArray[np.float32]
    present: NDArray[np.float32]
    sentences: NDArray[np.float32]
    requested: NDArray[np.float32]
    tone: NDArray[np.float32]


def sentence_columns(vectors: NDArray[np.float32], hashes: NDArray[np.float32], scales: Scales) -> NDArray[np.float32]:
    """Return the sentence head's input, shape (sentences, 512 + surface width)."""
    return np.hstack([vectors * np.float32(scales.sentence_vector), hashes * np.float32(scales.sentence_hash)])


def pooled(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what a mail's sentences say together: strongest, any, mean of each label; shape (3 x labels,)."""
    strongest = np.log(probabilities + 1e-4).max(axis=0) * 0.5 + 2
    any_of = np.log(1e-3 + 1 - np.prod(1 - probabilities * 0.98, axis=0)) * 0.5 + 1.5
    return np.hstack([strongest, any_of, probabilities.mean(axis=0) * 2]).astype(np.float32)


def mail_columns(mean: NDArray[np.float32], hashed: NDArray[np.float32], pool: NDArray[np.float32], scales: Scales) -> NDArray[np.float32]:
    """Return the mail heads' input: one row or a stack of rows."""
    columns = [mean * scales.mail_mean, hashed * scales.mail_hash, pool * scales.pooled]
    return np.concatenate(columns, axis=-1).astype(np.float32)


class Reader:
    """The heads at work on cut mails."""

    def __init__(self, heads: Heads) -> None:
        self.heads = heads

    def score_many(self, mails: Sequence[tuple[Piece, ...]]) -> list[Scored]:
        """Score cut mails; the encoder runs once over all sentences. A mail without any text scores as `other`."""
        texts = [piece.text for mail in mails for piece in mail]
        vectors, hashes = encoder.vectors(texts), surface.rows(texts)
        wholes = surface.rows([whole(mail) for mail in mails])
        results, begin = [], 0
        for mail, hashed in zip(mails, wholes, strict=True):
            rows = slice(begin, begin + len(mail))
            results.append(self._score(vectors[rows], hashes[rows], hashed) if mail else _nothing())
            begin += len(mail)
        return results

    def _score(self, vectors: NDArray[np.float32], hashes: NDArray[np.float32], hashed: NDArray[np.float32]) -> Scored:
        heads = self.heads
        sentences = softmax(heads.sentence.scores(sentence_columns(vectors, hashes, heads.scales)))
        row = mail_columns(vectors.mean(axis=0), hashed, pooled(sentences), heads.scales)
        return Scored(
            softmax(heads.intent.scores(row), heads.intent_temperature),
            softmax(heads.cause.scores(row), heads.cause_temperature),
            sigmoid(heads.causes.scores(row)),
            sentences,
            softmax(heads.requested.scores(row)),
            softmax(heads.tone.scores(row)),
        )

    def to_bytes(self) -> tuple[dict[str, NDArray[np.float16]], str]:
        """Return arrays (half precision) and a JSON text that `from_bytes` reads."""
        heads = self.heads
        arrays = {}
        for name in HEADS:
            head: Linear = getattr(heads, name)
            arrays[f"{name}_weights"] = head.weights.astype(np.float16)
            arrays[f"{name}_bias"] = head.bias.astype(np.float16)
        facts = {
            "version": VERSION,
            "intents": INTENTS,
            "causes": CAUSES,
            "sentence_labels": SENTENCE_LABELS,
            "intent_temperature": heads.intent_temperature,
            "cause_temperature": heads.cause_temperature,
            "threshold": heads.threshold,
            "scales": {name: getattr(heads.scales, name) for name in Scales.__slots__},
        }
        return arrays, json.dumps(facts, indent=1)

    @classmethod
    def from_bytes(cls, arrays: dict[str, NDArray[np.float16]], text: str) -> Reader:
        """Rebuild a reader; raises KeyError or ValueError when the model does not fit this version."""
        facts = json.loads(text)
        if facts["version"] != VERSION or tuple(facts["sentence_labels"]) != SENTENCE_LABELS:
            msg = "the model was built for another version"
            raise ValueError(msg)
        heads = {name: Linear(arrays[f"{name}_weights"].astype(np.float32), arrays[f"{name}_bias"].astype(np.float32)) for name in HEADS}
        return cls(
            Heads(
                **heads,
                intent_temperature=facts["intent_temperature"],
                cause_temperature=facts["cause_temperature"],
                threshold=facts["threshold"],
                scales=Scales(**facts["scales"]),
            )
        )


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
    )
