"""How a reader process is confined: no network, bounded memory and time, no environment, no core dumps."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

#: TRUST R3: seconds of CPU for one mail.
CPU_S = 10
#: Room for one mail beyond what the loaded worker needs: a 50 MB mail is held about ten times while it is taken apart.
MEMORY_BYTES = 1 << 30

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def confine() -> None:
    """Make this process a reader: no network, bounded memory, no core dumps, an empty environment."""
    os.environ.clear()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = _address_space() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if not cut_network():
        sys.addaudithook(_refuse_sockets)


def cut_network() -> bool:
    """Move this process into an empty network namespace; False where the platform refuses."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    except (OSError, AttributeError):
        return False


def _refuse_sockets(name: str, _arguments: tuple[object, ...]) -> None:
    if name in {"socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.posix_spawn"}:
        message = "a reader has no network"
        raise PermissionError(message)


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - one read, before pathlib is worth it
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2 << 30


def start_cpu_clock() -> None:
    """Give the next mail its own CPU seconds; the kernel ends the process that overruns them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_S + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
