"""Waiting for something that another process does: a condition, asked often, with a limit that fails the test."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def wait_for(condition: Callable[[], object], seconds: float = 30.0, what: str = "") -> None:
    """Return as soon as the condition holds; raises AssertionError after so many seconds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, what or "it did not happen in time"
        time.sleep(0.02)
