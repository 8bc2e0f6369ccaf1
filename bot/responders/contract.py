"""What an answer is made from and what comes out: facts in, one complete mail to the client out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.vocabulary.books import Finding, Match, Writer
    from bot.vocabulary.labels import Cause
    from bot.vocabulary.outgoing import Outgoing
    from bot.vocabulary.papers import Paper
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """Everything an answer may draw on.

    `case_id` such as `D-0042`; `message_id` of the answer, without angle brackets. `promised_on` is the local date the answer
    promises, `promised_texts` that date as written per language (ISO 639-1 -> "Thursday, 9 October"). `follow_up`: the case
    was open before this mail. `papers` are the documents registered for the invoice. `findings` are for the approver: no word of them goes into the answer.
    """

    reading: Reading
    writer: Writer
    match: Match
    case_id: str
    policy: Policy
    promised_on: date
    message_id: str
    promised_texts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    papers: tuple[Paper, ...] = ()
    follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. `template` is its folder under templates/, `language` ISO 639-1, `promised_text` the date as the text
    names it, `allowed_numbers` the invoice numbers the text may name, `papers` what the approver is told about documents: have, and missing.
    """

    template: str
    language: str
    mail: Outgoing
    promised_on: date | None
    promised_text: str
    allowed_numbers: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What one kind of answer says, as keys into the words of a language; the template folder decides the order.

    `thanks` and `doing` are keys; `needs` are keys of what would help; `numbers` are invoice numbers to name (primary first),
    `offered` candidates to choose from; `causes` are the points echoed, primary first.
    """

    template: str
    thanks: str
    doing: str
    causes: tuple[Cause, ...]
    needs: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    check: str = ""
