"""Turns the heads' numbers into a verdict: labels, probabilities, doubt and the words that carry each cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.layout import CAUSES, INTENTS, Piece
from bot.vocabulary.claim import CauseVerdict, Span, Verdict
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.classifier.reader import Scored

#: Below this a mail that speaks of no bill, money or tax says nothing that can be told.
FAINT = 0.4
_SECOND_CAUSE = 0.5
_MOST_CAUSES = 3
_CLEAR_SENTENCE = 0.5
#: Beside a faint best sentence another one counts that is half as strong, but not below the lower bound.
_BESIDE, _FAINT_SENTENCE = 0.5, 0.15
_CLOSE = 0.15
#: Chance of a dispute that plain words of refusal add.
_PLAIN = 0.6


def judge(parts: tuple[Piece, ...], scored: Scored, threshold: float, language: str = "en", *, refused: bool = False) -> Verdict:
    """Return the verdict on a cut mail; `unsure` where intent and primary cause are less likely both right than the threshold.

    `refused`: the mail refuses in plain words; if the model takes it for something else, it is a dispute, but a doubtful one.
    """
    best = int(scored.intents.argmax())
    if not scored.billed and scored.intents[best] < FAINT:  # "Hello" says nothing, least of all no
        scored = replace(scored, intents=np.eye(len(INTENTS), dtype=np.float32)[INTENTS.index(Intent.OTHER)] * FAINT)
        best = int(scored.intents.argmax())
    if overruling := refused and INTENTS[best] is not Intent.DISPUTE:
        scored = replace(scored, intents=_raised(scored.intents))
        best = int(scored.intents.argmax())
    intent = INTENTS[best]
    causes = _causes(parts, scored) if intent is Intent.DISPUTE else ()
    unsure = overruling or scored.sure < threshold or (intent is Intent.DISPUTE and not scored.billed)
    return Verdict(
        intent=intent,
        intent_probability=round(float(scored.intents[best]), 4),
        dispute_probability=round(float(scored.intents[INTENTS.index(Intent.DISPUTE)]), 4),
        unsure=unsure,
        causes=causes,
        hesitates=_hesitates(scored, intent) if unsure else (),
        language=language,
    )


def _raised(intents: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give a dispute the likelier half."""
    raised = intents * np.float32(1 - _PLAIN)
    raised[INTENTS.index(Intent.DISPUTE)] += np.float32(_PLAIN)
    return raised


def overruled(verdict: Verdict, intent: Intent, certainty: float) -> Verdict:
    """Return the verdict with the intent that a named signal settles; its causes go when it is no dispute."""
    if verdict.intent is intent:
        return replace(verdict, intent_probability=max(certainty, verdict.intent_probability), unsure=False, hesitates=())
    return Verdict(intent, certainty, min(verdict.dispute_probability, 1 - certainty), unsure=False, language=verdict.language)


def _causes(parts: tuple[Piece, ...], scored: Scored) -> tuple[CauseVerdict, ...]:
    order = np.argsort(-scored.primary, kind="stable")
    chosen = [int(order[0])]
    rest = [int(index) for index in np.argsort(-scored.present, kind="stable") if index != order[0]]
    chosen += [index for index in rest[: _MOST_CAUSES - 1] if scored.present[index] >= _SECOND_CAUSE]
    return tuple(
        CauseVerdict(
            CAUSES[index],
            round(float(scored.primary[index] if rank == 0 else scored.present[index]), 4),
            _evidence(parts, scored.sentences[:, index]),
        )
        for rank, index in enumerate(chosen)
    )


def _evidence(parts: tuple[Piece, ...], strength: NDArray[np.float32]) -> tuple[Span, ...]:
    if not parts:
        return ()
    body_first = np.array([value * (0.5 if piece.field == "subject" else 1.0) for value, piece in zip(strength, parts, strict=True)])
    best = int(body_first.argmax())
    clear = min(_CLEAR_SENTENCE, max(_FAINT_SENTENCE, float(body_first[best]) * _BESIDE))
    also = [index for index in np.argsort(-body_first, kind="stable")[:3] if index != best and body_first[index] >= clear]
    picked = sorted([best, *(int(index) for index in also)])
    return tuple(Span(parts[i].field, parts[i].text, parts[i].start, parts[i].end) for i in picked)


def _hesitates(scored: Scored, intent: Intent) -> tuple[str, ...]:
    order = np.argsort(-scored.intents, kind="stable")
    labels = [INTENTS[int(order[0])].value]
    if scored.intents[order[1]] >= _CLOSE:
        labels.append(INTENTS[int(order[1])].value)
    if intent is Intent.DISPUTE:
        labels += [CAUSES[int(index)].value for index in np.argsort(-scored.primary, kind="stable")[:2]]
    return tuple(labels)
