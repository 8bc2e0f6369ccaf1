from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError, UsageError
from bot.vocabulary.cases import CaseStatus, OutboxState, Outcome
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.effects import CloseCase, QueueMail
from bot.vocabulary.outgoing import Audience, StaffMail
from tests.store.scene import DAY, NOW, approve, dispute, do, kinds, minutes, outgoing, row, send, state

if TYPE_CHECKING:
    from bot.store.contract import Store


def receipt(outbox_id: str = "o-r", **changes: object) -> QueueMail:
    mail = outgoing(audience=Audience.STAFF, recipients=("mia@desk.example",), staff_mail=StaffMail.RECEIPT, case_id=None)
    return replace(QueueMail(outbox_id, mail, NOW, raw=b"receipt"), **changes)  # type: ignore[arg-type]


@pytest.fixture
def approved(store: Store) -> Store:
    """A store with one mail to a client ready to leave as `o-1`."""
    approve(store, dispute(store))
    return store


def test_a_row_comes_back_as_it_was_queued(approved: Store) -> None:
    (found,) = approved.due(NOW, 9)
    assert (found.id, found.audience, found.case_id, found.draft_id) == ("o-1", Audience.CLIENT, "D-0001", "r-1")
    assert (found.recipients, found.raw, found.tries) == (("ap@alder.example",), b"To: client\r\n\r\nThank you", 0)
    assert (found.allowed_numbers, found.promised_on, found.queued_at) == (("INV-1",), date(2026, 11, 26), NOW)


def test_sent(approved: Store) -> None:
    send(approved, "o-1", answer="250 2.0.0\r\nqueued as 7")
    found = row(approved, "o-1")
    assert (found.state, found.sent_at, found.last_answer, found.tries) == (OutboxState.SENT, NOW, "250 2.0.0 queued as 7", 1)
    assert approved.due(NOW + timedelta(days=9), 9) == ()
    assert kinds(approved, "D-0001")[-4:] == ["send_dialogue", "send_data", "send_sent", "case_waits_for_us"]


def test_sto_15_the_journal_lets_an_answer_go_once_and_again_only_by_a_persons_word(approved: Store) -> None:
    def clear() -> bool:
        return approved.clears(row(approved, "o-1"))

    assert clear()
    for name in ("draft_id", "approved_hash"):
        assert not approved.clears(replace(row(approved, "o-1"), **{name: "0" * 64}))  # type: ignore[arg-type]
    send(approved, "o-1", SendResult.DEFERRED, answer="451 later")
    assert clear()
    send(approved, "o-1", SendResult.UNCERTAIN, answer="cut", now=NOW + timedelta(hours=7))
    assert not clear()
    approved.resend("o-1", "ana", NOW + timedelta(hours=8))
    assert clear()
    send(approved, "o-1", now=NOW + timedelta(hours=9))
    assert not clear()


@pytest.mark.parametrize(("zone", "due"), [(None, "2026-11-26T23:59:59+00:00"), ("Europe/Berlin", "2026-11-26T22:59:59+00:00")])
def test_a_sent_answer_makes_us_owe_the_promised_day(approved: Store, zone: str | None, due: str) -> None:
    if zone:
        approved.set_meta("timezone", zone)
    send(approved, "o-1")
    case = approved.case("D-0001")
    assert case.status is CaseStatus.WAITING_US
    assert case.due_at is not None
    assert case.due_at.isoformat() == due


def test_a_closed_case_stays_closed(approved: Store) -> None:
    do(approved, CloseCase("D-0001", Outcome.PAID, "mia"))
    send(approved, "o-1")
    assert approved.case("D-0001").status is CaseStatus.CLOSED


def test_deferred_is_tried_again_when_its_time_comes(approved: Store) -> None:
    send(approved, "o-1", SendResult.DEFERRED, answer="451 later")
    assert state(approved, "o-1") is OutboxState.DEFERRED
    assert approved.due(NOW + minutes(4), 9) == ()
    assert [found.id for found in approved.due(NOW + minutes(5), 9)] == ["o-1"]
    assert not approved.begin_sending("o-1", NOW + minutes(9), NOW + minutes(4))
    send(approved, "o-1", now=NOW + minutes(6))
    assert row(approved, "o-1").tries == 2


