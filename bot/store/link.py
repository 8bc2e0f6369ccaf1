"""The one connection to the file: named statements, transactions, and SQLite's errors in words with a cure."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.errors import ContradictionError, StoreError
from bot.store.queries import SQL
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = tuple[Any, ...]


def in_words(error: sqlite3.Error) -> StoreError:
    """Return the StoreError for an error of SQLite: one sentence with the cure."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        sentence, cure = SENTENCES[Reason.DISK_FULL]
        return StoreError(f"{Reason.DISK_FULL}: {sentence} {cure}")
    kind = ContradictionError if code == sqlite3.SQLITE_CONSTRAINT else StoreError
    return kind(f"{_SENTENCES.get(code, 'the database refused a step; nothing was written')} ({error})")


_SENTENCES = {
    sqlite3.SQLITE_BUSY: "the database is busy: another program holds it; try again, or stop that program",
    sqlite3.SQLITE_LOCKED: "the database is busy: another program holds it; try again, or stop that program",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; nothing is sent from it: stop the desk and restore the last backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database of this desk; check `database` in config.toml",
    sqlite3.SQLITE_READONLY: "the database may not be written; check owner and mode of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened; check that its folder exists and belongs to the desk",
    sqlite3.SQLITE_IOERR: "the disk failed while the database was used; check the disk, the desk goes on by itself",
    sqlite3.SQLITE_CONSTRAINT: "the database refused a contradiction; nothing was written, report this",
}


class Link:
    """Runs statements of queries.sql by name on one connection that is in autocommit between transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over the open connection (`isolation_level=None`)."""
        self.connection = connection
        #: The journal's last entry as the open transaction wrote it; forgotten whenever something ends or is undone.
        self.head: tuple[int, str] | None = None

    @property
    def busy(self) -> bool:
        """Whether a transaction is open."""
        return self.connection.in_transaction

    def run(self, name: str, *parameters: object) -> sqlite3.Cursor:
        """Run the statement of that name; raises StoreError."""
        return self.command(SQL[name], parameters)

    def many(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        """Run the statement once per row; raises StoreError."""
        try:
            self.connection.executemany(SQL[name], rows)
        except sqlite3.Error as error:
            raise in_words(error) from error

    def one(self, name: str, *parameters: object) -> Row | None:
        """Return the first row or None."""
        try:
            row: Row | None = self.connection.execute(SQL[name], parameters).fetchone()
        except sqlite3.Error as error:
            raise in_words(error) from error
        return row

    def all(self, name: str, *parameters: object) -> list[Row]:
        """Return all rows."""
        try:
            return self.connection.execute(SQL[name], parameters).fetchall()
        except sqlite3.Error as error:
            raise in_words(error) from error

    def each(self, name: str, *parameters: object) -> Iterator[Row]:
        """Yield rows one by one, for what may not fit into memory."""
        try:
            yield from self.connection.execute(SQL[name], parameters)
        except sqlite3.Error as error:
            raise in_words(error) from error

    def command(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run a fixed text of ours, such as BEGIN; never one made of outside words."""
        try:
            return self.connection.execute(sql, parameters)
        except sqlite3.Error as error:
            raise in_words(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write transaction from its first moment (IMMEDIATE), so that what was read cannot change before it is written."""
        self.must_be_free()
        self.head = None
        self.command("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._undo("ROLLBACK")
            raise
        self.head = None
        try:
            self.command("COMMIT")
        except StoreError:
            self._undo("ROLLBACK")
            raise

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """One unit within a transaction, undone alone; where SQLite itself gave up the whole, all is undone."""
        self.must_be_open()
        self.command("SAVEPOINT unit")
        try:
            yield
        except BaseException:
            self._undo("ROLLBACK TO unit")
            self._undo("RELEASE unit")
            raise
        self.command("RELEASE unit")

    @contextmanager
    def joined(self) -> Iterator[None]:
        """The caller's transaction if there is one, else one of its own."""
        with self.savepoint() if self.busy else self.transaction():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One unchanging view for several reads, without keeping writers out."""
        if self.busy:
            yield
            return
        self.command("BEGIN")
        try:
            yield
        finally:
            self._undo("ROLLBACK")

    def must_be_open(self) -> None:
        """Raise StoreError unless a transaction is open."""
        if not self.busy:
            raise StoreError("this step belongs inside a transaction; this is a fault of the program")

    def must_be_free(self) -> None:
        """Raise StoreError if a transaction is open: what follows must be on disk when it returns."""
        if self.busy:
            raise StoreError("this step must be committed by itself, but a transaction is open; this is a fault of the program")

    def _undo(self, sql: str) -> None:
        self.head = None
        if self.busy:
            self.command(sql)
