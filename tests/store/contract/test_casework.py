from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError, UsageError
from bot.vocabulary.cases import CaseStatus, DraftState, OutboxState, Outcome
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.effects import (
    AskApproval,
    CloseCase,
    Decision,
    DraftReply,
    FileMail,
    MarkBounced,
    Note,
    OpenCase,
    SettleDraft,
    SpendToken,
    UpdateCase,
)
from bot.vocabulary.labels import Kind
from bot.vocabulary.outgoing import OutgoingFile
from tests.store.scene import (
    APPROVER,
    NOW,
    approve,
    case,
    client_mail,
    dispute,
    do,
    draft,
    kept,
    kinds,
    minutes,
    outgoing,
    request_mail,
    row,
    send,
    state,
    token,
)

if TYPE_CHECKING:
    from bot.store.contract import Store


def test_a_case_comes_back_as_it_was(store: Store) -> None:
    opened = case(42, due_at=NOW + minutes(9), subject="Größe \x00 \ud800")
    do(store, OpenCase(opened))
    assert store.case("D-0042") == opened
    assert store.next_case() == 43
    with pytest.raises(UsageError, match="no case D-0001"):
        store.case("D-0001")


def test_cases_change_and_close(store: Store) -> None:
    do(store, OpenCase(case(1)), OpenCase(case(2)))
    do(store, UpdateCase(case(1, status=CaseStatus.OVERDUE), "late"), CloseCase("D-0002", Outcome.CREDIT, "mia"))
    assert [found.id for found in store.cases()] == ["D-0002", "D-0001"]
    assert [found.id for found in store.cases(include_closed=False)] == ["D-0001"]
    closed = store.case("D-0002")
    assert (closed.status, closed.outcome, closed.closed_at) == (CaseStatus.CLOSED, Outcome.CREDIT, NOW)
    assert kinds(store, "D-0002") == ["open_case", "close_case"]


def test_a_draft_with_files_comes_back_as_it_was(store: Store) -> None:
    files = (OutgoingFile("sum.csv", "text/csv", b"\x00\xff"),)
    wanted = draft(mail=outgoing(files=files, references=("a@b",)))
    do(store, OpenCase(case()), DraftReply(wanted), AskApproval(token(wanted)))
    (record,) = store.pending("D-0001")
    assert (record.draft, record.token, record.case) == (wanted, token(wanted), case())


def test_effects_that_build_on_others_may_come_first(store: Store) -> None:
    (mail_id,) = kept(store)
    wanted = draft()
    do(
        store,
        AskApproval(token(wanted)),
        DraftReply(wanted),
        OpenCase(case()),
        FileMail(Kind.CLIENT_MAIL, case_id="D-0001"),
        mail_id=mail_id,
    )
    assert kinds(store)[1:] == ["file_mail", "open_case", "draft_reply", "ask_approval"]
    assert [mail[:2] for mail in store.case_mails("D-0001")] == [(mail_id, "in")]


def test_approving_spends_all_tokens_and_queues_once(store: Store) -> None:
    made = dispute(store)
    do(store, AskApproval(token(made.draft, "second", approver="Leo@desk.example")))
    assert [record.token.approver for record in store.pending("D-0001")] == [APPROVER, "leo@desk.example"]
    approve(store, made)
    assert store.pending("D-0001") == ()
    queued = row(store, "o-1")
    assert store.clears(queued)
    assert not store.clears(replace(queued, approved_hash="0" * 64))
    assert not store.clears(replace(queued, approved_hash=""))
    assert not store.clears(replace(queued, draft_id="r-2"))
    with pytest.raises(StoreError, match="decided before"):
        approve(store, made, "o-2")
    with pytest.raises(StoreError):
        do(store, client_mail(made.draft, "o-3"))
    assert [found.id for found in store.outbox([OutboxState.QUEUED])] == ["o-1"]


def test_no_mail_to_a_client_without_its_yes(store: Store) -> None:
    made = dispute(store)
    with pytest.raises(StoreError, match="no approved draft"):
        do(store, client_mail(made.draft))
    with pytest.raises(StoreError, match="no approved draft"):
        do(store, SettleDraft("r-1", DraftState.APPROVED, "mia"), client_mail(made.draft, approved_hash="0" * 64))
    with pytest.raises(StoreError, match="no approved draft"):
        do(store, SettleDraft("r-1", DraftState.REJECTED, "mia"), client_mail(made.draft))
    assert [record.draft.state for record in store.pending("D-0001")] == [DraftState.PENDING]
    assert [found.id for found in store.outbox()] == ["o-ask-t1"]


def test_one_pending_draft_per_case(store: Store) -> None:
    dispute(store)
    with pytest.raises(StoreError, match="two pending drafts"):
        do(store, DraftReply(draft("r-2")))
    do(store, DraftReply(draft("r-2", version=2)), SettleDraft("r-1", DraftState.SUPERSEDED, "desk"))
    (record,) = store.pending("D-0001")
    assert (record.draft.id, record.token.token_hash, record.token.approver) == ("r-2", "", "")


def test_a_spent_token_is_not_pending(store: Store) -> None:
    made = dispute(store)
    do(store, SpendToken(made.token.token_hash, "used by a stranger"))
    (record,) = store.pending("D-0001")
    assert record.token.token_hash == ""


