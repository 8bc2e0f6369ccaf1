"""One invented desk with a case, a draft and a request, for every test of the station."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from bot.review.facts import RequestFacts, RuleContext
from bot.review.request import ask
from bot.vocabulary.books import Books, Check, Finding, FindingVerdict, Invoice, Line, Match, Writer
from bot.vocabulary.cases import Case, CaseStatus, Draft, DraftState
from bot.vocabulary.claim import CauseVerdict, Span, Verdict
from bot.vocabulary.dossier import Dossier, TokenRecord
from bot.vocabulary.labels import Cause, Intent, Kind
from bot.vocabulary.mail import Address, Carriers, Message, Proof, Trust, Words
from bot.vocabulary.outgoing import Audience, Outgoing, draft_hash
from bot.vocabulary.policy import Policy
from bot.vocabulary.reading import Arrived, Reading
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.vocabulary.effects import Effect, QueueMail

T = TypeVar("T")
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
DESK, ANA, BEN, TOM = "disputes@northlight.example", "ana@northlight.example", "ben@northlight.example", "tom@harbour.example"
POLICY = Policy(desk_address=DESK, authserv_id="mx.northlight.example", timezone="Europe/London", approvers=(ANA, BEN), staff=(ANA, BEN))
DRAFT_TEXT = (
    "Dear Tom,\n\nthank you for going through invoice INV-1041 line by line. As I understand it, line 1 (UX design, 14 hours at £85.00) "
    "should come to £1,190.00. You will have our answer by Thursday, 9 October.\n\nIf you have a purchase order, please send it.\n\n"
    "Kind regards\nAna Lopes\n"
)
WORDS = "Hi,\n\nline 1 of INV-1041 is wrong: 14 x 85 is 1190, not 1290.\n\nTom"


class CountingMint:
    """Predictable names in place of random ones."""

    def __init__(self, first: int = 1) -> None:
        self._count = itertools.count(first)

    def case_id(self) -> str:
        return f"D-{next(self._count):04d}"

    def draft_id(self) -> str:
        return f"r-{next(self._count)}"

    def outbox_id(self) -> str:
        return f"o-{next(self._count)}"

    def token(self) -> str:
        return f"{next(self._count):026d}"

    def message_id(self) -> str:
        return f"{next(self._count):026d}@northlight.example"


def client_mail(text: str = DRAFT_TEXT, recipients: tuple[str, ...] = (TOM,)) -> Outgoing:
    return Outgoing(
        audience=Audience.CLIENT,
        recipients=recipients,
        sender_name="Northlight Studio",
        sender_email=DESK,
        subject="Re: Invoice INV-1041 - hours [D-0042]",
        text=text,
        html="<p>You will have our answer by Thursday, 9 October.</p>",
        message_id="draft@northlight.example",
    )


def draft(mail: Outgoing | None = None) -> Draft:
    mail = mail or client_mail()
    return Draft(
        id="r-first",
        case_id="D-0042",
        version=1,
        state=DraftState.PENDING,
        mail=mail,
        hash=draft_hash(mail),
        template="arithmetic",
        language="en",
        created_at=NOW,
        promised_on=date(2026, 10, 9),
        promised_text="Thursday, 9 October",
        allowed_numbers=("INV-1041",),
        mail_id=7,
    )


INVOICE = Invoice(
    "INV-1041", "harbour", "Harbour & Pine", TOM, date(2026, 9, 1), date(2026, 10, 1), "GBP", Decimal(4128),
    lines=(Line(1, "UX design", Decimal(14), "h", Decimal(85), Decimal(1290)),),
)  # fmt: skip
OTHERS = Invoice("INV-2001", "mill", "Mill Ltd", "pat@mill.example", None, None, "GBP", Decimal(5))
CASE = Case(
    "D-0042", CaseStatus.OPEN, "harbour", "Harbour & Pine", TOM, ("INV-1041",), (Cause.MISCALCULATION,), NOW, amount=Decimal(100), currency="GBP"
)  # fmt: skip


def reading(words: str = WORDS, subject: str = "Invoice INV-1041", marked: Sequence[str] = ("is wrong",)) -> Reading:
    spans = tuple(Span("body", text, words.index(text), words.index(text) + len(text)) for text in marked if text in words)
    causes = (CauseVerdict(Cause.MISCALCULATION, 0.9, spans),)
    arrived = Arrived(sha256="0" * 64, size_bytes=1, kind=Kind.CLIENT_MAIL, message=Message(subject=subject), words=Words(new_text=words))
    return Reading(arrived, Verdict(Intent.DISPUTE, 0.93, 0.93, unsure=False, causes=causes, hesitates=("price",)))


def facts(words: str = WORDS, **changes: object) -> RequestFacts:
    finding = Finding(Check.LINE_SUM, FindingVerdict.SUPPORTED, "14 x £85.00 = £1,190.00, billed £1,290.00.", "INV-1041", ("line 1",))
    whole = RequestFacts(
        draft=draft(),
        case=CASE,
        writer=Writer(TOM, "Tom Ashdown"),
        match=Match(INVOICE, 0.97, reasons=("The number is written in the mail.",)),
        findings=(finding,),
        reading=reading(words),
        doubts=(Reason.PARTY_MISMATCH,),
        history="This client has had 2 cases before; both were settled with a credit.",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def context(**changes: object) -> RuleContext:
    plain = RuleContext(POLICY, NOW, CountingMint(1000), date(2026, 10, 7), date(2026, 10, 12), {"en": "Monday, 12 October"})
    return replace(plain, **changes)  # type: ignore[arg-type]


def asked(first: Draft | None = None, approver: str = ANA) -> tuple[TokenRecord, str, QueueMail]:
    """A request that waits: its record, the token in clear, the approval mail."""
    request, mail = ask(facts(draft=first or draft()), approver, POLICY, NOW, CountingMint())
    token = mail.mail.reply_to.partition("+")[2].partition("@")[0]
    return TokenRecord(request.token, first or draft(), CASE), token, mail


def reply(words: str, token: str = "", sender: str = ANA, proof: Proof = Proof.PROVEN, ids: tuple[str, ...] = ()) -> Reading:
    message = Message(from_=Address(sender, "Ana Lopes"), subject="Re: [D-0042]", message_id="reply@mail.example")
    carriers = Carriers(tags=(token,) if token else (), message_ids=ids, case_tags=("D-0042",))
    trust = Trust(proof, "dmarc" if proof is Proof.PROVEN else "")
    return Reading(Arrived("1" * 64, 1, Kind.APPROVER_REPLY, None, message, Words(new_text=words), None, trust, carriers))


def dossier(*records: TokenRecord) -> Dossier:
    return Dossier(
        mail_id=9,
        tokens_by_hash=tuple((record.token.token_hash, record) for record in records),
        tokens_by_message_id=tuple((record.token.message_id, record) for record in records),
        cases=(CASE,),
        pending=tuple(record.draft for record in records if record.draft.state is DraftState.PENDING),
        books=Books(invoices=(INVOICE, OTHERS)),
    )


def of_type(effects: Sequence[Effect], kind: type[T]) -> list[T]:
    return [effect for effect in effects if isinstance(effect, kind)]
