"""Readings, cases and dossiers for the tests of the station, each with one line of plain arguments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.vocabulary.books import Books, Client, Invoice, Match, Writer
from bot.vocabulary.cases import Case, CaseStatus, Draft, DraftState, OutboxRow, OutboxState
from bot.vocabulary.claim import Amount, CauseVerdict, Claim, Span, Verdict
from bot.vocabulary.dossier import Dossier, MailRef, ThreadLink
from bot.vocabulary.labels import Cause, Intent, Kind
from bot.vocabulary.mail import Address, Attachment, Carriers, Message, Original, Proof, Trust, Words
from bot.vocabulary.outgoing import Audience, Outgoing
from bot.vocabulary.policy import Policy
from bot.vocabulary.reading import Arrived, Reading

if TYPE_CHECKING:
    from bot.vocabulary.reasons import Reason

NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
TOM, STRANGER, ANA = "tom@harbour.example", "x@elsewhere.example", "ana@northlight.example"
HARBOUR = Client("harbour", "Harbour", frozenset({TOM}), frozenset({"harbour.example"}))
OTHER = Client("other", "Other", frozenset({"o@other.example"}))
POLICY = Policy(timezone="Europe/London", approvers=(ANA,), staff=(ANA,))
WRITER = Writer(TOM, "Tom", HARBOUR, listed=True, proven=True, may_receive=TOM)
NOBODY = Writer(STRANGER, "X")
FILE = Attachment("timesheet.pdf", "application/pdf", 10, "0" * 64)
SHORT = "the hours are wrong"
LONG = "the hours are wrong because " * 20


def invoice(number: str = "INV-1", key: str = "harbour") -> Invoice:
    return Invoice(number, key, "Harbour", TOM, None, None, "GBP", Decimal(100))


def matched(*numbers: str) -> Match:
    found = [invoice(number) for number in numbers]
    return Match(found[0], 0.95, tuple(found[1:])) if found else Match()


def reading(  # noqa: PLR0913 - what tests vary, each by its name
    body: str = SHORT,
    *,
    intent: str = "dispute",
    causes: tuple[str, ...] = ("price",),
    sender: str | None = TOM,
    kind: Kind = Kind.CLIENT_MAIL,
    unsure: bool = False,
    probability: float = 0.9,
    files: tuple[Attachment, ...] = (),
    proven: bool = True,
    original: Original | None = None,
    answers: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    amount: str = "",
    reason: Reason | None = None,
    in_reply_to: tuple[str, ...] = (),
    arrived: dict[str, Any] | None = None,
) -> Reading:
    dispute = probability if intent == "dispute" else 1 - probability
    span = Span("body", amount, 0, len(amount))
    return Reading(
        Arrived(
            sha256="a" * 64,
            size_bytes=10,
            kind=kind,
            reason=reason,
            message=Message(
                from_=Address(sender) if sender else None,
                subject="Re: your bill",
                message_id="m9@c.example",
                in_reply_to=in_reply_to,
                attachments=files,
            ),
            words=Words(body),
            original=original,
            trust=Trust(Proof.PROVEN if proven else Proof.NONE),
            carriers=Carriers(message_ids=answers, case_tags=tags),
            fingerprint="f9",
            **(arrived or {}),
        ),
        Verdict(Intent(intent), probability, dispute, unsure, tuple(CauseVerdict(Cause(cause), probability) for cause in causes)),
        claim=Claim(Amount(amount, Decimal(amount), "GBP", span) if amount else None),
    )


def forwarded(sender: str | None = TOM, body: str = SHORT) -> Original:
    return Original(from_=Address(sender) if sender else None, subject="your bill", message_id="m1@c.example", words=Words(body))


def case(case_id: str = "D-0001", status: str = "waiting_us", *numbers: str, **more: Any) -> Case:
    known = Case(case_id, CaseStatus(status), "harbour", "Harbour", TOM, numbers or ("INV-1",), (Cause.PRICE,), NOW)
    return replace(known, **more)


def dossier(*cases: Case, **more: Any) -> Dossier:
    return replace(Dossier(cases=cases, clients=(HARBOUR, OTHER), books=Books((invoice(),)), mail_id=9, received_at=NOW), **more)


def ours(message_id: str = "ours@desk.example", case_id: str | None = "D-0001") -> ThreadLink:
    return ThreadLink(message_id, case_id, ours=True, sender="desk")


def theirs(message_id: str = "m1@c.example", case_id: str | None = "D-0001") -> ThreadLink:
    return ThreadLink(message_id, case_id, ours=False, sender=TOM)


def earlier(mail_id: int = 1, **more: Any) -> MailRef:
    known = MailRef(mail_id, Kind.CLIENT_MAIL, TOM, NOW, "m9@c.example", "f9", "b" * 64, "D-0001")
    return replace(known, **more)


def draft(case_id: str = "D-0001", note: str = "") -> Draft:
    mail = Outgoing(Audience.CLIENT, (TOM,), "Ana", "disputes@desk.example", "Re", "text", "", "d@desk.example")
    return Draft("r-1", case_id, 1, DraftState.PENDING, mail, "h", "price", "en", NOW, note=note)


def sent(case_id: str = "D-0001", message_id: str = "ours@desk.example", audience: Audience = Audience.CLIENT) -> OutboxRow:
    return OutboxRow("o", audience, None, case_id, None, (TOM,), message_id, b"", "", "", OutboxState.SENT, NOW, NOW)