def test_requests_not_sent_are_withdrawn_and_those_sent_lose_their_bytes(store: Store) -> None:
    made = dispute(store)
    do(store, AskApproval(token(made.draft, "second")), request_mail(made.draft, "second"))
    send(store, "o-ask-t1")
    assert row(store, "o-ask-t1").raw
    approve(store, made)
    assert (state(store, "o-ask-t1"), row(store, "o-ask-t1").raw) == (OutboxState.SENT, b"")
    assert (state(store, "o-ask-second"), row(store, "o-ask-second").raw) == (OutboxState.GIVEN_UP, b"")
    assert row(store, "o-1").raw
    with pytest.raises(UsageError, match="withdrawn"):
        store.resend("o-ask-second", "mia", NOW)
    assert [found.id for found in store.due(NOW, 9)] == ["o-1"]


@pytest.mark.parametrize("result", list(SendResult))
def test_a_request_on_its_way_when_its_draft_is_decided(store: Store, result: SendResult) -> None:
    made = dispute(store)
    assert store.begin_sending("o-ask-t1", NOW + minutes(5), NOW)
    approve(store, made)
    assert row(store, "o-ask-t1").raw
    store.begin_data("o-ask-t1", NOW)
    store.settle("o-ask-t1", SendOutcome(result, "words"), NOW + minutes(5), NOW)
    assert row(store, "o-ask-t1").raw == b""
    assert state(store, "o-ask-t1") in {OutboxState.SENT, OutboxState.REJECTED, OutboxState.GIVEN_UP}


def test_drafts_expire_when_their_last_token_does(store: Store) -> None:
    made = dispute(store)
    do(store, AskApproval(token(made.draft, "later", expires_at=NOW + timedelta(days=9))))
    assert store.expire(NOW + timedelta(days=8)) == ()
    (record,) = store.expire(NOW + timedelta(days=9))
    assert record.draft.id == "r-1"
    do(store, SettleDraft("r-1", DraftState.EXPIRED, "desk"))
    assert store.expire(NOW + timedelta(days=9)) == ()


def test_cases_past_their_date(store: Store) -> None:
    due = NOW + timedelta(days=1)
    statuses = [CaseStatus.OPEN, CaseStatus.WAITING_US, CaseStatus.WAITING_CLIENT, CaseStatus.OVERDUE, CaseStatus.CLOSED]
    do(store, *(OpenCase(case(number, status=status, due_at=due)) for number, status in enumerate(statuses, 1)), OpenCase(case(9)))
    assert store.mark_overdue(due) == ()
    assert [found.id for found in store.mark_overdue(due + minutes(1))] == ["D-0001", "D-0002"]


def test_a_decision_is_all_or_nothing(store: Store) -> None:
    (mail_id,) = kept(store)
    before = kinds(store)
    with pytest.raises(UsageError):
        do(store, FileMail(Kind.CLIENT_MAIL), OpenCase(case()), CloseCase("D-0404", Outcome.PAID, "mia"), mail_id=mail_id)
    assert kinds(store) == before
    assert store.cases() == ()
    assert len(store.waiting(9)) == 1


def test_a_savepoint_is_undone_alone(store: Store) -> None:
    with store.transaction():
        with store.savepoint():
            store.apply(0, _note("first"), "", NOW)
        with pytest.raises(UsageError), store.savepoint():  # noqa: PT012 - the first statement must be undone by the second
            store.apply(0, _note("second"), "", NOW)
            store.case("D-0404")
        with store.savepoint():
            store.apply(0, _note("third"), "", NOW)
    details = [json.loads(entry.content or "")["detail"] for entry in store.journal()]
    assert details == ["first", "third"]


def _note(detail: str) -> Decision:
    return Decision((Note("remark", None, detail, "mia"),))


def test_applying_needs_a_transaction(store: Store) -> None:
    with pytest.raises(StoreError, match="inside a transaction"):
        store.apply(0, _note("x"), "", NOW)
    with store.transaction(), pytest.raises(StoreError, match="committed by itself"), store.transaction():
        pass


def test_a_mail_nobody_settles_is_settled_by_the_report(store: Store) -> None:
    (mail_id,) = kept(store)
    do(store, Note("remark", None, "nothing else"), mail_id=mail_id)
    assert store.waiting(9) == ()


def test_the_journal_holds_no_token_and_no_request_text(store: Store) -> None:
    made = dispute(store)
    approve(store, made)
    text = "".join(entry.content or "" for entry in store.journal())
    assert "+t1@" not in text
    assert "ref: t1" not in text
    assert "please decide" not in text
    assert "Grüße" in text
    assert "approval" in kinds(store, "D-0001")


def test_a_bounce_is_written_to_its_case(store: Store) -> None:
    made = dispute(store)
    approve(store, made)
    do(store, MarkBounced("outr-1@desk.example", ("ap@alder.example",)))
    assert kinds(store, "D-0001")[-1] == "mark_bounced"
    assert store.digest_facts(None, NOW).bounces == 1


def test_mails_of_a_case_in_order_of_time(store: Store) -> None:
    made = dispute(store)
    approve(store, made)
    send(store, "o-1", now=NOW + minutes(3))
    found = store.case_mails("D-0001")
    assert [(mail[1], mail[2], mail[3]) for mail in found] == [
        ("in", NOW, "ap@alder.example"),
        ("out", NOW + minutes(3), "ap@alder.example"),
    ]


def test_text_that_sqlite_cannot_hold(store: Store) -> None:
    (mail_id,) = kept(store)
    bad = "a\x00b\ud800c"
    filed = FileMail(Kind.CLIENT_MAIL, sender=bad, subject=bad, message_id=bad, fingerprint=bad, inner_message_id=bad, writer=bad)
    do(store, filed, Note("remark", None, bad, bad), mail_id=mail_id, explanation=bad)
    assert store.explanation(mail_id) == "a\ufffdb\ufffdc"
    do(store, OpenCase(replace(case(), subject=bad, client_name=bad, client_key=bad, client_email=bad, root_message_id=bad)))
    assert store.case("D-0001").subject == bad
