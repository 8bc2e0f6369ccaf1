from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from bot.confinement import Limits
from bot.errors import DeskError
from bot.sandbox import Sandbox, Unreadable, _large_pages, network_strength
from bot.vocabulary.policy import Policy
from bot.vocabulary.reading import Reading
from bot.vocabulary.reasons import Reason
from tests import poison

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = Limits(cpu_s=1, memory_bytes=200 << 20, wall_s=60.0)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(Policy(), workers=2, limits=SMALL, reader=poison.READER)
    yield opened
    opened.close()


def ended(sandbox: Sandbox, name: str) -> Unreadable:
    result = sandbox.read_one((poison.mail(1, name), ()))
    assert isinstance(result, Unreadable)
    return result


def workers(sandbox: Sandbox) -> list[psutil.Process]:
    """Return the sandbox's own processes: children of a fork server that have their limits."""
    del sandbox
    family = psutil.Process().children(recursive=True)
    return [child for child in family if child.ppid() != os.getpid() and _is_reader(child)]


def _is_reader(child: psutil.Process) -> bool:
    """Servers of other tests are our descendants too; some have limits of their own, some do not let themselves be asked."""
    try:
        return any("forkserver" in word for word in child.cmdline()) and child.rlimit(psutil.RLIMIT_AS)[0] > 0
    except psutil.Error:
        return False


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("EXIT", Reason.PARSE_CRASH, "ProcessExpired 3"),
        ("LOOP", Reason.PARSE_TIME, f"ProcessExpired {-signal.SIGXCPU}"),
        ("EAT", Reason.PARSE_CRASH, "it needed more memory than a mail may use"),
        ("RAISE", Reason.PARSE_CRASH, "LookupError"),
    ],
)
def test_a_mail_that_ends_its_reader_costs_itself(sandbox: Sandbox, name: str, reason: Reason, detail: str) -> None:
    assert ended(sandbox, name) == Unreadable(reason, detail)
    assert isinstance(sandbox.read_one((poison.mail(2), ())), Reading)


def test_a_mail_that_sleeps_is_ended_by_the_clock() -> None:
    opened = Sandbox(Policy(), workers=1, limits=Limits(wall_s=1.0), reader=poison.READER)
    assert ended(opened, "SLEEP") == Unreadable(Reason.PARSE_TIME, "no answer within 1 s")
    opened.close()


@pytest.mark.parametrize("name", ["CALL", "UNIX", "START"])
def test_a_reader_has_no_network_and_starts_nothing(sandbox: Sandbox, name: str) -> None:
    assert ended(sandbox, name) == Unreadable(Reason.PARSE_CRASH, "PermissionError")


def test_a_reader_sees_no_environment(sandbox: Sandbox) -> None:
    assert isinstance(sandbox.read_one((poison.mail(1, "ENVIRONMENT"), ())), Reading)


def test_readers_stand_behind_the_desk_in_the_queue_for_a_core(sandbox: Sandbox) -> None:
    sandbox.read_one((poison.mail(1), ()))
    assert workers(sandbox)
    assert all(worker.nice() > psutil.Process().nice() for worker in workers(sandbox))


@pytest.mark.parametrize(("mails", "parts"), [(1, [1]), (2, [1, 1]), (5, [3, 2]), (96, [48, 48]), (150, [48, 48, 48, 6])])
def test_a_short_backlog_is_shared_by_all_readers(sandbox: Sandbox, mails: int, parts: list[int]) -> None:
    flight = sandbox.begin([(poison.mail(number), ()) for number in range(mails)])
    assert [len(chunk) for chunk, _ in flight] == parts
    assert all(isinstance(result, Reading) for result in sandbox.results(flight))


def test_a_reader_leaves_no_core_and_no_more_memory_than_allowed(sandbox: Sandbox) -> None:
    sandbox.read_one((poison.mail(1), ()))
    for worker in workers(sandbox):
        assert worker.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert worker.rlimit(psutil.RLIMIT_AS)[0] < worker.memory_info().vms + 2 * SMALL.memory_bytes


def test_poison_in_a_backlog_costs_no_other_mail(sandbox: Sandbox) -> None:
    names = {3: "EXIT", 12: "RAISE", 13: "EXIT", 29: "EAT"}
    mails = [(poison.mail(number, names.get(number, "")), ()) for number in range(30)]
    results = list(sandbox.results(sandbox.begin(mails)))
    assert [number for number, result in enumerate(results) if isinstance(result, Unreadable)] == sorted(names)
    assert [r.arrived.message.subject for r in results if isinstance(r, Reading)] == [f"mail {n}" for n in range(30) if n not in names]


def test_an_idle_reader_that_is_killed_costs_nothing(sandbox: Sandbox) -> None:
    sandbox.read_one((poison.mail(1), ()))
    for worker in workers(sandbox):
        worker.kill()
    time.sleep(0.3)  # the pool looks after its workers ten times a second
    assert isinstance(sandbox.read_one((poison.mail(2), ())), Reading)


def test_closing_ends_a_reading_under_way_at_once() -> None:
    opened = Sandbox(Policy(), workers=2, limits=Limits(wall_s=600), reader=poison.READER)
    assert isinstance(opened.read_one((poison.mail(0), ())), Reading)
    flight = opened.begin([(poison.mail(number, "SLEEP" if number % 9 == 0 else ""), ()) for number in range(100)])
    results: list[object] = []
    waiting = threading.Thread(target=lambda: results.extend(opened.results(flight)))
    waiting.start()
    time.sleep(0.5)
    start = time.monotonic()
    opened.close()
    waiting.join(10)
    assert not waiting.is_alive()
    assert time.monotonic() - start < 5
    assert len(results) == 100
    assert isinstance(results[0], Unreadable)
    assert isinstance(opened.read_one((poison.mail(1), ())), Unreadable)


def test_readers_that_do_not_start_blame_no_mail() -> None:
    opened = Sandbox(Policy(), workers=1, reader="tests.poison:no_such_function")
    with pytest.raises(DeskError, match="the readers do not start"):
        opened.begin([(poison.mail(1), ())])
    opened.close()


def test_readers_do_not_run_the_main_script_again_and_its_process_never_loads_the_classifier(tmp_path: Path) -> None:
    script = tmp_path / "desk.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    told = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, env=_importable())  # noqa: S603 - our own
    assert (told.stdout, told.stderr) == ("mail 1\n", "")


#: Without the usual guard: run once more, it would try to start readers inside a reader.
_SCRIPT = """
import sys
import bot.cli
from bot.sandbox import Sandbox
from bot.vocabulary.policy import Policy
sandbox = Sandbox(Policy(), workers=1)
print(sandbox.read_one((b"From: a@example.org\\r\\nSubject: mail 1\\r\\n\\r\\nHello\\r\\n", ())).arrived.message.subject, *{"spacy", "bot.classifier.predict"} & set(sys.modules))
sandbox.close()
"""


def _importable() -> dict[str, str]:
    """The environment in which a script elsewhere finds this tree."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])}


def test_the_strength_of_the_wall_is_told() -> None:
    assert "audit hook" in network_strength()


@pytest.mark.parametrize("own", [None, "glibc.malloc.arena_max=1"])
def test_large_pages_are_asked_for_what_is_started_here_alone(monkeypatch: pytest.MonkeyPatch, own: str | None) -> None:
    if own is None:
        monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    else:
        monkeypatch.setenv("GLIBC_TUNABLES", own)
    with _large_pages():
        assert os.environ["GLIBC_TUNABLES"] == (own or "glibc.malloc.hugetlb=1")
    assert os.environ.get("GLIBC_TUNABLES") == own
