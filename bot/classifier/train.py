"""Builds the model from the corpus and from people's corrections: the same input gives the same model."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier import bait, closing, doubt, figures, learning, numbering, primary
from bot.classifier.corpus import LabelledMail, LabelledSentence, read_mails, read_sentences, short_mails
from bot.classifier.extract import numbered
from bot.classifier.features import encoder, surface
from bot.classifier.figures import Answers
from bot.classifier.layout import CAUSES, INTENTS, REQUESTS, SENTENCE_LABELS, TONES
from bot.classifier.learning import Lessons, Material, Targets
from bot.classifier.linear import softmax
from bot.classifier.pipeline import save
from bot.classifier.reader import Calibration, Reader, together
from bot.errors import ModelError
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.classifier.network import Params
    from bot.classifier.numbering import Judge

_SILENT_WEIGHT = 0.3
_SHORTEST_EVIDENCE = 8
CORRECTION_WEIGHT = 3.0
#: Of a single sentence that teaches the mail heads its cause.
_SHORT_WEIGHT = 0.4
#: Parts the hands are dealt into: every part is answered once by a network that saw nothing of its hands.
_PARTS = 3
#: Wanted precision of intent and primary cause together at the threshold, on mails of unseen hands.
_PRECISION = 0.965
_FEWEST = 40
_WORTH_A_PROCESS = 500


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was learned from: counts of mails, sentences and corrections, and the calibration that was chosen."""

    mails: int
    sentences: int
    corrections: int
    hands: tuple[str, ...]
    threshold: float
    intent_temperature: float


@dataclass(frozen=True, slots=True)
class Predictions:
    """What networks say that never saw a mail's hand: chances per sentence row, raw scores per head and mail."""

    sentences: NDArray[np.float32]
    heads: Mapping[str, NDArray[np.float32]]


def train(data: Path, corrections: Sequence[LabelledMail], out: Path) -> TrainReport:
    """Train on `data/corpus`, `data/plain` and the corrections, write the model folder `out`, and say what was learned.

    Raises ModelError when the corpus is missing or a label is not on the lists.
    """
    mails, sentences = read_mails(data / "corpus"), read_sentences(data / "corpus")
    plain, plainly = read_mails(data / "plain"), read_sentences(data / "plain")
    counts = len(mails) + len(plain), len(sentences) + len(plainly), len(corrections)
    if not mails:
        msg = f"there are no training mails in {data / 'corpus' / 'mails'}"
        raise ModelError(msg)
    mails += [replace(mail, hand="corrections", weight=CORRECTION_WEIGHT) for mail in corrections]
    mails, plain = ([mail for mail in some if mail.pieces] for some in (mails, plain))
    short, sentences = short_mails(sentences, _SHORT_WEIGHT)
    plain_short, plainly = short_mails(plainly, _SHORT_WEIGHT)
    plain += plain_short
    material = prepare([*mails, *short, *plain], [*sentences, *plainly])
    parts = deal([mail.hand for mail in mails])
    last = np.arange(len(mails) + len(short), len(material.starts) - 1), lone_rows(material, [*sentences, *plainly])[len(sentences) :]
    lessons = [Lessons(*selection([*mails, *short], sentences, material, part), *last) for part in (frozenset[str](), *parts)]
    whole, *others = _networks(material, lessons)
    calibration, answers = calibrate(mails, material, unseen(mails, material, parts, others))
    save(hearing(Reader(together(whole), calibration, numbers_of([*mails, *plain])), data, mails), out)
    measured = figures.figures(mails, answers, calibration.threshold)
    (out / "figures.json").write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    return TrainReport(
        *counts,
        tuple(sorted({mail.hand for mail in mails})),
        calibration.threshold,
        calibration.intent_temperature,
    )


