from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.summary import case_view
from bot.vocabulary.accounts import JournalEntry
from bot.vocabulary.cases import ApprovalToken, CaseStatus, OutboxState, Outcome
from bot.vocabulary.dossier import TokenRecord
from bot.vocabulary.labels import Cause
from bot.vocabulary.reasons import SENTENCES, Reason
from tests.summary.desk import NOW, ZONE, case, draft, held, row

MAILS = (
    (3, "in", NOW - timedelta(days=1), "tom.ashdown@harbourandpine.example", "Re: Invoice\x1b[2J INV-1041"),
    (4, "out", NOW, "tom.ashdown@harbourandpine.example", "Re: Invoice INV-1041 - calculation [D-0042]"),
)


def record(approver: str = "ana@northlight.example", expires_at: datetime = NOW + timedelta(days=7)) -> TokenRecord:
    of = case()
    pending = draft(of, of.client_email)
    token = ApprovalToken("ab" * 32 if approver else "", pending.id, pending.hash, approver, "", NOW, expires_at)
    return TokenRecord(token, pending, of)


def test_cases_are_told_in_the_desks_zone() -> None:
    assert case_view.cases([case(causes=(Cause.TAX, Cause.PRICE))], ZONE) == [
        {
            "id": "D-0042",
            "status": "open",
            "client": "Harbour & Pine Ltd",
            "invoice": "INV-1041",
            "causes": ["tax", "price"],
            "opened_at": "2026-10-07T08:00:00+01:00",
            "due_at": "2026-10-10T08:00:00+01:00",
            "amount": "100.00 GBP",
        }
    ]


def test_a_case_of_which_little_is_known() -> None:
    told = case_view.cases([case(client_name="", invoice_numbers=(), causes=(), due_at=None, amount=None)], ZONE)[0]
    assert (told["client"], told["invoice"], told["causes"], told["due_at"], told["amount"]) == (case().client_email, None, [], None, None)


@pytest.mark.parametrize(("amount", "told"), [(Decimal("1E+2"), "100 GBP"), (Decimal("0.10"), "0.10 GBP")])
def test_amounts_are_never_in_powers_of_ten(amount: Decimal, told: str) -> None:
    assert case_view.cases([case(amount=amount)], ZONE)[0]["amount"] == told


def test_one_case_with_its_mails_and_the_answer_that_waits() -> None:
    told = case_view.case(case(), MAILS, [record(), record("ben@northlight.example")], ZONE)
    assert [mail["direction"] for mail in told["mails"]] == ["in", "out"]
    assert told["mails"][0]["at"] == "2026-10-07T08:00:00+01:00"
    assert told["pending"] == [
        {
            "draft": "draft-1",
            "to": "tom.ashdown@harbourandpine.example",
            "subject": "Re: Invoice INV-1041 - calculation [D-0042]",
            "body": "Dear Tom,\n\nthank you.\n",
            "approver": "ana@northlight.example",
            "agreed": [],
            "asked": ["ana@northlight.example", "ben@northlight.example"],
            "expires_at": "2026-10-15T08:00:00+01:00",
        }
    ]
    assert json.loads(json.dumps(told)) == told


def test_a_case_whose_contents_were_erased_says_so() -> None:
    told = case_view.case_text(case_view.case(case(client_name="", client_email=""), [(4, "out", NOW, "", "")], [], ZONE)).splitlines()
    assert told[1] == "client    unknown"
    assert told[-2:] == ["8 Oct 2026, 08:00  to an address that is erased or unreadable", "          no subject"]


@pytest.mark.parametrize("state", list(OutboxState))
def test_a_mail_of_ours_that_may_not_have_left_is_told_so(state: OutboxState) -> None:
    unsent = () if state is OutboxState.SENT else (row(state, queued_at=NOW),)
    told = case_view.case(case(), MAILS, [], ZONE, unsent)
    assert [mail.get("state") for mail in told["mails"]] == [None, state.value]
    sent = "  to tom.ashdown@harbourandpine.example\n" in case_view.case_text(told)
    assert sent is (state is OutboxState.SENT)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "America/New_York"])
