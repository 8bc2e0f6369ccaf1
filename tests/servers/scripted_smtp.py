"""A scripted SMTP sink: it can cut, stall or lie at any step, and records every envelope and the exact bytes it was given."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping, Sequence

#: Instead of an answer: close the connection, or say nothing for ever.
CUT, STALL = "<cut>", "<stall>"

ANSWERS = {
    "connect": "220 sink ready",
    "ehlo": "250-sink\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000",
    "starttls": "220 go ahead",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "body": "250 2.0.0 queued as 4F2A",
    "rset": "250 ok",
    "noop": "250 ok",
    "quit": "221 bye",
}


@dataclass
class Taken:
    """A mail whose last dot arrived, whatever was answered; `raw` is without dot-stuffing."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass
class _Dialogue:
    connection: socket.socket
    secure: bool = False
    buffer: bytes = b""
    sender: str = ""
    recipients: list[str] = field(default_factory=list)

    def line(self, end: bytes = b"\r\n") -> bytes:
        """Read up to and without `end`; raises ConnectionError at the end of the stream."""
        while end not in self.buffer:
            chunk = self.connection.recv(65536)
            if not chunk:
                raise ConnectionError
            self.buffer += chunk
        found, _, self.buffer = self.buffer.partition(end)
        return found


class ScriptedSmtp:
    """Use as a context manager. `script` maps a step to its answers: each is used once, in order, across connections, then the
    usual one again. Steps are the keys of ANSWERS. A recipient's own answer may be given in `by_recipient`.

    `taken` are the mails, `said` all commands (arguments included, AUTH's too), `plain` those said before TLS.
    """

    host = "localhost"

    def __init__(
        self, context: ssl.SSLContext | None, script: Mapping[str, Sequence[str]] | None = None, *, from_first_byte: bool = False
    ) -> None:
        self.script = {step: list(answers) for step, answers in (script or {}).items()}
        self.by_recipient: dict[str, str] = {}
        self.taken: list[Taken] = []
        self.said: list[str] = []
        self.plain: list[str] = []
        self.connections = 0
        self._context = context
        self._from_first_byte = from_first_byte
        self._over = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self._over.set()
        _close(self._listener)
        self.cut_all()

    def cut_all(self) -> None:
        """Drop every open connection, as a server does with idle ones."""
        while self._open:
            _close(self._open.pop())

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.append(connection)
        dialogue = _Dialogue(connection)
        with contextlib.suppress(OSError):
            if self._from_first_byte:
                self._secure(dialogue)
            self._answer(dialogue, "connect")
            while True:
                self._obey(dialogue, dialogue.line().decode("latin-1"))
        _close(dialogue.connection)

    def _obey(self, dialogue: _Dialogue, command: str) -> None:
        self.said.append(command)
        if not dialogue.secure:
            self.plain.append(command)
        verb, _, rest = command.partition(" ")
        step = verb.lower()
        if step == "mail":
            dialogue.sender, dialogue.recipients = _address(rest), []
        answer = self._answer(dialogue, step, self.by_recipient.get(_address(rest)) if step == "rcpt" else None)
        if step == "rcpt" and answer.startswith("2"):
            dialogue.recipients.append(_address(rest))
        elif step == "starttls" and answer.startswith("220"):
            self._secure(dialogue)
        elif step == "data" and answer.startswith("354"):
            self._take(dialogue)
        elif step == "quit":
            raise ConnectionError

    def _take(self, dialogue: _Dialogue) -> None:
        content = dialogue.line(b"\r\n.\r\n") + b"\r\n"
        raw = (b"\r\n" + content).replace(b"\r\n..", b"\r\n.")[2:]
        self.taken.append(Taken(dialogue.sender, tuple(dialogue.recipients), raw))
        self._answer(dialogue, "body")

    def _secure(self, dialogue: _Dialogue) -> None:
        if self._context is not None:
            self._open.remove(dialogue.connection)
            dialogue.connection = self._context.wrap_socket(dialogue.connection, server_side=True)
            self._open.append(dialogue.connection)
            dialogue.secure, dialogue.buffer = True, b""

    def _answer(self, dialogue: _Dialogue, step: str, answer: str | None = None) -> str:
        planned = self.script.get(step)
        answer = answer or (planned.pop(0) if planned else ANSWERS.get(step, "500 what?"))
        if answer == CUT:
            raise ConnectionError
        if answer == STALL:
            self._over.wait(30)
            raise ConnectionError
        dialogue.connection.sendall(answer.encode() + b"\r\n")
        return answer


def _address(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
