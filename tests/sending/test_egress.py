from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sending import compose, egress
from bot.sending.egress import EgressFault
from bot.vocabulary.cases import OutboxRow, OutboxState
from bot.vocabulary.outgoing import Audience, Outgoing, OutgoingFile, StaffMail, draft_hash
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import Reason
from bot.vocabulary.tidy import tidied

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
TOKEN = "7k2m9q4t0123456789abcdefgh"
POLICY = Policy(
    desk_address="disputes@northlight.example",
    approvers=("ana@northlight.example", "ben@northlight.example"),
    staff=("carl@northlight.example",),
    digest=("board@northlight.example",),
    instance_id="5f0c9a1be2d34877",
)
CLIENT = Outgoing(
    audience=Audience.CLIENT,
    recipients=("tom@harbour.example",),
    sender_name="Northlight Studio, Accounts",
    sender_email="disputes@northlight.example",
    subject="Re: Invoice INV-1041 - hours [D-0042]",
    text="Dear Tom,\n\nthank you for invoice INV-1041. Grüße\n",
    html="<p>Dear Tom,</p>\n<p>thank you for invoice INV-1041.</p>\n",
    message_id="a1@northlight.example",
    in_reply_to="q1@harbour.example",
    references=("q0@harbour.example", "q1@harbour.example"),
    case_id="D-0042",
)
STAFF = replace(
    CLIENT,
    audience=Audience.STAFF,
    recipients=("ana@northlight.example",),
    reply_to=f"disputes+{TOKEN}@northlight.example",
    text=f"| Dear Tom\nref: {TOKEN}\n",
    staff_mail=StaffMail.APPROVAL,
)


def queued(mail: Outgoing, approved: Outgoing | None = None, raw: bytes | None = None) -> OutboxRow:
    """Return the row as the store would give it back."""
    raw = compose.build(mail, NOW, POLICY) if raw is None else raw
    return OutboxRow(
        id="o-1",
        audience=mail.audience,
        staff_mail=mail.staff_mail,
        case_id=mail.case_id,
        draft_id="r-1",
        recipients=mail.recipients,
        message_id=mail.message_id,
        raw=raw,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        approved_hash=draft_hash(approved or mail) if mail.audience is Audience.CLIENT else "",
        state=OutboxState.QUEUED,
        queued_at=NOW,
        next_at=NOW,
        allowed_numbers=("INV-1041",),
    )


def checked(row: OutboxRow, *, approved: bool = True) -> EgressFault | None:
    return egress.check(row, POLICY, approved=approved, foreign_numbers=frozenset({"INV-2077", "INV-1041", "D-0042"}))


@pytest.mark.parametrize(
    "mail",
    [
        CLIENT,
        replace(CLIENT, html=""),
        replace(CLIENT, sender_name=""),
        replace(CLIENT, in_reply_to="", references=()),
        replace(CLIENT, reply_to="disputes@northlight.example"),
        replace(CLIENT, subject="Re: Rechnung INV-1041 \u2013 Stunden [D-0042]", sender_name="Zoë Grün"),
        replace(CLIENT, files=(OutgoingFile("Übersicht.pdf", "application/pdf", bytes(range(256))),)),
        replace(CLIENT, references=tuple(f"{'r' * 200}{n}@x.example" for n in range(30))),
        STAFF,
        replace(
            STAFF,
            recipients=("board@northlight.example", "ana@northlight.example"),
            staff_mail=StaffMail.DIGEST,
            reply_to="",
            text="quiet\n",
        ),
        replace(STAFF, recipients=("Carl@northlight.example",), staff_mail=StaffMail.RECEIPT, reply_to="", text="done\n"),
        replace(STAFF, text=f"names INV-2077\nref: {TOKEN}\n"),
    ],
)
def test_what_is_in_order_may_leave(mail: Outgoing) -> None:
    assert checked(queued(mail)) is None


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT, TEXT, TEXT)
def test_the_approved_hash_is_found_again_in_the_bytes(subject: str, name: str, text: str, html: str) -> None:
    assert checked(queued(tidied(replace(CLIENT, subject=subject, sender_name=name, text=text, html=html)))) is None


