"""What a mail wants and why: runs the model over one mail or many and explains the answer with exact words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.bait import LIKELY
from bot.classifier.claim import claim
from bot.classifier.conceding import pays_anyway
from bot.classifier.extract import mentions
from bot.classifier.language import detect, ready
from bot.classifier.layout import CAUSES, INTENTS, SENTENCE_LABELS
from bot.classifier.pipeline import open_model, reader_of, score
from bot.classifier.signals import CERTAINTY, Signals, asks_for_credit, objects, only_names, refuses, says_no_more
from bot.classifier.verdict import FAINT, judge, overruled
from bot.classifier.withdrawing import affirms, withdraws, withdraws_plainly
from bot.classifier.wondering import enquires, may_contest, wonders
from bot.resources import folder
from bot.vocabulary.labels import Cause, Intent
from bot.vocabulary.tidy import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from spacy.language import Language

    from bot.classifier.layout import Piece
    from bot.classifier.reader import Scored
    from bot.vocabulary.claim import Claim, Mentions, Verdict


#: From this chance on a mail that is no question needs a question mark to be read as one that contests.
_QUITE_SURE = 0.8
#: Readings that a question which contests is mistaken for; and how much of a dispute must be heard in it, in a sentence and in all.
_VAGUE = frozenset({Intent.QUESTION, Intent.OTHER})
_SOUNDS, _SOMEWHAT = 0.3, 0.24
#: How sure it is that words which take a dispute back, or only ask for a price, are none.
_TAKEN_BACK = 0.7
_CAUSED = [SENTENCE_LABELS.index(cause.value) for cause in CAUSES]


@dataclass(frozen=True, slots=True)
class Understood:
    """All that was read from one mail's words; spans have `field` `subject` or `body` and exact offsets."""

    verdict: Verdict
    mentions: Mentions
    claim: Claim


class Classifier:
    """A loaded model; deterministic, and safe to use for any text."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._signals = Signals(nlp)
        self._reader = reader_of(nlp)
        self._threshold = self._reader.calibration.threshold
        self._numbers = self._reader.numbers

    def understand(self, subject: str, body: str, context: str = "") -> Understood:
        """Read one mail; `context` holds the quoted lines its words answer, which decide nothing yet."""
        return next(self.understand_many([(subject, body, context)]))

    def speak(self, lines: Sequence[str]) -> list[float]:
        """Return for each line that stands below a letter the chance that it is the writer's word about the matter, not their footer."""
        return self._reader.speak(lines)

    def likeliest_but_dispute(self, subject: str, body: str) -> Intent:
        """Return the likeliest intent of a mail that a person called no dispute."""
        ((_, scored),) = score(self._nlp, [(whole(subject), whole(body))])
        order = np.argsort(-scored.intents, kind="stable")
        return next(INTENTS[int(index)] for index in order if INTENTS[int(index)] is not Intent.DISPUTE)

    def understand_many(self, items: Iterable[tuple[str, str, str]]) -> Iterator[Understood]:
        """Read (subject, body, context) triples in order; faster than one by one. Half characters are read as `?`."""
        kept = [(whole(subject), whole(body)) for subject, body, _ in items]
        for (subject, body), (parts, scored) in zip(kept, score(self._nlp, kept), strict=True):
            found = mentions(subject, body, self._numbers)
            verdict = judge(
                parts,
                scored,
                self._threshold,
                detect(" ".join(piece.text for piece in parts[::-1])),
                refused=_contests_after_all(parts, scored),
            )
            if verdict.intent is Intent.DISPUTE:
                figures = bool(found.amounts or found.quantities or found.percentages)
                verdict = _looked_at_again(verdict, parts, scored, figures=figures)
            signal = self._signals.find(subject)
            if signal is not None:
                verdict = overruled(verdict, signal.intent, CERTAINTY)
            if scored.lures >= LIKELY:
                verdict = replace(verdict, lures=True)
            yield Understood(verdict, found, claim(parts, scored, verdict, found))


def _contests_after_all(parts: Sequence[Piece], scored: Scored) -> bool:
    """Whether the words themselves contest what the model takes for something else, plainly or as a doubting question."""
    best = int(scored.intents.argmax())
    if INTENTS[best] is Intent.DISPUTE and scored.intents[best] >= FAINT:
        return False
    texts = [piece.text for piece in parts]
    asking = INTENTS[best] is not Intent.QUESTION and scored.intents[best] >= _QUITE_SURE
    doubted = INTENTS[best] is not Intent.AUTO_REPLY and wonders(texts, asking=asking)
    return (
        refuses(texts)
        or objects(texts)
        or asks_for_credit(texts)
        or doubted
        or (INTENTS[best] in _VAGUE and _hints_at_a_cause(scored) and may_contest(texts))
    )


def _looked_at_again(verdict: Verdict, parts: Sequence[Piece], scored: Scored, *, figures: bool) -> Verdict:
    """A doubtful dispute that the words take back, that is paid whatever becomes of it, or that only asks for a price, is none; a bare refusal has no cause to be read."""
    texts = [piece.text for piece in parts]
    if (verdict.unsure and withdraws(texts)) or withdraws_plainly(texts):
        return replace(overruled(verdict, _friendliest(scored), _TAKEN_BACK), unsure=True)
    if verdict.unsure and not figures and not refuses(texts) and affirms(texts):
        return replace(overruled(verdict, _friendliest(scored), _TAKEN_BACK), unsure=True)
    if verdict.unsure and not (refuses(texts) or objects(texts)) and pays_anyway(texts):
        return replace(overruled(verdict, Intent.PROMISE_TO_PAY, _TAKEN_BACK), unsure=True)
    if verdict.unsure and enquires(texts):
        return replace(overruled(verdict, Intent.QUESTION, _TAKEN_BACK), unsure=True)
    body = [piece.text for piece in parts if piece.field == "body"] or texts
    if not figures and verdict.causes and (says_no_more(body) or only_names(texts)):
        return replace(verdict, unsure=True, causes=(replace(verdict.causes[0], cause=Cause.OTHER),))
    groundless = [each.cause for each in verdict.causes] == [Cause.OTHER] and refuses(texts)
    return replace(verdict, unsure=True) if groundless and not verdict.unsure else verdict


def _friendliest(scored: Scored) -> Intent:
    """The likeliest of what somebody wants who takes a dispute back: to say so, or to pay."""
    return max((Intent.ACKNOWLEDGEMENT, Intent.PROMISE_TO_PAY, Intent.PAYMENT_NOTICE), key=lambda one: scored.intents[INTENTS.index(one)])


def _hints_at_a_cause(scored: Scored) -> bool:
    """Whether a sentence sounds like a cause of a dispute and the mail somewhat like one, though neither is likeliest."""
    caused = scored.sentences[:, _CAUSED].sum(axis=1).max(initial=0.0)
    return bool(caused >= _SOUNDS and scored.intents[INTENTS.index(Intent.DISPUTE)] >= _SOMEWHAT)


@cache
def load(model: Path | None = None) -> Classifier:
    """Load the shipped model, or the one in a folder; raises ModelError when it is missing or does not fit."""
    ready()
    return Classifier(open_model(model or folder("data") / "model"))
