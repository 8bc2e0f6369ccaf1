"""A reader for tests: marked mails end, stall or spy on the process that reads them; all others are read as ever."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING

from bot import confinement, reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading
    from bot.vocabulary.reasons import Reason

READER = "tests.poison:read_chunk"


def _exit() -> None:
    os._exit(3)


def _loop() -> None:
    while True:
        pass


def _sleep() -> None:
    time.sleep(3600)


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(32 << 20))


def _raise() -> None:
    raise LookupError("an odd charset")


def _call() -> None:
    socket.create_connection(("127.0.0.1", 9), 5)


def _unix() -> None:
    socket.socket(socket.AF_UNIX).connect("/tmp/nobody")  # noqa: S108 - never made


def _start() -> None:
    os.system("true")  # noqa: S605, S607 - must be refused


def _environment() -> None:
    if os.environ:
        raise LookupError(",".join(os.environ))


ACTS: dict[bytes, Callable[[], None]] = {
    b"EXIT": _exit,
    b"LOOP": _loop,
    b"SLEEP": _sleep,
    b"EAT": _eat,
    b"RAISE": _raise,
    b"CALL": _call,
    b"UNIX": _unix,
    b"START": _start,
    b"ENVIRONMENT": _environment,
}


def read_chunk(mails: Sequence[tuple[bytes, tuple[Reason, ...]]], policy: Policy, cpu_s: int) -> list[Reading]:
    """Do what the mail's `X-Poison` field says before reading it."""
    readings = []
    for mail in mails:
        confinement.start_cpu_clock(cpu_s)
        for name, act in ACTS.items():
            if b"X-Poison: " + name in mail[0]:
                act()
        readings += reader.read_chunk([mail], policy, cpu_s)
    return readings


def mail(number: int, poison: str = "") -> bytes:
    """Return a small mail, poisoned if a name is given."""
    field = f"X-Poison: {poison}\r\n" if poison else ""
    return f"From: c{number}@example.org\r\nSubject: mail {number}\r\n{field}\r\nHello {number}\r\n".encode()
