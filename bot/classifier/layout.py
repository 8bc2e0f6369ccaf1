"""The closed label orders of the model's heads and the cut of a mail into the pieces they read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.classifier import history, sentences
from bot.vocabulary.labels import Cause, Intent, Requested, Tone

#: Order of columns of the mail-level heads.
INTENTS = tuple(Intent)
CAUSES = tuple(Cause)
REQUESTS = tuple(Requested)
TONES = tuple(Tone)
#: Labels of the sentence head: causes, what a sentence can say otherwise, nothing.
SENTENCE_LABELS = (
    *(cause.value for cause in CAUSES),
    *(intent.value for intent in INTENTS if intent not in {Intent.DISPUTE, Intent.OTHER}),
    "none",
)
#: Text beyond this many characters is not read by the heads; the point of a mail comes earlier.
LONGEST = 12_000
_MOST_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence: `text == field_text[start:end]`, `field` is `subject` or `body`."""

    field: str
    start: int
    end: int
    text: str


def pieces(subject: str, body: str) -> tuple[Piece, ...]:
    """Return the subject and the sentences of the new words, in order; never empty if there is any text."""
    found = []
    if subject.strip():
        start = len(subject) - len(subject.lstrip())
        words = subject.strip()[:500]
        found.append(Piece("subject", start, start + len(words), words))
    body = body[:LONGEST]
    end = history.own_words_end(body)
    quoted = history.quoted_lines(body, end)
    for start, stop in sentences.cut(body, 0, end)[: _MOST_SENTENCES * 2]:
        if not any(a <= start < b for a, b in quoted):
            found.append(Piece("body", start, stop, body[start:stop]))
    return tuple(found[:_MOST_SENTENCES])


def whole(parts: tuple[Piece, ...]) -> str:
    """Return all pieces as one line of text."""
    return " ".join(piece.text for piece in parts)
