from __future__ import annotations

import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from sqlite_utils.migrations import Migrations

from bot.errors import StoreError
from bot.store.migrations import STEPS, migrate
from bot.store.sqlite import open_store
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
