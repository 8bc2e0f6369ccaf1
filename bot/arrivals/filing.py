"""Putting mails into other folders of the server: handled ones when a done folder is set, copies of what we sent."""

from __future__ import annotations

import imaplib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Client(Protocol):
    """The part of IMAPClient that filing needs."""

    def has_capability(self, capability: str) -> bool:
        """Tell whether the server can do it."""

    def move(self, messages: Sequence[int], folder: str) -> object:
        """UID MOVE."""

    def copy(self, messages: Sequence[int], folder: str) -> object:
        """UID COPY."""

    def add_flags(self, messages: Sequence[int], flags: Sequence[bytes], silent: bool = False) -> object:  # noqa: FBT001, FBT002 - IMAPClient's
        """UID STORE +FLAGS."""

    def uid_expunge(self, messages: Sequence[int]) -> object:
        """UID EXPUNGE."""

    def append(self, folder: str, msg: bytes, flags: Sequence[bytes]) -> object:
        """APPEND."""

    def folder_exists(self, folder: str) -> bool:
        """LIST the folder."""

    def create_folder(self, folder: str) -> object:
        """CREATE."""


def move(client: Client, uids: Sequence[int], folder: str) -> None:
    """Move mails of the selected folder, in one command where the server can; the folder is made if it is missing."""
    if client.has_capability("MOVE"):
        _creating(client, folder, lambda: client.move(uids, folder))
        return
    _creating(client, folder, lambda: client.copy(uids, folder))
    remove(client, uids)


def remove(client: Client, uids: Sequence[int]) -> None:
    """Remove mails of the selected folder."""
    if not uids:
        return
    client.add_flags(uids, [rb"\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):
        # Without UIDPLUS, EXPUNGE would remove what people have marked too; then the mails only stay marked.
        client.uid_expunge(uids)


def append(client: Client, folder: str, raw: bytes) -> None:
    """Put a copy into the folder, marked read; the folder is made if it is missing."""
    _creating(client, folder, lambda: client.append(folder, raw, [rb"\Seen"]))


def _creating(client: Client, folder: str, step: Callable[[], object]) -> None:
    """Do the step; where the server refuses because the folder is missing, make the folder and do it again."""
    try:
        step()
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        if client.folder_exists(folder):
            raise
        client.create_folder(folder)
        step()
