from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError
from bot.vocabulary.books import Books
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import Agree, AskApproval, CountHint, DraftReply, OpenCase, PutOff, Remind, SettleDraft
from tests.store.scene import APPROVER, NOW, ask, case, do, draft, invoice, kinds, minutes, token

if TYPE_CHECKING:
    from bot.store.contract import Store

OTHER = "zoe@desk.example"


def two_asked(store: Store) -> None:
    waiting = draft()
    do(
        store,
        OpenCase(case()),
        DraftReply(waiting),
        AskApproval(token(waiting, "t1", created_at=NOW)),
        AskApproval(token(waiting, "t2", approver=OTHER, created_at=NOW)),
    )


def test_a_voice_is_remembered_and_its_tokens_are_spent(store: Store) -> None:
    two_asked(store)
    assert store.pending("D-0001")[0].asked == (APPROVER, OTHER)
    do(store, Agree("r-1", draft().hash, APPROVER))
    (record,) = store.pending("D-0001")
    assert (record.token.approver, record.asked, record.draft.agreed) == (OTHER, (OTHER,), (APPROVER,))
    assert (record.draft.mail, record.draft.hash) == (draft().mail, draft().hash)
    assert kinds(store)[-1] == "agree"
    assert store.verify().broken is None


def test_only_the_very_draft_that_waits_is_agreed_to(store: Store) -> None:
    two_asked(store)
    with pytest.raises(StoreError):
        do(store, Agree("r-1", "0" * 64, APPROVER))
    do(store, SettleDraft("r-1", DraftState.REJECTED, APPROVER))
    for late in (Agree("r-1", draft().hash, APPROVER), Remind("r-1", 1), PutOff("r-1", NOW, NOW)):
        with pytest.raises(StoreError):
            do(store, late)


def test_requests_without_an_answer_are_found_until_they_were_brought_to_mind(store: Store) -> None:
    two_asked(store)
    later = NOW + minutes(60)
    assert store.unanswered(NOW - minutes(1), later, 2) == ()
    assert [record.token.approver for record in store.unanswered(NOW, later, 2)] == [APPROVER, OTHER]
    do(store, Remind("r-1", 1))
    assert store.unanswered(NOW, later, 1) == ()
    assert store.unanswered(NOW, later, 2)[0].draft.reminded == 1
    do(store, Agree("r-1", draft().hash, APPROVER))
    assert [record.token.approver for record in store.unanswered(NOW, later, 2)] == [OTHER]


def test_a_draft_put_off_is_found_on_its_day_and_lives_longer(store: Store) -> None:
    two_asked(store)
    do(store, Remind("r-1", 1), PutOff("r-1", NOW + minutes(600), NOW + minutes(90_000)))
    assert store.unanswered(NOW - minutes(1), NOW + minutes(599), 1) == ()
    found = store.unanswered(NOW - minutes(1), NOW + minutes(600), 1)
    assert [(record.draft.held_until, record.draft.reminded) for record in found] == [(NOW + minutes(600), 0)] * 2
    assert store.expire(NOW + minutes(89_999)) == ()
    assert len(store.expire(NOW + minutes(90_000))) == 1


def test_hints_and_requests_of_one_draft_count_together(store: Store) -> None:
    waiting = draft()
    first, second = token(waiting, "t1"), token(waiting, "t2")
    do(store, OpenCase(case()), DraftReply(waiting), AskApproval(first), AskApproval(second), CountHint(first.token_hash, APPROVER))
    records = dict(ask(store, token_hashes=(first.token_hash, second.token_hash)).tokens_by_hash)
    assert {(record.token.hinted, record.requests) for record in records.values()} == {(1, 2)}


def test_totals_are_found_however_the_number_is_spelt(store: Store) -> None:
    store.import_books(Books(invoices=(invoice("INV-1", total="120"), invoice("INV-9", total="7"))), NOW)
    key = store.books().invoices[0].client_key
    assert store.invoice_totals(key, ("inv 1",)) == (Decimal(120),)
    assert sorted(store.invoice_totals("", ("INV-1", "INV-9", "INV-7"))) == [7, 120]
    assert store.invoice_totals("nobody", ("INV-1",)) == ()
    assert store.invoice_totals(key, ()) == ()


def test_who_is_listed_is_read_from_the_books_as_they_are(store: Store) -> None:
    store.import_books(Books(invoices=(invoice("INV-1"),)), NOW)
    key = store.books().invoices[0].client_key
    assert store.lists(key, "AP@alder.example")
    assert store.lists(key, "somebody@alder.example")
    assert not store.lists(key, "ap@birch.example")
    assert not store.lists("nobody", "ap@alder.example")
