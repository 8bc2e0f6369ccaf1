from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.review.decide import rule
from bot.review.facts import RequestFacts
from bot.review.request import ask
from bot.vocabulary.cases import WARNED, DraftState
from bot.vocabulary.dossier import TokenRecord
from bot.vocabulary.effects import AskApproval, CountHint, Decision, DraftReply, FileMail, Note, QueueMail, SettleDraft, SpendToken
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Proof
from bot.vocabulary.outgoing import Audience, StaffMail, draft_hash
from bot.vocabulary.reasons import Reason
from tests.review.desk import ANA, BEN, NOW, POLICY, TOM, CountingMint, asked, context, dossier, of_type, reply

RECORD, TOKEN, REQUEST = asked()


def decided(words: str, record: TokenRecord = RECORD, **changes: object) -> Decision:
    return rule(reply(words, TOKEN), dossier(record), context(**changes))


def sent_to(decision: Decision) -> list[str]:
    return [address for queued in of_type(decision.effects, QueueMail) for address in queued.mail.recipients]


def test_a_yes_sends_exactly_the_draft_once() -> None:
    decision = decided("Approve\n\nAna")
    client, receipt = of_type(decision.effects, QueueMail)
    assert client.mail == RECORD.draft.mail
    assert (client.approved_hash, client.draft_id, client.date_at) == (RECORD.draft.hash, RECORD.draft.id, NOW)
    assert (client.promised_on, client.allowed_numbers) == (RECORD.draft.promised_on, ("INV-1041",))
    assert (receipt.mail.recipients, receipt.mail.staff_mail) == ((ANA,), StaffMail.RECEIPT)
    assert "On its way to tom@harbour.example" in receipt.mail.text
    assert "INV-1041" in receipt.mail.text
    assert receipt.mail.in_reply_to == "reply@mail.example"
    assert TOKEN not in receipt.mail.text + receipt.mail.reply_to
    assert [each.state for each in of_type(decision.effects, SettleDraft)] == [DraftState.APPROVED]
    assert RECORD.draft.hash in of_type(decision.effects, Note)[0].detail
    assert decision.effects[0] == FileMail(
        Kind.APPROVER_REPLY, None, "D-0042", sender=ANA, subject="Re: [D-0042]", message_id="reply@mail.example", proven=True
    )
    assert (decision.report.command, decision.report.reason, decision.report.draft) == ("approve", None, None)


def test_the_settling_comes_before_the_mail() -> None:
    kinds = [type(effect) for effect in decided("approve").effects]
    assert kinds.index(SettleDraft) < kinds.index(QueueMail)


@pytest.mark.parametrize("words", ["looks good", "👍", "approve?", "", "approve all", "approve\nreject"])
def test_help_tells_once_and_sends_nothing(words: str) -> None:
    decision = decided(words)
    assert decision.report.command == "help"
    assert [queued.mail.staff_mail for queued in of_type(decision.effects, QueueMail)] == [StaffMail.HINT]
    assert of_type(decision.effects, CountHint) == [CountHint(RECORD.token.token_hash, ANA)]
    assert not of_type(decision.effects, SettleDraft)
    hinted = replace(RECORD, token=replace(RECORD.token, hinted=1))
    assert not of_type(decided(words, hinted).effects, QueueMail)
    assert not of_type(rule(reply(words, TOKEN), replace(dossier(RECORD), hints_today=3), context()).effects, QueueMail)


def test_the_hint_says_what_was_heard() -> None:
    hint = of_type(decided("looks good, doesn't it").effects, QueueMail)[0].mail
    flat = " ".join(hint.text.split())
    assert "I was not sure whether 'looks good, doesn't it' is a yes, so nothing was sent." in flat
    assert "The word 'APPROVE' alone would do it" in flat


def test_an_edit_comes_back_with_a_token_of_its_own() -> None:
    decision = decided("EDIT\n\nDear Tom,\n\nwe look into {{ it }}.\n\nAna")
    new = of_type(decision.effects, DraftReply)[0].draft
    assert new.mail.text == "Dear Tom,\n\nwe look into {{ it }}.\n\nAna\n"
    assert (new.version, new.template, new.promised_on, decision.report.command) == (2, "edited", None, "edit")
    assert new.mail.message_id != RECORD.draft.mail.message_id
    assert of_type(decision.effects, AskApproval)[0].token.draft_hash == new.hash == decision.report.draft.hash  # type: ignore[union-attr]
    assert [(each.draft_id, each.state) for each in of_type(decision.effects, SettleDraft)] == [("r-first", DraftState.SUPERSEDED)]
    assert sent_to(decision) == [ANA]
    assert "| we look into {{ it }}." in of_type(decision.effects, QueueMail)[0].mail.text
    assert "| - thank you for going through" in of_type(decision.effects, QueueMail)[0].mail.text