def test_deferring_needs_a_time(approved: Store) -> None:
    approved.begin_sending("o-1", NOW + minutes(5), NOW)
    with pytest.raises(StoreError, match="next try"):
        approved.settle("o-1", SendOutcome(SendResult.DEFERRED), None, NOW)


def test_only_one_sender_gets_a_row(approved: Store) -> None:
    assert approved.begin_sending("o-1", NOW + minutes(5), NOW)
    assert not approved.begin_sending("o-1", NOW + minutes(5), NOW)
    assert not approved.begin_sending("o-404", NOW + minutes(5), NOW)


def test_the_phases_follow_each_other(approved: Store) -> None:
    with pytest.raises(StoreError, match="not in the state"):
        approved.begin_data("o-1", NOW)
    with pytest.raises(StoreError, match="not in the state"):
        approved.settle("o-1", SendOutcome(SendResult.SENT), None, NOW)
    send(approved, "o-1")
    with pytest.raises(StoreError, match="not in the state"):
        approved.settle("o-1", SendOutcome(SendResult.SENT), None, NOW)


def test_a_lease_that_ran_out_between_the_phases(approved: Store) -> None:
    approved.begin_sending("o-1", NOW + minutes(5), NOW)
    with pytest.raises(StoreError, match="too long"):
        approved.begin_data("o-1", NOW + timedelta(hours=2))
    assert state(approved, "o-1") is OutboxState.QUEUED


def test_phases_are_committed_by_themselves(approved: Store) -> None:
    with approved.transaction(), pytest.raises(StoreError, match="committed by itself"):
        approved.begin_sending("o-1", NOW + minutes(5), NOW)


def test_an_outcome_is_kept_with_what_else_follows_from_it_or_not_at_all(approved: Store) -> None:
    approved.begin_sending("o-1", NOW + minutes(5), NOW)
    approved.begin_data("o-1", NOW)
    entries = kinds(approved)

    def settle_and_fail() -> None:
        with approved.transaction():
            approved.settle("o-1", SendOutcome(SendResult.UNCERTAIN, "cut"), None, NOW)
            raise UsageError("what was to follow could not be done")

    with pytest.raises(UsageError):
        settle_and_fail()
    assert state(approved, "o-1") is OutboxState.SENDING_DATA
    assert kinds(approved) == entries


def test_uncertain_to_a_client_waits_for_a_person(approved: Store) -> None:
    send(approved, "o-1", SendResult.UNCERTAIN)
    assert state(approved, "o-1") is OutboxState.UNCERTAIN
    assert approved.due(NOW + timedelta(days=9), 9) == ()
    approved.resend("o-1", "mia", NOW)
    send(approved, "o-1")
    assert "resend" in kinds(approved, "D-0001")


def test_uncertain_to_staff_is_sent_once_more(store: Store) -> None:
    do(store, receipt())
    before = row(store, "o-r")
    send(store, "o-r", SendResult.UNCERTAIN)
    again = row(store, "o-r")
    assert (again.state, again.raw, again.message_id) == (OutboxState.QUEUED, before.raw, before.message_id)
    send(store, "o-r", SendResult.UNCERTAIN)
    assert state(store, "o-r") is OutboxState.UNCERTAIN


def test_recovering_after_a_crash(approved: Store) -> None:
    do(approved, receipt("o-r1"), receipt("o-r2"))
    for outbox_id in ("o-1", "o-r1", "o-r2"):
        approved.begin_sending(outbox_id, NOW + minutes(5), NOW)
    approved.begin_data("o-1", NOW)
    approved.begin_data("o-r2", NOW)
    changed = {found.id: found.state for found in approved.recover(NOW + minutes(1))}
    assert changed == {"o-1": OutboxState.UNCERTAIN, "o-r1": OutboxState.QUEUED, "o-r2": OutboxState.QUEUED}
    assert approved.recover(NOW + minutes(2)) == ()
    approved.begin_sending("o-r2", NOW + minutes(9), NOW + minutes(2))
    approved.begin_data("o-r2", NOW + minutes(2))
    assert [found.state for found in approved.recover(NOW + minutes(3))] == [OutboxState.UNCERTAIN]


