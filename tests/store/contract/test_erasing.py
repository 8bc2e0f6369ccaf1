from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import UsageError
from bot.store.journal import approves
from bot.vocabulary.accounts import Erasable
from bot.vocabulary.cases import OutboxState, Outcome
from bot.vocabulary.doors import Cursor
from bot.vocabulary.effects import CloseCase, FileMail, Note
from bot.vocabulary.labels import Kind
from tests.store.scene import CLIENT, NOW, SINCE, approve, arrival, dispute, do, kept, row, send

if TYPE_CHECKING:
    from bot.store.contract import Store

LATER = NOW + timedelta(days=40)
WHY = "older than [retention] days"
#: Words of the scene that only a client's mail, our answer to it or a decision about it holds.
PERSONAL = ("Wrong price", "Thank you", CLIENT, "alder", "root1@")


@pytest.fixture
def over(store: Store) -> Store:
    """A store with a case that was answered and closed, and a mail of the same client that belongs to none."""
    first = dispute(store)
    approve(store, first)
    send(store, "o-1")
    do(store, Note("seen", "D-0001", f"{CLIENT} rang us up."), CloseCase("D-0001", Outcome.CREDIT, "mia"))
    (other,) = kept(store)
    do(store, FileMail(Kind.CLIENT_MAIL, sender=CLIENT, subject="Wrong price, thank you"), mail_id=other)
    return store


def told(store: Store) -> str:
    """All that the store can still show, as one text."""
    entries = "".join(f"{entry.kind} {entry.content}" for entry in store.journal())
    cases = "".join(map(str, (*store.cases(), *(store.case_mails(case.id) for case in store.cases()), *store.outbox())))
    mails = "".join(str(store.raw_mail(mail_id)) + str(store.explanation(mail_id)) for mail_id in (1, 2))
    return entries + cases + mails + str(store.case_file("D-0001"))


def test_sto_08_contents_go_and_hashes_stay(over: Store) -> None:
    before = {entry.seq: entry.entry_hash for entry in over.journal()}
    assert all(word in told(over) for word in PERSONAL)
    over.erase(over.erasable(LATER, 9), "retention", WHY, LATER)
    for word in PERSONAL:
        assert word not in told(over), word
    assert {entry.seq: entry.entry_hash for entry in over.journal() if entry.seq in before} == before
    assert over.verify().broken is None
    assert over.raw_mail(1) == b""
    case = over.case("D-0001")
    assert (case.outcome, case.invoice_numbers, str(case.amount)) == (Outcome.CREDIT, ("INV-1",), "120.00")
    assert [entry.kind for entry in over.journal("D-0001") if entry.content is not None][-1] == "close_case"


def test_who_approved_what_can_be_shown_for_ever(over: Store) -> None:
    hash_ = row(over, "o-1").approved_hash
    over.erase(over.erasable(LATER, 9), "retention", WHY, LATER)
    assert any(approves(entry, "r-1", hash_) for entry in over.journal("D-0001"))
    assert [entry.content is not None for entry in over.journal("D-0001") if entry.kind == "approval"] == [True]


def test_sto_09_erasing_again_finds_nothing_and_changes_nothing(over: Store) -> None:
    what = over.erasable(LATER, 9)
    over.erase(what, "retention", WHY, LATER)
    assert not over.erasable(LATER, 9)
    over.erase(what, "retention", WHY, LATER)
    assert over.verify().broken is None


def test_only_what_is_over_for_long_enough_may_go(over: Store) -> None:
    dispute(over, 2)
    assert over.erasable(NOW, 9) == Erasable()
    found = over.erasable(LATER, 9)
    assert (found.cases, found.mails) == (("D-0001",), (2,))
    assert over.erasable(LATER, 0) == Erasable()


def test_a_case_that_is_open_or_has_a_message_under_way_is_not_erased(store: Store) -> None:
    approve(store, dispute(store))
    with pytest.raises(UsageError, match="only closed cases"):
        store.erase(Erasable(("D-0001",)), "mia", WHY, LATER)
    do(store, CloseCase("D-0001", Outcome.OTHER, "mia"))
    assert store.erasable(LATER, 9).cases == ()
    with pytest.raises(UsageError, match="not settled yet"):
        store.erase(Erasable(("D-0001",)), "mia", WHY, LATER)
    assert row(store, "o-1").raw
    assert row(store, "o-1").state is OutboxState.QUEUED


def test_what_a_person_wrote_is_found(over: Store) -> None:
    (foreign,) = kept(over)
    do(over, FileMail(Kind.CLIENT_MAIL, sender="eve@else.example"), mail_id=foreign)
    assert over.of_person(CLIENT.upper()) == Erasable(("D-0001",), (2,))
    assert over.of_person("eve@else.example") == Erasable((), (foreign,))
    assert not over.of_person("nobody@else.example")


def test_bytes_that_somebody_else_sent_too_stay_until_theirs_go(store: Store) -> None:
    same = (arrival("8", b"the same words"), arrival("9", b"the same words"))
    store.keep(same, Cursor("INBOX", 1, 9), SINCE, NOW)
    for mail in store.waiting(9):
        do(store, FileMail(Kind.CLIENT_MAIL, sender=f"a{mail.mail_id}@b.example"), mail_id=mail.mail_id)
    store.erase(Erasable(mails=(1,)), "mia", WHY, LATER)
    assert store.raw_mail(1) == b"the same words"
    assert store.verify().broken is None
    store.erase(Erasable(mails=(2,)), "mia", WHY, LATER)
    assert (store.raw_mail(1), store.raw_mail(2)) == (b"", b"")


def test_bytes_that_come_again_after_they_were_erased_are_kept_again(over: Store) -> None:
    raw = over.raw_mail(2)
    over.erase(over.erasable(LATER, 9), "retention", WHY, LATER)
    over.keep([arrival("77", raw)], Cursor("INBOX", 1, 77), SINCE, LATER)
    assert over.waiting(9)[-1].raw == raw
    assert over.verify().broken is None


def test_erased_messages_cannot_be_sent_again(over: Store) -> None:
    over.erase(over.erasable(LATER, 9), "retention", WHY, LATER)
    assert row(over, "o-1").raw == b""
    with pytest.raises(UsageError):
        over.resend("o-1", "mia", LATER)


def test_the_digest_tells_what_was_erased_and_what_was_refused(over: Store) -> None:
    over.erase(over.erasable(LATER, 9), "retention", WHY, LATER)
    over.refuse_erasure(("D-0002",), "mia", "Erasure was refused: case D-0002 is kept until 2036-01-01.", LATER)
    assert over.digest_facts(NOW, LATER).notices == (
        f"Erased: 1 case, 2 mails ({WHY}).",
        "Erasure was refused: case D-0002 is kept until 2036-01-01.",
    )