@pytest.mark.parametrize("text", ["see INV-2001", f"write to disputes+{TOKEN}@northlight.example"])
def test_an_edit_may_not_name_what_must_not_leave(text: str) -> None:
    decision = decided(f"EDIT\nDear Tom,\n{text}")
    assert (decision.report.command, decision.report.reason) == ("help", Reason.EGRESS_BLOCK)
    assert not of_type(decision.effects, DraftReply)


def test_apr_23_fifty_requests_wait_and_each_token_decides_its_own_draft() -> None:
    """APR-23: whatever order they are answered in, the receipt names client, invoice and amount."""
    waiting = []
    for number in range(50):
        mail = replace(
            RECORD.draft.mail, message_id=f"draft-{number}@northlight.example", recipients=(f"c{number}@client{number}.example",)
        )
        each = replace(RECORD.draft, id=f"r-{number}", case_id=f"D-{number:04d}", mail=mail, hash=draft_hash(mail))
        case = replace(RECORD.case, id=each.case_id, client_name=f"Client {number}", invoice_numbers=(f"INV-{number}",))
        request, _ = ask(RequestFacts(each, case), ANA, POLICY, NOW, CountingMint(number * 10))
        waiting.append(TokenRecord(request.token, each, case))
    whole = dossier(*waiting)
    for record in reversed(waiting):
        decision = rule(reply("approve", ids=(record.token.message_id,)), whole, context())
        client, receipt = of_type(decision.effects, QueueMail)
        assert (client.draft_id, client.mail.recipients) == (record.draft.id, record.draft.mail.recipients)
        assert f"{record.case.client_name}, {record.case.invoice_numbers[0]}, £100.00" in receipt.mail.text


def test_apr_12_no_token_is_refused_without_an_answer() -> None:
    """APR-12: twenty misses in an hour are told as guessing."""
    decision = rule(reply("approve", proof=Proof.NONE), dossier(RECORD), context())
    assert decision.effects == (
        FileMail(Kind.APPROVER_REPLY, Reason.TOKEN_UNKNOWN, None, sender=ANA, subject="Re: [D-0042]", message_id="reply@mail.example"),
    )
    assert (decision.report.command, decision.report.reason) == ("refuse", Reason.TOKEN_UNKNOWN)
    guessing = rule(reply("approve", "0" * 26), replace(dossier(RECORD), token_misses_hour=20), context())
    assert of_type(guessing.effects, Note)[0].event == "token_guessing"


@pytest.mark.parametrize("sender", [TOM, BEN, "eve@evil.example"])
def test_a_token_in_foreign_hands_is_burnt_and_its_approver_asked_anew(sender: str) -> None:
    decision = rule(reply("approve", TOKEN, sender), dossier(RECORD), context())
    assert decision.report.command == "refuse"
    assert decision.report.reason is Reason.TOKEN_OTHER_USER
    assert of_type(decision.effects, SpendToken)[0].token_hash == RECORD.token.token_hash
    assert sent_to(decision) == [ANA]
    request = of_type(decision.effects, QueueMail)[0].mail
    assert request.staff_mail is StaffMail.APPROVAL
    assert "left your mailbox" in " ".join(request.text.split())
    assert of_type(decision.effects, AskApproval)[0].token.token_hash != RECORD.token.token_hash


def test_the_request_of_a_removed_approver_goes_to_the_first_one() -> None:
    decision = rule(reply("approve", TOKEN), dossier(RECORD), context(policy=replace(POLICY, approvers=(BEN,))))
    assert sent_to(decision) == [BEN]


@pytest.mark.parametrize("proof", [Proof.FAILED, Proof.NONE, Proof.UNTRUSTED])
def test_an_unproven_reply_warns_the_approver_once(proof: Proof) -> None:
    decision = rule(reply("approve", TOKEN, proof=proof), dossier(RECORD), context())
    assert decision.report.command == "refuse"
    assert [queued.mail.staff_mail for queued in of_type(decision.effects, QueueMail)] == [StaffMail.ALERT]
    assert not of_type(decision.effects, SettleDraft)
    hinted = replace(RECORD, token=replace(RECORD.token, hinted=WARNED))
    assert not of_type(rule(reply("approve", TOKEN, proof=proof), dossier(hinted), context()).effects, QueueMail)


