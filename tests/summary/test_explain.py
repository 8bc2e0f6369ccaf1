from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from bot.summary.explain import classify_object, explain_object, explain_text, read_object
from bot.vocabulary.books import Check, Finding, FindingVerdict, Invoice, Match, Writer
from bot.vocabulary.claim import Amount, CauseVerdict, Claim, Mentions, Span, Verdict
from bot.vocabulary.effects import Decision, Report
from bot.vocabulary.labels import Cause, Intent, Kind, Requested, Tone
from bot.vocabulary.mail import Address, Answered, Attachment, Message, Original, Words
from bot.vocabulary.reading import Arrived, Reading
from bot.vocabulary.reasons import Reason
from tests.summary.desk import case, draft

TOM = Address("tom.ashdown@harbourandpine.example", "Tom Ashdown")
DESK = Address("disputes@northlight.example")
MESSAGE = Message(
    from_=TOM,
    to=(DESK,),
    cc=(Address("ana@northlight.example"),),
    subject="Re: Invoice INV-1041",
    date_at=datetime(2026, 10, 5, 15, 11, tzinfo=UTC),
    message_id="tom-1@harbourandpine.example",
    text="Line 1 is wrong by 100.00.",
    attachments=(Attachment("sheet.csv", "text/csv", 12, "ab" * 32),),
    defects=("a field was cut",),
)
ARRIVED = Arrived("cd" * 32, 4096, Kind.CLIENT_MAIL, message=MESSAGE, words=Words("Line 1 is wrong by 100.00.", "> Dear Tom", "-- \nTom"))
NUMBER = Span("subject", "INV-1041", 12, 20)
AMOUNT = Amount("100.00", Decimal("100.00"), None, Span("body", "100.00", 19, 25))
VERDICT = Verdict(
    Intent.DISPUTE,
    0.987654,
    0.99,
    unsure=False,
    causes=(CauseVerdict(Cause.MISCALCULATION, 0.876543, (Span("body", "Line 1 is wrong", 0, 15), NUMBER)),),
)
MENTIONS = Mentions(invoice_numbers=(NUMBER, Span("body", "INV-1041", 0, 8)), amounts=(AMOUNT,), dates=(Span("body", "5 October", 0, 9),))
CLAIM = Claim(AMOUNT, Requested.CORRECTED_INVOICE, Tone.CALM)
READING = Reading(ARRIVED, VERDICT, MENTIONS, CLAIM)


def invoice(number: str) -> Invoice:
    return Invoice(number, "harbour & pine ltd", "Harbour & Pine Ltd", TOM.email, None, None, "GBP", Decimal("4128.00"))


def decision(**changed: Any) -> Decision:
    of = case()
    values: dict[str, Any] = {
        "kind": Kind.CLIENT_MAIL,
        "writer": Writer(TOM.email, "Tom Ashdown", listed=True, proven=True, may_receive=TOM.email),
        "match": Match(invoice("INV-1041"), 0.98765, (invoice("INV-1042"),), reasons=("The number stands in the mail.",)),
        "case_id": "D-0042",
        "findings": (Finding(Check.LINE_SUM, FindingVerdict.SUPPORTED, "14 x 85.00 is 1,190.00, billed 1,290.00", "INV-1041"),),
        "draft": draft(of, TOM.email),
    }
    return Decision((), ("The mail is a dispute.",), Report(**{**values, **changed}))


def test_read_tells_station_one_and_nothing_else() -> None:
    assert read_object("mail.eml", ARRIVED) == {
        "file": "mail.eml",
        "kind": "client_mail",
        "reason": None,
        "from": "tom.ashdown@harbourandpine.example",
        "to": ["disputes@northlight.example"],
        "cc": ["ana@northlight.example"],
        "subject": "Re: Invoice INV-1041",
        "date": "2026-10-05T15:11:00+00:00",
        "message_id": "<tom-1@harbourandpine.example>",
        "original": None,
        "new_text": "Line 1 is wrong by 100.00.",
        "quoted_text": "> Dear Tom",
        "context": [],
        "signature": "-- \nTom",
        "attachments": [{"filename": "sheet.csv", "content_type": "text/csv", "size_bytes": 12, "sha256": "ab" * 32}],
        "defects": ["a field was cut"],
    }


def test_read_of_a_forward_tells_the_clients_words() -> None:
    original = Original(
        TOM,
        to=(DESK,),
        subject="Invoice",
        date="Mon, 5 Oct 2026",
        body="whole",
        words=Words("own", "quoted", "sig", (Answered("why?", "own"),)),
        remark="fyi",
    )
    told = read_object("mail.eml", replace(ARRIVED, kind=Kind.STAFF_FORWARD, original=original))
    assert told["original"] == {
        "from": TOM.email,
        "to": [DESK.email],
        "cc": [],
        "subject": "Invoice",
        "date": "Mon, 5 Oct 2026",
        "body": "whole",
        "remark": "fyi",
    }
    assert (told["new_text"], told["quoted_text"], told["signature"]) == ("own", "quoted", "sig")
    assert told["context"] == [{"quoted": "why?", "answer": "own"}]
    assert "fyi" not in json.dumps({**told, "original": None})


def test_a_held_mail_has_every_key_too() -> None:
    held = Arrived("ef" * 32, 10, Kind.HELD, Reason.TOO_BIG)
    assert list(read_object("f", held)) == list(read_object("f", ARRIVED))
    assert (read_object("f", held)["kind"], read_object("f", held)["reason"]) == ("held", "TOO_BIG")
    told = explain_object("f", Reading(held), Decision((), (), Report(Kind.HELD, Reason.TOO_BIG)))
    assert list(told) == list(explain_object("f", READING, decision()))
    assert (told["client"], told["message_id"], told["draft"], told["invoices"]) == (None, None, None, [])


