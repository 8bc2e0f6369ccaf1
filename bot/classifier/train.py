"""Builds the model from the corpus and from people's corrections: the same input gives the same model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.corpus import LabelledMail, LabelledSentence, read_mails, read_sentences
from bot.classifier.features import encoder, surface
from bot.classifier.layout import CAUSES, INTENTS, REQUESTS, SENTENCE_LABELS, TONES, whole
from bot.classifier.linear import Linear, fit_sigmoids, fit_softmax, softmax
from bot.classifier.pipeline import save
from bot.classifier.reader import Heads, Reader, Scales, mail_columns, pooled, sentence_columns
from bot.errors import ModelError
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_SENTENCE_STRENGTH = 3.0
_MAIL_STRENGTH = 1.0
_SILENT_WEIGHT = 0.3
_SHORTEST_EVIDENCE = 8
_CORRECTION_WEIGHT = 3.0
#: Wanted precision of intent and primary cause together at the threshold, on mails of unseen hands.
_PRECISION = 0.97
_FEWEST = 40


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
class Predictions:
    """Raw scores of every mail from heads that never saw its hand: (mails, INTENTS) and (mails, CAUSES)."""

    intents: NDArray[np.float32]
    causes: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Material:
    """All training rows as numbers. `owner[i]` is the mail of sentence row i, -1 for a lone sentence
    (they stand from row `lone_from` on; `lone_hands` says who wrote them).
    """

    mails: Sequence[LabelledMail]
    sentence_x: NDArray[np.float32]
    sentence_y: NDArray[np.float32]
    sentence_weight: NDArray[np.float32]
    owner: NDArray[np.int64]
    mail_mean: NDArray[np.float32]
    mail_hash: NDArray[np.float32]
    scales: Scales
    lone_hands: Sequence[str]
    lone_from: int

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
    heads, _ = fit(prepare(mails, sentences))
    save(Reader(heads), out)
    hands = tuple(sorted({mail.hand for mail in mails}))
    return TrainReport(
        len(mails) - len(corrections),
        len(sentences),
        len(corrections),
        hands,
        heads.threshold,
        heads.intent_temperature,
        heads.cause_temperature,
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
        mails,
        sentence_columns(vectors, surface.rows(texts), scales),
        np.stack([target for target, _ in targets]),
        np.array([weight for _, weight in targets], np.float32),
        owner,
        mean,
        surface.rows(wholes),
        scales,
        [""] * (len(owner) - len(sentences)) + [sentence.hand for sentence in sentences],
        len(owner) - len(sentences),
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


def fit(material: Material) -> tuple[Heads, Predictions]:
    """Fit all heads, and predict every mail by heads that saw nothing of its hand.

    Those predictions choose temperatures and threshold: they are what a new writer's mail will get. The mail heads learn from
    sentence probabilities that came from the other hands too.
    """
    hands = np.array([mail.hand for mail in material.mails])
    row_hands = np.array([hands[index] if index >= 0 else hand for index, hand in zip(material.owner, material.lone_hands, strict=True)])
    unseen = np.zeros((len(material.owner), len(SENTENCE_LABELS)), np.float32)
    groups = sorted(set(hands.tolist()))
    for hand in groups:
        held = row_hands == hand
        if held.all():
            held = np.arange(len(held)) % 2 == 0
        unseen[held] = softmax(_sentence_head(material, ~held).scores(material.sentence_x[held]))
    x = mail_rows(material, unseen)
    predictions = Predictions(np.zeros((len(x), len(INTENTS)), np.float32), np.zeros((len(x), len(CAUSES)), np.float32))
    for hand in groups:
        held = hands == hand
        if held.all():
            held = np.arange(len(held)) % 2 == 0
        heads = _mail_heads(material, ~held, x, calibrating=True)
        predictions.intents[held] = heads["intent"].scores(x[held])
        predictions.causes[held] = heads["cause"].scores(x[held])
    final = _mail_heads(material, np.ones(len(x), bool), x)
    intent_t, cause_t, threshold = calibrate(material, predictions)
    sentence = _sentence_head(material, np.ones(len(material.owner), bool))
    return (
        Heads(
            sentence,
            final["intent"],
            final["cause"],
            final["causes"],
            final["requested"],
            final["tone"],
            intent_temperature=intent_t,
            cause_temperature=cause_t,
            threshold=threshold,
            scales=material.scales,
        ),
        predictions,
    )


def calibrate(material: Material, predictions: Predictions) -> tuple[float, float, float]:
    """Choose both temperatures by likelihood and the threshold by the wanted precision, on unseen-hand predictions."""
    intents = np.array([INTENTS.index(mail.intent) for mail in material.mails])
    causes = np.array([CAUSES.index(mail.causes[0]) if mail.causes else -1 for mail in material.mails])
    intent_t = _temperature(predictions.intents, intents)
    cause_t = _temperature(predictions.causes[causes >= 0], causes[causes >= 0])
    intent_p, cause_p = softmax(predictions.intents, intent_t), softmax(predictions.causes, cause_t)
    dispute = intent_p.argmax(axis=1) == INTENTS.index(Intent.DISPUTE)
    sure = intent_p.max(axis=1) * np.where(dispute, cause_p.max(axis=1), 1.0)
    right = (intent_p.argmax(axis=1) == intents) & (~dispute | (cause_p.argmax(axis=1) == causes))
    order = np.argsort(-sure, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero((precision >= _PRECISION) & (np.arange(len(order)) >= _FEWEST))[0]
    threshold = float(sure[order][good[-1]]) if len(good) else 0.95
    return intent_t, cause_t, round(threshold, 4)


def _temperature(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    def badness(temperature: float) -> float:
        chosen = softmax(scores, temperature)[np.arange(len(labels)), labels]
        return float(-np.log(chosen + 1e-6).mean())

    return min((step / 20 for step in range(8, 61)), key=badness)


def _sentence_head(material: Material, rows: NDArray[np.bool_]) -> Linear:
    return fit_softmax(material.sentence_x[rows], material.sentence_y[rows], material.sentence_weight[rows], _SENTENCE_STRENGTH)


def mail_rows(material: Material, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mail heads' input for all mails, given probabilities of all sentence rows."""
    starts = np.searchsorted(material.owner[: material.lone_from], np.arange(len(material) + 1))
    pools = np.stack([pooled(probabilities[starts[mail] : starts[mail + 1]]) for mail in range(len(material))])
    return mail_columns(material.mail_mean, material.mail_hash, pools, material.scales)


