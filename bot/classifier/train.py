"""Builds the model from the corpus and from people's corrections: the same input gives the same model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.corpus import LabelledMail, LabelledSentence, read_mails, read_sentences
from bot.classifier.features import encoder, hashing
from bot.classifier.layout import CAUSES, INTENTS, SENTENCE_LABELS, whole
from bot.classifier.linear import Linear, fit_sigmoids, fit_softmax, softmax
from bot.classifier.pipeline import save
from bot.classifier.reader import Heads, Reader, Scales, mail_columns, pooled, sentence_columns
from bot.errors import ModelError
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_FOLDS = 3
_SENTENCE_STRENGTH = 3.0
_MAIL_STRENGTH = 1.0
_SILENT_WEIGHT = 0.3
_SHORTEST_EVIDENCE = 8
_CORRECTION_WEIGHT = 3.0
_SEED = 20251122


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was learned from: counts of mails, sentences and corrections, and the calibration that was chosen."""

    mails: int
    sentences: int
    corrections: int
    hands: tuple[str, ...]
    threshold: float
    intent_temperature: float
    cause_temperature: float


@dataclass(frozen=True, slots=True)
class Material:
    """All training rows as numbers. `owner[i]` is the mail of sentence row i, -1 for a lone sentence."""

    mails: Sequence[LabelledMail]
    sentence_x: NDArray[np.float32]
    sentence_y: NDArray[np.float32]
    sentence_weight: NDArray[np.float32]
    owner: NDArray[np.int64]
    mail_vector: NDArray[np.float32]
    mail_mean: NDArray[np.float32]
    mail_hash: NDArray[np.float32]
    scales: Scales

    def __len__(self) -> int:
        return len(self.mails)


def train(data: Path, corrections: Sequence[LabelledMail], out: Path) -> TrainReport:
    """Train on `data/corpus` and the corrections, write the model folder `out`, and say what was learned.

    Raises ModelError when the corpus is missing or a label is not on the lists.
    """
    mails = read_mails(data / "corpus")
    sentences = read_sentences(data / "corpus")
    if not mails:
        msg = f"there are no training mails in {data / 'corpus' / 'mails'}"
        raise ModelError(msg)
    mails += [replace(mail, hand="corrections", weight=_CORRECTION_WEIGHT) for mail in corrections]
    material = prepare(mails, sentences)
    heads = fit(material, np.arange(len(mails)), np.ones(len(material.owner), bool))
    save(Reader(heads), out)
    hands = tuple(sorted({mail.hand for mail in mails}))
    return TrainReport(
        len(mails) - len(corrections), len(sentences), len(corrections), hands, heads.threshold,
        heads.intent_temperature, heads.cause_temperature,
    )


def prepare(mails: Sequence[LabelledMail], sentences: Sequence[LabelledSentence], scales: Scales | None = None) -> Material:
    """Turn labelled mails and sentences into numbers once; everything after works on the rows."""
    scales = scales or Scales()
    cut = [mail.pieces for mail in mails]
    texts = [piece.text for parts in cut for piece in parts] + [sentence.text for sentence in sentences]
    owner = np.array([index for index, parts in enumerate(cut) for _ in parts] + [-1] * len(sentences), dtype=np.int64)
    targets = [sentence_target(mail, piece.text) for mail, parts in zip(mails, cut, strict=True) for piece in parts]
    targets += [_single(sentence.label) for sentence in sentences]
    vectors = encoder.vectors(texts)
    mean = np.zeros((len(mails), encoder.SIZE), np.float32)
    np.add.at(mean, owner[owner >= 0], vectors[owner >= 0])
    mean /= np.maximum(np.array([[len(parts)] for parts in cut], np.float32), 1)
    wholes = [whole(parts) for parts in cut]
    return Material(
        mails, sentence_columns(vectors, hashing.rows(texts), scales), np.stack([target for target, _ in targets]),
        np.array([weight for _, weight in targets], np.float32), owner,
        encoder.vectors(wholes), mean, hashing.rows(wholes), scales,
    )


def _single(label: str) -> tuple[NDArray[np.float32], float]:
    target = np.zeros(len(SENTENCE_LABELS), np.float32)
    target[SENTENCE_LABELS.index(label if label in SENTENCE_LABELS else "none")] = 1
    return target, 1.0


def sentence_target(mail: LabelledMail, text: str) -> tuple[NDArray[np.float32], float]:
    """Return the target and weight of one sentence of a mail: the labels whose evidence it holds, else (weakly) none."""
    target = np.zeros(len(SENTENCE_LABELS), np.float32)
    for label, evidences in mail.evidence.items():
        if label in SENTENCE_LABELS and len(text) > _SHORTEST_EVIDENCE and any(text in words or words in text for words in evidences):
            target[SENTENCE_LABELS.index(label)] = 1
    if not target.any():
        target[-1] = 1
        return target, _SILENT_WEIGHT * mail.weight
    return target / target.sum(), mail.weight


def fit(material: Material, chosen: NDArray[np.int64], rows: NDArray[np.bool_]) -> Heads:
    """Fit all heads on the chosen mails and sentence rows.

    The mail heads learn from sentence probabilities that the sentence head gave to mails it had not seen.
    """
    unseen = np.zeros((len(material.owner), len(SENTENCE_LABELS)), np.float32)
    fold = np.random.default_rng(_SEED).integers(0, _FOLDS, len(material))
    row_fold = np.where(material.owner >= 0, fold[material.owner], -1)
    for part in range(_FOLDS):
        held = rows & (row_fold == part)
        unseen[held] = softmax(_sentence_head(material, rows & (row_fold != part)).scores(material.sentence_x[held]))
    x = mail_rows(material, chosen, unseen)
    return _mail_heads(material, chosen, x, _sentence_head(material, rows))


def _sentence_head(material: Material, rows: NDArray[np.bool_]) -> Linear:
    return fit_softmax(
        material.sentence_x[rows], material.sentence_y[rows], material.sentence_weight[rows], _SENTENCE_STRENGTH
    )


def mail_rows(material: Material, chosen: NDArray[np.int64], probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mail heads' input for the chosen mails, given probabilities of all sentence rows."""
    order = np.argsort(material.owner, kind="stable")
    starts = np.searchsorted(material.owner[order], np.arange(len(material) + 1))
    pools = np.stack([pooled(probabilities[order[starts[mail] : starts[mail + 1]]]) for mail in chosen])
    return mail_columns(
        material.mail_vector[chosen], material.mail_mean[chosen], material.mail_hash[chosen], pools, material.scales
    )


def _mail_heads(material: Material, chosen: NDArray[np.int64], x: NDArray[np.float32], sentence: Linear) -> Heads:
    mails = [material.mails[index] for index in chosen]
    weight = np.array([mail.weight for mail in mails], np.float32)
    intents = np.eye(len(INTENTS), dtype=np.float32)[[INTENTS.index(mail.intent) for mail in mails]]
    disputes = np.array([mail.intent is Intent.DISPUTE and bool(mail.causes) for mail in mails])
    causes = np.array([[cause in mail.causes for cause in CAUSES] for mail in mails], np.float32)
    primary = np.array([[mail.causes[:1] == (cause,) for cause in CAUSES] for mail in mails], np.float32)
    return Heads(
        sentence,
        fit_softmax(x, intents, weight, _MAIL_STRENGTH),
        fit_softmax(x[disputes], primary[disputes], weight[disputes], _MAIL_STRENGTH),
        fit_sigmoids(x[disputes], causes[disputes], weight[disputes], _MAIL_STRENGTH),
        scales=material.scales,
    )
