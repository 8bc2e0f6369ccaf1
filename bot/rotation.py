"""Refresh tokens that change with each use: the next one is kept in a file where one is named, whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import log
from bot.errors import TokenError
from bot.log import Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEY = "oauth.rotated_token_file"


@dataclass(slots=True)
class Refresh:
    """One refresh token and its followers; `first` is the configured one, "" where none is used, `keep` the file or None."""

    first: str = field(repr=False)
    keep: Path | None = None
    _following: str = field(default="", init=False, repr=False)

    @contextmanager
    def alone(self) -> Iterator[str]:
        """Give the token to use; with a file, no other process of ours spends it at the same time. Raises TokenError."""
        if self.keep is None:
            yield self._following or self.first
            return
        try:
            lock = os.open(self.keep.with_name(f"{self.keep.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise TokenError(f"{_KEY}: {self.keep} cannot be used ({error.strerror}); check its folder") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._following or self._kept(self.keep) or self.first
        finally:
            os.close(lock)

    def remember(self, following: str) -> None:
        """Take the next token; that a file cannot be written must not cost the access token that came with it."""
        self._following = following
        if self.keep is None:
            return
        try:
            write_secret(self.keep, json.dumps({"of": self._origin, "token": following}))
            self._following = ""
        except OSError as error:
            log.trouble(Event.SIGN_IN_TROUBLE, problem=f"{_KEY}: the next refresh token cannot be kept ({error.strerror})")

    @property
    def _origin(self) -> str:
        """What tells the first token apart without showing it: a new consent makes what is kept of an older one void."""
        return hashlib.sha256(self.first.encode()).hexdigest()[:32]

    def _kept(self, keep: Path) -> str:
        try:
            mode = stat.S_IMODE(keep.stat().st_mode)
            told = json.loads(keep.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            raise TokenError(f"{_KEY}: {keep} cannot be read; remove it and give consent again") from error
        if mode & 0o077:
            raise TokenError(f"{_KEY}: {keep} may be read by others (mode {mode:04o}); run chmod 600 on it")
        return str(told.get("token", "")) if isinstance(told, dict) and told.get("of") == self._origin else ""


def write_secret(path: Path, text: str) -> None:
    """Write a file that only we can read: whole or not at all, whatever happens. Raises OSError."""
    new = path.with_name(f"{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
