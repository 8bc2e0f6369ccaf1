from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from sqlite_utils.migrations import Migrations

from bot.errors import StoreError
from bot.store.migrations import STEPS, migrate
from bot.store.sqlite import copy_database, open_store
from tests.store.scene import kept

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database


def longer(statement: str) -> Migrations:
    """The desk's steps and one more, as a later version would have them."""
    steps = Migrations("dispute_desk")
    for known in STEPS._migrations:  # noqa: SLF001 - to build upon them
        steps(name=known.name)(known.fn)

    def second(database: Database) -> None:
        database.conn.execute("CREATE TABLE extra (n INTEGER)")
        database.conn.execute(statement)

    steps(name="0002_second")(second)
    return steps


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return found


def test_an_existing_desk_is_copied_before_the_next_step(path: Path) -> None:
    store = open_store(path)
    kept(store, 3)
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, longer("INSERT INTO extra VALUES (1)"))
    connection.close()
    copy = path.with_name("desk.db.before-0002_second")
    assert "extra" in tables(path)
    assert "extra" not in tables(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    old = open_store(copy)
    assert (len(old.waiting(9)), old.verify().broken) == (3, None)
    old.close()


def test_a_step_that_fails_leaves_the_old_schema(path: Path) -> None:
    open_store(path).close()
    before = tables(path)
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, longer("INSERT INTO nowhere VALUES (1)"))
    connection.close()
    assert tables(path) == before
    open_store(path).close()


def test_a_newer_desk_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, longer("INSERT INTO extra VALUES (1)"))
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(path)


def test_a_new_file_needs_no_copy(path: Path) -> None:
    open_store(path).close()
    assert [file.name for file in path.parent.iterdir()] == ["desk.db"]


def test_opening_again_takes_no_step(path: Path) -> None:
    open_store(path).close()
    changed = path.stat().st_mtime_ns
    open_store(path).close()
    assert path.stat().st_mtime_ns == changed


def first_version(path: Path) -> None:
    """A desk as the first version left it, with mails."""
    steps = Migrations("dispute_desk")
    first = STEPS._migrations[0]  # noqa: SLF001 - the oldest schema there was
    steps(name=first.name)(first.fn)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    migrate(connection, path, steps)
    connection.execute("INSERT INTO meta (key, value) VALUES ('instance_id', 'kept')")
    connection.close()


def test_cra_08_death_at_any_statement_of_a_migration_leaves_the_old_schema_or_the_new_one(tmp_path: Path) -> None:
    first_version(tmp_path / "old.db")
    versions = set()
    for point in (*range(1, 200, 7), 10_000):
        path = tmp_path / str(point) / "desk.db"
        path.parent.mkdir()
        shutil.copy(tmp_path / "old.db", path)
        pid = os.fork()
        if pid == 0:
            _die_at(path, point)
        os.waitpid(pid, 0)
        with sqlite3.connect(path) as connection:
            versions.add(frozenset(row[1] for row in connection.execute("PRAGMA table_info (outbox)")))
        connection.close()
        store = open_store(path)
        assert (store.meta("instance_id"), store.verify().broken) == ("kept", None)
        store.close()
    assert len(versions) == 2


def _die_at(path: Path, point: int) -> None:
    """In a child process: bring the schema up to date and die as the statement of that number begins."""
    count = [0]

    def traced(_statement: str) -> None:
        count[0] += 1
        if count[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.set_trace_callback(traced)
        migrate(connection, path)
    finally:
        os._exit(0)


def test_sto_10_a_copy_taken_while_the_desk_writes_is_whole(path: Path) -> None:
    store, taken = open_store(path), []
    for number in range(12):
        kept(store, 3)
        with store.transaction():
            store.set_meta("under way", str(number))
            copy_database(path, path.with_name(f"copy-{number}.db"))
        taken.append(3 * (number + 1))
    store.close()
    for number, mails in enumerate(taken):
        copied = path.with_name(f"copy-{number}.db")
        assert stat.S_IMODE(copied.stat().st_mode) == 0o600
        again = open_store(copied)
        assert (again.verify().broken, again.verify().mails) == (None, mails)
        again.close()