def test_dialogues_of_clients_are_queued_again(approved: Store) -> None:
    approved.begin_sending("o-1", NOW + minutes(5), NOW)
    (found,) = approved.recover(NOW)
    assert (found.id, found.state) == ("o-1", OutboxState.QUEUED)


def test_rejected_and_refused(approved: Store) -> None:
    approved.begin_sending("o-1", NOW + minutes(5), NOW)
    approved.begin_data("o-1", NOW)
    approved.settle("o-1", SendOutcome(SendResult.REJECTED, "550 no", refused=("ap@alder.example",)), None, NOW)
    assert row(approved, "o-1").last_answer == "550 no; refused: ap@alder.example"
    facts = approved.digest_facts(None, NOW)
    assert [found.id for found in facts.troubled] == ["o-1"]
    assert ("SEND_REJECTED", 1) in facts.by_reason
    approved.give_up("o-1", "mia", NOW)
    assert state(approved, "o-1") is OutboxState.GIVEN_UP
    assert kinds(approved)[-1] == "give_up"


def test_sent_to_some_is_shown_as_trouble(approved: Store) -> None:
    approved.begin_sending("o-1", NOW + minutes(5), NOW)
    approved.settle("o-1", SendOutcome(SendResult.SENT, "250", refused=("x@alder.example",)), None, NOW)
    facts = approved.digest_facts(None, NOW)
    assert [found.id for found in facts.troubled] == ["o-1"]
    assert [found.id for found in facts.sent] == ["o-1"]
    assert facts.sent[0].raw == b""


def test_a_blocked_row_never_leaves(approved: Store) -> None:
    approved.block("o-1", "EGRESS_BLOCK", "a foreign number", NOW)
    assert state(approved, "o-1") is OutboxState.BLOCKED
    assert approved.due(NOW, 9) == ()
    assert not approved.begin_sending("o-1", NOW + minutes(5), NOW)
    with pytest.raises(UsageError, match="is blocked"):
        approved.resend("o-1", "mia", NOW)
    assert ("EGRESS_BLOCK", 1) in approved.digest_facts(None, NOW).by_reason


def test_pause_stops_everything(approved: Store) -> None:
    approved.set_paused(paused=True, by="mia", now=NOW)
    assert approved.paused()
    assert approved.due(NOW, 9) == ()
    assert not approved.begin_sending("o-1", NOW + minutes(5), NOW)
    approved.set_paused(paused=False, by="mia", now=NOW)
    assert [found.id for found in approved.due(NOW, 9)] == ["o-1"]
    assert [kind for kind in kinds(approved) if kind in {"pause", "resume"}] == ["pause", "resume"]


def test_postponing_is_told_once(approved: Store) -> None:
    for minute in (5, 10, 15):
        approved.postpone("o-1", NOW + minutes(minute), "3 a day", NOW)
    assert approved.due(NOW + minutes(14), 9) == ()
    assert kinds(approved).count("postpone") == 1
    approved.postpone("o-1", NOW, "60 an hour", NOW)
    assert kinds(approved).count("postpone") == 2


@pytest.mark.parametrize("step", ["resend", "give_up"])
def test_only_troubled_rows_are_settled_by_people(approved: Store, step: str) -> None:
    act = getattr(approved, step)
    with pytest.raises(UsageError, match="is queued"):
        act("o-1", "mia", NOW)
    with pytest.raises(UsageError, match="does not exist"):
        act("o-404", "mia", NOW)


