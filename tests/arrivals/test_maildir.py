"""The maildir door against real folders."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.arrivals import maildir
from bot.arrivals.maildir import MaildirMailbox
from bot.errors import MailboxError
from bot.vocabulary.doors import Arrival, Cursor, FolderState, Mailbox
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RAW = b"From: a@example.org\r\nSubject: hello\r\n\r\nbody\r\n"


@pytest.fixture
def box(tmp_path: Path) -> MaildirMailbox:
    opened = MaildirMailbox(tmp_path / "mail")
    opened.open()
    return opened


def put(box_path: Path, name: str, folder: str = "new", raw: bytes = RAW) -> Path:
    path = box_path / "mail" / folder / name
    path.write_bytes(raw)
    return path


def taken(box: MaildirMailbox, known: Sequence[str] = (), batch: int = 100) -> list[Arrival]:
    return [arrival for part in box.new(None, lambda _keys: known, batch) for arrival in part]


def test_the_folders_are_made(tmp_path: Path) -> None:
    state = MaildirMailbox(tmp_path / "mail").open()
    assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == ["cur", "new", "tmp"]
    assert state == FolderState("maildir", 0, 0, ())


def test_it_is_a_mailbox_like_any_other(box: MaildirMailbox) -> None:
    door: Mailbox = box
    assert door.open().folder == "maildir"


def test_opening_names_the_files_present_without_their_flags(tmp_path: Path, box: MaildirMailbox) -> None:
    put(tmp_path, "1700000002.M1P1.host")
    put(tmp_path, "1700000001.M1P1.host:2,RS", "cur")
    assert box.open().keys == ("1700000001.M1P1.host", "1700000002.M1P1.host")


ORDER = [
    "999999999.M5P1.host",
    "1700000000.M2P1.a",
    "1700000000.M10P1.a",
    "1700000000.M10P1.b",
    "1700000000.R1M999999P2Q3.host",
    "1700000001.P9.host",
    "1700000001.M1P1.host,S=12:2,S",
    "1800000000",
]


def test_the_order_is_seconds_microseconds_name(tmp_path: Path, box: MaildirMailbox) -> None:
    for index, name in enumerate(reversed(ORDER)):
        put(tmp_path, name, ("new", "cur")[index % 2], name.encode())
    assert [arrival.raw.decode() for arrival in taken(box)] == ORDER


def test_an_arrival_tells_all(tmp_path: Path, box: MaildirMailbox) -> None:
    put(tmp_path, "1700000000.M250000P1.host:2,FS", "cur")
    assert taken(box) == [Arrival("maildir", 0, "1700000000.M250000P1.host", RAW, datetime(2023, 11, 14, 22, 13, 20, 250000, tzinfo=UTC))]


@pytest.mark.parametrize("name", ["mail.eml", "1.eml", "20261128.eml", "99999999999.M1P1.host", "x1700000000.M1P1.h"])
def test_a_name_without_a_time_stamp_counts_by_the_file_time(tmp_path: Path, box: MaildirMailbox, name: str) -> None:
    os.utime(put(tmp_path, name), (1600000000, 1600000000))
    (arrival,) = taken(box)
    assert arrival.key == name
    if not name.startswith("99"):
        assert arrival.received_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_links_folders_pipes_and_dot_files_are_not_mail(tmp_path: Path, box: MaildirMailbox) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not mail")
    new = tmp_path / "mail" / "new"
    (new / "1700000000.M1P1.link").symlink_to(secret)
    (new / "1700000000.M2P1.folder").mkdir()
    os.mkfifo(new / "1700000000.M3P1.pipe")
    put(tmp_path, ".hidden")
    put(tmp_path, "1700000000.M4P1.host")
    assert [arrival.key for arrival in taken(box)] == ["1700000000.M4P1.host"]


def test_known_mails_are_left_out_and_asked_about_in_thousands(tmp_path: Path, box: MaildirMailbox) -> None:
    names = [f"{1700000000 + index}.M1P1.host" for index in range(1201)]
    for name in names:
        put(tmp_path, name)
    asked: list[int] = []

    def known(keys: Sequence[str]) -> Sequence[str]:
        asked.append(len(keys))
        return keys[1:]

    found = [arrival.key for part in box.new(Cursor("maildir", 0, 0), known, 100) for arrival in part]
    assert found == [names[0], names[1000]]
    assert asked == [1000, 201]


def test_batches_are_no_larger_than_asked_for_nor_than_the_memory_allows(tmp_path: Path, box: MaildirMailbox) -> None:
    for index in range(5):
        put(tmp_path, f"170000000{index}.M1P1.host", raw=RAW * (200_000 if index > 2 else 1))
    assert [[arrival.key[9] for arrival in part] for part in box.new(None, lambda _keys: (), 2)] == [["0", "1"], ["2", "3"], ["4"]]


def test_a_mail_over_the_limit_brings_its_header_only(tmp_path: Path, box: MaildirMailbox) -> None:
    path = put(tmp_path, "1700000000.M1P1.host")
    os.truncate(path, maildir.MAX_MAIL_BYTES + 1)
    put(tmp_path, "1700000001.M1P1.host")
    big, small = taken(box)
    assert (big.problem, small.problem) == (Reason.TOO_BIG, None)
    assert big.raw == RAW.removesuffix(b"body\r\n")


def test_a_file_that_goes_away_meanwhile_is_left_out(tmp_path: Path, box: MaildirMailbox) -> None:
    first, second = put(tmp_path, "1700000000.M1P1.host"), put(tmp_path, "1700000001.M1P1.host")

    def known(_keys: Sequence[str]) -> tuple[str, ...]:
        first.unlink()
        second.rename(tmp_path / "mail" / "cur" / "1700000001.M1P1.host:2,S")
        return ()

    assert list(box.new(None, known, 100)) == []
    assert [arrival.key for arrival in taken(box)] == ["1700000001.M1P1.host"]


def test_a_link_that_takes_a_files_place_is_named_and_the_others_are_taken(tmp_path: Path, box: MaildirMailbox) -> None:
    first = put(tmp_path, "1700000000.M1P1.host")
    put(tmp_path, "1700000001.M1P1.host")

    def known(_keys: Sequence[str]) -> tuple[str, ...]:
        first.unlink()
        first.symlink_to(tmp_path / "elsewhere")
        return ()

    parts = box.new(None, known, 1)
    assert [arrival.key for arrival in next(parts)] == ["1700000001.M1P1.host"]
    with pytest.raises(MailboxError, match="1 files of the maildir cannot be read"):
        next(parts)


def test_filing_away_moves_from_new_to_cur_and_nothing_else(tmp_path: Path, box: MaildirMailbox) -> None:
    for name in ("1700000000.M1P1.host", "1700000001.M1P1.host", "1700000002.M1P1.host:2,F"):
        put(tmp_path, name)
    put(tmp_path, "1700000003.M1P1.host:2,S", "cur")
    arrivals = taken(box)
    box.file_away([arrivals[0], arrivals[2], arrivals[3]])
    box.file_away([arrivals[0]])
    mail = tmp_path / "mail"
    assert sorted(path.name for path in (mail / "new").iterdir()) == ["1700000001.M1P1.host"]
    assert sorted(path.name for path in (mail / "cur").iterdir()) == [
        "1700000000.M1P1.host:2,",
        "1700000002.M1P1.host:2,F",
        "1700000003.M1P1.host:2,S",
    ]
    assert [arrival.key for arrival in taken(box)] == [arrival.key for arrival in arrivals]


def test_filing_away_never_overwrites(tmp_path: Path, box: MaildirMailbox) -> None:
    put(tmp_path, "1700000000.M1P1.host")
    arrivals = taken(box)
    put(tmp_path, "1700000000.M1P1.host:2,", "cur", b"other")
    box.file_away(arrivals)
    assert (tmp_path / "mail" / "cur" / "1700000000.M1P1.host:2,").read_bytes() == b"other"
    assert (tmp_path / "mail" / "new" / "1700000000.M1P1.host").read_bytes() == RAW


def test_a_path_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MailboxError, match="cannot be used"):
        MaildirMailbox(tmp_path / "file").open()
    with pytest.raises(MailboxError, match="cannot be read"):
        list(MaildirMailbox(tmp_path / "never opened").new(None, lambda _keys: (), 1))


@pytest.mark.parametrize("pause_s", [0.0, 1.2])
def test_a_new_file_ends_the_wait(tmp_path: Path, box: MaildirMailbox, pause_s: float) -> None:
    put(tmp_path, "1700000000.M1P1.host")
    taken(box)
    time.sleep(pause_s)
    threading.Timer(0.3, put, (tmp_path, "1700000001.M1P1.host")).start()
    started = time.monotonic()
    assert box.wait(60)
    assert time.monotonic() - started < 30
    assert len(taken(box)) == 2


def test_a_file_put_before_the_wait_ends_it(tmp_path: Path, box: MaildirMailbox) -> None:
    taken(box)
    put(tmp_path, "1700000000.M1P1.host")
    started = time.monotonic()
    assert box.wait(60)
    assert time.monotonic() - started < 30


def test_filing_away_and_flags_do_not_end_the_wait(tmp_path: Path, box: MaildirMailbox) -> None:
    put(tmp_path, "1700000000.M1P1.host")
    box.file_away(taken(box))
    (tmp_path / "mail" / "cur" / "1700000000.M1P1.host:2,").rename(tmp_path / "mail" / "cur" / "1700000000.M1P1.host:2,S")
    started = time.monotonic()
    assert box.wait(0.7)
    assert time.monotonic() - started >= 0.7


@pytest.mark.parametrize("before", [True, False])
def test_waking_ends_the_wait(box: MaildirMailbox, before: bool) -> None:  # noqa: FBT001 - a case
    if before:
        box.wake()
    else:
        threading.Timer(0.1, box.wake).start()
    assert not box.wait(60)
    assert box.wait(0.01)
    box.close()
