"""kill -9 at the writing statements of a whole journey, restart, and compare with the journey that was not killed."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bot import journey
from tests.faults import story

if TYPE_CHECKING:
    from pathlib import Path

#: Every COMMIT is tried, of the other statements every n-th; `SOAK=1` tries all.
STRIDE = 1 if os.environ.get("SOAK") else 12
#: Entries that tell of the death itself.
TRACES = {"recover", "send_deferred", "send_dialogue", "send_data"}


def run(base: Path, point: int) -> int:
    """Tell the story in a forked process that dies at `point`; return its wait status."""
    return story.forked(lambda: story.tell(base, story.killed_at(point)))


def without_traces(state: dict[str, Any]) -> dict[str, Any]:
    """Leave out of the journal what only says that the desk died and took up the thread again."""
    return {**state, "journal": {kind: count for kind, count in state["journal"].items() if kind not in TRACES}}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base: Path = tmp_path_factory.mktemp("story")
    journey.warm_up()
    story.prepare(base)
    return base


@pytest.fixture(scope="module")
def undisturbed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[str]]:
    base: Path = tmp_path_factory.mktemp("calm") / "desk"
    shutil.copytree(template, base)
    statements: list[str] = []
    story.tell(base, story.killed_at(0, statements.append))
    return story.end_state(base), statements


def test_the_undisturbed_story_is_whole(undisturbed: tuple[dict[str, Any], list[str]]) -> None:
    state, statements = undisturbed
    kinds = Counter(kind for kind, _to, _subject in state["left"].elements())
    assert kinds == {"approval": 1, "None": 1, "receipt": 1, "digest": 2}
    assert state["broken"] is None
    assert sum("COMMIT" in statement for statement in statements) > 10


def test_death_at_any_statement_changes_nothing(template: Path, undisturbed: tuple[dict[str, Any], list[str]], tmp_path: Path) -> None:
    expected, statements = undisturbed
    points = [n for n, text in enumerate(statements, 1) if text.lstrip().upper().startswith("COMMIT") or n % STRIDE == 0]
    for point in points:
        base = tmp_path / str(point)
        shutil.copytree(template, base)
        status = run(base, point)
        assert os.WIFSIGNALED(status), (point, status)
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert run(base, 0) == 0, f"point {point} ({statements[point - 1][:60]}): the restarted desk failed"
        assert without_traces(story.end_state(base)) == without_traces(expected), f"point {point}: {statements[point - 1][:80]}"
        shutil.rmtree(base)
