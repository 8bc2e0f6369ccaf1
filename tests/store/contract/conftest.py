from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.store.memory import MemoryStore
from bot.store.sqlite import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.store.contract import Store


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every implementation of the Store; each passes each test of this folder."""
    made: Store = open_store(tmp_path / "desk.db") if request.param == "sqlite" else MemoryStore()
    yield made
    assert made.verify().broken is None
    made.close()
