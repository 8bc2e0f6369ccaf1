"""Desks that have come so far once per run; each test works on its own copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A desk that has asked about one dispute of a listed client."""
    return _told(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="session")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A desk whose draft has no recipient: a stranger wrote about a client's invoice."""
    return _told(tmp_path_factory.mktemp("unlisted"), "pat@stranger.example")


def _told(base: Path, sender: str = "tom.ashdown@harbourandpine.example") -> Stage:
    stage = Stage.build(base)
    stage.client(sender=sender)
    assert len(stage.requests()) == 1
    return stage
