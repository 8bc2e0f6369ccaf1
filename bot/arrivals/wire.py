"""The bytes of an IMAP connection: TLS that is always verified, whole literals, and a limit on everything a server may send."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from bot import tls
from bot.errors import MailboxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds for the TCP and TLS handshake. Short, because shutting down may have to wait for it.
CONNECT_S = 10.0
#: Seconds without a single byte before a connection counts as dead.
SILENCE_S = 60.0
#: Seconds for one whole command, so that a server that drips a byte a minute cannot hold us for ever.
COMMAND_S = 600.0
#: Bytes one command may answer with unless more is allowed: greetings, capabilities, folder states.
SMALL_ANSWER_BYTES = 1_000_000
#: Bytes of one receive; TLS hands out at most 16 KB at a time.
_RECEIVE_BYTES = 65_536

#: The leading words of `* 12 fetch`, `* ok [uidnext 5]` and `ABCD1 ok`, in any letter case: imaplib knows capitals only.
_WORDS = re.compile(rb"(?:\* (?:\d{1,10} )?|[A-Z]{4}\d{1,9} )[A-Za-z-]{1,40}(?: \[[A-Za-z-]{1,40})?")


class Oversize(OSError):  # noqa: N818 - it names what the server did
    """The server announced or sent more bytes than the command may answer with; the connection is of no more use."""


def tls_context(ca_file: Path | str | None) -> ssl.SSLContext:
    """Return the context of a safe line, as `bot.tls` makes it. Raises MailboxError when the authorities' file cannot be read."""
    try:
        return tls.context(ca_file)
    except (OSError, ValueError) as error:
        raise MailboxError(f"The certificate authorities in {ca_file} cannot be read; check mailbox.ca_file.") from error


class Wire(imaplib.IMAP4):
    """imaplib's connection with its reading replaced.

    imaplib reserves as much memory as a literal claims, takes a literal that ends early, and hides what it has buffered.
    This one reads into a buffer of its own, raises `Oversize` before a byte too many, and never returns a short literal.
    """

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, silence_s: float = SILENCE_S) -> None:
        """Connect and read the greeting; `context` None leaves the line plain until `starttls`."""
        self._buffer = bytearray()
        self._context = context
        self._silence_s = silence_s
        self.allow(SMALL_ANSWER_BYTES)
        super().__init__(host, port)

    def allow(self, answer_bytes: int) -> None:
        """Begin a command whose whole answer may be `answer_bytes` long; its time starts now."""
        self._allowed_bytes = answer_bytes
        self._deadline = time.monotonic() + COMMAND_S

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:  # noqa: ARG002 - imaplib's signature
        """Make the socket, with TLS from the first byte where a context was given."""
        self.host, self.port = host, port
        plain = socket.create_connection((host, port), CONNECT_S)
        try:
            self.sock = plain if self._context is None else self._secured(plain, self._context)
        except BaseException:
            plain.close()
            raise
        self.sock.settimeout(self._silence_s)

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> tuple[str, list[Any]]:  # type: ignore[override]  # typeshed lists only the "OK" of a server without words
        """Turn the plain line into a TLS one; whatever was sent in clear behind the answer is a forgery and ends it."""
        if ssl_context is None:
            raise self.error("STARTTLS needs a verifying context")
        typ, data = self._simple_command("STARTTLS")
        if typ != "OK" or self._buffer:
            raise self.abort("the server would not begin TLS cleanly")
        self.sock.settimeout(CONNECT_S)
        self.sock = self._secured(self.sock, ssl_context)
        self.sock.settimeout(self._silence_s)
        self._tls_established = True
        self._get_capabilities()
        return typ, data

    def _secured(self, plain: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        with tls.handshake():
            return context.wrap_socket(plain, server_hostname=self.host)

    @property
    def farewell(self) -> str:
        """What the server said in a BYE, if it did."""
        words = self.untagged_responses.get("BYE", [b""])[-1]
        return words.decode("ascii", "replace") if isinstance(words, bytes) else ""

    def shutdown(self) -> None:
        """Close the socket; never raises."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self.sock.close()

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes of a literal. Raises Oversize before reading one that is not allowed."""
        self._spend(size)
        while len(self._buffer) < size:
            self._receive()
        return self._take(size)

    def readline(self) -> bytes:
        """Return one line with its end, the first word of an answer in capitals as imaplib expects it."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > self._allowed_bytes:
                self._spend(searched)
            self._receive()
        self._spend(end + 1)
        line = self._take(end + 1)
        if line.endswith(b"+}\r\n"):
            line = line[:-4] + b"}\r\n"
        words = _WORDS.match(line)
        return line if words is None else words[0].upper() + line[words.end() :]

    def arrived(self) -> Iterator[bytes]:
        """Yield the whole lines that are here already, without waiting. Raises abort when the server has hung up."""
        self._receive_all_there_is()
        while (end := self._buffer.find(b"\n")) >= 0:
            yield self._take(end + 1).strip()

    def _receive_all_there_is(self) -> None:
        self.allow(SMALL_ANSWER_BYTES)
        self.sock.settimeout(0)
        try:
            while len(self._buffer) <= SMALL_ANSWER_BYTES:
                self._receive()
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        finally:
            self.sock.settimeout(self._silence_s)
        raise Oversize("the server talks without end")

    def _receive(self) -> None:
        if time.monotonic() > self._deadline:
            raise TimeoutError("the server is too slow")
        got = self.sock.recv(_RECEIVE_BYTES)
        if not got:
            raise self.abort("the server hung up")
        self._buffer += got

    def _take(self, size: int) -> bytes:
        with memoryview(self._buffer) as view:
            taken = bytes(view[:size])
        del self._buffer[:size]
        return taken

    def _spend(self, size: int) -> None:
        if size > self._allowed_bytes:
            raise Oversize(f"the server sends {size} bytes where {self._allowed_bytes} were expected")
        self._allowed_bytes -= size
