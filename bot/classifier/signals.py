"""Named signals: the few phrases that settle a mail's intent by themselves, whatever else it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.matcher import PhraseMatcher

from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.language import Language
    from spacy.tokens import Doc

#: Certainty given to a signal's intent, chosen by hand: right on all 27 corpus mails where one fires, which is too few to prove more.
CERTAINTY = 0.97
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule: one of `phrases` at the very start of the subject (case does not matter) means `intent`."""

    name: str
    intent: Intent
    phrases: tuple[str, ...]


SIGNALS = (
    Signal(
        "automatic_subject",
        Intent.AUTO_REPLY,
        (
            "automatic reply", "auto reply", "auto-reply", "autoreply", "out of office", "out of the office", "ooo:", "automatische antwort",
            "abwesenheitsnotiz", "abwesenheitsnachricht", "automatisch antwoord", "automatisch bericht", "afwezigheidsbericht", "réponse automatique",
            "réponse automatique d'absence", "message d'absence", "respuesta automática", "fuera de la oficina", "risposta automatica", "fuori sede",
            "fuori ufficio", "read:", "gelesen:", "lu :", "lu:", "leído:", "letto:", "gelezen:",
        ),
    ),
    Signal(
        "not_delivered",
        Intent.AUTO_REPLY,
        ("undeliverable", "undelivered mail", "mail delivery failed", "delivery status notification", "unzustellbar", "onbestelbaar", "non remis"),
    ),
)  # fmt: skip


#: Plain refusals, in six languages: "we dispute invoice 7", "the total is wrong", "können wir so nicht bezahlen".
PLAIN_REFUSAL = re.compile(
    r"\b(?:we|i)(?: hereby| formally| must| have to| also| therefore| fully)* (?:dispute|contest|object to|reject|refuse to pay)\b(?! (?:nothing|none|no\b|neither))"
    r"|\b(?:we|i)(?:'re|'m| are| am)(?: hereby| formally| therefore| also| still)? (?:disputing|contesting|rejecting|refusing to pay)\b"
    r"|\b(?:we|i)(?:'ll| will| am| are|'re) not (?:pay|paying) (?:this|the|that|your|for) "
    r"|\b(?:invoice|bill|sum|total|amount|price|rate|hours|quantity|vat|tax|line \d{1,3})\b[^.?!,;]{0,40} (?:is|are) (?:also |simply |clearly )?"
    r"(?:wrong|incorrect|not correct|added up wrongly|calculated wrongly|too high)\b"
    r"|\b(?:wir|ich) (?:hiermit )?(?:widersprech\w{1,3}|bestreiten?|beanstanden?|reklamieren?)\b(?! nichts)|\bso nicht (?:be)?zahlen\b|\bwidersprechen wir\b"
    r"|\b(?:nous|je) (?:contestons|conteste|refusons de payer|refuse de payer)\b"
    r"|\b(?:impugnamos|rechazamos|disputamos|no vamos a pagar) (?:la|esta|su) \w+"
    r"|\b(?:contestiamo|contesto|non pagheremo|rifiutiamo) (?:la|questa|vostra) \w+"
    r"|\b(?:wij|we|ik) (?:betwisten?|maken? bezwaar)\b"
    r"|\b(?:do not|don't|cannot|can't|fail to) see why (?:we|i)(?: should|'d| must| have to| would)\b|\bwhy should (?:we|i) (?:have to )?pay\b"
    r"|\b(?:sehen?|sehe ich|sehen wir) (?:es )?nicht ein, ?(?:dass|warum|wieso|für)\b|\bne (?:vois|voyons) pas pourquoi (?:je|nous)\b"
    r"|\bno (?:veo|vemos) por qu[eé] (?:tengo|tenemos|debo|debemos|habr)\w*|\bnon (?:vedo|vediamo) perch[eé] (?:devo|dobbiamo|dovr)\w*"
    r"|\b(?:zie|zien) niet in waarom\b",
    re.IGNORECASE,
)


def refuses(sentences: Iterable[str]) -> bool:
    """Whether a sentence refuses in plain words. It makes a mail a doubtful dispute that the model takes for something else."""
    return any(PLAIN_REFUSAL.search(sentence) for sentence in sentences)


class Signals:
    """All signals compiled once for a pipeline's vocabulary."""

    def __init__(self, nlp: Language) -> None:
        self._by_key = {signal.name: signal for signal in SIGNALS}
        self._nlp = nlp
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        begins: set[str] = set()
        for signal in SIGNALS:
            phrases = [nlp.make_doc(phrase) for phrase in signal.phrases]
            begins.update(phrase[0].lower_ for phrase in phrases)
            self._matcher.add(signal.name, phrases)
        self._begins = tuple(sorted(begins))

    def find(self, subject: str) -> Signal | None:
        """Return the signal that the subject starts with, if any."""
        words = subject.strip()[:_LONGEST]
        if not words.lower().startswith(self._begins):
            return None
        doc: Doc = self._nlp.make_doc(words)
        for key, start, _ in sorted(self._matcher(doc), key=lambda match: match[1]):
            if start == 0:
                return self._by_key[self._nlp.vocab.strings[key]]
        return None
