"""The current fails at any moment: what was not synced is dropped, torn or out of order; what was acknowledged is there.

The desk's own system calls are recorded by strace, then replayed up to each point: writes before a file's last sync stand, of those
after it any may be missing, in any mixture of 512-byte sectors.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.store.sqlite import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SECTOR = 512
#: Images tried per point: all unsynced writes lost, all there, and mixtures of both.
MIXTURES = 4 if os.environ.get("SOAK") else 1
#: Every n-th system call is a point, and all around a sync; `SOAK=1` tries every one.
STRIDE = 1 if os.environ.get("SOAK") else 40

#: A desk's day on argv[1]; after each commit it says on stdout which entries it has acknowledged.
CHILD = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from bot.store.sqlite import open_store
from tests.store.scene import *

store = open_store(Path(sys.argv[1]))
def told():
    os.write(1, b"entries %d\\n" % store.head()[0])
begin(store); keep(store, arrival("1", b"one" * 900), arrival("2", b"two")); told()
made = dispute(store); told()
approve(store, made); told()
assert store.begin_sending("o-1", NOW + minutes(5), NOW); told()
store.begin_data("o-1", NOW); told()
store.settle("o-1", SendOutcome(SendResult.SENT, "250 ok"), None, NOW); told()
store._link.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
dispute(store, 2); told()
store._link.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
dispute(store, 3); told()
"""

_OPEN = re.compile(r'openat\(AT_FDCWD[^,]*, "([^"]+)".*= (\d+)(?:<|$)')
_WRITE = re.compile(r'pwrite64\((\d+)[^,]*, "((?:\\x[0-9a-f]{2})*)", (\d+), (\d+)\)')
_CUT = re.compile(r"ftruncate\((\d+)[^,]*, (\d+)\)")
_SYNC = re.compile(r"f(?:data)?sync\((\d+)")
_GONE = re.compile(r'unlink(?:at)?\((?:AT_FDCWD[^,]*, )?"([^"]+)"')
#: The files a database is made of; the journal is there while a new one is turned into WAL mode.
FILES = {"desk.db", "desk.db-wal", "desk.db-journal"}
_SAID = re.compile(r'write\(1[^,]*, "((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Disk:
    """One file: what is safely on the disk, and the steps since the last sync: (offset, bytes), or a new length."""

    safe: bytearray = field(default_factory=bytearray)
    loose: list[tuple[int, bytes] | int] = field(default_factory=list)

    def sync(self) -> None:
        for step in self.loose:
            self.take(self.safe, step)
        self.loose.clear()

    def image(self, draw: random.Random, share: float) -> bytes:
        """Return what may be found after the current came back; `share` of the unsynced sectors made it."""
        found = bytearray(self.safe)
        for step in self.loose:
            if isinstance(step, int):
                if draw.random() < share:
                    self.take(found, step)
                continue
            offset, content = step
            for start in range(0, len(content), SECTOR):
                if draw.random() < share:
                    self.take(found, (offset + start, content[start : start + SECTOR]))
        return bytes(found)

    @staticmethod
    def take(content: bytearray, step: tuple[int, bytes] | int) -> None:
        if isinstance(step, int):
            del content[step:]
            content.extend(b"\0" * (step - len(content)))
            return
        offset, new = step
        content.extend(b"\0" * (offset - len(content)))
        content[offset : offset + len(new)] = new


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _name(text: str) -> str:
    return _bytes(text).decode() if "\\x" in text else text


def recorded(folder: Path) -> list[str]:
    """Return the system calls of a desk's day, one per line."""
    trace = folder / "trace"
    calls = "trace=openat,pwrite64,ftruncate,fsync,fdatasync,write,unlink,unlinkat"
    desk = [sys.executable, "-c", CHILD, str(folder / "desk.db"), str(ROOT)]
    command = ["strace", "-f", "-qq", "-xx", "-s", "200000", "-e", calls, "-o", str(trace), *desk]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter under strace
    if done.returncode and not trace.exists():
        pytest.skip(f"strace may not trace here: {done.stderr[:200]}")
    assert done.returncode == 0, done.stderr[-2000:]
    return trace.read_text(encoding="utf-8", errors="replace").splitlines()


def replayed(lines: list[str]) -> Iterator[tuple[dict[str, Disk], int, bool]]:
    """Yield, after each step, the files, how many entries were acknowledged, and whether the step was a sync."""
    files: dict[str, Disk] = {}
    names: dict[str, str] = {}
    acknowledged = 0
    for line in lines:
        synced = False
        if opened := _OPEN.search(line):
            name = _name(opened[1])
            names[opened[2]] = name
            if name.rpartition("/")[2] in FILES:
                files.setdefault(name, Disk())
        elif gone := _GONE.search(line):
            files.pop(_name(gone[1]), None)
        elif said := _SAID.search(line):
            if (words := _bytes(said[1]).decode("ascii", "replace")).startswith("entries "):
                acknowledged = int(words.split()[1])
        else:
            disk = next((files.get(names.get(found[1], "")) for found in (p.search(line) for p in (_WRITE, _CUT, _SYNC)) if found), None)
            if disk is None:
                continue
            if write := _WRITE.search(line):
                assert len(_bytes(write[2])) == int(write[3]), "strace cut a write short"
                disk.loose.append((int(write[4]), _bytes(write[2])))
            elif cut := _CUT.search(line):
                disk.loose.append(int(cut[2]))
            else:
                disk.sync()
                synced = True
        yield files, acknowledged, synced


@pytest.fixture
def image() -> Iterator[Path]:
    """A folder for images, in memory where that is possible: they are thrown away, so their own syncs need no disk."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108 - a private folder in it
        yield Path(folder)


def test_sto_02_what_was_acknowledged_survives_a_power_loss_at_any_moment(tmp_path: Path, image: Path) -> None:
    if shutil.which("strace") is None:
        sentence = "strace is needed to record a day: run tools/test-servers.sh as root, or apt-get install strace."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    draw, points, seen, last_sync = random.Random(2), 0, 0, False  # noqa: S311 - a fixed seed, for tests
    for number, (files, acknowledged, synced) in enumerate(replayed(recorded(tmp_path))):
        around, last_sync = synced or last_sync, synced
        if not files or (number % STRIDE and not around):
            continue
        points += 1
        for share in (0.0, 1.0, *(draw.random() for _ in range(MIXTURES))):
            for old in image.iterdir():
                old.unlink()
            for name, disk in files.items():
                (image / name.rpartition("/")[2]).write_bytes(disk.image(draw, share))
            store = open_store(image / "desk.db")
            report = store.verify()
            store.close()
            assert report.broken is None, (number, share, report)
            assert report.entries >= acknowledged, (number, share)
            seen = max(seen, acknowledged)
    assert points > 20
    assert seen > 25, "the whole day was replayed"
