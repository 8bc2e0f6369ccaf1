"""The process dies by SIGKILL before any statement: what was committed is there, what was not is not, nothing is half."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.sqlite import open_store
from bot.vocabulary.cases import DraftState, OutboxState

ROOT = Path(__file__).resolve().parents[2]

#: Runs a scenario on argv[1]; dies before the statement number argv[2] of its last act, or prints how many there were.
CHILD = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from bot.store.sqlite import open_store
from tests.store.scene import *

store = open_store(Path(sys.argv[1]))
act, die_at, count = sys.argv[4], int(sys.argv[2]), 0

def before_statement(_sql):
    global count
    count += 1
    if count == die_at:
        os.kill(os.getpid(), signal.SIGKILL)

if act != "keep":
    made = dispute(store)
if act == "send":
    approve(store, made)
store._link.connection.set_trace_callback(before_statement)
if act == "keep":
    begin(store)
    keep(store, arrival("1", b"one"), arrival("2", b"two"))
elif act == "approve":
    approve(store, made)
else:
    send(store, "o-1")
store._link.connection.set_trace_callback(None)
print(count)
"""


def run(path: Path, die_at: int, act: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, str(path), str(die_at), str(ROOT), act]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter and text


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    folder = tmp_path_factory.mktemp("count")
    return {act: int(run(folder / act, 0, act).stdout) for act in ("keep", "approve", "send")}


def points(total: int, most: int = 12) -> list[int]:
    step = max(1, total // most)
    return sorted({1, *range(2, total + 1, step), total - 1, total})


def test_keeping_is_all_or_nothing(statements: dict[str, int], tmp_path: Path) -> None:
    for point in points(statements["keep"]):
        path = tmp_path / f"{point}.db"
        assert run(path, point, "keep").returncode == -signal.SIGKILL
        store = open_store(path)
        assert store.verify().broken is None
        assert [mail.raw for mail in store.waiting(9)] in ([], [b"one", b"two"])
        assert (store.cursor("INBOX") is not None) is bool(store.waiting(9))
        store.close()


def test_a_spent_token_has_its_mail_in_the_outbox(statements: dict[str, int], tmp_path: Path) -> None:
    for point in points(statements["approve"]):
        path = tmp_path / f"{point}.db"
        assert run(path, point, "approve").returncode == -signal.SIGKILL
        store = open_store(path)
        assert store.verify().broken is None
        queued = [row.id for row in store.outbox([OutboxState.QUEUED])]
        records = store.pending("D-0001")
        pending = [(record.draft.state, record.token.used_at) for record in records]
        assert (queued, pending) in ((["o-ask-t1"], [(DraftState.PENDING, None)]), (["o-1"], []))
        assert store.clears(store.outbox()[-1]) is (queued == ["o-1"])
        store.close()


def test_dying_while_sending_is_sent_again_or_uncertain(statements: dict[str, int], tmp_path: Path) -> None:
    seen = set()
    for point in points(statements["send"]):
        path = tmp_path / f"{point}.db"
        assert run(path, point, "send").returncode == -signal.SIGKILL
        store = open_store(path)
        assert store.verify().broken is None
        before = store.outbox()[-1].state
        store.recover(store.outbox()[-1].queued_at)
        after = store.outbox()[-1].state
        seen.add((before, after))
        store.close()
    assert seen <= {
        (OutboxState.QUEUED, OutboxState.QUEUED),
        (OutboxState.SENDING_DIALOGUE, OutboxState.QUEUED),
        (OutboxState.SENDING_DATA, OutboxState.UNCERTAIN),
        (OutboxState.SENT, OutboxState.SENT),
    }
    assert len(seen) >= 3
