"""Waiting for new mail without asking: IDLE on a connection of its own, and a bell that ends the wait from another thread."""

from __future__ import annotations

import contextlib
import random
import re
import selectors
import socket
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

_GROWN = re.compile(rb"\* \d{1,10} (?:EXISTS|RECENT)", re.IGNORECASE)


class Bell:
    """Rung in one thread, heard in another, at once; a ring before the wait counts too."""

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

    def heard(self) -> bool:
        """Tell whether it was rung since the last time."""
        with contextlib.suppress(OSError):
            return bool(self._hearing.recv(4096))
        return False

    def sleep(self, seconds: float) -> bool:
        """Sleep so long or until it rings; True if it rang."""
        with selectors.DefaultSelector() as watch:
            watch.register(self, selectors.EVENT_READ)
            watch.select(max(seconds, 0))
        return self.heard()

    def close(self) -> None:
        """Give the sockets back."""
        self._hearing.close()
        self._ringing.close()


class Listening(NamedTuple):
    """A connection with the folder open read-only, and the folder's state at that moment."""

    wire: Wire
    uidvalidity: int
    uidnext: int


class _Phase(Enum):
    ASKED = auto()
    IDLING = auto()
    ENDING = auto()


class Idler:
    """Keeps one IDLE running, also between two waits, so that nothing said meanwhile is missed.

    `connect` opens the folder on a new connection, or returns None where the server has no IDLE. Whatever goes wrong here is no
    error: waiting then is plain sleeping, and the next try comes later and later.
    """

    def __init__(self, connect: Callable[[], Listening | None], bell: Bell) -> None:
        self._connect = connect
        self._bell = bell
        self._wire: Wire | None = None
        self._phase = _Phase.ASKED
        self._tags = 0
        self._born = self._phase_until = self._try_at = 0.0
        self._failures = 0
        self._told = (0, 0)

    def wait(self, seconds: float, uidvalidity: int, seen_uid: int) -> bool:
        """Return True when the folder may hold more than `seen_uid`, or the time is over; False when the bell rang."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                if self._wire is None and time.monotonic() >= self._try_at and self._begin(uidvalidity, seen_uid):
                    return True
                if self._wire is None:
                    rang, grown = self._bell.sleep(min(left, self._try_at - time.monotonic())), False
                else:
                    rang, grown = self._listen(self._wire, left)
            except BROKEN:
                self._lost()
                continue
            if rang or grown:
                return not rang
        return not self._bell.heard()

    def close(self) -> None:
        """End IDLE and hang up; never raises."""
        if self._wire is not None:
            with contextlib.suppress(*BROKEN):
                self._wire.send(b"DONE\r\nBYE LOGOUT\r\n")
            self._wire.shutdown()
            self._wire = None

    def _begin(self, uidvalidity: int, seen_uid: int) -> bool:
        """Connect and ask for IDLE; True if the folder has grown while nobody listened."""
        listening = self._connect()
        if listening is None:
            self._try_at = time.monotonic() + NO_IDLE_PAUSE_S
            return False
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

    def _listen(self, wire: Wire, seconds: float) -> tuple[bool, bool]:
        """Listen once, for `seconds` at most; return (the bell rang, the folder grew). Raises what a lost connection raises."""
        if self._grew(wire, wire.arrived()):
            return False, True
        with selectors.DefaultSelector() as watch:
            watch.register(self._bell, selectors.EVENT_READ)
            watch.register(wire.sock, selectors.EVENT_READ)
            watch.select(max(min(seconds, self._phase_until - time.monotonic()), 0))
        if self._bell.heard():
            return True, False
        grown = self._grew(wire, wire.arrived())
        if time.monotonic() >= self._phase_until:
            self._overdue(wire)
        return False, grown

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
                self._enter(_Phase.IDLING, RENEW_S)
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
        self._told = (0, 0)
        if self._wire is not None:
            self._wire.shutdown()
            self._wire = None
