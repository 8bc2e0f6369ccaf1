"""DOOR, SQL: opens the desk's one file, makes sure that a commit is on the disk, and is the Store."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.store.erasing import Erasing
from bot.store.intake import Intake
from bot.store.link import Link, in_words
from bot.store.migrations import back_up, migrate

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.store.contract import Store

#: How long a statement waits for another program's write before it is refused, in milliseconds.
BUSY_MS = 30_000
#: name -> (what we ask for, what SQLite must answer afterwards).
PRAGMAS: dict[str, tuple[str, str | int]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "busy_timeout": (str(BUSY_MS), BUSY_MS),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    # What only undoes one mail of a batch, sorts or unites is kept in memory: no file is written and forgotten for every savepoint.
    "temp_store": ("MEMORY", 2),
    # 8 MB of pages instead of 2 MB: the upper pages of every index stay at hand while mails with attachments pass through.
    "cache_size": ("-8192", -8192),
    # The log beside the file is copied into it every 16 MB instead of every 4: in a backlog the same pages change with every batch.
    "wal_autocheckpoint": ("4000", 4000),
}


class SqliteStore(Intake, Erasing):
    """The Store in one SQLite file."""

    def close(self) -> None:
        """Close; never raises."""
        try:
            self._link.connection.close()
        except sqlite3.Error:
            return

    def transaction(self) -> AbstractContextManager[None]:
        """Write transaction (BEGIN IMMEDIATE); commits at the end, rolls back on an exception. Not nestable."""
        return self._link.transaction()

    def savepoint(self) -> AbstractContextManager[None]:
        """One unit within a transaction: rolled back alone on an exception, which is raised again."""
        return self._link.savepoint()


def open_store(path: Path, *, check: bool = True) -> Store:
    """Open (or make) the database file, readable by its owner only; bring its schema up to date, after a backup.

    `check` looks for damaged pages, which reads the whole file. The store may move to another thread, but only one may use it
    at a time. Raises StoreError: folder missing, no rights, damaged, of another program, of a newer version.
    """
    _make_private(path)
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    except sqlite3.Error as error:
        raise in_words(error) from error
    try:
        _prepare(connection, path, check=check)
    except sqlite3.Error as error:
        connection.close()
        raise in_words(error) from error
    except StoreError:
        connection.close()
        raise
    return SqliteStore(Link(connection))


def copy_database(path: Path, target: Path) -> None:
    """Write a consistent copy of a database that may be in use; complete or not there at all. Raises StoreError."""
    try:
        connection = sqlite3.connect(path)
        try:
            back_up(connection, target)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise in_words(error) from error
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror}); name another place") from error


def _make_private(path: Path) -> None:
    """Make the file for its owner only before SQLite does; SQLite gives its side files the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"{path} cannot be opened ({error.strerror}); check `database` in config.toml and the folder's rights") from error


def _prepare(connection: sqlite3.Connection, path: Path, *, check: bool) -> None:
    for name, (wanted, expected) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        got = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if got != expected:
            raise StoreError(f"SQLite answers {name} = {got} instead of {expected}; the database must be on a local disk")
    if check:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"{path.name} is damaged ({found}); nothing is sent from it: restore the last backup")
    migrate(connection, path)
