"""DOOR, outgoing maildir: each mail becomes one file named after its outbox id; a file that is there means sent."""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING

from bot.errors import OutgoingError
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.tidy import is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,120}")
_SENT = "written to the outgoing maildir"


class MaildirBox:
    """An OutgoingBox that is a folder; safe against dying at any moment, because only the last rename makes a mail visible."""

    def __init__(self, path: Path) -> None:
        """Use the maildir at `path`; it is made on the first mail."""
        self._path = path

    async def send(
        self, outbox_id: str, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> SendOutcome:
        """Write the exact message below `Return-Path:` and `Envelope-To:`. Raises OutgoingError if the id cannot be a file name.

        A full or missing disk is DEFERRED with `hold_all`, as long as the file is not in place.
        """
        if not _ID.fullmatch(outbox_id) or not all(map(is_address, (sender, *recipients))):
            raise OutgoingError("the mail's id or one of its addresses cannot be written")
        try:
            waiting = await asyncio.to_thread(self._prepare, outbox_id, _envelope(sender, recipients) + raw)
        except OSError as error:
            return _deferred(error)
        if waiting is None:
            return SendOutcome(SendResult.SENT, "it was already in the outgoing maildir")
        before_data()
        try:
            await asyncio.to_thread(self._place, waiting)
        except OSError as error:
            if self._there(outbox_id):
                return SendOutcome(SendResult.UNCERTAIN, _sentence(error))
            return _deferred(error)
        return SendOutcome(SendResult.SENT, _SENT)

    async def close(self) -> None:
        """Nothing is kept open."""

    async def arrived(self, outbox_id: str) -> bool:
        """Return whether this mail was placed: after a crash it tells a sent mail from one that never left."""
        return await asyncio.to_thread(lambda: (self._path / "cur").is_dir() and self._there(outbox_id))

    def _there(self, outbox_id: str) -> bool:
        """Whether the mail is in new/ or cur/, whatever flags a reader added behind `:2,`."""
        if (self._path / "new" / outbox_id).exists():
            return True
        return any(file.name.partition(":")[0] == outbox_id for file in (self._path / "cur").iterdir())

    def _prepare(self, outbox_id: str, content: bytes) -> Path | None:
        """Write and sync the file in tmp/; return None if the mail was placed before."""
        for name in ("tmp", "new", "cur"):
            (self._path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._there(outbox_id):
            return None
        waiting = self._path / "tmp" / outbox_id
        with waiting.open("wb") as file:  # a torso left by an earlier death is written over
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return waiting

    def _place(self, waiting: Path) -> None:
        """Make the file visible at once, then make that last."""
        waiting.rename(self._path / "new" / waiting.name)
        folder = os.open(self._path / "new", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _envelope(sender: str, recipients: Sequence[str]) -> bytes:
    """The two lines a local delivery agent would write."""
    return f"Return-Path: <{sender}>\r\nEnvelope-To: {', '.join(recipients)}\r\n".encode("ascii")


def _deferred(error: OSError) -> SendOutcome:
    return SendOutcome(SendResult.DEFERRED, _sentence(error), hold_all=True)


def _sentence(error: OSError) -> str:
    return f"the outgoing maildir could not be written: {error.strerror or type(error).__name__}"
