from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError, UsageError
from bot.vocabulary.doors import Cursor, FolderState
from bot.vocabulary.effects import FileMail, Hold
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason
from tests.store.scene import NOW, SINCE, arrival, ask, begin, do, keep, kept, kinds

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.doors import Arrival


def bytes_kept(store: Store) -> list[bytes]:
    return [mail.raw for mail in store.waiting(1000)]


def test_every_arrival_is_one_row_with_its_bytes_in_order(store: Store) -> None:
    begin(store)
    mails = [arrival("5", b"\x00\xff bytes"), arrival("7", b"same"), arrival("9", b"same")]
    assert store.keep(mails, Cursor("INBOX", 1, 9), SINCE, NOW).new == 3
    assert bytes_kept(store) == [b"\x00\xff bytes", b"same", b"same"]
    assert store.cursor("INBOX") == Cursor("INBOX", 1, 9)
    assert store.raw_mail(store.waiting(1)[0].mail_id) == b"\x00\xff bytes"


def test_keeping_again_changes_nothing(store: Store) -> None:
    begin(store)
    keep(store, arrival("1"), arrival("2"))
    assert store.keep([arrival("1"), arrival("2"), arrival("3")], Cursor("INBOX", 1, 3), SINCE, NOW).known == 2
    assert len(store.waiting(10)) == 3
    assert store.known_keys("INBOX", 1, ["1", "3", "4"]) == {"1", "3"}
    assert store.known_keys("INBOX", 2, ["1"]) == frozenset()


def test_the_first_moment_of_a_folder_stays(store: Store) -> None:
    first = store.begin_folder(FolderState("INBOX", 1, 100), NOW)
    assert first == NOW
    assert store.begin_folder(FolderState("INBOX", 2, 5), NOW + timedelta(days=3)) == NOW
    assert store.cursor("INBOX") is None


@pytest.mark.parametrize(
    ("key", "days_before_since", "history"),
    [("99", 1, True), ("99", -1, False), ("100", 1, False), ("100", -1, False)],
)
def test_history_was_there_and_is_older_than_since(store: Store, key: str, days_before_since: int, *, history: bool) -> None:
    begin(store, uidnext=100)
    keep(store, arrival(key, at=SINCE - timedelta(days=days_before_since)))
    assert ask(store, mail_id=store.waiting(1)[0].mail_id).is_history is history


def test_history_of_a_maildir_goes_by_file_names(store: Store) -> None:
    store.begin_folder(FolderState("maildir", 0, 0, keys=("a", "b")), NOW)
    old = SINCE - timedelta(days=1)
    mails = [arrival(key, uidvalidity=0, at=at, folder="maildir") for key, at in (("a", old), ("b", NOW), ("c", old))]
    store.keep(mails, Cursor("maildir", 0, 0), SINCE, NOW)
    assert [ask(store, mail_id=mail.mail_id).is_history for mail in store.waiting(9)] == [True, False, False]


def test_renumbered_mails_are_matched_one_to_one(store: Store) -> None:
    begin(store)
    keep(store, arrival("1", b"a"), arrival("2", b"twin"), arrival("3", b"twin"))
    moved = [arrival("1", b"twin", uidvalidity=2), arrival("2", b"new", uidvalidity=2), arrival("3", b"twin", uidvalidity=2)]
    moved += [arrival("4", b"twin", uidvalidity=2), arrival("5", b"a", uidvalidity=2)]
    done = store.keep(moved, Cursor("INBOX", 2, 5), SINCE, NOW)
    assert (done.new, done.relinked, done.known) == (2, 3, 0)
    assert bytes_kept(store) == [b"a", b"twin", b"twin", b"new", b"twin"]
    assert store.known_keys("INBOX", 2, ["1", "2", "3", "4", "5"]) == {"1", "2", "3", "4", "5"}
    assert "mailbox_renumbered" in kinds(store)
    assert any("renumbered" in notice for notice in store.digest_facts(None, NOW).notices)


def test_old_mail_after_an_early_renumbering_stays_history(store: Store) -> None:
    old = SINCE - timedelta(days=1)
    begin(store, uidnext=3)
    keep(store, arrival("1", b"1", at=old))
    store.keep([arrival("1", b"2", uidvalidity=2, at=old)], Cursor("INBOX", 2, 1), SINCE, NOW)
    assert [ask(store, mail_id=mail.mail_id).is_history for mail in store.waiting(9)] == [True, True]