def test_a_draft_nobody_was_asked_about_never_expires_in_any_zone(zone: str) -> None:
    unasked = record("", datetime.max.replace(tzinfo=UTC))
    pending = case_view.case(case(), (), [unasked], zone)["pending"][0]
    assert (pending["approver"], pending["expires_at"]) == (None, None)


def test_a_case_for_people() -> None:
    closed = case(status=CaseStatus.CLOSED, outcome=Outcome.CREDIT, closed_at=NOW)
    assert case_view.case_text(case_view.case(closed, MAILS, [record()], ZONE)).splitlines() == [
        "D-0042  closed, credit",
        "client    Harbour & Pine Ltd <tom.ashdown@harbourandpine.example>",
        "invoices  INV-1041",
        "causes    miscalculation",
        "amount    100.00 GBP",
        "opened    7 Oct 2026, 08:00",
        "due       10 Oct 2026, 08:00",
        "closed    8 Oct 2026, 08:00",
        "",
        "7 Oct 2026, 08:00  from tom.ashdown@harbourandpine.example",
        "          Re: Invoice [2J INV-1041",
        "8 Oct 2026, 08:00  to tom.ashdown@harbourandpine.example",
        "          Re: Invoice INV-1041 - calculation [D-0042]",
        "",
        "waits for ana@northlight.example, until 15 Oct 2026, 08:00; to",
        "          tom.ashdown@harbourandpine.example: Re: Invoice INV-1041 - calculation",
        "          [D-0042]",
        "| Dear Tom,",
        "|",
        "| thank you.",
    ]


def test_a_case_of_which_little_is_known_for_people() -> None:
    unknown = case(client_name="", client_email="", invoice_numbers=(), causes=(), due_at=None, amount=None)
    text = case_view.case_text(case_view.case(unknown, (), [record("")], ZONE))
    for words in ("client    unknown\n", "invoices  not known yet", "causes    not known yet", "amount    not stated", "due       -"):
        assert words in text
    assert "waits for a request (none was sent yet); to " in text


def entry(content: str | None) -> JournalEntry:
    return JournalEntry(5, "2026-10-08T07:00:00+00:00", "note", "D-0042", content, "aa", "bb", "cc")


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        ('{"event": "asked_again", "detail": "ana asked\\nagain.", "by": "ana"}', "asked_again ana asked again. ana"),
        ('{"nothing": "known"}', ""),
        ("[1, 2]", ""),
        (None, "(erased)"),
        (json.dumps({"detail": "x" * 500}), "x" * 120),
    ],
)
def test_the_journal_has_a_line_for_people_beside_what_is_hashed(content: str | None, summary: str) -> None:
    (told,) = case_view.journal([entry(content)], ZONE)
    assert told["summary"] == summary
    assert told["content"] == (json.loads(content) if content else None)
    assert told["at"] == "2026-10-08T08:00:00+01:00"
    assert (told["seq"], told["case"], told["content_sha256"], told["prev_hash"], told["entry_hash"]) == (5, "D-0042", "aa", "bb", "cc")


def test_held_mails_carry_the_reason_and_the_cure() -> None:
    (told,) = case_view.held([held(7, Reason.TOO_BIG)], ZONE)
    assert (told["id"], told["reason"], told["held_at"]) == (7, "TOO_BIG", "2026-10-08T03:00:00+01:00")
    assert (told["why"], told["cure"]) == SENTENCES[Reason.TOO_BIG]
    assert (told["from"], told["subject"], told["size_bytes"]) == ("somebody@far.example", "Your invoice", 4096)


def test_the_outbox() -> None:
    (told,) = case_view.outbox([row(OutboxState.REJECTED, last_answer="550 no")], ZONE)
    assert told == {
        "id": "out-1",
        "state": "rejected",
        "to": ["tom.ashdown@harbourandpine.example"],
        "case": "D-0042",
        "queued_at": "2026-10-08T06:00:00+01:00",
        "next_at": "2026-10-08T06:00:00+01:00",
        "tries": 1,
        "answer": "550 no",
    }


def test_who_was_asked_and_who_said_yes_is_told() -> None:
    first = record("ben@northlight.example")
    agreed = replace(first, draft=replace(first.draft, agreed=("ana@northlight.example",)))
    text = case_view.case_text(case_view.case(case(), (), [agreed], ZONE), 400)
    assert "waits for ben@northlight.example (ana@northlight.example said yes)" in text
