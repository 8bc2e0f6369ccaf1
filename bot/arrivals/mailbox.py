"""The door to an IMAP mailbox: new mails by UID as raw bytes, nothing marked read, filed away only after the commit."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, Self

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from bot.arrivals import filing
from bot.arrivals.fetching import MAX_TOGETHER, Fetcher
from bot.arrivals.idle import RENEW_S, Idler, Listening
from bot.arrivals.trouble import BROKEN, LoginRefused, NoToken, TokenRefused, has_controls, sentence
from bot.arrivals.wire import SILENCE_S, SMALL_ANSWER_BYTES, Wire, tls_context
from bot.errors import ConfigError, MailboxError, TokenError
from bot.vocabulary import bearer
from bot.vocabulary.doors import Arrival, Cursor, FolderState

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from bot.vocabulary.doors import AccessTokens

#: Keys asked about in one question to the store.
KNOWN_TOGETHER = 1000
#: Room for the UIDs of about two million mails in one SEARCH answer.
_SEARCH_BYTES = 24_000_000


class _Client(IMAPClient):  # type: ignore[misc]  # IMAPClient ships no types
    """IMAPClient on our own wire, with the transcript that it keeps for debugging switched off (it holds whole mails)."""

    _imap: Wire

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, silence_s: float) -> None:
        """Connect; without a context the line stays plain until `starttls`."""
        self._context = context
        self._silence_s = silence_s
        super().__init__(host, port, ssl=context is not None, ssl_context=context)
        self._imap.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - IMAPClient's name
        return Wire(self.host, self.port, self._context, self._silence_s)

    def _set_read_timeout(self) -> None:
        """Leave it to the wire, which has set it."""

    @property
    def wire(self) -> Wire:
        """The connection itself."""
        return self._imap


@dataclass(eq=False, kw_only=True)
class ImapMailbox:
    """An IMAP folder as a `Mailbox`. One connection works, a second one waits (IDLE) where the server can do that.

    The fields are those of [mailbox]; where there are `tokens`, one of them signs in instead of the password; `ca_file` is the path of a PEM file or None for the system's authorities; after `silence_s`
    seconds without a byte in the middle of an answer a connection counts as dead, and after `renew_s` IDLE is begun anew. Raises ConfigError
    when a name holds a control character, MailboxError when `ca_file` cannot be read. `wait` and `wake` may be called from other
    threads than the rest; nothing connects before `open`.
    """

    host: str
    port: int
    username: str
    password: str = field(default="", repr=False)
    tokens: AccessTokens | None = field(default=None, repr=False)
    tls: Literal["ssl", "starttls"] = "ssl"
    ca_file: Path | str | None = None
    folder: str = "INBOX"
    done_folder: str = ""
    silence_s: float = SILENCE_S
    renew_s: float = RENEW_S

    def __post_init__(self) -> None:
        """Check the names and prepare; see the class."""
        bad = tuple(each.name for each in fields(self) if has_controls(getattr(self, each.name)))
        if bad:
            raise ConfigError(tuple(f"mailbox.{name} holds a control character; remove it" for name in bad))
        self._context = tls_context(self.ca_file)
        self._client: _Client | None = None
        self._state = FolderState(self.folder, 0, 0)
        self._opened = False
        self._seen_uid = 0
        self._fetcher = Fetcher(self._line, self._drop)
        self._idler = Idler(self._connect_idle, self.renew_s)
        self._waiting = threading.Lock()

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
                return self._adopted(self._select(self._client))
            except BROKEN:
                self._drop()
        with self._explained():
            self._client = self._connect()
            return self._adopted(self._select(self._client))

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
        if not self.done_folder:
            return
        here = (self._state.folder, self._state.uidvalidity)
        uids = [int(mail.key) for mail in arrivals if mail.problem is None and (mail.folder, mail.uidvalidity) == here]
        if uids:
            with self._explained():
                filing.move(self._line(SMALL_ANSWER_BYTES), uids, self.done_folder)

    @contextlib.contextmanager
    def aside(self, folder: str) -> Iterator[Any]:
        """Give a logged-in client of its own for a short errand in another folder, nothing selected; hung up at the end.

        Raises ConfigError for a folder name with a control character, MailboxError for whatever goes wrong on the line.
        """
        if has_controls(folder):
            raise ConfigError((f"mailbox: the folder name {folder!r} holds a control character; remove it",))
        client = None
        try:
            client = self._connect()
            client.wire.allow(_SEARCH_BYTES)
            yield client
            client.logout()
        except BROKEN as error:
            raise MailboxError(sentence(f"{self.host}:{self.port}", folder, error)) from error
        finally:
            if client is not None:
                client.wire.shutdown()

    def wait(self, seconds: float) -> bool:
        """Wait for mail; True means look now (something came, or the time is over), False that `wake` was called."""
        with self._waiting:
            return self._idler.wait(seconds, self._state.uidvalidity, self._seen_uid)

    def wake(self) -> None:
        """End the wait that another thread is in, or the next one; at once."""
        self._idler.wake()

    def close(self) -> None:
        """Log out and hang up for good; never raises."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*BROKEN):
                client.wire.allow(SMALL_ANSWER_BYTES)
                client.logout()
            client.wire.shutdown()
        self.wake()
        with self._waiting:
            self._idler.close()

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
            client = self._connect()
            if self._select(client).uidvalidity != self._state.uidvalidity:
                # The UIDs we hold now mean other mails; only `open` starts over.
                client.wire.shutdown()
                raise IMAPClientError("the folder was renumbered meanwhile")
            self._client = client
        self._client.wire.allow(answer_bytes)
        return self._client

    def _connect(self) -> _Client:
        """Make a connection that is signed in; a token that is refused is replaced once."""
        if self.tokens is None:
            return self._connected("")
        try:
            token = self.tokens.token()
            try:
                return self._connected(token)
            except TokenRefused:
                another = self.tokens.instead_of(token)
                if not another:
                    raise
                return self._connected(another)
        except TokenError as error:
            raise NoToken(str(error)) from error

    def _connected(self, token: str) -> _Client:
        client = _Client(self.host, self.port, self._context if self.tls == "ssl" else None, self.silence_s)
        try:
            if self.tls == "starttls":
                client.starttls(self._context)
            self._sign_in(client, token) if token else self._login(client)
        except CapabilityError as error:
            client.wire.shutdown()
            raise IMAPClientError("it offers no STARTTLS") from error
        except BaseException:
            client.wire.shutdown()
            raise
        return client

    def _login(self, client: _Client) -> None:
        try:
            if (self.username + self.password).isascii():
                client.login(self.username, self.password)
            else:
                # LOGIN knows ASCII only; SASL PLAIN carries UTF-8.
                client.plain_login(self.username, self.password)
        except LoginError as error:
            if isinstance(error.__context__, IMAPClientAbortError):
                raise error.__context__ from None  # the line broke: that says nothing about the password
            raise LoginRefused(*error.args) from error

    def _sign_in(self, client: _Client, token: str) -> None:
        offered = {
            name.removeprefix("AUTH=")
            for each in client.capabilities()
            if (name := each.decode("ascii", "replace").upper()).startswith("AUTH=")
        }
        mechanism = bearer.chosen(offered)
        if mechanism is None:
            raise TokenRefused("it offers no way to sign in with a token")
        words = iter((bearer.first_words(mechanism, self.username, token), bearer.last_words(mechanism)))
        try:
            client.sasl_login(mechanism, lambda _challenge: next(words, None))
        except LoginError as error:
            if isinstance(error.__context__, IMAPClientAbortError):
                raise error.__context__ from None
            raise TokenRefused(str(error).replace(token, "***")) from None  # the chain could quote the token

    def _select(self, client: _Client) -> FolderState:
        client.wire.allow(SMALL_ANSWER_BYTES)
        answer = client.select_folder(self.folder, readonly=not self.done_folder)
        # Old servers leave UIDNEXT out; "*" is the last mail.
        uidnext = answer.get(b"UIDNEXT") or max(client.search(["UID", "*"]), default=0) + 1
        return FolderState(self.folder, int(answer[b"UIDVALIDITY"]), int(uidnext))

    def _adopted(self, state: FolderState) -> FolderState:
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
                answer = client.select_folder(self.folder, readonly=True)
                return Listening(client.wire, int(answer.get(b"UIDVALIDITY", 0)), int(answer.get(b"UIDNEXT", 0)))
        except BaseException:
            client.wire.shutdown()
            raise
        client.wire.shutdown()
        return None

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
            farewell = self._client.wire.farewell if self._client is not None else ""
            self._drop()
            raise MailboxError(sentence(f"{self.host}:{self.port}", self.folder, error, farewell)) from error
