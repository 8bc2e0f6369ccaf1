"""What a client's words say: intent, causes with evidence, the figures and numbers mentioned, the claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.vocabulary.labels import LANGUAGES, Cause, Intent, Requested, Tone

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """Exact characters of the input: `text == field_text[start:end]`; `field` is `subject` or `body`."""

    field: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A money figure: `text` as written, `value` exact (None if unclear), `currency` ISO 4217 or None."""

    text: str
    value: Decimal | None
    currency: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted thing the client names: "14 hours" is value 14, unit `hours` (as written, lower case)."""

    text: str
    value: Decimal
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mentions:
    """What is mentioned in subject and new words, each with the exact characters it was read from.

    `invoice_numbers`, `po_numbers`, `dates`: spans whose text is the bare identifier or the date as written.
    `percentages` are spans such as "5 %".
    """

    invoice_numbers: tuple[Span, ...] = ()
    po_numbers: tuple[Span, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[Span, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    percentages: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseVerdict:
    """One cause with its calibrated probability (0..1) and the words that carry it."""

    cause: Cause
    probability: float
    evidence: tuple[Span, ...] = ()


#: From this chance on a mail contests a bill even where its wording is a machine's; the receipts of help desks stay below.
_PLAINLY = 0.8
#: Below this chance a cause is a guess, and one beside another below that.
GUESSED, _FAINT = 0.5, 0.65
#: What people tell and ask of us beside disputes.
_WANTED = frozenset({Intent.PAYMENT_NOTICE, Intent.PROMISE_TO_PAY, Intent.HARDSHIP, Intent.CHANGE_REQUEST})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The classifier's answer; `intent` and `causes` are the best guess even when `unsure`.

    `causes` is empty unless the intent is dispute; primary first. `hesitates` names the labels it wavers between.
    `dispute_probability` is P(intent = dispute). `language` is ISO 639-1. `lures`: it sounds like bait, with
    which strangers fish for money.
    """

    intent: Intent = Intent.OTHER
    intent_probability: float = 0.0
    dispute_probability: float = 0.0
    unsure: bool = True
    causes: tuple[CauseVerdict, ...] = ()
    hesitates: tuple[str, ...] = ()
    language: str = "en"
    lures: bool = False

    @property
    def primary_cause(self) -> Cause | None:
        """The first cause, if any."""
        return self.causes[0].cause if self.causes else None

    @property
    def faint(self) -> frozenset[Cause]:
        """Causes behind the first that an unsure reading heard too faintly to be put into the client's mouth."""
        return frozenset(one.cause for one in self.causes[1:] if self.unsure and one.probability < _FAINT)

    @property
    def plainly_contests(self) -> bool:
        """Whether a bill is contested beyond reasonable doubt, in a language that the classifier has learned."""
        return self.intent is Intent.DISPUTE and self.dispute_probability >= _PLAINLY and self.language in LANGUAGES

    @property
    def speaks_for_a_person(self) -> bool:
        """Whether the words want what no machine wants, in a language that the classifier has learned: a dispute, sure or not, is enough."""
        wants = self.intent in _WANTED and self.intent_probability >= _PLAINLY
        return (self.intent is Intent.DISPUTE or wants) and self.language in LANGUAGES

    @property
    def plainly_automatic(self) -> bool:
        """Whether the words are taken for a machine's beyond reasonable doubt."""
        return self.intent is Intent.AUTO_REPLY and self.intent_probability >= _PLAINLY

    def beside(self, other: Verdict) -> Verdict:
        """Return the verdict on a mail of two versions that say different things: never sure, and a dispute where either is one.

        The causes of the `other` version stand without evidence: its words are not the ones that are shown.
        """
        if self.intent is Intent.DISPUTE or other.intent is not Intent.DISPUTE:
            return replace(self, unsure=True)
        causes = tuple(replace(cause, evidence=()) for cause in other.causes)
        return replace(other, causes=causes, unsure=True, language=self.language)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the client claims: the amount of the primary cause if stated, what is asked for, the tone."""

    disputed_amount: Amount | None = None
    requested: Requested = Requested.NONE
    tone: Tone = Tone.CALM
