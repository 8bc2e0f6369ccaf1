from __future__ import annotations

import os
import sqlite3
import stat
from typing import TYPE_CHECKING, cast

import pytest

from bot.errors import StoreError
from bot.store.sqlite import PRAGMAS, SqliteStore, open_store
from bot.vocabulary.cases import DraftState
from bot.vocabulary.doors import Cursor
from bot.vocabulary.effects import SettleDraft
from tests.store.scene import NOW, SINCE, arrival, dispute, do, kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.store.contract import Store


def connection_of(store: Store) -> sqlite3.Connection:
    return cast("SqliteStore", store)._link.connection  # noqa: SLF001 - what SQLite says of the connection in use


@pytest.mark.parametrize("name", PRAGMAS)
def test_a_commit_is_on_the_disk_before_it_counts(desk: Store, name: str) -> None:
    assert connection_of(desk).execute(f"PRAGMA {name}").fetchone()[0] == PRAGMAS[name][1]


def test_what_the_safety_rests_on() -> None:
    assert PRAGMAS["journal_mode"][1] == "wal"
    assert PRAGMAS["synchronous"] == ("FULL", 2)
    assert PRAGMAS["foreign_keys"][1] == 1


def test_only_the_owner_may_read(desk: Store, path: Path) -> None:
    kept(desk)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"desk.db": 0o600, "desk.db-wal": 0o600, "desk.db-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    open_store(path).close()
    path.chmod(0o644)
    open_store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_all_is_there_after_opening_again(path: Path) -> None:
    store = open_store(path)
    made = dispute(store)
    before = (store.cases(), store.outbox(), list(store.journal()), store.pending("D-0001"))
    store.close()
    store.close()
    store = open_store(path)
    assert (store.cases(), store.outbox(), list(store.journal()), store.pending("D-0001")) == before
    assert made.case in store.cases()
    store.close()


def test_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"config\.toml"):
        open_store(tmp_path / "no" / "desk.db")


def test_a_text_file(path: Path) -> None:
    path.write_text("this is not a database, it is a letter\n" * 99)
    with pytest.raises(StoreError, match="not a database"):
        open_store(path)


def test_a_database_of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    with pytest.raises(StoreError, match="another program"):
        open_store(path)


def test_a_damaged_page(path: Path) -> None:
    store = open_store(path)
    for _ in range(20):
        kept(store, 20)
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        for page in range(60 * 4096, size - 4096, 3 * 4096):
            file.seek(page)
            file.write(os.urandom(4096))
    with pytest.raises(StoreError, match="damaged"):
        open_store(path)


def test_the_disk_is_full(desk: Store) -> None:
    connection = connection_of(desk)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    before = desk.verify()
    big = [arrival(str(n), os.urandom(9000)) for n in range(1, 9)]
    with pytest.raises(StoreError, match=r"^DISK_FULL: .*Free space"):
        desk.keep(big, Cursor("INBOX", 1, 8), SINCE, NOW)
    assert desk.waiting(9) == ()
    assert desk.verify() == before
    connection.execute("PRAGMA max_page_count = 100000")
    assert desk.keep(big, Cursor("INBOX", 1, 8), SINCE, NOW).new == 8


def test_a_full_disk_inside_a_savepoint_undoes_what_it_must(desk: Store) -> None:
    connection = connection_of(desk)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreError, match="DISK_FULL"), desk.transaction(), desk.savepoint():
        desk.set_meta("big", "x" * 100_000)
    assert desk.meta("big") is None
    connection.execute("PRAGMA max_page_count = 100000")
    desk.set_meta("big", "small")


def test_another_program_is_writing(desk: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connection_of(desk).execute("PRAGMA busy_timeout = 20")
    with pytest.raises(StoreError, match="busy"):
        desk.set_meta("a", "b")
    other.execute("ROLLBACK")
    other.close()
    desk.set_meta("a", "b")


def test_a_reader_does_not_stop_the_desk(desk: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM mails").fetchone()
    kept(desk)
    assert other.execute("SELECT count(*) FROM mails").fetchone() == (0,)
    other.close()


def test_two_stores_share_one_file(desk: Store, path: Path) -> None:
    second = open_store(path, check=False)
    kept(desk)
    second.set_paused(paused=True, by="mia", now=NOW)
    kept(desk)
    assert desk.paused()
    assert desk.verify() == second.verify()
    second.close()


def test_a_withdrawn_token_is_gone_from_the_file(desk: Store, path: Path, tamper: Callable[[str], int]) -> None:
    dispute(desk)
    do(desk, SettleDraft("r-1", DraftState.REJECTED, "mia"))
    tamper("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"ref: t1" not in path.read_bytes()