def with_field(field: str) -> bytes:
    return compose.build(CLIENT, NOW, POLICY).replace(b"MIME-Version", field.encode() + b"\r\nMIME-Version", 1)


BLOCK, FORBID = Reason.EGRESS_BLOCK, Reason.RECIPIENT_FORBIDDEN
FAULTS: dict[str, tuple[OutboxRow, Reason]] = {
    "a flipped bit": (replace(queued(CLIENT), raw=queued(CLIENT).raw.replace(b"Tom", b"Tim")), BLOCK),
    "other words, hash made to fit": (queued(CLIENT, raw=queued(CLIENT).raw.replace(b"Tom", b"Tim")), BLOCK),
    "another envelope": (replace(queued(CLIENT), recipients=("eve@x.example",)), FORBID),
    "another To": (queued(replace(CLIENT, recipients=("eve@x.example",)), approved=CLIENT), BLOCK),
    "two clients": (replace(queued(CLIENT), recipients=("tom@harbour.example", "eve@x.example")), FORBID),
    "nobody": (replace(queued(CLIENT), recipients=()), FORBID),
    "the desk itself": (queued(replace(CLIENT, recipients=("disputes@northlight.example",))), FORBID),
    "the desk's approval address": (queued(replace(CLIENT, recipients=(f"disputes+{TOKEN}@northlight.example",))), FORBID),
    "other subject": (queued(replace(CLIENT, subject="Re: something"), approved=CLIENT), BLOCK),
    "other sender name": (queued(replace(CLIENT, sender_name="Eve"), approved=CLIENT), BLOCK),
    "other sender": (queued(replace(CLIENT, sender_email="eve@x.example")), BLOCK),
    "other thread": (queued(replace(CLIENT, references=()), approved=CLIENT), BLOCK),
    "other Message-ID": (queued(replace(CLIENT, message_id="b@northlight.example"), approved=CLIENT), BLOCK),
    "a new Reply-To": (queued(replace(CLIENT, reply_to="eve@x.example"), approved=CLIENT), BLOCK),
    "other html": (queued(replace(CLIENT, html="<p>other</p>"), approved=CLIENT), BLOCK),
    "a file added": (queued(replace(CLIENT, files=(OutgoingFile("a.txt", "text/plain", b"x"),)), approved=CLIENT), BLOCK),
    "no approved hash": (replace(queued(CLIENT), approved_hash=""), BLOCK),
    "a hidden copy": (queued(CLIENT, raw=with_field("Bcc: eve@x.example")), BLOCK),
    "an internal header": (queued(CLIENT, raw=with_field("X-Dispute-Desk: approval")), BLOCK),
    "an instance header": (queued(CLIENT, raw=with_field("X-Dispute-Desk-Instance: 5f0c9a1be2d34877")), BLOCK),
    "a header of nobody's": (queued(CLIENT, raw=with_field("X-Mailer: desk")), BLOCK),
    "a second To": (queued(CLIENT, raw=with_field("To: eve@x.example")), BLOCK),
    "a token in the text": (queued(replace(CLIENT, text=f"ref: {TOKEN}")), BLOCK),
    "a token in capitals": (queued(replace(CLIENT, text=f"REF: {TOKEN.upper()}")), BLOCK),
    "a token in the html": (queued(replace(CLIENT, html=f"<p>ref:<b>{TOKEN}</b></p>")), BLOCK),
    "a token as entities": (queued(replace(CLIENT, html="<p>ref: " + "".join(f"&#{ord(c)};" for c in TOKEN) + "</p>")), BLOCK),
    "a token in a base64 text": (queued(replace(CLIENT, text="漢字" * 200 + f" +{TOKEN}")), BLOCK),
    "a token in the subject": (queued(replace(CLIENT, subject=f"ref:{TOKEN}")), BLOCK),
    "a token in a file": (queued(replace(CLIENT, files=(OutgoingFile("a.pdf", "application/pdf", f"\0+{TOKEN}\0".encode()),))), BLOCK),
    "a token as Reply-To": (queued(replace(CLIENT, reply_to=f"disputes+{TOKEN}@northlight.example")), BLOCK),
    "a plus-address": (queued(replace(CLIENT, text="write to Disputes+case7@northlight.example")), BLOCK),
    "the instance": (queued(replace(CLIENT, html="<!-- 5f0c9a1be2d34877 -->")), BLOCK),
    "an internal header as text": (queued(replace(CLIENT, text="X-Dispute-Desk: approval")), BLOCK),
    "a foreign invoice": (queued(replace(CLIENT, text="as on INV-2077")), BLOCK),
    "a foreign invoice in the html": (queued(replace(CLIENT, html="<p>INV-<b>2077</b></p>")), BLOCK),
    "a foreign invoice in an attribute": (queued(replace(CLIENT, html='<p title="INV-2077">x</p>')), BLOCK),
    "a foreign invoice in a cell": (queued(replace(CLIENT, html="<td>INV</td><td>2077</td>")), BLOCK),
    "a foreign invoice in the subject": (queued(replace(CLIENT, subject="Re: inv 2077 [D-0042]")), BLOCK),
    "a foreign invoice in a file name": (queued(replace(CLIENT, files=(OutgoingFile("INV-2077.pdf", "application/pdf", b"x"),))), BLOCK),
    "a foreign invoice in a text file": (queued(replace(CLIENT, files=(OutgoingFile("a.csv", "text/csv", b"INV-2077,1\r\n"),))), BLOCK),
    "answers that go elsewhere": (queued(replace(CLIENT, reply_to="eve@x.example")), BLOCK),
    "a token with a hidden space in it": (queued(replace(CLIENT, text=f"ref: {TOKEN[:9]}\u200b{TOKEN[9:]}")), BLOCK),
    "a token with a soft hyphen in it": (queued(replace(CLIENT, text=f"ref: {TOKEN[:9]}\u00ad{TOKEN[9:]}")), BLOCK),
    "a token in wide letters": (queued(replace(CLIENT, text="ref: " + "".join(chr(ord(c) + 0xFEE0) for c in TOKEN))), BLOCK),
    "a token on the next line": (queued(replace(CLIENT, text=f"ref:\n  {TOKEN}")), BLOCK),
    "a token far behind its word": (queued(replace(CLIENT, text=f"ref:{' ' * 30}{TOKEN}")), BLOCK),
    "a token behind a wide colon": (queued(replace(CLIENT, text=f"Ref\uff1a\u2003{TOKEN}")), BLOCK),
    "a token behind a space and a colon": (queued(replace(CLIENT, text=f"ref : {TOKEN}")), BLOCK),
    "a token behind a wide plus": (queued(replace(CLIENT, text=f"disputes\uff0b{TOKEN}@northlight.example")), BLOCK),
    "a token in a coded link": (queued(replace(CLIENT, html=f'<a href="mailto:disputes%2B{TOKEN}%40northlight.example">x</a>')), BLOCK),
    "a token in a file of two bytes a letter": (
        queued(replace(CLIENT, files=(OutgoingFile("a.bin", "application/x", f"+{TOKEN}".encode("utf-16")),))),
        BLOCK,
    ),
    "a plus-address with a hidden sign": (queued(replace(CLIENT, text="disputes\u2060+case7@northlight.example")), BLOCK),
    "the instance with a hidden sign": (queued(replace(CLIENT, text="5f0c9a1b\u200be2d34877")), BLOCK),
    "an internal header with a hidden sign": (queued(replace(CLIENT, text="X-Disp\u00adute-Desk: approval")), BLOCK),
    "a foreign invoice in a file of two bytes a letter": (
        queued(replace(CLIENT, files=(OutgoingFile("a.csv", "text/csv", "INV-2077;1".encode("utf-16-le")),))),
        BLOCK,
    ),
    "a foreign invoice in a file of four": (
        queued(replace(CLIENT, files=(OutgoingFile("a.txt", "text/plain", "INV-2077".encode("utf-32")),))),
        BLOCK,
    ),
    "a foreign invoice in other digits": (queued(replace(CLIENT, text="as on INV-\u0662\u0660\u0667\u0667")), BLOCK),
    "a foreign invoice in Cyrillic letters": (queued(replace(CLIENT, text="as on \u0406NV-2077")), BLOCK),
    "a foreign invoice in Greek letters": (queued(replace(CLIENT, text="as on \u0399\u039dV-2077")), BLOCK),
    "a foreign invoice with strokes": (queued(replace(CLIENT, text="as on I\u0336N\u0336V\u0336-2077")), BLOCK),
    "a foreign invoice with a minus": (queued(replace(CLIENT, text="as on INV\u22122077")), BLOCK),
    "a foreign invoice in brackets": (queued(replace(CLIENT, text="as on INV(2077)")), BLOCK),
    "a foreign invoice in a coded link": (queued(replace(CLIENT, html='<a href="https://northlight.example/?n=INV%2D2077">x</a>')), BLOCK),
    "staff: a client": (queued(replace(STAFF, recipients=("tom@harbour.example",))), FORBID),
    "staff: a client beside": (queued(replace(STAFF, recipients=("ana@northlight.example", "tom@harbour.example"))), FORBID),
    "staff: nobody": (replace(queued(STAFF), recipients=()), FORBID),
    "staff: another To": (replace(queued(STAFF), recipients=("ben@northlight.example",)), FORBID),
    "staff: a token for two": (queued(replace(STAFF, recipients=("ana@northlight.example", "ben@northlight.example"))), BLOCK),
    "staff: a token for the board": (queued(replace(STAFF, recipients=("board@northlight.example",))), BLOCK),
    "staff: a token in a digest": (queued(replace(STAFF, staff_mail=StaffMail.DIGEST)), BLOCK),
    "staff: answers to others": (queued(replace(STAFF, reply_to="tom@harbour.example")), BLOCK),
    "staff: not automatic": (queued(STAFF, raw=queued(STAFF).raw.replace(b"Auto-Submitted", b"X-Submitted")), BLOCK),
}


