from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from bot.errors import OutgoingError, StoreError
from bot.sending import maildir
from bot.sending.maildir import MaildirBox
from bot.vocabulary.doors import SendOutcome, SendResult

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from _typeshed import TraceFunction

RAW = b"Subject: hello\r\n\r\n.dot\r\n"
ENVELOPE = b"Return-Path: <desk@x.example>\r\nEnvelope-To: a@y.example, b@y.example\r\n"


def nothing() -> None:
    pass


def send(folder: Path, outbox_id: str = "o-1", raw: bytes = RAW) -> SendOutcome:
    return asyncio.run(MaildirBox(folder).send(outbox_id, "desk@x.example", ["a@y.example", "b@y.example"], raw, nothing))


def test_the_exact_message_below_its_envelope(tmp_path: Path) -> None:
    assert send(tmp_path / "out").result is SendResult.SENT
    assert (tmp_path / "out/new/o-1").read_bytes() == ENVELOPE + RAW
    assert not list((tmp_path / "out/tmp").iterdir())


@pytest.mark.parametrize("placed", ["new/o-1", "cur/o-1", "cur/o-1:2,S"])
def test_a_file_that_is_there_means_sent(tmp_path: Path, placed: str) -> None:
    send(tmp_path)
    (tmp_path / "new/o-1").rename(tmp_path / placed)
    assert send(tmp_path, raw=b"other").result is SendResult.SENT
    assert (tmp_path / placed).read_bytes() == ENVELOPE + RAW
    assert asyncio.run(MaildirBox(tmp_path).arrived("o-1"))


def test_nothing_has_arrived_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert not asyncio.run(MaildirBox(tmp_path / "none").arrived("o-1"))


@pytest.mark.parametrize("outbox_id", ["", "../o", "a/b", ".hidden", "a\n", "a:2,S"])
def test_an_id_is_never_a_path(tmp_path: Path, outbox_id: str) -> None:
    with pytest.raises(OutgoingError):
        send(tmp_path, outbox_id)


def test_an_address_never_breaks_the_envelope_lines(tmp_path: Path) -> None:
    with pytest.raises(OutgoingError):
        asyncio.run(MaildirBox(tmp_path).send("o-1", "desk@x.example", ["a@y.example\r\nX: y"], RAW, nothing))


def test_when_the_phase_cannot_be_committed_nothing_becomes_visible(tmp_path: Path) -> None:
    def refuse() -> None:
        raise StoreError("disk full")

    with pytest.raises(StoreError):
        asyncio.run(MaildirBox(tmp_path).send("o-1", "desk@x.example", ["a@y.example"], RAW, refuse))
    assert not list((tmp_path / "new").iterdir())
    assert send(tmp_path).result is SendResult.SENT


def test_a_folder_that_cannot_be_written_defers_all(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    outcome = send(tmp_path / "out")
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)


def send_and_die(folder: Path, line: int) -> int:
    """Send in a forked process that kills itself at the n-th line run inside the box; return how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = [line]

    def trace(frame: FrameType, _event: str, _argument: object) -> TraceFunction | None:
        if frame.f_code.co_filename != maildir.__file__:
            return None
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    threading.settrace(trace)
    sys.settrace(trace)
    asyncio.run(MaildirBox(folder).send("o-1", "desk@x.example", ["a@y.example", "b@y.example"], RAW, folder.with_suffix(".data").touch))
    os._exit(0)


def test_killed_at_every_line_it_is_never_half_and_never_twice(tmp_path: Path) -> None:
    for line in range(300):
        folder = tmp_path / str(line)
        ended = send_and_die(folder, line)
        placed = list((folder / "new").iterdir()) if (folder / "new").is_dir() else []
        assert [file.read_bytes() for file in placed] in ([], [ENVELOPE + RAW])
        assert folder.with_suffix(".data").exists() or not placed  # visible only after the phase was committed
        assert send(folder).result is SendResult.SENT
        assert [file.read_bytes() for file in (folder / "new").iterdir()] == [ENVELOPE + RAW]
        if ended == 0:
            assert line > 40
            return
        assert ended == -signal.SIGKILL
    pytest.fail("the box never finished")