def test_counters_of_mails_to_clients(store: Store) -> None:
    for number in (1, 2, 3, 4):
        approve(store, dispute(store, number), f"o-{number}")
    do(store, receipt())
    send(store, "o-1", now=NOW)
    later = NOW + timedelta(days=1)
    counts = store.send_counts("AP@alder.example", later, DAY + timedelta(days=1))
    assert (counts.recipient_today, counts.domain_hour, counts.all_hour) == (0, 0, 0)
    send(store, "o-2", SendResult.UNCERTAIN, now=later)
    send(store, "o-3", SendResult.DEFERRED, now=later)
    store.begin_sending("o-4", later + minutes(5), later)
    send(store, "o-r", now=later)
    counts = store.send_counts("AP@alder.example", later + minutes(1), DAY + timedelta(days=1))
    assert (counts.recipient_today, counts.domain_hour, counts.all_hour) == (2, 2, 2)
    counts = store.send_counts("other@alder.example", later + minutes(61), DAY + timedelta(days=1))
    assert (counts.recipient_today, counts.domain_hour, counts.all_hour) == (0, 0, 0)
    assert store.send_counts("ap@alder.example", later + minutes(61), DAY + timedelta(days=1)).recipient_today == 2


def test_mails_about_one_case_are_counted_by_the_day(store: Store) -> None:
    for number in (1, 2):
        approve(store, dispute(store, number), f"o-{number}")
        send(store, f"o-{number}", now=NOW)
    assert store.send_counts("ap@alder.example", NOW, DAY, "D-0001").case_today == 2
    assert store.send_counts("ap@alder.example", NOW, DAY, "D-0003").case_today == 0
    assert store.send_counts("ap@alder.example", NOW, DAY).case_today == 0
    assert store.send_counts("ap@alder.example", NOW, DAY + timedelta(days=1), "D-0001").case_today == 0


def test_oldest_first_and_bounded(store: Store) -> None:
    do(store, *(receipt(f"o-{number}") for number in range(5)))
    assert [found.id for found in store.due(NOW, 3)] == ["o-0", "o-1", "o-2"]
    assert [found.id for found in store.outbox()] == [f"o-{number}" for number in range(5)]


def test_an_id_names_one_mail_for_ever(store: Store) -> None:
    do(store, receipt("o-1"))
    with pytest.raises(StoreError):
        do(store, receipt("o-1"))


def test_out_01_an_uncertain_mail_that_is_found_among_the_sent_ones_is_sent(approved: Store) -> None:
    send(approved, "o-1", SendResult.UNCERTAIN, answer="broke off")
    approved.found_sent("o-1", "found in Sent", NOW + minutes(9))
    found = row(approved, "o-1")
    assert (found.state, found.sent_at, found.last_answer) == (OutboxState.SENT, NOW + minutes(9), "found in Sent")
    assert approved.case("D-0001").status is CaseStatus.WAITING_US
    approved.found_sent("o-1", "again", NOW + minutes(10))
    assert kinds(approved, "D-0001").count("send_found") == 1
    assert approved.digest_facts(NOW, NOW + minutes(10)).by_reason == ()


def test_copies_are_due_until_they_are_made(approved: Store) -> None:
    assert approved.uncopied(DAY, 9) == ()
    send(approved, "o-1")
    assert [found.id for found in approved.uncopied(DAY, 9)] == ["o-1"]
    assert approved.uncopied(NOW, 9) == ()
    approved.copied(["o-1"], NOW)
    assert approved.uncopied(DAY, 9) == ()


def test_message_ids_of_others_are_told_from_ours(approved: Store) -> None:
    ours = row(approved, "o-1").message_id
    assert approved.unknown_ids([ours, "x@y.example"]) == ("x@y.example",)
    assert approved.unknown_ids([]) == ()


def test_the_head_and_each_entry_can_be_asked_for(approved: Store) -> None:
    entries = list(approved.journal())
    assert approved.head() == (entries[-1].seq, entries[-1].entry_hash)
    assert approved.entry_hash(2) == entries[1].entry_hash
    assert approved.entry_hash(999) is None
