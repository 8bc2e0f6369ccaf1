"""Tries every answer in every language on sample facts: what a changed template breaks is told before a client is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.rendering import TemplateError
from bot.responders.answer import answer
from bot.responders.contract import AnswerFacts
from bot.responders.lint import faults
from bot.responders.words import languages
from bot.vocabulary.books import Client, Invoice, Match, Writer
from bot.vocabulary.claim import CauseVerdict, Mentions, Span, Verdict
from bot.vocabulary.labels import Cause, Intent, Kind
from bot.vocabulary.mail import Address, Message, Words
from bot.vocabulary.outgoing import OutgoingFile
from bot.vocabulary.papers import Paper, PaperKind
from bot.vocabulary.policy import Policy
from bot.vocabulary.reading import Arrived, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLIENT = Client("sample ltd", "Sample Ltd", frozenset({"kim@sample.example"}))
_WRITER = Writer("kim@sample.example", "Kim Lee", _CLIENT, listed=True, proven=True, may_receive="kim@sample.example")
_FIRST = Invoice("INV-1041", _CLIENT.key, _CLIENT.name, "kim@sample.example", date(2026, 9, 1), date(2026, 10, 1), "EUR", Decimal(4128))
_SECOND = replace(_FIRST, number="INV-1042")
_POLICY = Policy(desk_name="Northlight Studio", desk_address="disputes@northlight.example", contact="Ana Lopes", reminders_pause=True)
_PAPERS = tuple(Paper(kind, OutgoingFile(f"{kind.value}.pdf", "application/pdf", b"x")) for kind in PaperKind)
_ON = date(2026, 10, 9)
_BODY = "INV-1041, INV-1042: 1.190,00"


def check() -> tuple[str, ...]:
    """Return what is wrong with the templates as they are now, each fault with template and language; nothing where all is well."""
    return tuple(dict.fromkeys(fault for language in languages() for facts in _samples(language) for fault in _tried(facts, language)))


def count() -> int:
    """Return how many answers `check` tries."""
    return sum(1 for language in languages() for _ in _samples(language))


def _tried(facts: AnswerFacts, language: str) -> Iterator[str]:
    what = ", ".join(found.cause.value for found in facts.reading.verdict.causes)
    try:
        found = answer(facts)
    except (TemplateError, KeyError, IndexError, ValueError, OSError) as error:
        yield f"{language}, {what}: {type(error).__name__}: {error}"
        return
    yield from (f"{language}, {found.template}: {fault}" for fault in faults(found.mail, facts))
    said = {
        "greeting or signature": "Ana Lopes" in found.mail.text,
        "case": facts.case_id in found.mail.text,
        "subject": bool(found.mail.subject),
    }
    yield from (f"{language}, {found.template}: the {name} is missing" for name, there in said.items() if not there)


def _samples(language: str) -> Iterator[AnswerFacts]:
    """One answer per cause, then those of the other kinds."""
    for cause in Cause:
        yield _facts(language, (cause,))
        yield replace(_facts(language, (cause,)), papers=_PAPERS)
    many = _facts(language, (Cause.PRICE, Cause.QUALITY, Cause.QUANTITY))
    yield many
    yield replace(many, match=Match(_FIRST, 0.9, (_SECOND,)))
    yield replace(many, match=Match(candidates=(_FIRST, _SECOND)))
    yield replace(many, match=Match(candidates=(_FIRST,)))
    yield replace(many, match=Match())
    yield replace(many, follow_up=True)
    yield replace(many, writer=Writer("pat@elsewhere.example", "Pat Roe"), match=Match())


def _facts(language: str, causes: tuple[Cause, ...]) -> AnswerFacts:
    arrived = Arrived("0" * 64, 1, Kind.CLIENT_MAIL, message=Message(from_=Address("kim@sample.example", "Kim Lee")), words=Words(_BODY))
    span = Span("body", _BODY[:8], 0, 8)
    verdict = Verdict(Intent.DISPUTE, 0.9, 0.9, unsure=False, causes=tuple(CauseVerdict(each, 0.9) for each in causes), language=language)
    return AnswerFacts(
        reading=Reading(arrived, verdict, Mentions(invoice_numbers=(span,))),
        writer=_WRITER,
        match=Match(_FIRST, 0.95),
        case_id="D-0042",
        policy=_POLICY,
        promised_on=_ON,
        message_id="sample@northlight.example",
        promised_texts=dict.fromkeys(languages(), "9 October"),
    )
