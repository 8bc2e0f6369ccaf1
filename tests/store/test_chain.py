"""What somebody with SQL access can do to the record, and that verify names it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import UsageError
from bot.store.sqlite import open_store
from bot.vocabulary.effects import Decision, Note
from tests.store.scene import NOW, approve, dispute, kept, row, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.store.contract import Store

TAMPERED = {
    "entry edited": ("UPDATE journal SET kind = 'note' WHERE seq = 3", "journal entry 3 was changed"),
    "time edited": ("UPDATE journal SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 3", "journal entry 3 was changed"),
    "case edited": ("UPDATE journal SET case_id = 'D-9999' WHERE seq = 3", "journal entry 3 was changed"),
    "content edited": (
        "UPDATE journal_contents SET content = content || ' ' WHERE seq = 5",
        "the content of journal entry 5",
    ),
    "content removed": ("DELETE FROM journal_contents WHERE seq = 4", "the content of journal entry 4 is missing"),
    "content emptied": ("UPDATE journal_contents SET content = NULL WHERE seq = 4", "the content of journal entry 4 is missing"),
    "entry removed": ("DELETE FROM journal WHERE seq = 4", "journal entry 4 is missing"),
    "first entry removed": ("DELETE FROM journal WHERE seq = 1", "journal entry 1 is missing"),
    "tail cut": ("DELETE FROM journal WHERE seq > 6", "the journal ends with entry 6"),
    "entries swapped": (
        "UPDATE journal SET seq = CASE seq WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE seq IN (3, 4)",
        "journal entry 1 is missing: entry -4",
    ),
    "hash rewritten": ("UPDATE journal SET entry_hash = content_sha256 WHERE seq = 4", "journal entry 4 was changed"),
    "mail changed by a bit": (
        "UPDATE raws SET raw = CAST(replace(CAST(raw AS TEXT), 'words', 'vords') AS BLOB) WHERE id = 1",
        "the bytes of mail 1",
    ),
    "mail and hash changed": (
        "UPDATE mails SET sha256 = (SELECT sha256 FROM raws WHERE id = 2) WHERE id = 1",
        "mail 1 is not the one",
    ),
    "mail removed": ("DELETE FROM mails WHERE id = 2", "mail 2 was kept and is missing"),
    "mail inserted": (
        """INSERT INTO mails (folder, uidvalidity, key, sha256, size_bytes, received_at, kept_at, history)
        SELECT folder, 9, key, sha256, size_bytes, received_at, kept_at, history FROM mails WHERE id = 1""",
        "mail 3 is not the one",
    ),
    "outgoing bytes changed": ("UPDATE outbox SET raw = x'41' WHERE id = 'o-1'", "the bytes of outgoing mail o-1"),
    "outgoing bytes and hash changed": (
        "UPDATE outbox SET raw = x'41', raw_sha256 = '559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd' WHERE id = 'o-1'",
        "outgoing mail o-1 is not the one",
    ),
    "client mail erased": ("UPDATE outbox SET raw = NULL WHERE id = 'o-1'", "the bytes of outgoing mail o-1"),
    "outgoing mail removed": ("DELETE FROM outbox WHERE id = 'o-ask-t1'", "outgoing mail o-ask-t1 was queued and is missing"),
}


@pytest.fixture
def told(desk: Store) -> Store:
    """A desk with two mails, a case, an approved draft and a mail that left."""
    kept(desk)
    approve(desk, dispute(desk))
    send(desk, "o-1")
    assert desk.verify().broken is None
    return desk


@pytest.mark.parametrize("how", TAMPERED)
def test_verify_names_the_first_thing_that_was_changed(told: Store, tamper: Callable[[str], int], how: str) -> None:
    sql, sentence = TAMPERED[how]
    assert tamper(sql) > 0
    broken = told.verify().broken
    assert broken is not None
    assert broken.startswith(sentence)


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(("UPDATE sqlite_sequence SET seq = 6 WHERE name = 'journal'",), id="STO-05 tail cut, counter set back"),
        pytest.param(
            ("UPDATE sqlite_sequence SET seq = 6 WHERE name = 'journal'", "told again"), id="STO-05 tail rewritten in a chain that is sound"
        ),
    ],
)
def test_a_chain_cut_or_rewritten_lacks_the_head_that_a_digest_printed(
    told: Store, tamper: Callable[[str], int], path: Path, rewrite: tuple[str, ...]
) -> None:
    printed = told.verify().head
    for table in ("journal", "journal_contents"):
        tamper(f"DELETE FROM {table} WHERE seq > 6")  # noqa: S608 - names of our own
    for table in ("outbox_recipients", "outbox", "tokens", "drafts", "case_invoices", "cases"):
        tamper(f"DELETE FROM {table}")  # noqa: S608 - names of our own
    tamper(rewrite[0])
    other = open_store(path)
    if "told again" in rewrite:
        other.set_paused(paused=True, by="somebody", now=NOW)
    assert other.verify().broken is None
    assert other.verify().head != printed
    for head in (printed, printed[:12]):
        assert f"no journal entry has the hash {head}" in str(other.verify([head]).broken)
        with pytest.raises(UsageError):
            other.verify(since=head)
    other.close()


def test_a_head_printed_earlier_stays_in_the_chain(told: Store) -> None:
    early = told.verify().head
    told.set_paused(paused=True, by="ana", now=NOW)
    heads = [early, early[:12], told.verify().head]
    assert told.verify(heads).broken is None
    assert told.verify(heads, early).broken is None


LATER = {
    "entry": ("UPDATE journal SET kind = 'note' WHERE seq = (SELECT max(seq) FROM journal)", "was changed"),
    "mail": ("UPDATE raws SET raw = x'41' WHERE id = (SELECT max(id) FROM raws)", "the bytes of mail"),
    "outgoing mail": ("UPDATE outbox SET raw = x'41' WHERE id = 'o-2'", "the bytes of outgoing mail o-2"),
    "outgoing mail gone": ("DELETE FROM outbox WHERE id = 'o-2'", "outgoing mail o-2 was queued and is missing"),
}


@pytest.mark.parametrize("what", LATER)
def test_from_a_trusted_head_on_what_came_later_is_checked(told: Store, tamper: Callable[[str], int], what: str) -> None:
    early = told.verify().head
    kept(told)
    approve(told, dispute(told, 2), "o-2")
    assert told.verify(since=early).broken is None
    assert tamper(LATER[what][0])
    assert LATER[what][1] in str(told.verify(since=early).broken)


def test_what_came_before_a_trusted_head_is_left_to_the_whole_walk(told: Store, tamper: Callable[[str], int]) -> None:
    early = told.verify().head
    tamper("UPDATE journal SET kind = 'note' WHERE seq = 3")
    assert told.verify(since=early).broken is None
    assert told.verify().broken is not None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE drafts SET state = 'approved', hash = '{forged}' WHERE id = 'r-2'",
        "UPDATE outbox SET approved_hash = '{forged}'",
        "INSERT INTO journal SELECT 999, at, 'approval', 'D-0002', content_sha256, prev_hash, entry_hash FROM journal WHERE kind = 'approval'",
        "UPDATE journal_contents SET content = replace(content, 'r-1', 'r-2') WHERE content LIKE '%approved_hash%'",
    ],
)
def test_a_yes_that_only_the_tables_know_is_none(told: Store, tamper: Callable[[str], int], sql: str) -> None:
    waiting = dispute(told, 2)
    tamper(sql.format(forged=waiting.draft.hash))
    tamper("INSERT OR IGNORE INTO journal_contents SELECT 999, content FROM journal_contents WHERE content LIKE '%approved_hash%'")
    assert not told.clears(replace(row(told, "o-1"), id="o-9", draft_id="r-2", approved_hash=waiting.draft.hash))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET at = '2020-01-01T00:00:00.000000+00:00' WHERE kind = 'approval'",
        "UPDATE journal SET entry_hash = prev_hash WHERE seq = (SELECT seq - 1 FROM journal WHERE kind = 'approval')",
        "UPDATE journal SET prev_hash = entry_hash WHERE seq = (SELECT seq + 1 FROM journal WHERE kind = 'approval')",
        "DELETE FROM journal WHERE seq = (SELECT seq - 1 FROM journal WHERE kind = 'approval')",
        "DELETE FROM journal_contents WHERE seq = (SELECT seq FROM journal WHERE kind = 'approval')",
    ],
)
def test_a_yes_out_of_its_chain_is_none(told: Store, tamper: Callable[[str], int], sql: str) -> None:
    unsent = replace(row(told, "o-1"), id="o-9")
    assert told.clears(unsent)
    assert tamper(sql) == 1
    assert not told.clears(unsent)


def _note(store: Store, word: str) -> None:
    store.apply(0, Decision((Note(word, None, "A word."),)), "{}", NOW)


class _UndoneError(Exception):
    """Raised to undo a unit."""


def _undone(store: Store, word: str, unit: AbstractContextManager[None]) -> None:
    """Write two entries, one in a unit of its own, and undo all."""
    with suppress(_UndoneError), unit:
        _note(store, word)
        with store.savepoint():
            _note(store, word)
        raise _UndoneError


def test_an_entry_follows_what_stands_after_a_unit_was_undone(told: Store) -> None:
    with told.transaction():
        _note(told, "first")
        for word in ("undone", "undone_again"):
            _undone(told, word, told.savepoint())
            with told.savepoint():
                _note(told, f"after_{word}")
    words = [entry.content or "" for entry in told.journal()][-3:]
    assert [word in content for word, content in zip(("first", "after_undone", "after_undone_again"), words, strict=True)] == [True] * 3
    assert told.verify().broken is None


def test_an_entry_follows_what_stands_after_a_transaction_was_undone_or_another_program_wrote(told: Store, path: Path) -> None:
    _undone(told, "undone", told.transaction())
    other = open_store(path)
    for store in (told, other, told, other):
        with store.transaction():
            _note(store, "one")
            _note(store, "two")
        assert (told.verify().broken, other.verify().broken) == (None, None)
        assert told.verify().head == other.verify().head
    other.close()
