from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError
from bot.vocabulary.cases import CaseStatus, Outcome
from bot.vocabulary.doors import SendResult
from bot.vocabulary.effects import CloseCase, DigestMade, DraftReply, FileMail, Note, OpenCase, UpdateCase
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason
from tests.store.scene import NOW, approve, case, dispute, do, draft, kept, minutes, send

if TYPE_CHECKING:
    from bot.store.contract import Store

LATER = NOW + timedelta(hours=1)


def test_nothing_happened(store: Store) -> None:
    facts = store.digest_facts(None, NOW)
    assert (facts.from_at, facts.until_at, facts.fetched, facts.chain_length, facts.paused) == (NOW, NOW, 0, 0, False)


def test_each_kind_falls_into_its_column(store: Store) -> None:
    for mail_id, kind in zip(kept(store, len(Kind)), Kind, strict=True):
        do(store, FileMail(kind, Reason.TOO_BIG if kind is Kind.HELD else None), mail_id=mail_id)
    (old,) = kept(store)
    do(store, FileMail(Kind.CLIENT_MAIL, Reason.BEFORE_SINCE), mail_id=old)
    kept(store)
    facts = store.digest_facts(None, NOW)
    assert (facts.fetched, facts.handled, facts.held, facts.ignored) == (11, 4, 1, 6)
    assert (facts.history, facts.unread) == (1, 1)
    assert facts.by_reason == (("BEFORE_SINCE", 1), ("TOO_BIG", 1))
    assert [line.kind for line in facts.client_mails] == [Kind.STAFF_FORWARD, Kind.CLIENT_MAIL]
    assert len(facts.ignored_mails) == 5


def test_the_window_is_open_below_and_closed_above(store: Store) -> None:
    for mail_id, at in zip(kept(store, 3), (NOW, NOW + minutes(30), LATER), strict=True):
        do(store, FileMail(Kind.CLIENT_MAIL), mail_id=mail_id, now=at)
    assert store.digest_facts(NOW, LATER).fetched == 2
    assert store.digest_facts(LATER, LATER + minutes(1)).fetched == 0
    assert store.digest_facts(None, NOW).fetched == 1


def test_a_released_mail_counts_where_it_ends(store: Store) -> None:
    (mail_id,) = kept(store)
    do(store, FileMail(Kind.HELD, Reason.TNEF, sender="a@b.example", subject="Hm"), mail_id=mail_id)
    assert [held.subject for held in store.digest_facts(None, NOW).held_mails] == ["Hm"]
    store.release(mail_id, "mia", NOW + minutes(5))
    facts = store.digest_facts(None, LATER)
    assert (facts.fetched, facts.held, facts.unread) == (0, 0, 1)
    do(store, FileMail(Kind.CLIENT_MAIL), mail_id=mail_id, now=NOW + minutes(6))
    facts = store.digest_facts(None, LATER)
    assert (facts.fetched, facts.handled, facts.held) == (1, 1, 0)


def test_a_discarded_mail_was_held_on_its_day(store: Store) -> None:
    (mail_id,) = kept(store)
    do(store, FileMail(Kind.HELD, Reason.TNEF), mail_id=mail_id)
    store.discard(mail_id, "mia", LATER)
    facts = store.digest_facts(None, LATER)
    assert (facts.fetched, facts.held, facts.held_mails) == (1, 1, ())
    assert store.digest_facts(NOW, LATER).fetched == 0


def test_cases_of_the_day(store: Store) -> None:
    do(store, OpenCase(case(1, opened_at=NOW - timedelta(days=2), due_at=NOW)), OpenCase(case(2)), OpenCase(case(3)))
    do(store, CloseCase("D-0003", Outcome.PAID, "mia"), UpdateCase(case(2, status=CaseStatus.OVERDUE), "late"))
    facts = store.digest_facts(NOW - minutes(1), LATER)
    assert [found.id for found in facts.new_cases] == ["D-0002", "D-0003"]
    assert [found.id for found in facts.closed_cases] == ["D-0003"]
    assert [found.id for found in facts.open_cases] == ["D-0002", "D-0001"]
    assert [found.id for found in facts.overdue] == ["D-0001", "D-0002"]


def test_waiting_drafts_and_answers_that_left(store: Store) -> None:
    first, second = dispute(store, 1), dispute(store, 2, now=NOW + minutes(1))
    approve(store, first)
    send(store, "o-1", now=NOW + minutes(90))
    facts = store.digest_facts(None, NOW + minutes(90))
    assert [(w.draft.id, w.case.id, w.approver, w.asked_at) for w in facts.waiting] == [
        ("r-2", "D-0002", "mia@desk.example", second.token.created_at)
    ]
    assert [row.id for row in facts.sent] == ["o-1"]
    assert facts.acknowledge_hours == (Decimal("1.50"),)


def test_a_draft_waiting_without_a_request(store: Store) -> None:
    do(store, OpenCase(case()), DraftReply(draft()))
    (waiting,) = store.digest_facts(None, NOW).waiting
    assert (waiting.approver, waiting.asked_at) == ("", NOW)


def test_troubles_stay_until_settled(store: Store) -> None:
    approve(store, dispute(store))
    send(store, "o-1", SendResult.UNCERTAIN)
    assert [row.id for row in store.digest_facts(LATER, LATER + minutes(1)).troubled] == ["o-1"]
    store.give_up("o-1", "mia", LATER)
    assert store.digest_facts(LATER, LATER + minutes(1)).troubled == ()


def test_notes_of_no_case_are_repeated_once(store: Store) -> None:
    do(store, Note("watch", None, "the clock jumped"), Note("watch", None, "the clock jumped"), Note("watch", "D-0001", "inside"))
    assert store.digest_facts(None, NOW).notices == ("the clock jumped",)


def test_spf_23_what_a_person_should_change_is_repeated_for_thirty_days(store: Store) -> None:
    do(store, Note("no_dmarc", None, "x.example shows no DMARC"), Note("no_dmarc", None, "x.example shows no DMARC"))
    for days in (0, 1, 29):
        assert store.digest_facts(NOW if days else None, NOW + timedelta(days=days)).notices == ("x.example shows no DMARC",)
    assert store.digest_facts(NOW, NOW + timedelta(days=31)).notices == ()


def test_requests_that_ran_out_are_told_and_many_counted(store: Store) -> None:
    do(store, *(Note("draft_expired", "D-0001", f"request {number} ran out") for number in range(7)), Note("noted", "D-0001", "inside"))
    *told, more = store.digest_facts(None, NOW).notices
    assert told == [f"request {number} ran out" for number in range(5)]
    assert more == "2 more requests ran out unanswered; nothing was sent (`dispute-desk cases`)."


def test_one_digest_per_local_date(store: Store) -> None:
    assert store.last_digest() is None
    made = DigestMade(date(2026, 11, 23), NOW - timedelta(days=1), NOW, skipped=(date(2026, 11, 22),))
    do(store, made)
    assert store.last_digest() == (date(2026, 11, 23), NOW)
    with pytest.raises(StoreError):
        do(store, made)


def test_the_head_of_the_chain_is_told(store: Store) -> None:
    dispute(store)
    facts = store.digest_facts(None, NOW)
    *_, last = store.journal()
    assert (facts.chain_head, facts.chain_length) == (last.entry_hash, last.seq)
    report = store.verify()
    assert (report.entries, report.mails, report.head, report.broken) == (last.seq, 1, last.entry_hash, None)


def test_small_values(store: Store) -> None:
    assert store.meta("instance") is None
    store.set_meta("instance", "a")
    with store.transaction():
        store.set_meta("instance", "b")
    assert store.meta("instance") == "b"
