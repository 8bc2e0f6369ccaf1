"""The door to an IMAP mailbox: new mails by UID as raw bytes, nothing marked read, filed away only after the commit."""

from __future__ import annotations

import contextlib
import ssl
import unicodedata
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from bot.arrivals.fetching import BROKEN, MAX_TOGETHER, Fetcher
from bot.arrivals.idle import Bell, Idler, Listening
from bot.arrivals.wire import SMALL_ANSWER_BYTES, Wire, tls_context
from bot.errors import ConfigError, MailboxError
from bot.vocabulary.doors import Arrival, Cursor, FolderState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

#: Keys asked about in one question to the store.
KNOWN_TOGETHER = 1000
#: Room for the UIDs of about two million mails in one SEARCH answer.
_SEARCH_BYTES = 24_000_000


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where the mailbox is and how to get in, as [mailbox] says. No name may hold a control character: that would let a line of
    config become a command. Raises ConfigError.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: Literal["ssl", "starttls"] = "ssl"
    ca_file: Path | None = None
    folder: str = "INBOX"
    done_folder: str = ""

    def __post_init__(self) -> None:
        """Refuse control characters in everything that is written to the server."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        bad = tuple(f"mailbox.{name} holds a control character; remove it" for name, value in values if _controls(value))
        if bad:
            raise ConfigError(bad)


class _Client(IMAPClient):  # type: ignore[misc]  # IMAPClient ships no types
    """IMAPClient on our own wire, with the transcript that it keeps for debugging switched off (it holds whole mails)."""

    _imap: Wire

    def __init__(self, account: ImapAccount, context: ssl.SSLContext) -> None:
        self._first_context = context if account.tls == "ssl" else None
        super().__init__(account.host, account.port, ssl=account.tls == "ssl", ssl_context=context)
        self._imap.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - IMAPClient's name
        return Wire(self.host, self.port, self._first_context)

    def _set_read_timeout(self) -> None:
        """Leave it to the wire, which has set it."""

    @property
    def wire(self) -> Wire:
        """The connection itself."""
        return self._imap


class ImapMailbox:
    """An IMAP folder as a `Mailbox`. One connection works, a second one waits (IDLE) where the server can do that."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._context = tls_context(account.ca_file)
        self._client: _Client | None = None
        self._state = FolderState(account.folder, 0, 0)
        self._opened = False
        self._seen_uid = 0
        self._fetcher = Fetcher(self._line, self._drop)
        self._bell = Bell()
        self._idler = Idler(self._connect_idle, self._bell)

    def __enter__(self) -> Self:
        """Return itself; the connection is made by `open`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @property
    def vanished(self) -> int:
        """How many mails were listed but taken away by somebody before they could be fetched, since the start."""
        return self._fetcher.vanished

    def open(self) -> FolderState:
        """Connect, or look after the connection there is, and select the folder; return its state. Raises MailboxError."""
        if self._client is not None:
            try:
                return self._select(self._client)
            except BROKEN:
                self._drop()
        with self._explained():
            return self._select(self._connected())

    def new(self, cursor: Cursor | None, known: Callable[[Sequence[str]], Collection[str]], batch: int) -> Iterator[tuple[Arrival, ...]]:
        """Yield what lies behind the cursor and is not `known`, by UID, `batch` mails at most at a time (and 100, and 24 MB).

        After a change of UIDVALIDITY everything is offered again. `known` is asked about 1,000 keys at most. Raises MailboxError;
        what was yielded before stays good.
        """
        if not self._opened:
            self.open()
        self._opened = False
        state = self._state
        current = cursor is not None and (cursor.folder, cursor.uidvalidity) == (state.folder, state.uidvalidity)
        uids = self._search(cursor.last_uid + 1 if cursor is not None and current else 1)
        for start in range(0, len(uids), KNOWN_TOGETHER):
            some = uids[start : start + KNOWN_TOGETHER]
            kept = set(known([str(uid) for uid in some]))
            wanted = [uid for uid in some if str(uid) not in kept]
            for first in range(0, len(wanted), MAX_TOGETHER):
                with self._explained():
                    found = self._fetcher.mails(state.folder, state.uidvalidity, wanted[first : first + MAX_TOGETHER], max(batch, 1))
                    yield from found

    def file_away(self, arrivals: Sequence[Arrival]) -> None:
        """Move kept mails to the done folder, in one command; nothing where none is set. Mails with a problem stay for people."""
        if not self._account.done_folder:
            return
        here = (self._state.folder, self._state.uidvalidity)
        uids = [int(mail.key) for mail in arrivals if mail.problem is None and (mail.folder, mail.uidvalidity) == here]
        if uids:
            with self._explained():
                self._move(self._line(SMALL_ANSWER_BYTES), uids)

    def append_sent(self, folder: str, raw: bytes) -> None:
        """Put a copy of a mail we sent into `folder`, marked read; the folder is made if it is missing. Raises MailboxError."""
        if _controls(folder):
            raise ConfigError(("mailbox.sent_folder holds a control character; remove it",))
        with self._explained():
            client = self._line(SMALL_ANSWER_BYTES)
            _creating(client, folder, lambda: client.append(folder, raw, (b"\\Seen",)))

    def wait(self, seconds: float) -> bool:
        """Wait for mail; True means look now (something came, or the time is over), False that `wake` was called."""
        return self._idler.wait(seconds, self._state.uidvalidity, self._seen_uid)

    def wake(self) -> None:
        """End the wait that another thread is in, or the next one; at once."""
        self._bell.ring()

    def close(self) -> None:
        """Log out and hang up for good; never raises."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*BROKEN):
                client.wire.allow(SMALL_ANSWER_BYTES)
                client.logout()
            client.wire.shutdown()
        self._idler.close()
        self._bell.close()

    def _search(self, first: int) -> list[int]:
        with self._explained():
            found = self._line(_SEARCH_BYTES).search(["UID", f"{first}:*"])
        # "n:*" always names the last mail, even one before n.
        uids = sorted({uid for uid in found if uid >= first})
        self._seen_uid = uids[-1] if uids else first - 1
        return uids

    def _line(self, answer_bytes: int) -> _Client:
        """Return the connection with the folder selected, made anew if it was dropped; its next answer may be so long."""
        if self._client is None:
            before = self._state.uidvalidity
            if self._select(self._connected()).uidvalidity != before:
                raise IMAPClientError("the folder was renumbered meanwhile")
            self._opened = False
        client = self._connected()
        client.wire.allow(answer_bytes)
        return client

    def _connected(self) -> _Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> _Client:
        client = _Client(self._account, self._context)
        try:
            if self._account.tls == "starttls":
                client.starttls(self._context)
            self._login(client)
        except BaseException:
            client.wire.shutdown()
            raise
        return client

    def _login(self, client: _Client) -> None:
        account = self._account
        if (account.username + account.password).isascii():
            client.login(account.username, account.password)
        else:
            # LOGIN knows ASCII only; SASL PLAIN carries UTF-8.
            client.plain_login(account.username, account.password)

    def _select(self, client: _Client) -> FolderState:
        client.wire.allow(SMALL_ANSWER_BYTES)
        answer = client.select_folder(self._account.folder, readonly=not self._account.done_folder)
        state = FolderState(self._account.folder, int(answer[b"UIDVALIDITY"]), int(answer.get(b"UIDNEXT", 0)))
        if state.uidvalidity != self._state.uidvalidity:
            self._fetcher.forget()
            self._seen_uid = 0
        self._state = state
        self._opened = True
        return state

    def _connect_idle(self) -> Listening | None:
        client = self._connect()
        try:
            if client.has_capability("IDLE"):
                answer = client.select_folder(self._account.folder, readonly=True)
                return Listening(client.wire, int(answer.get(b"UIDVALIDITY", 0)), int(answer.get(b"UIDNEXT", 0)))
        except BaseException:
            client.wire.shutdown()
            raise
        client.wire.shutdown()
        return None

    def _move(self, client: _Client, uids: Sequence[int]) -> None:
        folder = self._account.done_folder
        if client.has_capability("MOVE"):
            _creating(client, folder, lambda: client.move(uids, folder))
            return
        _creating(client, folder, lambda: client.copy(uids, folder))
        client.add_flags(uids, [rb"\Deleted"], silent=True)
        if client.has_capability("UIDPLUS"):
            # Without it, EXPUNGE would also remove what people have marked; then the copies only stay marked.
            client.uid_expunge(uids)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.wire.shutdown()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn whatever goes wrong with the connection into one sentence, and give the connection up."""
        try:
            yield
        except BROKEN as error:
            self._drop()
            raise MailboxError(_sentence(self._account, error)) from error


def _controls(value: object) -> bool:
    return isinstance(value, str) and any(unicodedata.category(letter) == "Cc" for letter in value)


def _creating(client: _Client, folder: str, step: Callable[[], object]) -> None:
    """Do the step; where the server refuses because the folder is missing, make the folder and do it again."""
    try:
        step()
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        if client.folder_exists(folder):
            raise
        client.create_folder(folder)
        step()


def _sentence(account: ImapAccount, error: Exception) -> str:
    """Say in one sentence what a person can act on; the server's own words are cut and kept to one line."""
    place = f"{account.host}:{account.port}"
    words = " ".join(str(error).split())[:200]
    match error:
        case LoginError():
            return f"The mail server {place} refuses the login of {account.username}; check the name and the password ({words})."
        case ssl.SSLCertVerificationError():
            return f"The certificate of {place} cannot be trusted ({error.verify_message}); check mailbox.host and mailbox.ca_file."
        case ssl.SSLError():
            return f"No safe connection to the mail server {place} ({words}); check mailbox.port and mailbox.tls."
        case TimeoutError():
            return f"The mail server {place} does not answer in time; the desk tries again."
        case OSError():
            return f"The mail server {place} cannot be reached ({words}); the desk tries again."
        case _:
            return f"The mail server {place} broke off or refused the folder {account.folder!r} ({words}); the desk tries again."
