"""Waiting for new mail without asking: IDLE on a connection of its own, and a bell that ends the wait from another thread."""

from __future__ import annotations

import contextlib
import random
import re
import selectors
import socket
import threading
import time
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from bot.arrivals.trouble import BROKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.arrivals.wire import Wire

#: Seconds after which IDLE is begun anew: routers forget silent connections, and RFC 2177 says 29 minutes at most.
RENEW_S = 240.0
#: Seconds a server has to answer IDLE and DONE.
ANSWER_S = 30.0
#: Longest pause between two tries to connect, in seconds; it doubles from one second.
LONGEST_PAUSE_S = 300.0
#: A connection that lived this long was a good one: the next loss starts with the short pause again.
GOOD_LIFE_S = 60.0
#: Seconds until a server without IDLE is looked at again.
NO_IDLE_PAUSE_S = 3600.0

#: Seconds between two answers "look now" at least, so that a server that announces mail without end is not asked without end.
BREATH_S = 0.25

_GROWN = re.compile(rb"\* \d{1,10} EXISTS", re.IGNORECASE)


class Bell:
    """Rung in one thread, heard in another, at once; a ring before the sleep counts too."""

    def __init__(self) -> None:
        self._hearing, self._ringing = socket.socketpair()
        self._hearing.settimeout(0)
        self._ringing.settimeout(0)

    def ring(self) -> None:
        """Ring; from any thread, as often as one likes."""
        with contextlib.suppress(OSError):
            self._ringing.send(b"!")

    def fileno(self) -> int:
        """Return what a selector watches."""
        return self._hearing.fileno()

    def hush(self) -> None:
        """Forget earlier rings."""
        with contextlib.suppress(OSError):
            self._hearing.recv(4096)

    def sleep(self, seconds: float) -> None:
        """Sleep so long or until it rings."""
        with selectors.DefaultSelector() as watch:
            watch.register(self, selectors.EVENT_READ)
            watch.select(max(seconds, 0))
        self.hush()

    def close(self) -> None:
        """Give the sockets back."""
        self._hearing.close()
        self._ringing.close()


class Listening(NamedTuple):
    """A connection with the folder open read-only, and the folder's state at that moment."""

    wire: Wire
    uidvalidity: int
    uidnext: int


class _Attempt:
    """A try to connect in a thread of its own: looking up a name or a dead network can take long, and waking must not."""

    def __init__(self, connect: Callable[[], Listening | None], bell: Bell) -> None:
        self._connect = connect
        self._bell = bell
        self._lock = threading.Lock()
        self._abandoned = False
        self.finished = False
        self.listening: Listening | None = None
        self.error: Exception | None = None
        threading.Thread(target=self._run, name="idle-connect", daemon=True).start()

    def _run(self) -> None:
        try:
            self.listening = self._connect()
        except BROKEN as error:
            self.error = error
        with self._lock:
            self.finished = True
            if self._abandoned and self.listening is not None:
                self.listening.wire.shutdown()
        self._bell.ring()

    def abandon(self) -> None:
        """Nobody wants the result any more."""
        with self._lock:
            self._abandoned = True
            if self.listening is not None:
                self.listening.wire.shutdown()


class _Phase(Enum):
    ASKED = auto()
    IDLING = auto()
    ENDING = auto()


