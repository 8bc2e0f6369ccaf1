from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.store.sqlite import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.store.contract import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def desk(path: Path) -> Iterator[Store]:
    """A store in a real file."""
    store = open_store(path)
    yield store
    store.close()


@pytest.fixture
def tamper(path: Path) -> Callable[[str], int]:
    """Somebody with the file and SQL: runs one statement behind the desk's back."""

    def run(sql: str) -> int:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            return connection.execute(sql).rowcount
        finally:
            connection.close()

    return run
