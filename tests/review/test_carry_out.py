from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.review.carry_out import carry_out, settle
from bot.review.command import CommandKind, parse
from bot.vocabulary.cases import DraftState, Outcome
from bot.vocabulary.effects import AskApproval, CloseCase, DraftReply, Note, QueueMail, SettleDraft, SpendToken
from bot.vocabulary.outgoing import Audience, StaffMail, draft_hash
from bot.vocabulary.reasons import Reason
from tests.review.desk import ANA, BEN, DESK, asked, client_mail, context, draft, of_type

RECORD, TOKEN, _ = asked()
NOBODY = asked(draft(client_mail(recipients=())))[0]


def test_every_kind_has_its_action() -> None:
    for kind in CommandKind:
        assert settle(
            replace(parse("close paid"), kind=kind, argument={"close": "paid", "cause": "price"}.get(kind, "x")), RECORD, ANA, context()
        ).command


def test_the_command_line_goes_the_same_road_without_a_receipt() -> None:
    effects = carry_out(parse("approve"), RECORD, "cli:ana", context())
    assert [queued.mail.audience for queued in of_type(effects, QueueMail)] == [Audience.CLIENT]
    assert of_type(effects, SettleDraft)[0].by == "cli:ana"


def test_a_yes_with_nobody_to_receive_it_is_help() -> None:
    done = settle(parse("approve"), NOBODY, ANA, context())
    assert (done.command, done.reason) == ("help", Reason.PARTY_MISMATCH)
    assert [queued.mail.staff_mail for queued in of_type(done.effects, QueueMail)] == [StaffMail.HINT]
    assert "'SEND TO'" in of_type(done.effects, QueueMail)[0].mail.text


def test_a_date_too_close_is_moved_and_asked_again() -> None:
    done = settle(parse("approve"), RECORD, ANA, context(earliest_promise=date(2026, 10, 12)))
    assert (done.command, done.reason) == ("help", Reason.DRAFT_STALE)
    new = of_type(done.effects, DraftReply)[0].draft
    assert (new.promised_on, new.promised_text, new.hash) == (date(2026, 10, 12), "Monday, 12 October", draft_hash(new.mail))
    assert "by Monday, 12 October." in new.mail.text
    assert "by Monday, 12 October." in new.mail.html
    assert "9 October" not in new.mail.text + new.mail.html
    assert not [queued for queued in of_type(done.effects, QueueMail) if queued.mail.audience is Audience.CLIENT]


def test_a_date_that_cannot_be_moved_is_told() -> None:
    record = asked(replace(draft(), promised_text=""))[0]
    done = settle(parse("approve"), record, ANA, context(earliest_promise=date(2026, 10, 12)))
    assert (done.reason, of_type(done.effects, DraftReply)) == (Reason.DRAFT_STALE, [])


def test_reject_keeps_the_case_open() -> None:
    done = settle(parse("reject: wrong client\nsee mail"), RECORD, ANA, context())
    assert [(each.state, each.why) for each in of_type(done.effects, SettleDraft)] == [(DraftState.REJECTED, "wrong client see mail")]
    assert "stays open" in of_type(done.effects, QueueMail)[0].mail.text
    assert not of_type(done.effects, CloseCase)


def test_send_to_makes_a_version_with_that_recipient() -> None:
    done = settle(parse("send to pat@harbour.example"), NOBODY, ANA, context())
    new = of_type(done.effects, DraftReply)[0].draft
    assert (done.command, new.mail.recipients, new.version) == ("send_to", ("pat@harbour.example",), 2)
    assert new.hash == of_type(done.effects, AskApproval)[0].token.draft_hash != NOBODY.draft.hash
    assert [queued.mail.recipients for queued in of_type(done.effects, QueueMail)] == [(ANA,)]


@pytest.mark.parametrize("address", [DESK, "disputes+x@northlight.example", BEN])
def test_the_answer_never_goes_to_ourselves(address: str) -> None:
    done = settle(parse(f"send to {address}"), NOBODY, ANA, context())
    assert (done.command, done.reason) == ("send_to", Reason.RECIPIENT_FORBIDDEN)


def test_answer_is_a_new_draft_too() -> None:
    done = settle(parse("answer\nDear Tom, by Thursday, 9 October you hear from us."), RECORD, ANA, context())
    new = of_type(done.effects, DraftReply)[0].draft
    assert (new.template, new.promised_on) == ("answer", date(2026, 10, 9))


def test_corrections_are_noted_as_data() -> None:
    done = settle(parse("invoice INV-9\ncause price"), RECORD, ANA, context())
    details = [json.loads(note.detail) for note in of_type(done.effects, Note)]
    assert {"draft": "r-first", "invoice": "INV-9", "mail_id": 7} in details
    assert {"draft": "r-first", "cause": "price", "mail_id": 7} in details
    assert [queued.mail.staff_mail for queued in of_type(done.effects, QueueMail)] == [StaffMail.RECEIPT]
    assert "unchanged" in of_type(done.effects, QueueMail)[0].mail.text


@pytest.mark.parametrize(
    ("words", "outcome", "command"), [("close upheld", Outcome.UPHELD, "close"), ("not a dispute", Outcome.OTHER, "not_a_dispute")]
)
def test_closing_withdraws_the_draft(words: str, outcome: Outcome, command: str) -> None:
    done = settle(parse(words), RECORD, ANA, context())
    assert of_type(done.effects, CloseCase) == [CloseCase("D-0042", outcome, ANA)]
    assert of_type(done.effects, SettleDraft)[0].state is DraftState.WITHDRAWN
    assert done.command == command


def test_assign_passes_the_request_on() -> None:
    done = settle(parse(f"assign {BEN}"), RECORD, ANA, context())
    assert of_type(done.effects, SpendToken)[0].token_hash == RECORD.token.token_hash
    assert of_type(done.effects, AskApproval)[0].token.approver == BEN
    assert sorted(queued.mail.recipients[0] for queued in of_type(done.effects, QueueMail)) == [ANA, BEN]
    refused = settle(parse("assign eve@evil.example"), RECORD, ANA, context())
    assert (refused.command, of_type(refused.effects, AskApproval)) == ("assign", [])


@pytest.mark.parametrize(
    ("words", "said"),
    [("status", "still waits"), ("hold until Friday", "rests until Friday 9 October"), ("note call him", "log of the case")],
)
def test_receipts_say_what_happened(words: str, said: str) -> None:
    assert said in " ".join(of_type(settle(parse(words), RECORD, ANA, context()).effects, QueueMail)[0].mail.text.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("EDIT", "its text is missing"),
        ("Edit: change Tom to Thomas", "Write the whole new text"),
        ("cause nonsense", "miscalculation"),
        ("close it", "withdrawn"),
        ("hold until then", "day"),
        ("assign him", "One plain address"),
        ("looks good", "I was not sure"),
    ],
)
def test_a_hint_says_what_is_missing(words: str, said: str) -> None:
    done = settle(parse(words), RECORD, ANA, context())
    assert said in " ".join(done.said)
    assert done.command == "help"


def test_a_draft_that_does_not_wait_or_was_changed_is_left_alone() -> None:
    for changed in (replace(RECORD.draft, state=DraftState.APPROVED), replace(RECORD.draft, mail=client_mail("Dear Eve"))):
        done = settle(parse("approve"), replace(RECORD, draft=changed), ANA, context())
        assert (done.reason, of_type(done.effects, SettleDraft)) == (Reason.DRAFT_STALE, [])


def test_a_text_beyond_all_measure_is_help() -> None:
    assert settle(parse("EDIT\n" + "word " * 5_000), RECORD, ANA, context()).command == "help"
