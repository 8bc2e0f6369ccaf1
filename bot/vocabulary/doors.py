"""What passes through the doors: arrivals from a mailbox, outcomes of handing a mail over, and the doors' shapes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.vocabulary.reasons import Reason


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as fetched. `key` identifies it within (folder, uidvalidity): the UID in decimal, or a maildir file's unique
    name (without `:2,flags`). `received_at` (aware UTC) is INTERNALDATE or the file name's time stamp. `problem` is set when
    the bytes could not be had (TOO_BIG, VANISHED); then `raw` holds what is there, perhaps nothing.
    """

    folder: str
    uidvalidity: int
    key: str
    raw: bytes
    received_at: datetime
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was read: every UID <= `last_uid` under `uidvalidity` was kept. Maildirs: both 0."""

    folder: str
    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder at the moment it was opened: `uidnext` for IMAP; `keys` of the files present for a maildir."""

    folder: str
    uidvalidity: int
    uidnext: int
    keys: tuple[str, ...] = ()


class AccessTokens(Protocol):
    """A source of tokens to sign in with instead of a password. Blocking; any thread. Raises TokenError."""

    def token(self) -> str:
        """Return one that is good for now."""

    def instead_of(self, refused: str) -> str:
        """Return another one after a server refused this one; "" where trying again is of no use."""


class Mailbox(Protocol):
    """A place where mail arrives. Blocking; used from one thread. Raises MailboxError; nothing is lost by trying again."""

    def open(self) -> FolderState:
        """Connect (again) and select the folder read-only as far as flags go; return its state."""

    def new(self, cursor: Cursor | None, known: Callable[[Sequence[str]], Collection[str]], batch: int) -> Iterator[tuple[Arrival, ...]]:
        """Yield what is not kept yet in batches, in order of arrival; `known(keys)` returns the keys already kept."""

    def file_away(self, arrivals: Sequence[Arrival]) -> None:
        """Do the cosmetic part after the commit: maildir `new/` -> `cur/`, IMAP move only where a done folder is set."""

    def wait(self, seconds: float) -> bool:
        """Block until something may have arrived or `seconds` passed; True means poll now."""

    def wake(self) -> None:
        """End a `wait` in another thread soon; used for shutting down."""

    def close(self) -> None:
        """Log out and drop the connection; never raises."""


class SendResult(StrEnum):
    """How handing one mail to the outgoing server ended."""

    SENT = "sent"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The result with the server's words (`answer`, one line, no secrets); `refused` are recipients it would not take.

    `hold_all` asks to stop sending for a while (login refused, throttled): the queue waits, nothing is failed.
    """

    result: SendResult
    answer: str = ""
    refused: tuple[str, ...] = ()
    hold_all: bool = False


class OutgoingBox(Protocol):
    """A place where mail leaves. `send` never raises for what a server does; it returns an outcome."""

    async def send(
        self, outbox_id: str, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> SendOutcome:
        """Hand one mail over. `before_data` is called after the last RCPT answer and before DATA (it commits the phase)."""

    async def arrived(self, outbox_id: str) -> bool | None:
        """After a crash: whether this mail was handed over, None where only a person can find out."""

    async def close(self) -> None:
        """Say QUIT and close; never raises."""


class FoldersBeside(Protocol):
    """Folders beside the inbox, where they are set. Blocking; raises MailboxError; nothing is lost by trying again."""

    @property
    def keeps_copies(self) -> bool:
        """Whether copies of sent mails are kept."""

    @property
    def leases(self) -> bool:
        """Whether a lease keeps other desks from sending."""

    def copy_sent(self, mails: Iterable[tuple[str, bytes]]) -> None:
        """Keep copies of (Message-ID, bytes), except of those that lie there already."""

    def sent_ids(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Return those Message-IDs whose mail lies among the sent ones."""

    def sent_since(self, day: datetime, sender: str) -> tuple[str, ...]:
        """Return the Message-IDs of all mails of a sender among the sent ones since a day."""

    def junk_since(self, day: datetime) -> int:
        """Return how many mails came into the junk folder on that day or later; 0 where none is set."""

    def renew(self, holder: str) -> str | None:
        """Take or renew the lease; return None if `holder` has it, else who has it."""

    def release(self, holder: str) -> None:
        """Give the lease back."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one look into the mailbox brought."""

    kept: int = 0
    relinked: int = 0