def test_old_mail_that_is_moved_in_after_all_was_read_is_no_history(store: Store) -> None:
    old = SINCE - timedelta(days=1)
    begin(store, uidnext=2)
    keep(store, arrival("1", b"1", at=old))
    store.keep([arrival("1", b"2", uidvalidity=2, at=old)], Cursor("INBOX", 2, 1), SINCE, NOW)
    assert [ask(store, mail_id=mail.mail_id).is_history for mail in store.waiting(9)] == [True, False]


def vanished(key: str) -> Arrival:
    return type(arrival(key))("INBOX", 1, key, b"", NOW, Reason.VANISHED)


def test_a_vanished_mail_may_come_back(store: Store) -> None:
    begin(store)
    keep(store, vanished("4"))
    assert store.waiting(9)[0].problem == Reason.VANISHED
    assert store.known_keys("INBOX", 1, ["4"]) == frozenset()
    keep(store, vanished("4"))
    keep(store, arrival("4", b"here"))
    assert bytes_kept(store) == [b"here"]
    assert store.waiting(9)[0].problem is None
    assert store.known_keys("INBOX", 1, ["4"]) == {"4"}


def test_tries_are_counted_and_settled_mails_wait_no_more(store: Store) -> None:
    first, second = kept(store, 2)
    assert [store.count_try(first), store.count_try(first)] == [1, 2]
    assert store.waiting(9)[0].tries == 2
    assert [mail.mail_id for mail in store.waiting(9, after=first)] == [second]
    assert (store.backlog(9), store.backlog(9, after=first), store.backlog(1), store.backlog(9, after=second)) == (2, 1, 1, 0)
    do(store, FileMail(Kind.CLIENT_MAIL), mail_id=first, explanation='{"file": "x"}')
    assert [mail.mail_id for mail in store.waiting(9)] == [second]
    assert store.backlog(9) == 1
    assert store.explanation(first) == '{"file": "x"}'
    assert store.explanation(second) is None
    with pytest.raises(StoreError, match="not waiting"):
        do(store, FileMail(Kind.CLIENT_MAIL), mail_id=first)


def test_held_released_and_discarded(store: Store) -> None:
    first, second = kept(store, 2)
    do(store, FileMail(Kind.HELD, Reason.HDR_BROKEN, sender="A@b.example", subject="odd"), mail_id=first)
    do(store, FileMail(Kind.CLIENT_MAIL), Hold(Reason.PARSE_CRASH), mail_id=second)
    assert [(held.mail_id, held.reason) for held in store.held()] == [(first, Reason.HDR_BROKEN), (second, Reason.PARSE_CRASH)]
    assert (store.held()[0].sender, store.held()[0].subject) == ("a@b.example", "odd")
    store.release(first, "mia", NOW)
    store.discard(second, "mia", NOW)
    assert store.held() == ()
    (back,) = store.waiting(9)
    assert (back.mail_id, back.released_by, back.released_reason, back.tries) == (first, "mia", Reason.HDR_BROKEN, 0)
    for again in (store.release, store.discard):
        with pytest.raises(UsageError, match="not held"):
            again(second, "mia", NOW)
    assert kinds(store)[-2:] == ["release", "discard"]


def test_what_was_overridden_once_stays_so_when_another_reason_holds_the_mail(store: Store) -> None:
    (first,) = kept(store, 1)
    for reason in (Reason.HDR_BARE_CR, Reason.FROM_MALFORMED):
        do(store, FileMail(Kind.HELD, reason), mail_id=first)
        store.release(first, "mia", NOW)
    (back,) = store.waiting(9)
    assert back.released_reason == "HDR_BARE_CR FROM_MALFORMED"


def test_unknown_mail(store: Store) -> None:
    with pytest.raises(UsageError, match="no mail 7"):
        store.raw_mail(7)


def test_keep_is_a_transaction_of_its_own(store: Store) -> None:
    begin(store)
    with store.transaction(), pytest.raises(StoreError, match="committed by itself"):
        keep(store, arrival("1"))


def test_every_kept_mail_has_its_hash_in_the_journal(store: Store) -> None:
    begin(store)
    keep(store, arrival("1", b"abc"))
    (entry,) = store.journal()
    assert entry.content is not None
    assert hashlib.sha256(b"abc").hexdigest() in entry.content
