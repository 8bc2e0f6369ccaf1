"""Small histories for the store's tests: arrivals, cases, drafts, requests, outgoing mails with plain defaults."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.vocabulary.books import Invoice
from bot.vocabulary.cases import ApprovalToken, Case, CaseStatus, Draft, DraftState, OutboxState
from bot.vocabulary.doors import Arrival, Cursor, FolderState, SendOutcome, SendResult
from bot.vocabulary.dossier import Question
from bot.vocabulary.effects import AskApproval, Decision, DraftReply, FileMail, OpenCase, QueueMail, SettleDraft
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail, draft_hash

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.cases import OutboxRow
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.effects import Effect

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
CLIENT = "ap@alder.example"
APPROVER = "mia@desk.example"


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def arrival(key: str, raw: bytes | None = None, *, uidvalidity: int = 1, at: datetime = NOW, folder: str = "INBOX") -> Arrival:
    return Arrival(folder, uidvalidity, key, f"Subject: mail {key}\r\n\r\nwords".encode() if raw is None else raw, at)


def begin(store: Store, *, uidnext: int = 1, now: datetime = NOW) -> None:
    store.begin_folder(FolderState("INBOX", 1, uidnext), now)


def keep(store: Store, *arrivals: Arrival, now: datetime = NOW) -> None:
    last = max((int(a.key) for a in arrivals), default=0)
    store.keep(arrivals, Cursor("INBOX", arrivals[0].uidvalidity if arrivals else 1, last), SINCE, now)


def kept(store: Store, count: int = 1, now: datetime = NOW) -> list[int]:
    """Keep so many mails and return their ids."""
    before = [mail.mail_id for mail in store.waiting(1000)]
    start = sum(1 for _ in store.journal()) + 1
    keep(store, *(arrival(str(start + n)) for n in range(count)), now=now)
    return [mail.mail_id for mail in store.waiting(1000) if mail.mail_id not in before]


def do(store: Store, *effects: Effect, mail_id: int = 0, now: datetime = NOW, explanation: str = "{}") -> None:
    with store.transaction():
        store.apply(mail_id, Decision(effects), explanation, now)


def ask(store: Store, **question: Any) -> Dossier:
    mail_id = question.pop("mail_id", 0)
    return store.answer(replace(Question(sha256="", message_id=None, fingerprint=""), **question), mail_id, NOW, DAY)


def case(number: int = 1, **changes: object) -> Case:
    made = Case(
        id=f"D-{number:04d}",
        status=CaseStatus.OPEN,
        client_key="alder ltd",
        client_name="Alder Ltd",
        client_email=CLIENT,
        invoice_numbers=("INV-1",),
        causes=(Cause.PRICE,),
        opened_at=NOW,
        amount=Decimal("120.00"),
        currency="GBP",
        subject="Wrong price",
        root_message_id=f"root{number}@alder.example",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def outgoing(name: str = "1", **changes: object) -> Outgoing:
    made = Outgoing(
        audience=Audience.CLIENT,
        recipients=(CLIENT,),
        sender_name="Desk",
        sender_email="disputes@desk.example",
        subject="Re: Invoice INV-1 - price [D-0001]",
        text="Thank you, we look into it. Grüße\n",
        html="<p>Thank you</p>",
        message_id=f"out{name}@desk.example",
        case_id="D-0001",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def draft(name: str = "r-1", *, number: int = 1, **changes: object) -> Draft:
    mail = outgoing(name)
    made = Draft(
        id=name,
        case_id=f"D-{number:04d}",
        version=1,
        state=DraftState.PENDING,
        mail=mail,
        hash=draft_hash(mail),
        template="acknowledge",
        language="en",
        created_at=NOW,
        promised_on=date(2026, 11, 26),
        allowed_numbers=("INV-1",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def token(of: Draft, name: str = "t1", **changes: object) -> ApprovalToken:
    made = ApprovalToken(
        token_hash=hashlib.sha256(name.encode()).hexdigest(),
        draft_id=of.id,
        draft_hash=of.hash,
        approver=APPROVER,
        message_id=f"ask-{name}@desk.example",
        created_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def request_mail(of: Draft, name: str = "t1") -> QueueMail:
    mail = outgoing(
        audience=Audience.STAFF,
        recipients=(APPROVER,),
        staff_mail=StaffMail.APPROVAL,
        reply_to=f"disputes+{name}@desk.example",
        text=f"please decide\nref: {name}\n",
        message_id=f"ask-{name}@desk.example",
        case_id=of.case_id,
    )
    return QueueMail(f"o-ask-{name}", mail, NOW, draft_id=of.id, raw=f"To: {APPROVER}\r\n\r\nref: {name}".encode())


def client_mail(of: Draft, outbox_id: str = "o-1", **changes: object) -> QueueMail:
    made = QueueMail(
        outbox_id,
        of.mail,
        NOW,
        draft_id=of.id,
        approved_hash=of.hash,
        allowed_numbers=of.allowed_numbers,
        promised_on=of.promised_on,
        raw=b"To: client\r\n\r\nThank you",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed mail that became a case with a draft and a request."""

    mail_id: int
    case: Case
    draft: Draft
    token: ApprovalToken


def dispute(store: Store, number: int = 1, *, now: datetime = NOW, sender: str = CLIENT) -> Dispute:
    (mail_id,) = kept(store, now=now)
    opened = case(number, opened_at=now)
    answer = draft(f"r-{number}", number=number, mail_id=mail_id, created_at=now)
    asked = token(answer, f"t{number}", created_at=now)
    do(
        store,
        FileMail(Kind.CLIENT_MAIL, case_id=opened.id, sender=sender, subject="Wrong price", message_id=f"root{number}@alder.example"),
        OpenCase(opened),
        DraftReply(answer),
        AskApproval(asked),
        request_mail(answer, f"t{number}"),
        mail_id=mail_id,
        now=now,
    )
    return Dispute(mail_id, opened, answer, asked)


def approve(store: Store, of: Dispute, outbox_id: str = "o-1", now: datetime = NOW) -> None:
    do(store, SettleDraft(of.draft.id, DraftState.APPROVED, APPROVER), client_mail(of.draft, outbox_id), now=now)


def send(store: Store, outbox_id: str, result: SendResult = SendResult.SENT, *, now: datetime = NOW, answer: str = "250 ok") -> None:
    assert store.begin_sending(outbox_id, now + minutes(5), now)
    store.begin_data(outbox_id, now)
    next_at = now + minutes(5) if result is SendResult.DEFERRED else None
    store.settle(outbox_id, SendOutcome(result, answer), next_at, now)


def row(store: Store, outbox_id: str) -> OutboxRow:
    return next(found for found in store.outbox() if found.id == outbox_id)


def state(store: Store, outbox_id: str) -> OutboxState:
    return row(store, outbox_id).state


def kinds(store: Store, case_id: str | None = None) -> list[str]:
    return [entry.kind for entry in store.journal(case_id)]


def invoice(number: str, name: str = "Alder Ltd", email: str = CLIENT, total: str = "120.00", **changes: object) -> Invoice:
    made = Invoice(number, "", name, email, date(2026, 10, 1), date(2026, 10, 31), "GBP", Decimal(total))
    return replace(made, **changes)  # type: ignore[arg-type]
