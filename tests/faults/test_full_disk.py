"""The disk fills up, or takes no more writes, before any page a journey writes: nothing is half, nothing leaves without its record."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from typing import TYPE_CHECKING, Any

import pytest

from bot import config, journey, opening
from tests.faults import story

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.contract import Store

#: Rooms in pages that are tried; `SOAK=1` tries every one.
SOAK = bool(os.environ.get("SOAK"))
ROOMS = range(16) if SOAK else (0, 1, 4, 12)
KILOBYTES = range(1, 400, 5) if SOAK else (1, 60, 140)
#: What the journey needs: below the first it must have failed, up to the second too.
ENOUGH, ENOUGH_KB = 11, 140
#: Entries that tell of the second attempt itself.
TRACES = {"recover", "send_deferred", "send_dialogue", "send_data"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base: Path = tmp_path_factory.mktemp("story")
    journey.warm_up()
    story.prepare(base)
    return base


@pytest.fixture(scope="module")
def expected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    base: Path = tmp_path_factory.mktemp("calm") / "desk"
    shutil.copytree(template, base)
    story.tell(base, lambda _store: None)
    return _state(base)


def _state(base: Path) -> dict[str, Any]:
    state = story.end_state(base)
    return {**state, "journal": {kind: count for kind, count in state["journal"].items() if kind not in TRACES}}


def _room_for(pages: int) -> Any:
    """Return a watcher that lets the database grow by so many pages: SQLite answers SQLITE_FULL as on a full disk."""

    def watch(store: Store) -> None:
        connection = store._link.connection  # type: ignore[attr-defined]  # noqa: SLF001 - a fault tap
        has = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {has + pages}")

    return watch


@pytest.mark.parametrize("pages", ROOMS)
def test_sto_01_after_a_full_disk_the_story_ends_as_if_there_had_been_room(
    template: Path, expected: dict[str, Any], tmp_path: Path, pages: int
) -> None:
    base = tmp_path / "desk"
    shutil.copytree(template, base)
    failed = story.forked(lambda: story.tell(base, _room_for(pages)))
    assert bool(failed) is (pages < ENOUGH)
    with opening.store_of(config.load(base / "config.toml")) as store:
        assert store.verify().broken is None
        recorded = {row.id for row in store.outbox()}
    assert {path.name for path in (base / "outbox").glob("new/*")} <= recorded, "what left is on record"
    story.tell(base, lambda _store: None)
    assert _state(base) == expected


@pytest.mark.parametrize("kilobytes", KILOBYTES)
def test_sto_03_a_write_that_the_system_refuses_changes_nothing(
    template: Path, expected: dict[str, Any], tmp_path: Path, kilobytes: int
) -> None:
    """No file may grow beyond a size: the write comes back with an error from the system, whichever file it is."""
    base = tmp_path / "desk"
    shutil.copytree(template, base)
    size = (base / "desk.db").stat().st_size

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(size // 8, 1024) + kilobytes * 1024, -1))
        story.tell(base, lambda _store: None)

    failed = story.forked(narrow)
    assert failed or kilobytes > ENOUGH_KB
    with opening.store_of(config.load(base / "config.toml")) as store:
        assert store.verify().broken is None
    story.tell(base, lambda _store: None)
    assert _state(base) == expected
