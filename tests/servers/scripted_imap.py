"""A scripted IMAP server over TLS: speaks properly until its script tells it to cut, stall or lie, at any byte."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from tests.servers.certificates import Authority

_PARTIAL = re.compile(rb"<(\d+)\.(\d+)>")


class Cut(Exception):  # noqa: N818 - not an error: the script wants the connection gone
    """The script ends this connection here."""


@dataclass
class Script:
    """What the server holds and how it misbehaves; tests change it while the server runs.

    `claimed` are false RFC822.SIZE values and `announced` false literal lengths, by UID. `cut_after` ends the connection after so many
    bytes of an answer to FETCH BODY, `cuts` times. `noise` is said unasked before every untagged line. `piecemeal` sends every
    answer in pieces of so many bytes. `idle` is played when IDLE is asked for: bytes are sent, numbers are seconds to sleep,
    None hangs up; then the server stays in IDLE until DONE. `said` are the lines of AUTHENTICATE, in base64; tokens in `no_to` get a no
    in two steps. `hide` UIDs are listed but not given. `lower` speaks in small letters.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 7
    capabilities: bytes = b"IMAP4rev1 IDLE UIDPLUS"
    claimed: dict[int, int] = field(default_factory=dict)
    announced: dict[int, int] = field(default_factory=dict)
    cut_after: int | None = None
    cuts: int = 0
    noise: bytes = b""
    piecemeal: int = 0
    idle: tuple[bytes | float | None, ...] = (b"+ idling\r\n",)
    idles: list[tuple[bytes | float | None, ...]] = field(default_factory=list)
    refuse: dict[bytes, bytes] = field(default_factory=dict)
    hide: set[int] = field(default_factory=set)
    lower: bool = False
    greeting: bytes = b"* OK ready\r\n"
    hang_up_at: bytes = b""
    before_fetch: Callable[[], None] = lambda: None
    commands: list[bytes] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    no_to: set[bytes] = field(default_factory=set)


class ScriptedImap:
    """`with ScriptedImap(authority, script) as server:` listens on localhost:`server.port`; `connections` counts them."""

    def __init__(self, authority: Authority, script: Script) -> None:
        self.script = script
        self.ca_file = authority.ca_file
        self.connections = 0
        self._context = authority.server_context()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._closing = False
        #: Accept connections but never say a word.
        self.deaf = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closing = True
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            if self.deaf:
                self._open.append(plain)
                continue
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError, Cut):
            line = self._context.wrap_socket(plain, server_side=True)
            self._open.append(line)
            with line:
                _Conversation(line, self.script).run()


class _Conversation:
    """One connection: reads commands, answers them as the script says."""

    def __init__(self, line: ssl.SSLSocket, script: Script) -> None:
        self.line = line
        self.script = script
        self.reader = line.makefile("rb")

    def run(self) -> None:
        self.send(self.script.greeting)
        while command := self.reader.readline().strip():
            tag, _, words = command.partition(b" ")
            name = words.split(b" ")[0].upper()
            if name == b"UID":
                name = b" ".join(words.upper().split(b" ")[:2])
            self.script.commands.append(words)
            if name == self.script.hang_up_at:
                return
            if name in self.script.refuse:
                self.send(tag + b" " + self.script.refuse[name] + b"\r\n")
                continue
            if name == b"AUTHENTICATE" and not self.lets_in():
                self.send(tag + b" NO AUTHENTICATE failed.\r\n")
                continue
            for answer in self.answers(name, words):
                self.say(answer)
            self.send((tag.decode() + (" ok done" if self.script.lower else " OK done")).encode() + b"\r\n")
            if name == b"LOGOUT":
                return

    def answers(self, name: bytes, words: bytes) -> Iterator[bytes]:
        script = self.script
        if name == b"CAPABILITY":
            yield b"* CAPABILITY " + script.capabilities
        elif name in {b"SELECT", b"EXAMINE"}:
            yield b"* FLAGS (\\Seen)"
            yield b"* %d EXISTS" % len(script.mails)
            yield b"* OK [UIDVALIDITY %d] ok" % script.uidvalidity
            yield b"* OK [UIDNEXT %d] ok" % (max(script.mails, default=0) + 1)
        elif name == b"UID SEARCH":
            yield b"* SEARCH" + b"".join(b" %d" % uid for uid in self.searched(words.split(b" ")[-1]))
        elif name == b"UID FETCH":
            script.before_fetch()
            yield from self.fetched(words)
        elif name == b"IDLE":
            self.idle()
        elif name == b"LOGOUT":
            yield b"* BYE see you"

    def lets_in(self) -> bool:
        """Ask for the client's words, and where they hold a token that is not good, tell the reasons and have them noted."""
        self.send(b"+ \r\n")
        self.script.said.append(self.reader.readline().strip())
        if not any(token in base64.b64decode(self.script.said[-1]) for token in self.script.no_to):
            return True
        self.send(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
        self.script.said.append(self.reader.readline().strip())
        return False

    def searched(self, wanted: bytes) -> list[int]:
        uids = sorted(self.script.mails)
        first, colon, _ = wanted.partition(b":")
        if not colon:
            return [uid for uid in uids if uid == int(first)]
        return [uid for uid in uids if uid >= int(first)] or uids[-1:]

    def fetched(self, words: bytes) -> Iterator[bytes]:
        script = self.script
        _, _, wanted, items = words.split(b" ", 3)
        order = sorted(script.mails)
        for uid in (int(each) for each in wanted.split(b",")):
            if uid not in script.mails or (uid in script.hide and b"BODY" in items):
                continue
            head = b"* %d FETCH (UID %d" % (order.index(uid) + 1, uid)
            raw = script.mails[uid]
            if b"BODY" not in items:
                size = script.claimed.get(uid, len(raw))
                yield head + b' RFC822.SIZE %d INTERNALDATE "22-Nov-2026 10:00:00 +0100")' % size
                continue
            name, part = self.part(items, raw)
            announced = script.announced.get(uid, len(part))
            self.cut(head + b" %s {%d}\r\n" % (name, announced) + part)
            yield b")"

    def part(self, items: bytes, raw: bytes) -> tuple[bytes, bytes]:
        name = items.strip(b"()").replace(b".PEEK", b"").partition(b"<")[0]
        if b"HEADER" in items:
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        partial = _PARTIAL.search(items)
        if partial is None:
            return name, raw
        start, length = int(partial[1]), int(partial[2])
        return name + b"<%d>" % start, raw[start : start + length]

    def cut(self, answer: bytes) -> None:
        """Send, or send only the first bytes and hang up, as the script says."""
        script = self.script
        if script.cut_after is None or script.cuts <= 0 or script.cut_after >= len(answer):
            self.send(answer)
            return
        script.cuts -= 1
        self.send(answer[: script.cut_after])
        raise Cut

    def idle(self) -> None:
        steps = self.script.idles.pop(0) if self.script.idles else self.script.idle
        for step in steps:
            if step is None:
                raise Cut
            if isinstance(step, bytes):
                self.send(step)
            else:
                time.sleep(step)
        self.reader.readline()

    def say(self, line: bytes) -> None:
        """Say an untagged line, after the noise; a line that ends a literal stands as it is."""
        if line.startswith(b"*"):
            self.send(self.script.noise)
        self.send((line.lower() if self.script.lower else line) + b"\r\n")

    def send(self, data: bytes) -> None:
        step = self.script.piecemeal or len(data)
        for start in range(0, len(data), max(step, 1)):
            self.line.sendall(data[start : start + step])
