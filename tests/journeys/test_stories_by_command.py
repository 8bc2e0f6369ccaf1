"""The same stories through `dispute-desk poll --once --json`: one line per mail, in order of arrival, nothing else on stdout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.journeys import telling
from tests.journeys.oracles import faults_of_mail

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Stories that share no client and name no case by its number, so that they can be told as one morning's post.
TOLD = ("machines_and_lists", "questions_and_promises", "empty_and_headers_only", "emoji", "html_only", "shared_number_by_stranger")
ROOT = Path(telling.__file__).resolve().parents[2]


def test_a_morning_of_stories_by_command(tmp_path: Path) -> None:
    base = telling.keep_books(tmp_path / "desk")
    expected = deliver(base, TOLD)
    said = poll(base)
    assert [fault for entry, wanted in zip(said, expected, strict=True) for fault in faults_of_mail(entry, wanted)] == []
    drafts = [entry for entry in said if entry["draft"]]
    left = sorted((base / "outbox").glob("*/*"))
    assert len(left) == len(drafts) > 0
    assert all(b"X-Dispute-Desk: approval" in path.read_bytes() for path in left)
    assert poll(base) == []


def deliver(base: Path, names: Sequence[str]) -> list[dict[str, Any]]:
    """Put the mails of the stories into the inbox, a minute apart; return what is expected of each."""
    expected: list[dict[str, Any]] = []
    for part in ("new", "cur", "tmp"):
        (base / "inbox" / part).mkdir(parents=True)
    for name in names:
        steps = json.loads((telling.STORIES / name / "expected.json").read_text(encoding="utf-8"))["steps"]
        for step in steps:
            at = telling.BEGINNING + timedelta(minutes=len(expected))
            shutil.copy(telling.STORIES / name / f"{step['mail']}.eml", base / "inbox" / "new" / f"{int(at.timestamp())}.M1P1.test")
            expected.append({key: value for key, value in step["expect"].items() if key != "case"})
    return expected


def poll(base: Path) -> list[dict[str, Any]]:
    """Run the command once, an hour after the post came; return its lines."""
    now = telling.BEGINNING + timedelta(hours=1)
    command = [sys.executable, "-m", "bot", "poll", "--once", "--json", "--now", now.isoformat(), "--config", str(base / "config.toml")]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, check=False, cwd=base, env=paths, timeout=120)  # noqa: S603 - our own command
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]