def test_classify_tells_subject_and_body() -> None:
    assert classify_object("m-1", VERDICT, MENTIONS, CLAIM) == {
        "id": "m-1",
        "intent": "dispute",
        "intent_probability": 0.9877,
        "unsure": False,
        "causes": [
            {
                "cause": "miscalculation",
                "probability": 0.8765,
                "evidence": [
                    {"field": "body", "text": "Line 1 is wrong", "start": 0, "end": 15},
                    {"field": "subject", "text": "INV-1041", "start": 12, "end": 20},
                ],
            }
        ],
        "mentions": {"invoice_numbers": ["INV-1041"], "po_numbers": [], "amounts": ["100.00"], "dates": ["5 October"]},
        "claim": {"disputed_amount": "100.00", "requested": "corrected_invoice", "tone": "calm"},
        "language": "en",
    }


def test_explain_has_exactly_the_promised_keys_in_order() -> None:
    assert list(explain_object("mail.eml", READING, decision())) == [
        "file",
        "message_id",
        "kind",
        "reason",
        "client",
        "new_text",
        "intent",
        "intent_probability",
        "unsure",
        "causes",
        "mentions",
        "claim",
        "invoice",
        "invoices",
        "candidates",
        "case",
        "findings",
        "draft",
        "command",
        "reasons",
    ]


def test_explain_tells_the_whole_way() -> None:
    told = explain_object("mail.eml", READING, decision())
    assert told["client"] == {"email": TOM.email, "name": "Tom Ashdown", "listed": True}
    assert [span["field"] for span in told["causes"][0]["evidence"]] == ["new_text", "subject"]
    assert told["invoice"] == {"number": "INV-1041", "confidence": 0.9877, "reasons": ["The number stands in the mail."]}
    assert told["invoices"] == ["INV-1041", "INV-1042"]
    assert told["findings"] == [{"check": "line_sum", "verdict": "supported", "detail": "14 x 85.00 is 1,190.00, billed 1,290.00"}]
    assert told["draft"] == {
        "id": "draft-1",
        "to": TOM.email,
        "subject": "Re: Invoice INV-1041 - calculation [D-0042]",
        "body": "Dear Tom,\n\nthank you.\n",
        "template": "miscalculation",
    }
    assert (told["case"], told["command"], told["reasons"]) == ("D-0042", None, ["The mail is a dispute."])


def test_explain_without_one_invoice_offers_the_candidates() -> None:
    told = explain_object("f", READING, decision(match=Match(candidates=(invoice("INV-1041"), invoice("INV-1056")))))
    assert (told["invoice"], told["invoices"], told["candidates"]) == (None, [], ["INV-1041", "INV-1056"])


def test_a_draft_for_nobody_yet_has_no_recipient() -> None:
    assert explain_object("f", READING, decision(draft=draft(case())))["draft"]["to"] is None


def test_without_a_writer_the_sender_is_told_as_claimed() -> None:
    told = explain_object("f", READING, decision(writer=None))
    assert told["client"] == {"email": TOM.email, "name": "Tom Ashdown", "listed": False}


@pytest.mark.parametrize("number", [0.5, np.float32(0.5), np.float64(0.5)])
def test_every_value_is_ready_for_json(number: Any) -> None:
    verdict = replace(VERDICT, intent_probability=number, causes=(CauseVerdict(Cause.TAX, number),))
    told = explain_object("f", replace(READING, verdict=verdict), decision())
    assert json.loads(json.dumps(told)) == told


def test_people_get_it_in_a_few_lines() -> None:
    assert explain_text(explain_object("mail.eml", READING, decision(command="edit"))) == (
        "mail.eml: client mail\n"
        "  from      tom.ashdown@harbourandpine.example\n"
        "  wants     dispute (99%)\n"
        '  cause     miscalculation (88%): "Line 1 is wrong" / "INV-1041"\n'
        "  invoice   INV-1041, INV-1042: The number stands in the mail.\n"
        "  our books line sum: supported - 14 x 85.00 is 1,190.00, billed 1,290.00\n"
        "  case      D-0042\n"
        "  command   edit\n"
        "  draft to  tom.ashdown@harbourandpine.example: Re: Invoice INV-1041 -\n"
        "            calculation [D-0042]\n"
        "  | Dear Tom,\n"
        "  |\n"
        "  | thank you.\n"
        "  because   The mail is a dispute.\n"
    )


def test_people_are_told_the_reason_in_words() -> None:
    held = Reading(Arrived("ef" * 32, 10, Kind.HELD, Reason.TOO_BIG))
    told = explain_text(explain_object("f", held, Decision((), (), Report(Kind.HELD, Reason.TOO_BIG))))
    assert told.startswith("f: held, TOO_BIG: The mail is larger than 50 MB.\n  from      -\n")


def test_people_are_told_the_candidates_and_the_doubt() -> None:
    doubtful = replace(READING, verdict=replace(VERDICT, unsure=True, causes=(CauseVerdict(Cause.TAX, 0.5),)))
    told = explain_text(
        explain_object("f", doubtful, decision(match=Match(candidates=(invoice("INV-1"), invoice("INV-2"))), draft=draft(case())))
    )
    for line in ("wants     dispute (99%, unsure)", "cause     tax (50%)\n", "invoice   one of INV-1, INV-2", "draft to  nobody yet: "):
        assert line in told


def test_no_control_character_reaches_the_terminal() -> None:
    evil = Writer("e\x1b[2J\u202e@far.example", "x")
    assert not set(explain_text(explain_object("f\x1b\n", READING, decision(writer=evil)))) & {"\x1b", "\u202e"}