def hearing(reader: Reader, data: Path, mails: Sequence[LabelledMail]) -> Reader:
    """Return the reader with what it learned from `data/closings`, what people write around a short reply, and from `data/bait`."""
    lines, says = closing.read_lines(data / "closings")
    told = closing.fit(lines, says, reader.members[0]) if lines else ()
    stored = Reader.from_bytes(*reader.to_bytes())  # what will be at work
    return Reader(reader.members, reader.calibration, reader.numbers, told, bait.learn(data / "bait", mails, stored.sums))


def numbers_of(mails: Sequence[LabelledMail]) -> Judge:
    """Learn which of their numbers are invoices' and orders' from the mails where they are marked."""
    marked = [mail for mail in mails if mail.numbers is not None and mail.weight >= 1]
    return numbering.fit([numbered(mail.subject, mail.body) for mail in marked], [mail.numbers for mail in marked if mail.numbers])


def prepare(mails: Sequence[LabelledMail], sentences: Sequence[LabelledSentence]) -> Material:
    """Turn labelled mails and sentences into numbers once; everything after works on the rows."""
    cut = [mail.pieces for mail in mails]
    texts = [piece.text for parts in cut for piece in parts] + [sentence.text for sentence in sentences]
    labelled = [sentence_target(mail, piece.text) for mail, parts in zip(mails, cut, strict=True) for piece in parts]
    labelled += [_single(sentence.label) for sentence in sentences]
    heads = {
        "intent": _chosen(INTENTS, (None if mail.lone else mail.intent for mail in mails)),
        "cause": _chosen(CAUSES, (mail.causes[0] if mail.intent is Intent.DISPUTE and mail.causes else None for mail in mails)),
        "causes": np.array([[cause in mail.causes for cause in CAUSES] for mail in mails], np.float32),
        "requested": _chosen(REQUESTS, (mail.requested for mail in mails)),
        "tone": _chosen(TONES, (mail.tone for mail in mails)),
    }
    targets = Targets(
        np.stack([target for target, _ in labelled]),
        np.array([weight for _, weight in labelled], np.float32),
        heads,
        np.array([mail.weight for mail in mails], np.float32),
    )
    starts = np.cumsum([0] + [len(parts) for parts in cut])
    return Material(encoder.cut(texts), surface.sparse(texts), starts, targets)


def lone_rows(material: Material, sentences: Sequence[LabelledSentence]) -> NDArray[np.int64]:
    """Return the row numbers of the sentences that stand alone."""
    first = int(material.starts[-1])
    return np.arange(first, first + len(sentences))


def _chosen(options: Sequence[object], values: Iterable[object]) -> NDArray[np.float32]:
    return np.array([[option == value for option in options] for value in values], np.float32)


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
        unmarked = mail.causes and not mail.evidence  # a correction names the cause, not its words
        return target, 0.0 if unmarked else _SILENT_WEIGHT * mail.weight
    return target / target.sum(), 1.0 if mail.lone else mail.weight


def deal(hands: Sequence[str]) -> list[frozenset[str]]:
    """Deal hands into parts of about the same size, the largest hands first."""
    sizes = sorted(((hands.count(hand), hand) for hand in set(hands)), reverse=True)
    parts: list[tuple[int, set[str]]] = [(0, set()) for _ in range(min(_PARTS, len(sizes)))]
    for size, hand in sizes:
        smallest = min(range(len(parts)), key=lambda part: parts[part][0])
        parts[smallest] = (parts[smallest][0] + size, parts[smallest][1] | {hand})
    return [frozenset(part) for _, part in parts]


