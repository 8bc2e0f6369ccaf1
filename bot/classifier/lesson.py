"""Teaches a trained model what people put right, in minutes: its encoders stay, the layers above move a little, the rest is kept in mind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier import learning
from bot.classifier.corpus import read_mails
from bot.classifier.dropout import Dropout
from bot.classifier.learning import Material, Steps, Targets, slopes
from bot.classifier.linear import sigmoid, softmax
from bot.classifier.reader import Reader
from bot.classifier.train import prepare
from bot.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.classifier.corpus import LabelledMail
    from bot.classifier.network import Params

    Array = NDArray[np.float32]

#: Mails of the corpus that are read again meanwhile, with what the model says of them now as their truth.
_KEPT = 1600
#: Of these and of the corrected mails in one step; and the most and fewest steps.
_BESIDE, _CORRECTED = 48, 16
_STEPS, _LOOK = 300, 10
#: Of the pace of a whole training.
_RATE = 0.02
#: How sure the wanted answer has to be before the lesson ends.
_LEARNT = 0.7
_ROWS = 600


def taught(reader: Reader, data: Path, corrections: Sequence[LabelledMail]) -> Reader:
    """Return the reader with its networks moved until they answer the corrections, the same way every time; its calibration stays.

    `data/corpus` and `data/plain` are what it is kept from forgetting. Raises ModelError when that is missing.
    """
    corpus = [mail for part in ("corpus", "plain") for mail in read_mails(data / part) if mail.pieces]
    if not corpus:
        msg = f"there are no training mails in {data / 'corpus' / 'mails'}"
        raise ModelError(msg)
    dice = np.random.default_rng(7)
    kept = [corpus[i] for i in sorted(dice.permutation(len(corpus))[:_KEPT])]
    wrong = [replace(mail, hand="corrections", weight=1.0) for mail in corrections if mail.pieces]
    mails = [*kept, *wrong]
    material = prepare(mails, [])
    learnt = [_taught(member, learning.seen(member, material), len(kept), len(mails)) for member in reader.members]
    return Reader(learnt, reader.calibration, reader.numbers, reader.closings, reader.lures)


def _taught(member: Params, material: Material, kept: int, count: int) -> Params:
    params = {name: value.copy() for name, value in member.items()}
    material = replace(material, targets=_as_now(params, material, kept))
    old, new = np.arange(kept), np.arange(kept, count)
    dice = np.random.default_rng(8)
    steps, dropout = Steps(params), Dropout(dice)
    for step in range(_STEPS if len(new) else 0):
        if step % _LOOK == 0 and _learnt(params, material, new):
            break
        batch = np.concatenate([dice.choice(old, min(_BESIDE, len(old)), replace=False), dice.permutation(new)[:_CORRECTED]])
        steps.take(slopes(params, material, (batch, batch[:0]), dropout), _RATE)
    return params


def _as_now(params: Params, material: Material, kept: int) -> Targets:
    """Replace the truth of the kept mails by what the network says of them (undoing the smoothing that learning adds)."""
    targets = material.targets
    sentences, heads = learning.predict([params], material, np.arange(kept))
    said = targets.sentences.copy()
    said[: len(sentences)] = _sharp(sentences)
    truth = {}
    for name, values in targets.heads.items():
        now = sigmoid(heads[name]) if name == "causes" else _sharp(softmax(heads[name]))
        truth[name] = values.copy()
        truth[name][:kept] = now if name == "causes" else now * (values[:kept].sum(axis=1, keepdims=True) > 0)
    return replace(targets, sentences=said, heads=truth)


def _sharp(chances: Array) -> Array:
    return np.asarray(np.maximum((chances - learning.SMOOTHING / chances.shape[1]) / (1 - learning.SMOOTHING), 0), np.float32)


def _learnt(params: Params, material: Material, mails: NDArray[np.int64]) -> bool:
    """Whether every corrected mail gets its intent and, where it is a dispute, its primary cause, with some certainty."""
    _, heads = learning.predict([params], material, mails)
    truth = material.targets.heads
    wanted = (softmax(heads["intent"]) * truth["intent"][mails]).sum(axis=1)
    causes = (softmax(heads["cause"]) * truth["cause"][mails]).sum(axis=1)
    return bool(((wanted >= _LEARNT) & ((causes >= _LEARNT) | (truth["cause"][mails].sum(axis=1) == 0))).all())
