"""One store with the sample ledger for all tests of the station."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger.scene import sample_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.store.contract import Store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store that holds the sample ledger; tests only ask it."""
    folder: Path = tmp_path_factory.mktemp("ledger")
    opened = sample_store(folder)
    yield opened
    opened.close()
