"""How a reader process is confined: no network, bounded memory and time, no environment, no core dumps."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mail may use: `cpu_s` seconds of CPU (TRUST R3: 10), `memory_bytes` beyond what the loaded worker needs,
    `wall_s` seconds of wall time (three times the CPU limit, so that a busy machine does not fail honest mail).
    """

    cpu_s: int = 10
    #: A 50 MB mail is held about ten times while it is taken apart.
    memory_bytes: int = 1 << 30
    wall_s: float = 30.0


#: How far a reader stands behind: what was read is decided first, and mail is sent while a backlog is being read.
_BEHIND = 10
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_REFUSED = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "socket.__new__",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "subprocess.Popen",
    }
)


def confine(memory_bytes: int) -> None:
    """Make this process a reader: no network, bounded memory, no core dumps, an empty environment, and behind the desk in the queue for a core.

    SIGTERM ends it at once, even in the middle of a long search: there is nothing to clean up. The audit hook also stands
    where the network is cut off, because sockets in the file system are not.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.clear()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = _address_space() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.nice(_BEHIND)
    cut_network()
    sys.addaudithook(_refuse)


def cut_network() -> bool:
    """Move this process into an empty network namespace; False where the platform refuses."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
    except (OSError, AttributeError):
        return False


def _refuse(name: str, _arguments: tuple[object, ...]) -> None:
    if name in _REFUSED:
        message = "a reader has no network and starts nothing"
        raise PermissionError(message)


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - one read, before pathlib is worth it
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2 << 30


def start_cpu_clock(cpu_s: int) -> None:
    """Give the next mail its own seconds of CPU; the kernel ends the process that overruns them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_s + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
