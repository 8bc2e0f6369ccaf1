"""The program as a process: one desk per database, SIGTERM in the middle of a backlog, flat memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from bot import lock
from tests import poison
from tests.household import Household
from tests.servers.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BACKLOG = 2000
#: Mails of the memory test; SOAK=1 takes the ten thousand of the promise.
MANY = 10_000 if os.environ.get("SOAK") else 1000
STOP_S = 5.0


def start(base: Path, *words: str) -> subprocess.Popen[str]:
    with (base / "out").open("a") as out, (base / "err").open("a") as err:
        arguments = [sys.executable, "-m", "bot", *words, "--config", str(base / "config.toml")]
        return subprocess.Popen(arguments, stdout=out, stderr=err, text=True)  # noqa: S603 - our own program


def said(base: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (base / "out").read_text().splitlines()]


@pytest.fixture
def house(tmp_path: Path) -> Household:
    return Household(tmp_path / "desk")


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_second_desk_on_the_same_database_ends_with_2(house: Household) -> None:
    with lock.held(house.settings.database_path):
        for words in (("run",), ("poll", "--once")):
            process = start(house.base, *words)
            assert process.wait(60) == 2
    assert "another dispute-desk" in (house.base / "err").read_text()
    assert "Traceback" not in (house.base / "err").read_text()


def test_sigterm_in_a_backlog_ends_soon_and_loses_nothing(house: Household, running: list[subprocess.Popen[str]]) -> None:
    for number in range(BACKLOG):
        house.deliver(poison.mail(number))
    process = start(house.base, "run", "--json")
    running.append(process)
    wait_for(lambda: (house.base / "out").read_text().count("\n") > 150, 120)
    asked_at = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert time.monotonic() - asked_at < STOP_S
    assert "Traceback" not in (house.base / "err").read_text()
    first = len(said(house.base))
    assert first < BACKLOG

    with house.store() as store:
        waiting, kept = store.waiting(BACKLOG), store.verify().mails
        assert first < kept <= BACKLOG  # what is not kept yet lies in the mailbox still
        assert [entry["new_text"] for entry in said(house.base)] == [f"Hello {number}" for number in range(first)]
        assert [mail.raw for mail in waiting] == [poison.mail(number) for number in range(first, kept)]
        assert not any(mail.tries for mail in waiting)

    assert start(house.base, "poll", "--once", "--json").wait(120) == 0
    assert [entry["new_text"] for entry in said(house.base)] == [f"Hello {number}" for number in range(BACKLOG)]


def test_memory_stays_flat_over_many_mails(house: Household, running: list[subprocess.Popen[str]]) -> None:
    for number in range(MANY):
        house.deliver(poison.mail(number))
    process = start(house.base, "poll", "--once", "--json")
    running.append(process)
    watched = psutil.Process(process.pid)
    samples: dict[int, int] = {}
    while process.poll() is None:
        done = (house.base / "out").read_text().count("\n")
        try:
            samples.setdefault(done * 10 // MANY, watched.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.05)
    assert process.wait(60) == 0
    assert len(said(house.base)) == MANY
    early, late = samples[min(tenth for tenth in samples if tenth > 1)], samples[max(samples)]
    assert late - early < 40 << 20