def _mail_heads(material: Material, chosen: NDArray[np.bool_], x: NDArray[np.float32], *, calibrating: bool = False) -> dict[str, Linear]:
    """Fit the mail heads; `calibrating` fits only the two that are calibrated."""
    mails = material.mails
    weight = np.array([mail.weight for mail in mails], np.float32)
    disputes = chosen & np.array([mail.intent is Intent.DISPUTE and bool(mail.causes) for mail in mails])

    def softmax_head(rows: NDArray[np.bool_], labels: Sequence[int], count: int) -> Linear:
        target = np.eye(count, dtype=np.float32)[np.array(labels)]
        return fit_softmax(x[rows], target[rows], weight[rows], _MAIL_STRENGTH)

    heads = {
        "intent": softmax_head(chosen, [INTENTS.index(mail.intent) for mail in mails], len(INTENTS)),
        "cause": softmax_head(disputes, [CAUSES.index(mail.causes[0]) if mail.causes else 0 for mail in mails], len(CAUSES)),
    }
    if calibrating:
        return heads
    present = np.array([[cause in mail.causes for cause in CAUSES] for mail in mails], np.float32)
    heads["causes"] = fit_sigmoids(x[disputes], present[disputes], weight[disputes], _MAIL_STRENGTH)
    claiming = np.array([mail.requested is not None for mail in mails])
    heads["requested"] = softmax_head(claiming, [REQUESTS.index(mail.requested or REQUESTS[-1]) for mail in mails], len(REQUESTS))
    toned = np.array([mail.tone is not None for mail in mails])
    heads["tone"] = softmax_head(toned, [TONES.index(mail.tone or TONES[0]) for mail in mails], len(TONES))
    return heads
