"""One invented desk and its facts, for every test of the station."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.vocabulary.accounts import DigestFacts, HeldMail, MailLine, WaitingDraft
from bot.vocabulary.cases import Case, CaseStatus, Draft, DraftState, OutboxRow, OutboxState, Outcome
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.outgoing import Audience, Outgoing, draft_hash
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import Reason

#: Thursday, 8 October 2026, 08:00 in London.
NOW = datetime(2026, 10, 8, 7, tzinfo=UTC)
TODAY = date(2026, 10, 8)
ZONE = "Europe/London"
HEAD = "9c6d13ff6059aae7" * 4
POLICY = Policy(
    desk_name="Northlight Studio",
    desk_address="disputes@northlight.example",
    timezone=ZONE,
    approvers=("ana@northlight.example",),
    digest=("ana@northlight.example", "ben@northlight.example"),
)


def case(number: int = 42, **changed: Any) -> Case:
    """Give the case of Harbour & Pine."""
    values: dict[str, Any] = {
        "id": f"D-{number:04}",
        "status": CaseStatus.OPEN,
        "client_key": "harbour & pine ltd",
        "client_name": "Harbour & Pine Ltd",
        "client_email": "tom.ashdown@harbourandpine.example",
        "invoice_numbers": ("INV-1041",),
        "causes": (Cause.MISCALCULATION,),
        "opened_at": NOW - timedelta(days=1),
        "due_at": NOW + timedelta(days=2),
        "amount": Decimal("100.00"),
        "currency": "GBP",
        "subject": "Invoice INV-1041",
    }
    return Case(**{**values, **changed})


def draft(of: Case, *recipients: str, **changed: Any) -> Draft:
    """Give a pending answer about a case."""
    mail = Outgoing(
        Audience.CLIENT,
        recipients,
        POLICY.desk_name,
        POLICY.desk_address,
        f"Re: Invoice INV-1041 - calculation [{of.id}]",
        "Dear Tom,\n\nthank you.\n",
        "<p>Dear Tom,</p>",
        "draft-1@northlight.example",
        case_id=of.id,
    )
    values: dict[str, Any] = {
        "id": "draft-1",
        "case_id": of.id,
        "version": 1,
        "state": DraftState.PENDING,
        "mail": mail,
        "hash": draft_hash(mail),
        "template": "miscalculation",
        "language": "en",
        "created_at": NOW - timedelta(hours=3),
    }
    return Draft(**{**values, **changed})


def waiting(number: int = 42, hours: int = 3, approver: str = "ana@northlight.example", **changed: Any) -> WaitingDraft:
    """Give an answer that waits for a yes since `hours`."""
    of = case(number, **changed)
    return WaitingDraft(draft(of, of.client_email), of, approver, NOW - timedelta(hours=hours))


def held(mail_id: int = 7, reason: Reason = Reason.FROM_MULTI, hours: int = 5, **changed: Any) -> HeldMail:
    """Give a held mail."""
    values: dict[str, Any] = {"sender": "somebody@far.example", "subject": "Your invoice", "size_bytes": 4096}
    return HeldMail(mail_id, reason, NOW - timedelta(hours=hours), **{**values, **changed})


def row(state: OutboxState = OutboxState.SENT, **changed: Any) -> OutboxRow:
    """Give an outgoing mail to a client."""
    values: dict[str, Any] = {
        "id": "out-1",
        "audience": Audience.CLIENT,
        "staff_mail": None,
        "case_id": "D-0042",
        "draft_id": "draft-1",
        "recipients": ("tom.ashdown@harbourandpine.example",),
        "message_id": "draft-1@northlight.example",
        "raw": b"",
        "raw_sha256": "",
        "approved_hash": "",
        "state": state,
        "queued_at": NOW - timedelta(hours=2),
        "next_at": NOW - timedelta(hours=2),
        "tries": 1,
        "sent_at": NOW - timedelta(hours=2) if state is OutboxState.SENT else None,
    }
    return OutboxRow(**{**values, **changed})


def line(mail_id: int = 9, intent: str = "promise_to_pay", **changed: Any) -> MailLine:
    """Give a line about a client's mail."""
    values: dict[str, Any] = {
        "kind": Kind.CLIENT_MAIL,
        "reason": None,
        "sender": "faktura@fjordlys.example",
        "subject": "Payment of INV-1048",
        "case_id": None,
        "received_at": NOW - timedelta(hours=6),
        "intent": intent,
    }
    return MailLine(mail_id, **{**values, **changed})


def facts(**changed: Any) -> DigestFacts:
    """Give the facts of a day on which nothing happened."""
    values: dict[str, Any] = {"from_at": NOW - timedelta(days=1), "until_at": NOW, "chain_head": HEAD, "chain_length": 175}
    return DigestFacts(**{**values, **changed})


def busy(**changed: Any) -> DigestFacts:
    """Give the facts of a day with something in every list."""
    closed = case(38, status=CaseStatus.CLOSED, outcome=Outcome.CREDIT, closed_at=NOW, amount=None)
    values: dict[str, Any] = {
        "fetched": 23,
        "handled": 16,
        "held": 2,
        "ignored": 5,
        "waiting": (waiting(43, 3, client_name="Linde & Krause GmbH", invoice_numbers=("INV-1047",)), waiting(42, 50), waiting(44, 1, "")),
        "overdue": (case(39, due_at=NOW - timedelta(hours=30)),),
        "open_cases": (
            case(42),
            case(43, causes=(Cause.TAX, Cause.MISCALCULATION), amount=Decimal("9.00"), currency="EUR", opened_at=NOW - timedelta(days=4)),
            case(44, causes=(), amount=None, client_name="", client_email="j.hartwell@freepost.example", invoice_numbers=()),
            case(39, causes=(Cause.ALREADY_PAID,), amount=Decimal("2174.40"), currency="EUR", opened_at=NOW - timedelta(days=40)),
        ),
        "held_mails": (held(7), held(8, Reason.PARSE_CRASH, 30, sender="", subject="")),
        "new_cases": (case(42), case(43)),
        "closed_cases": (closed,),
        "client_mails": (
            line(),
            line(10, "dispute", sender="claire@ateliercorvin.example", subject="INV-1036 déjà réglée", case_id="D-0039"),
        ),
        "ignored_mails": (line(11, "other", kind=Kind.SPAM, sender="win@lucky-ledger.example", subject="You have won"),),
        "sent": (row(),),
        "troubled": (row(OutboxState.UNCERTAIN, id="out-9", last_answer="connection lost after 2,048 bytes"),),
        "by_reason": (("DUPLICATE", 1), ("LIST_MAIL", 3), ("SPAM", 1)),
        "acknowledge_hours": (Decimal("0.5"), Decimal("3.25"), Decimal(4)),
        "bounces": 1,
        "notices": ("The mail server renumbered the mailbox; the desk matched the mails again.",),
    }
    return facts(**{**values, **changed})
