"""The same door on a folder: a maildir's files in the order of their time stamps, moved from new/ to cur/ after the commit."""

from __future__ import annotations

import os
import re
import stat
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from bot.errors import MailboxError
from bot.vocabulary.doors import Arrival, Cursor, FolderState
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

#: The name every arrival carries; the path is this machine's business.
FOLDER = "maildir"
#: The largest mail taken (TRUST R2); of a larger one the start of the header is kept.
MAX_MAIL_BYTES = 50 * 1024 * 1024
HEADER_BYTES = 1_048_576
#: Bytes yielded together at most, so that a batch never fills the memory.
MAX_TOGETHER_BYTES = 24_000_000
#: Keys asked about in one question to the store.
KNOWN_TOGETHER = 1000
#: Seconds between two looks while waiting.
LOOK_S = 0.2
#: A folder changed less than this many seconds ago may change again without a new time stamp.
SETTLED_S = 1.0

#: A name's time in seconds since 1970; fewer digits are somebody's own count ("1.eml"), and such a file counts by its own time.
_STAMP = re.compile(r"(\d{9,11})(?:\.([^.]{0,200}))?(?:\.|$)")
_MICROSECONDS = re.compile(r"M(\d{1,6})")


@dataclass(frozen=True, slots=True, order=True)
class _File:
    """One mail's file; sorts by seconds, microseconds, name. `path` is where it was when listed."""

    seconds: int
    microseconds: int
    key: str
    path: Path
    size_bytes: int

    @property
    def received_at(self) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds, microseconds=self.microseconds)


class MaildirMailbox:
    """A maildir as a `Mailbox`. Nothing is ever deleted; symlinks, folders and dot files are not looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._woken = threading.Event()
        self._stamps: tuple[int, ...] = ()
        self._keys: set[str] = set()

    def __enter__(self) -> Self:
        """Return itself; the folders are made by `open`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def open(self) -> FolderState:
        """Make the folders if they are missing; return the keys of the files present. Raises MailboxError."""
        try:
            for name in ("tmp", "new", "cur"):
                (self._path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise MailboxError(f"The maildir {self._path} cannot be used ({error.strerror}).") from error
        return FolderState(FOLDER, 0, 0, tuple(file.key for file in self._files()))

    def new(self, cursor: Cursor | None, known: Callable[[Sequence[str]], Collection[str]], batch: int) -> Iterator[tuple[Arrival, ...]]:
        """Yield the mails not `known`, oldest first, at most `batch` and about 24 MB at a time; a maildir needs no cursor.

        A file that goes away meanwhile is left out (a renamed one comes with the next look). Files that cannot be read are
        named in a MailboxError after all others were yielded.
        """
        del cursor
        unreadable: list[str] = []
        for files in _together(self._wanted(known), max(batch, 1)):
            arrivals = []
            for file in files:
                try:
                    arrivals.append(_arrival(file))
                except FileNotFoundError:
                    continue
                except OSError as error:
                    unreadable.append(f"{file.path} ({error.strerror})")
            if arrivals:
                yield tuple(arrivals)
        if unreadable:
            raise MailboxError(f"{len(unreadable)} files of the maildir cannot be read, first {unreadable[0]}; check their owner and mode.")

    def file_away(self, arrivals: Sequence[Arrival]) -> None:
        """Move kept mails from `new/` to `cur/`; what is not there any more, or there already, is left as it is."""
        keys = {arrival.key for arrival in arrivals}
        try:
            waiting = [name for name in os.listdir(self._path / "new") if _key(name) in keys] if keys else []  # noqa: PTH208 - names, not paths
            for name in waiting:
                target = self._path / "cur" / (name if ":" in name else f"{name}:2,")
                if not target.exists():
                    (self._path / "new" / name).rename(target)
        except FileNotFoundError:
            return
        except OSError as error:
            raise MailboxError(f"Mails cannot be moved to {self._path / 'cur'} ({error.strerror}).") from error

    def wait(self, seconds: float) -> bool:
        """Wait for a file; True means look now (something came, or the time is over), False that `wake` was called."""
        until = time.monotonic() + seconds
        while True:
            if self._woken.wait(min(LOOK_S, max(until - time.monotonic(), 0))):
                self._woken.clear()
                return False
            if time.monotonic() >= until or self._grown():
                return True

    def wake(self) -> None:
        """End the wait that another thread is in, or the next one; at once."""
        self._woken.set()

    def close(self) -> None:
        """Nothing is held open."""

    def _wanted(self, known: Callable[[Sequence[str]], Collection[str]]) -> Iterator[_File]:
        files = self._files()
        for start in range(0, len(files), KNOWN_TOGETHER):
            some = files[start : start + KNOWN_TOGETHER]
            kept = set(known([file.key for file in some]))
            yield from (file for file in some if file.key not in kept)

    def _files(self) -> list[_File]:
        self._stamps = self._look()
        files: dict[str, _File] = {}
        try:
            for name in ("cur", "new"):
                with os.scandir(self._path / name) as entries:
                    listed = [_file(entry, self._path / name) for entry in entries if not entry.name.startswith(".")]
                files.update((file.key, file) for file in listed if file is not None)
        except OSError as error:
            raise MailboxError(f"The maildir {self._path} cannot be read ({error.strerror}).") from error
        self._keys = set(files)
        return sorted(files.values())

    def _look(self) -> tuple[int, ...]:
        try:
            return tuple((self._path / name).stat().st_mtime_ns for name in ("new", "cur"))
        except OSError:
            return ()

    def _grown(self) -> bool:
        stamps = self._look()
        if stamps == self._stamps and all(time.time() - stamp / 1e9 > SETTLED_S for stamp in stamps):
            return False
        before = self._keys
        try:
            self._files()
        except MailboxError:
            return True
        return bool(self._keys - before)


def _key(name: str) -> str:
    """Return the unique part of a file name: what stays when its flags change."""
    return name.partition(":")[0]


def _file(entry: os.DirEntry[str], folder: Path) -> _File | None:
    """Return the listed file, or None for what is no plain file or has just gone."""
    try:
        facts = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(facts.st_mode):
        return None
    key = _key(entry.name)
    stamp = _STAMP.match(key)
    if stamp is None:
        return _File(int(facts.st_mtime), 0, key, folder / entry.name, facts.st_size)
    micro = _MICROSECONDS.search(stamp[2] or "")
    return _File(int(stamp[1]), int(micro[1]) if micro else 0, key, folder / entry.name, facts.st_size)


def _together(files: Iterator[_File], batch: int) -> Iterator[list[_File]]:
    portion: list[_File] = []
    total = 0
    for file in files:
        size = min(file.size_bytes, MAX_MAIL_BYTES)
        if portion and (len(portion) >= batch or total + size > MAX_TOGETHER_BYTES):
            yield portion
            portion, total = [], 0
        portion.append(file)
        total += size
    if portion:
        yield portion


def _arrival(file: _File) -> Arrival:
    """Read the file. Raises OSError; never follows a link and never waits for a pipe that took the file's place."""
    with os.fdopen(os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
        raw = opened.read(MAX_MAIL_BYTES + 1)
    if len(raw) > MAX_MAIL_BYTES:
        return Arrival(FOLDER, 0, file.key, _header(raw[:HEADER_BYTES]), file.received_at, Reason.TOO_BIG)
    return Arrival(FOLDER, 0, file.key, raw, file.received_at)


def _header(start: bytes) -> bytes:
    ends = [start.find(blank) + len(blank) for blank in (b"\r\n\r\n", b"\n\n") if blank in start]
    return start[: min(ends)] if ends else start
