"""The lock beside the database: only its holder polls and sends, so one mailbox never has two of us."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Hold the lock of a database for as long as the block runs. Raises UsageError if another process has it, StoreError if it cannot be made."""
    path = database.with_name(database.name + ".lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"{database} cannot be locked ({error.strerror}); create its folder, owned by the desk's user") from error
    with os.fdopen(descriptor, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"another dispute-desk already works on {database.name}; end it first, or let it do the polling") from error
        yield
