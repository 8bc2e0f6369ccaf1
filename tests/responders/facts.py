"""Builds the facts of an answer from a few words, for all tests of this station."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.responders.contract import AnswerFacts
from bot.vocabulary.books import Client, Invoice, Match, Writer
from bot.vocabulary.claim import Amount, CauseVerdict, Claim, Mentions, Span, Verdict
from bot.vocabulary.labels import Cause, Intent, Kind
from bot.vocabulary.mail import Address, Attachment, Message, Words
from bot.vocabulary.policy import Policy
from bot.vocabulary.reading import Arrived, Reading

DATES = {
    "en": "Thursday, 9 October",
    "de": "Donnerstag, 9. Oktober",
    "fr": "jeudi 9 octobre",
    "es": "jueves, 9 de octubre",
    "it": "giovedì 9 ottobre",
    "nl": "donderdag 9 oktober",
}
POLICY = Policy(desk_name="Northlight Studio", desk_address="disputes@northlight.example", contact="Ana Lopes")
CLIENT = Client(key="harbour & pine", name="Harbour & Pine", emails=frozenset({"tom.ashdown@harbourandpine.example"}))


def invoice(number: str = "INV-1041", client_key: str = CLIENT.key) -> Invoice:
    return Invoice(
        number=number,
        client_key=client_key,
        client_name="Harbour & Pine",
        client_email="tom.ashdown@harbourandpine.example",
        issue_date=date(2026, 9, 1),
        due_date=date(2026, 10, 1),
        currency="GBP",
        total=Decimal("4128.00"),
    )


WRITER = Writer(
    email="tom.ashdown@harbourandpine.example",
    name="Tom Ashdown",
    client=CLIENT,
    listed=True,
    proven=True,
    may_receive="tom.ashdown@harbourandpine.example",
)
BODY = "14 hours at £85.00 come to £1,190.00, not £1,290.00. Please look again."


def span(body: str, text: str, field: str = "body") -> Span:
    start = body.index(text)
    return Span(field=field, text=text, start=start, end=start + len(text))


def reading(  # noqa: PLR0913 - a mail has many sides, all optional
    body: str = BODY,
    points: tuple[tuple[Cause, str], ...] = ((Cause.MISCALCULATION, "14 hours at £85.00 come to £1,190.00, not £1,290.00."),),
    *,
    subject: str = "INV-1041",
    language: str = "en",
    signature: str = "",
    disputed: str = "",
    mentions: Mentions | None = None,
    message: dict[str, Any] | None = None,
) -> Reading:
    causes = tuple(CauseVerdict(cause=cause, probability=0.9, evidence=(span(body, text),) if text else ()) for cause, text in points)
    found = Amount(text=disputed, value=Decimal(1), currency="GBP", span=span(body, disputed)) if disputed else None
    parsed: dict[str, Any] = {
        "from_": Address("tom.ashdown@harbourandpine.example", "Tom Ashdown"),
        "subject": subject,
        "message_id": "m1@harbourandpine.example",
        "references": ("m0@northlight.example",),
    }
    return Reading(
        arrived=Arrived(
            sha256="0" * 64,
            size_bytes=1000,
            kind=Kind.CLIENT_MAIL,
            message=Message(**(parsed | (message or {}))),
            words=Words(new_text=body, signature=signature),
        ),
        verdict=Verdict(intent=Intent.DISPUTE, intent_probability=0.97, unsure=False, causes=causes, language=language),
        mentions=mentions or Mentions(),
        claim=Claim(disputed_amount=found),
    )


def facts(read: Reading | None = None, **changes: Any) -> AnswerFacts:
    given: dict[str, Any] = {
        "reading": read or reading(),
        "writer": WRITER,
        "match": Match(invoice=invoice(), confidence=0.99),
        "case_id": "D-0042",
        "policy": POLICY,
        "promised_on": date(2026, 10, 9),
        "promised_texts": DATES,
        "message_id": "a1@northlight.example",
    }
    return AnswerFacts(**(given | changes))


def attachment(name: str = "po.pdf", content_type: str = "application/pdf", size_bytes: int = 90_000) -> Attachment:
    return Attachment(filename=name, content_type=content_type, size_bytes=size_bytes, sha256="1" * 64)
