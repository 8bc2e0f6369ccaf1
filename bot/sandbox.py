"""The pool of reader processes: a mail that kills or stalls its reader costs itself, not the mails behind it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import TYPE_CHECKING, TypeAlias

from pebble import ProcessPool

from bot.vocabulary.reading import Reading
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pebble import ProcessFuture

    from bot.vocabulary.policy import Policy

#: Seconds of wall time for one mail: three times its CPU limit, so that a busy machine does not fail honest mail.
WALL_S = 30
#: Mails handed to a worker at a time in a backlog; small enough that a dead worker repeats little.
CHUNK = 8
#: A chunk of honest mail takes well under a second; beyond this its mails are read one by one.
CHUNK_WALL_S = 60


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A reading that ended the worker; the mail has lost one of its tries."""

    reason: Reason
    detail: str


#: Raw bytes, and the reason of a hold from which a person released the mail.
Unread = tuple[bytes, Reason | None]
Result = Reading | Unreadable
Flight: TypeAlias = "list[tuple[Sequence[Unread], ProcessFuture[list[Reading]]]]"


class Sandbox:
    """Reads mails in child processes. Start it before any secret is read; close it when done."""

    def __init__(self, policy: Policy, workers: int = 0) -> None:
        """Start the fork server and `workers` processes (0: one per core)."""
        self.workers = workers or os.cpu_count() or 1
        self._pool = _start(policy, self.workers)

    def begin(self, mails: Sequence[Unread]) -> Flight:
        """Start reading a batch in the background; its results are had from `results`, in order."""
        chunks = [mails[start : start + CHUNK] for start in range(0, len(mails), CHUNK)]
        return [(chunk, self._submit(chunk)) for chunk in chunks]

    def results(self, flight: Flight) -> Iterator[Result]:
        """Yield one result per mail of a batch, in order."""
        for chunk, future in flight:
            yield from self._collect(chunk, future)

    def read_one(self, mail: Unread) -> Result:
        """Read a single mail."""
        return next(iter(self._collect([mail], self._submit([mail]))))

    def close(self) -> None:
        """End the workers at once; what they were reading is unsettled and will be read again."""
        self._pool.stop()
        self._pool.join()

    def _submit(self, chunk: Sequence[Unread]) -> ProcessFuture[list[Reading]]:
        return self._pool.schedule(_read_chunk, args=(chunk,), timeout=WALL_S if len(chunk) == 1 else CHUNK_WALL_S)

    def _collect(self, chunk: Sequence[Unread], future: ProcessFuture[list[Reading]]) -> Iterator[Result]:
        try:
            yield from future.result()
        except Exception as error:  # noqa: BLE001 - the border of the process: whatever ends a reading costs that mail a try
            if len(chunk) == 1:
                yield _failure(error)
            else:
                for mail in chunk:
                    yield self.read_one(mail)


def _failure(error: Exception) -> Unreadable:
    if isinstance(error, TimedOut):
        return Unreadable(Reason.PARSE_TIME, f"no answer within {WALL_S} s")
    code = getattr(error, "exitcode", None)
    cpu = code is not None and code == -signal.SIGXCPU
    return Unreadable(
        Reason.PARSE_TIME if cpu else Reason.PARSE_CRASH, f"{type(error).__name__} {code if code is not None else ''}".strip()
    )


def _start(policy: Policy, workers: int) -> ProcessPool:
    """Fork server first, with the reader (and its model) preloaded; numerical libraries stay on one thread each."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["bot.reader"])
    forkserver.ensure_running()
    return ProcessPool(max_workers=workers, initializer=_confine, initargs=(policy,), context=context)


def network_strength() -> str:
    """Try in a child what keeps a reader off the network here: `network namespace` or `audit hook`."""
    process = multiprocessing.get_context("forkserver").Pool(1)
    with process as pool:
        return "network namespace" if pool.apply(_try_cutting) else "audit hook: sockets are refused inside the process"


def _try_cutting() -> bool:
    from bot.confinement import cut_network  # noqa: PLC0415

    return cut_network()


# The two functions below run in the workers. Importing `bot.reader` loads the model, so the parent never does.


def _read_chunk(mails: Sequence[Unread]) -> list[Reading]:
    from bot.reader import read_chunk  # noqa: PLC0415

    return read_chunk(mails)


def _confine(policy: Policy) -> None:
    from bot.reader import confine  # noqa: PLC0415

    confine(policy)
