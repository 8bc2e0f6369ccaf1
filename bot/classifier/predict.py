"""What a mail wants and why: runs the model over one mail or many and explains the answer with exact words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.claim import claim
from bot.classifier.extract import mentions
from bot.classifier.language import detect, ready
from bot.classifier.layout import INTENTS
from bot.classifier.pipeline import open_model, reader_of, score
from bot.classifier.signals import CERTAINTY, Signals, refuses
from bot.classifier.verdict import judge, overruled
from bot.resources import folder
from bot.vocabulary.labels import Intent
from bot.vocabulary.tidy import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from spacy.language import Language

    from bot.vocabulary.claim import Claim, Mentions, Verdict


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
        self._threshold = reader_of(nlp).calibration.threshold
        self._numbers = reader_of(nlp).numbers

    def understand(self, subject: str, body: str, context: str = "") -> Understood:
        """Read one mail; `context` holds the quoted lines its words answer, which decide nothing yet."""
        return next(self.understand_many([(subject, body, context)]))

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
                refused=INTENTS[int(scored.intents.argmax())] is not Intent.DISPUTE and refuses(piece.text for piece in parts),
            )
            signal = self._signals.find(subject)
            if signal is not None:
                verdict = overruled(verdict, signal.intent, CERTAINTY)
            yield Understood(verdict, found, claim(parts, scored, verdict, found))


@cache
def load(model: Path | None = None) -> Classifier:
    """Load the shipped model, or the one in a folder; raises ModelError when it is missing or does not fit."""
    ready()
    return Classifier(open_model(model or folder("data") / "model"))