@pytest.mark.parametrize(("row", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(row: OutboxRow, reason: Reason) -> None:
    fault = checked(row)
    assert fault is not None
    assert fault.reason is reason
    assert not any(secret in fault.sentence for secret in (TOKEN, "INV-2077", "eve@x.example", "tom@harbour.example"))


def test_without_an_approval_in_the_journal_nothing_leaves() -> None:
    assert checked(queued(CLIENT), approved=False) == EgressFault(BLOCK, "There is no approval of this mail in the journal.")


DRAFTS: dict[str, tuple[Outgoing, Reason | None]] = {
    "in order": (CLIENT, None),
    "nobody may get it yet": (replace(CLIENT, recipients=()), None),
    "a foreign invoice": (replace(CLIENT, text="INV-2077"), BLOCK),
    "a token": (replace(CLIENT, text=f"ref:{TOKEN}"), BLOCK),
    "a plus-address": (replace(CLIENT, html=f"<a href='mailto:disputes+{TOKEN}@northlight.example'>x</a>"), BLOCK),
    "two recipients": (replace(CLIENT, recipients=("a@x.example", "b@x.example")), FORBID),
    "two in one": (replace(CLIENT, recipients=("a@x.example; b@x.example",)), FORBID),
    "a quoted local part": (replace(CLIENT, recipients=('"tom a"@x.example',)), FORBID),
    "the desk itself": (replace(CLIENT, recipients=("disputes@northlight.example",)), FORBID),
    "a Message-ID with a break": (replace(CLIENT, message_id="a\r\nX: y"), BLOCK),
}


@pytest.mark.parametrize(("mail", "reason"), DRAFTS.values(), ids=DRAFTS)
def test_a_draft_is_looked_at_when_it_is_made(mail: Outgoing, reason: Reason | None) -> None:
    fault = egress.check_draft(mail, POLICY, {"INV-2077"}, ("INV-1041",))
    assert (fault.reason if fault else None) is reason


def test_html_that_never_closes_is_read_in_one_pass() -> None:
    assert checked(queued(replace(CLIENT, html="<" * 40_000 + "<a " * 10_000))) is None
