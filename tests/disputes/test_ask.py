from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.disputes.ask import MOST, question
from bot.vocabulary.claim import Amount, Mentions, Span
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Address, Attachment, Carriers, Message, Original, Words
from bot.vocabulary.reading import Arrived, Reading

SPAN = Span("body", "x", 0, 1)
ARRIVED = Arrived("a" * 64, 1, Kind.CLIENT_MAIL, fingerprint="f")


def test_everything_that_may_lead_somewhere_is_asked() -> None:
    arrived = replace(
        ARRIVED,
        kind=Kind.STAFF_FORWARD,
        message=Message(
            from_=Address("ana@northlight.example"),
            reply_to=(Address("Pay@Portal.example"),),
            message_id="m9@c.example",
            attachments=(Attachment("Rechnung_RE2025-118.pdf", "application/pdf", 1, ""),),
        ),
        original=Original(
            from_=Address("tom@harbour.example"),
            message_id="m1@c.example",
            in_reply_to=("m0@c.example",),
            references=("m-1@c.example",),
            words=Words("about INV-7", "> old INV-5, SI 20931"),
        ),
        carriers=Carriers(("ABC",), ("ours@desk.example",), ("ref1",), ("D-0042",)),
        bounced_ids=("b@desk.example",),
    )
    amounts = (Amount("-5", Decimal(-5), None, SPAN), Amount("?", None, None, SPAN))
    mentions = Mentions(invoice_numbers=(Span("body", "INV-7", 6, 11),), po_numbers=(Span("body", "PO 9", 0, 4),), amounts=amounts)
    asked = question(Reading(arrived, mentions=mentions))
    assert asked.addresses == ("tom@harbour.example", "ana@northlight.example", "pay@portal.example")
    assert asked.numbers[0] == "INV-7"
    assert {"RE2025-118", "INV-5", "SI 20931"} <= set(asked.numbers)
    assert asked.po_numbers == ("PO 9",)
    assert asked.amounts == (Decimal(5),)
    assert asked.thread_ids == ("ours@desk.example", "m0@c.example", "m-1@c.example", "b@desk.example")
    assert (asked.case_tags, asked.bounced_ids) == (("D-0042",), ("b@desk.example",))
    assert (asked.message_id, asked.inner_message_id) == ("m9@c.example", "m1@c.example")
    assert {hashlib.sha256(token).hexdigest() for token in (b"ABC", b"abc", b"ref1")} == set(asked.token_hashes)


def test_lists_are_bounded_and_the_surest_come_first() -> None:
    arrived = replace(ARRIVED, words=Words(" ".join(f"X-{n}" for n in range(1000)), "> Q-1"), carriers=Carriers(tags=("t",) * 99))
    asked = question(Reading(arrived, mentions=Mentions(invoice_numbers=(Span("body", "X-999", 0, 5),))))
    assert len(asked.numbers) == MOST
    assert asked.numbers[0] == "X-999"
    assert len(asked.token_hashes) == 1


@given(st.text(max_size=2000), st.text(max_size=200))
def test_any_text_gives_a_bounded_question(body: str, subject: str) -> None:
    asked = question(Reading(replace(ARRIVED, message=Message(subject=subject), words=Words(body, body))))
    assert len(asked.numbers) <= MOST
    assert all(len(number) <= 42 for number in asked.numbers)