class Idler:
    """Keeps one IDLE running, also between two waits, so that nothing said meanwhile is missed.

    `connect` opens the folder on a new connection, or returns None where the server has no IDLE. Whatever goes wrong here is no
    error: waiting then is plain sleeping, and the next try comes later and later.
    """

    def __init__(self, connect: Callable[[], Listening | None], renew_s: float = RENEW_S) -> None:
        self._connect = connect
        self._renew_s = renew_s
        self._bell = Bell()
        self._woken = threading.Event()
        self._attempt: _Attempt | None = None
        self._wire: Wire | None = None
        self._phase = _Phase.ASKED
        self._tags = 0
        self._born = self._phase_until = self._try_at = self._answered_at = 0.0
        self._failures = 0
        self._told = (0, 0)
        self._closed = False

    def wait(self, seconds: float, uidvalidity: int, seen_uid: int) -> bool:
        """Return True when the folder may hold more than `seen_uid`, or the time is over; False when `wake` was called."""
        until = time.monotonic() + seconds
        while not self._woken.is_set() and (left := until - time.monotonic()) > 0:
            try:
                grown = self._listen(self._wire, left) if self._wire else self._connecting(left, uidvalidity, seen_uid)
            except BROKEN:
                self._lost()
                continue
            if grown:
                self._bell.sleep(self._answered_at + BREATH_S - time.monotonic())
                break
        self._answered_at = time.monotonic()
        woken = self._woken.is_set()
        if not self._closed:
            self._woken.clear()
        return not woken

    def wake(self) -> None:
        """End the wait another thread is in, or the next one."""
        self._woken.set()
        self._bell.ring()

    def close(self) -> None:
        """End IDLE and hang up for good; never raises. No other thread may be waiting any more."""
        if self._attempt is not None:
            self._attempt.abandon()
            self._attempt = None
        if self._wire is not None:
            with contextlib.suppress(*BROKEN):
                self._wire.send(b"DONE\r\nBYE LOGOUT\r\n")
            self._wire.shutdown()
            self._wire = None
        self._closed = True
        self._woken.set()
        self._bell.close()

    def _connecting(self, seconds: float, uidvalidity: int, seen_uid: int) -> bool:
        """Be without a connection for a while: pause, or wait for the attempt under way; True if the folder grew meanwhile."""
        if self._attempt is None:
            pause_s = self._try_at - time.monotonic()
            if pause_s > 0:
                self._bell.sleep(min(seconds, pause_s))
                return False
            self._attempt = _Attempt(self._connect, self._bell)
        if not self._attempt.finished:
            self._bell.sleep(seconds)
            return False
        attempt, self._attempt = self._attempt, None
        if attempt.error is not None:
            raise attempt.error
        if attempt.listening is None:
            self._try_at = time.monotonic() + NO_IDLE_PAUSE_S
            return False
        return self._begin(attempt.listening, uidvalidity, seen_uid)

    def _begin(self, listening: Listening, uidvalidity: int, seen_uid: int) -> bool:
        """Ask for IDLE on the new connection; True if the folder has grown while nobody listened."""
        self._wire = listening.wire
        self._born = time.monotonic()
        self._ask(listening.wire)
        state = (listening.uidvalidity, listening.uidnext)
        grown = state[0] != uidvalidity or state[1] > seen_uid + 1
        # UIDNEXT also counts mails that are gone again: say it once, not at every connection.
        told, self._told = self._told, state
        return grown and told != state

    def _ask(self, wire: Wire) -> None:
        self._tags += 1
        wire.send(b"IDLE%d IDLE\r\n" % self._tags)
        self._enter(_Phase.ASKED, ANSWER_S)

    def _enter(self, phase: _Phase, seconds: float) -> None:
        self._phase = phase
        self._phase_until = time.monotonic() + seconds

    def _listen(self, wire: Wire, seconds: float) -> bool:
        """Listen once, for `seconds` at most; True if the folder grew. Raises what a lost connection raises."""
        if self._grew(wire, wire.arrived()):
            return True
        with selectors.DefaultSelector() as watch:
            watch.register(self._bell, selectors.EVENT_READ)
            watch.register(wire.sock, selectors.EVENT_READ)
            watch.select(max(min(seconds, self._phase_until - time.monotonic()), 0))
        self._bell.hush()
        grown = self._grew(wire, wire.arrived())
        if time.monotonic() >= self._phase_until:
            self._overdue(wire)
        return grown

    def _overdue(self, wire: Wire) -> None:
        if self._phase is not _Phase.IDLING:
            raise TimeoutError("no answer to IDLE")
        wire.send(b"DONE\r\n")
        self._enter(_Phase.ENDING, ANSWER_S)

    def _grew(self, wire: Wire, lines: Iterable[bytes]) -> bool:
        grown = False
        for line in lines:
            if line[:5].upper() == b"* BYE":
                raise wire.abort("the server says goodbye")
            if line.startswith(b"+"):
                self._enter(_Phase.IDLING, self._renew_s)
            elif line.startswith(b"IDLE"):
                if self._phase is not _Phase.ENDING:
                    raise wire.abort("the server ended IDLE")
                self._ask(wire)
            elif _GROWN.match(line):
                grown = True
        return grown

    def _lost(self) -> None:
        """Hang up and choose the moment of the next try: later each time, and not at the same moment as everybody else."""
        now = time.monotonic()
        self._failures = 1 if self._wire is not None and now - self._born > GOOD_LIFE_S else self._failures + 1
        pause_s = min(2.0 ** (self._failures - 1), LONGEST_PAUSE_S)
        self._try_at = now + pause_s * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
        if self._wire is not None:
            self._wire.shutdown()
            self._wire = None