def selection(
    mails: Sequence[LabelledMail], sentences: Sequence[LabelledSentence], material: Material, without: frozenset[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the mails and lone sentence rows that these hands did not write; all of them where nobody else wrote any."""
    kept = np.array([mail.hand not in without for mail in mails])
    own = np.array([sentence.hand not in without for sentence in sentences], bool)
    return np.flatnonzero(kept if kept.any() else ~kept), lone_rows(material, sentences)[own]


def _networks(material: Material, lessons: Sequence[Lessons]) -> list[list[Params]]:
    """Train the networks of each selection, two at a time where the platform lets a process fork (the material is large and shared)."""
    if "fork" not in get_all_start_methods() or len(material.starts) < _WORTH_A_PROCESS:
        return [_one(material, chosen) for chosen in lessons]
    with ProcessPoolExecutor(2, get_context("fork"), initializer=_share, initargs=(material,)) as pool:
        return list(pool.map(_shared, lessons))


_material: list[Material] = []


def _share(material: Material) -> None:
    _material[:] = [material]


def _shared(chosen: Lessons) -> list[Params]:
    return _one(_material[0], chosen)


def _one(material: Material, chosen: Lessons) -> list[Params]:
    return learning.train(material, chosen, seed=1)


def unseen(
    mails: Sequence[LabelledMail], material: Material, parts: Sequence[frozenset[str]], networks: Sequence[Sequence[Params]]
) -> Predictions:
    """Answer every mail by the networks that saw nothing of its hand: what a new writer's mail will get."""
    said = np.zeros((int(material.starts[len(mails)]), len(SENTENCE_LABELS)), np.float32)
    heads: dict[str, NDArray[np.float32]] = {}
    for part, members in zip(parts, networks, strict=True):
        chosen = np.flatnonzero([mail.hand in part for mail in mails])
        chances, answers = learning.predict(members, material, chosen)
        said[material.of(chosen, chosen[:0])] = chances
        for name, values in answers.items():
            heads.setdefault(name, np.zeros((len(mails), values.shape[1]), np.float32))[chosen] = values
    return Predictions(said, heads)


def calibrate(mails: Sequence[LabelledMail], material: Material, found: Predictions) -> tuple[Calibration, Answers]:
    """Choose the intent's temperature by likelihood, fit what tells the primary cause and the judge of doubt, and choose the threshold
    by the wanted precision (on mails that count in full); return it with the answers it was chosen on.
    """
    intents = np.array([INTENTS.index(mail.intent) for mail in mails])
    causes = np.array([CAUSES.index(mail.causes[0]) if mail.causes else -1 for mail in mails])
    intent_t = _temperature(found.heads["intent"], intents)
    intent_p, said = softmax(found.heads["intent"], intent_t), found.sentences
    counts = np.diff(material.starts[: len(mails) + 1]).tolist()
    told = primary.signs(found.heads["cause"], found.heads["causes"], said, counts)
    weights = primary.fit(told[causes >= 0], causes[causes >= 0])
    cause_p = primary.chances(told, weights)
    strongest = np.maximum.reduceat(said, material.starts[: len(mails)], axis=0)
    heard = [doubt.hear([piece.text for piece in mail.pieces]) for mail in mails]
    rows = doubt.signs(intent_p, cause_p, strongest, heard, (found.heads["cause"], found.heads["causes"]))
    dispute = intent_p.argmax(axis=1) == INTENTS.index(Intent.DISPUTE)
    right = (intent_p.argmax(axis=1) == intents) & (~dispute | (cause_p.argmax(axis=1) == causes))
    sure = doubt.judged(rows, right, np.array([mail.hand for mail in mails]))
    full = np.array([mail.weight >= 1 for mail in mails])
    return Calibration(intent_t, weights, doubt.fit(rows[full], right[full]), threshold(sure[full], right[full])), Answers(
        intent_p, cause_p, sure
    )


def threshold(sure: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Return the lowest level above which the wanted share of answers is right; 0.95 where none is."""
    order = np.argsort(-sure, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((precision >= _PRECISION) & (np.arange(len(order)) >= _FEWEST))
    return round(float(sure[order][good[-1]]), 4) if len(good) else 0.95


def _temperature(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    def badness(temperature: float) -> float:
        chosen = softmax(scores, temperature)[np.arange(len(labels)), labels]
        return float(-np.log(chosen + 1e-6).mean())

    return min((step / 20 for step in range(6, 61)), key=badness) if len(labels) else 1.0