def test_without_a_set_up_nothing_is_sent_and_the_reason_says_why() -> None:
    decision = rule(reply("approve", TOKEN, proof=Proof.UNCONFIGURED), dossier(RECORD), context())
    assert len(decision.effects) == 1
    assert any("authserv_id" in reason for reason in decision.reasons)


@pytest.mark.parametrize(
    ("state", "reason"),
    [(DraftState.APPROVED, Reason.TOKEN_USED), (DraftState.SUPERSEDED, Reason.DRAFT_STALE)],
)
def test_a_closed_draft_is_ignored_with_one_hint(state: DraftState, reason: Reason) -> None:
    closed = TokenRecord(replace(RECORD.token, used_at=NOW - timedelta(hours=1)), replace(RECORD.draft, state=state), RECORD.case)
    decision = rule(reply("approve", TOKEN), dossier(closed), context())
    assert (decision.report.command, decision.report.reason) == ("ignore", reason)
    assert [queued.mail.staff_mail for queued in of_type(decision.effects, QueueMail)] == [StaffMail.HINT]


@pytest.mark.parametrize(("words", "asked_again"), [("approve", True), ("who is this?", True), ("reject", False)])
def test_an_answer_to_an_expired_draft_brings_it_back_unless_it_says_no(words: str, asked_again: bool) -> None:  # noqa: FBT001 - a table
    expired = TokenRecord(replace(RECORD.token, used_at=NOW), replace(RECORD.draft, state=DraftState.EXPIRED), RECORD.case)
    decision = rule(reply(words, TOKEN), dossier(expired), context())
    assert (decision.report.command, decision.report.reason) == ("ignore", Reason.TOKEN_EXPIRED)
    assert [queued.mail.staff_mail for queued in of_type(decision.effects, QueueMail)] == [
        StaffMail.APPROVAL if asked_again else StaffMail.HINT
    ]
    assert len(of_type(decision.effects, DraftReply)) == asked_again
    assert not of_type(decision.effects, SettleDraft)


def test_a_proven_approver_without_any_request_gets_a_hint() -> None:
    decision = rule(reply("approve"), dossier(RECORD), context())
    assert (decision.report.command, decision.report.reason) == ("refuse", Reason.TOKEN_UNKNOWN)
    assert [queued.mail.staff_mail for queued in of_type(decision.effects, QueueMail)] == [StaffMail.HINT]
    assert not of_type(rule(reply("approve", "0" * 26), dossier(RECORD), context()).effects, QueueMail)


def test_text_and_html_that_differ_are_a_conflict() -> None:
    said = reply("approve", TOKEN)
    differs = replace(said, arrived=replace(said.arrived, message=replace(said.arrived.message, other_text="reject")))
    assert rule(differs, dossier(RECORD), context()).report.reason is Reason.CMD_CONFLICT
    same = replace(said, arrived=replace(said.arrived, message=replace(said.arrived.message, other_text="Approve\n\nThanks")))
    assert rule(same, dossier(RECORD), context()).report.command == "approve"
    nothing = replace(said, arrived=replace(said.arrived, notes=("text_html_differ",)))
    assert rule(nothing, dossier(RECORD), context()).report.reason is Reason.CMD_CONFLICT


def test_a_late_yes_is_asked_again() -> None:
    late = replace(RECORD, token=replace(RECORD.token, expires_at=NOW))
    decision = decided("approve", late)
    assert (decision.report.command, decision.report.reason) == ("ignore", Reason.TOKEN_EXPIRED)
    assert of_type(decision.effects, QueueMail)[0].mail.staff_mail is StaffMail.APPROVAL
    assert of_type(decision.effects, SpendToken)


def test_one_mail_at_most_to_each_of_us_and_no_token_but_in_the_request() -> None:
    for words in (
        "approve",
        "reject",
        "EDIT\nx",
        "status",
        "hold until Friday",
        "close paid",
        "assign ben@northlight.example",
        "eh",
        "note x",
    ):
        decision = decided(words)
        assert len(sent_to(decision)) == len(set(sent_to(decision)))
        for queued in of_type(decision.effects, QueueMail):
            assert TOKEN not in queued.mail.text + queued.mail.html + queued.mail.reply_to
            assert queued.mail.audience is Audience.STAFF or not queued.mail.staff_mail
