from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot import lock
from bot.errors import StoreError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_one_holder_at_a_time_and_free_again_afterwards(tmp_path: Path) -> None:
    database = tmp_path / "desk.db"
    with lock.held(database):
        with pytest.raises(UsageError, match=r"another dispute-desk already works on desk\.db"), lock.held(database):
            pass
        with lock.held(tmp_path / "other.db"):
            pass
    with lock.held(database):
        pass
    assert not database.exists()


def test_a_holder_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    pid = os.fork()
    if pid == 0:
        with lock.held(tmp_path / "desk.db"):
            os._exit(9)
    os.waitpid(pid, 0)
    with lock.held(tmp_path / "desk.db"):
        pass


def test_only_the_owner_may_read_the_lock_file(tmp_path: Path) -> None:
    with lock.held(tmp_path / "desk.db"):
        assert (tmp_path / "desk.db.lock").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be locked"), lock.held(tmp_path / "nowhere" / "desk.db"):
        pass
