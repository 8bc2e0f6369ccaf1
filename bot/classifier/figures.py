"""What the model is worth on mails of writers it has not seen: the figures of the model card, from one answer per mail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.classifier.layout import CAUSES, INTENTS
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.classifier.corpus import LabelledMail

_LEVELS = (0.9, 0.8, 0.7, 0.6, 0.5)
_BINS = 10
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer per mail: probabilities over INTENTS and CAUSES, and how sure (all from models that saw nothing of its hand)."""

    intents: NDArray[np.float32]
    causes: NDArray[np.float32]
    sure: NDArray[np.float32]


def figures(mails: Sequence[LabelledMail], answers: Answers, threshold: float) -> dict[str, Any]:
    """Return all figures as plain numbers, shares rounded to three places."""
    rows = [
        (mail, INTENTS[int(intent.argmax())], CAUSES[int(cause.argmax())])
        for mail, intent, cause in zip(mails, answers.intents, answers.causes, strict=True)
    ]
    groups: dict[str, list[int]] = {"all": list(range(len(mails)))}
    for number, mail in enumerate(mails):
        groups.setdefault(f"hand {mail.hand}", []).append(number)
        groups.setdefault(f"language {mail.language}", []).append(number)
    right = np.array([_right(*row) for row in rows])
    per_cause = _per_cause(rows)
    return {
        "groups": {name: _group([rows[i] for i in groups[name]]) for name in sorted(groups) if len(groups[name]) >= _FEWEST},
        "causes": per_cause,
        "macro_f1": round(sum(cause["f1"] for cause in per_cause.values()) / max(1, len(per_cause)), 3),
        "levels": {str(level): _level(answers.sure, right, level) for level in (threshold, *_LEVELS)},
        "reliability": _reliability(answers.intents.max(axis=1), [intent is mail.intent for mail, intent, _ in rows]),
        "confusion": _confusion(rows),
    }


def _right(mail: LabelledMail, intent: Intent, cause: object) -> bool:
    return intent is mail.intent and (intent is not Intent.DISPUTE or bool(mail.causes and mail.causes[0] is cause))


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0


def _group(rows: Sequence[tuple[LabelledMail, Intent, object]]) -> dict[str, float]:
    disputes = [(mail, intent, cause) for mail, intent, cause in rows if mail.intent is Intent.DISPUTE and mail.causes]
    said = sum(intent is Intent.DISPUTE for _, intent, _ in rows)
    hits = sum(intent is Intent.DISPUTE for _, intent, _ in disputes)
    return {
        "mails": len(rows),
        "intent": _share(sum(intent is mail.intent for mail, intent, _ in rows), len(rows)),
        "dispute_f1": _share(2 * hits, said + len(disputes)),
        "primary_cause": _share(sum(mail.causes[0] is cause for mail, _, cause in disputes), len(disputes)),
    }


def _per_cause(rows: Iterable[tuple[LabelledMail, Intent, object]]) -> dict[str, dict[str, float]]:
    pairs = [(mail.causes[0], cause) for mail, _, cause in rows if mail.intent is Intent.DISPUTE and mail.causes]
    truth, said = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    hits = Counter(first for first, second in pairs if first is second)
    return {
        cause.value: {
            "mails": truth[cause],
            "recall": _share(hits[cause], truth[cause]),
            "precision": _share(hits[cause], said[cause]),
            "f1": _share(2 * hits[cause], truth[cause] + said[cause]),
        }
        for cause in CAUSES
        if truth[cause]
    }


def _level(sure: NDArray[np.float32], right: NDArray[np.bool_], level: float) -> dict[str, float]:
    chosen = sure >= level
    return {"coverage": _share(int(chosen.sum()), len(chosen)), "precision": _share(int(right[chosen].sum()), int(chosen.sum()))}


def _reliability(said: NDArray[np.float32], right: Sequence[bool]) -> dict[str, list[float]]:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for probability, fits in zip(said.tolist(), right, strict=True):
        bins.setdefault(min(_BINS - 1, int(probability * _BINS)), []).append((probability, fits))
    return {
        f"{low / _BINS:.1f}-{(low + 1) / _BINS:.1f}": [
            len(found),
            _share(sum(probability for probability, _ in found), len(found)),
            _share(sum(fits for _, fits in found), len(found)),
        ]
        for low, found in sorted(bins.items())
    }


def _confusion(rows: Iterable[tuple[LabelledMail, Intent, object]]) -> dict[str, int]:
    wrong = Counter(
        f"{mail.causes[0]}>{cause}"
        for mail, _, cause in rows
        if mail.intent is Intent.DISPUTE and mail.causes and mail.causes[0] is not cause
    )
    return dict(sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:15])
