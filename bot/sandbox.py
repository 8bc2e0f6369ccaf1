"""The pool of reader processes: a mail that kills or stalls its reader costs itself, not the mails behind it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TimedOut
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import ModuleSpec
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.popen_forkserver import Popen
from typing import TYPE_CHECKING, TypeAlias

from pebble import ProcessFuture, ProcessPool

from bot import crossing
from bot.confinement import Limits, confine, cut_network
from bot.errors import DeskError
from bot.vocabulary.reading import Reading
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.process import BaseProcess

    from bot.vocabulary.policy import Policy

#: Most mails handed to a worker at a time in a backlog: few enough that a dead worker repeats little, many enough to be understood together.
CHUNK = 48
#: A chunk ends before it grows beyond this, so that a worker never holds many large mails at once.
CHUNK_BYTES = 8_000_000
_TUNABLES = "GLIBC_TUNABLES"
#: Seconds the first reader may take to start on a busy machine.
START_S = 120
#: A plain mail that every reader can read; if this fails, no mail is to blame.
_PROBE = b"From: a@example.org\r\nSubject: Invoice 1\r\n\r\nInvoice 1 is wrong.\r\n"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A reading that ended the worker; the mail has lost one of its tries."""

    reason: Reason
    detail: str


#: Raw bytes, and the reason of a hold from which a person released the mail.
Unread = tuple[bytes, tuple[Reason, ...]]
Result = Reading | Unreadable
Flight: TypeAlias = "list[tuple[Sequence[Unread], ProcessFuture[list[Reading]]]]"


class Sandbox:
    """Reads mails in child processes. Start it before any secret is read; close it when done.

    `reader` names the function that runs in the children, as `module:function`; it takes mails and a Policy and gives Readings.
    """

    def __init__(self, policy: Policy, workers: int = 0, limits: Limits = Limits(), reader: str = "bot.reader:read_chunk") -> None:  # noqa: B008 - frozen
        """Start the fork server; the `workers` processes (0: one per core) follow with the first mail."""
        self.workers = workers or os.cpu_count() or 1
        self._policy, self._limits, self._reader = policy, limits, reader
        self._under_way: set[ProcessFuture[list[Reading]]] = set()
        self._ended = self._proven = False
        self._pool = _start(limits, self.workers)

    def begin(self, mails: Sequence[Unread]) -> Flight:
        """Start reading a batch in the background; its results are had from `results`, in order. Raises DeskError."""
        self._prove()
        most = min(CHUNK, -(-len(mails) // self.workers))  # no worker waits while another has all of a short backlog
        return [(chunk, self._submit(chunk)) for chunk in _chunks(mails, most)]

    def results(self, flight: Flight) -> Iterator[Result]:
        """Yield one result per mail of a batch, in order."""
        for chunk, future in flight:
            yield from self._collect(chunk, future)

    def read_one(self, mail: Unread) -> Result:
        """Read a single mail. Raises DeskError if the readers do not start at all."""
        self._prove()
        return next(iter(self._collect([mail], self._submit([mail]))))

    def close(self) -> None:
        """End the workers at once; what they were reading is unsettled and will be read again. May be called from any thread."""
        self._ended = True
        for future in tuple(self._under_way):
            future.cancel()  # type: ignore[no-untyped-call]  # the pool itself would leave them unanswered for ever
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _prove(self) -> None:
        """Read one plain mail first: a model that does not load must not let every mail look like poison."""
        if self._proven or self._ended:
            return
        try:
            self._schedule([(_PROBE, ())], START_S).result()
        except (DeskError, CancelledError):
            if not self._ended:
                raise
        except Exception as error:
            raise DeskError(f"the readers do not start, so no mail is read ({type(error).__name__}: {error})") from error
        self._proven = True

    def _submit(self, chunk: Sequence[Unread]) -> ProcessFuture[list[Reading]]:
        return self._schedule(chunk, self._limits.wall_s * (1 if len(chunk) == 1 else 2))

    def _schedule(self, mails: Sequence[Unread], wall_s: float) -> ProcessFuture[list[Reading]]:
        """Give mails to the pool; a pool that broke is made anew, one that was ended answers with a cancelled future."""
        arguments = (self._reader, mails, self._policy, self._limits.cpu_s)
        future: ProcessFuture[list[Reading]] = ProcessFuture()
        try:
            future = self._pool.schedule(_read, args=arguments, timeout=wall_s)
        except RuntimeError:
            if not self._ended:
                self._start_again()
                future = self._pool.schedule(_read, args=arguments, timeout=wall_s)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        if self._ended:
            future.cancel()  # type: ignore[no-untyped-call]
        return future

    def _start_again(self) -> None:
        """The pool itself broke, as when the kernel ended an idle worker: no mail's fault."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._pool = _start(self._limits, self.workers)

    def _collect(self, chunk: Sequence[Unread], future: ProcessFuture[list[Reading]]) -> Iterator[Result]:
        try:
            yield from future.result()
        except CancelledError:
            yield from (Unreadable(Reason.PARSE_CRASH, "the readers were ended") for _ in chunk)
        except Exception as error:  # noqa: BLE001 - the border of the process: whatever ends a reading costs that mail a try
            if len(chunk) == 1 and not isinstance(error, BrokenProcessPool):
                yield _failure(error, self._limits)
            else:
                yield from (self._alone(mail) for mail in chunk)

    def _alone(self, mail: Unread) -> Result:
        """Read one mail of a chunk that failed, or of a pool that broke."""
        try:
            (reading,) = self._submit([mail]).result()
        except CancelledError:
            return Unreadable(Reason.PARSE_CRASH, "the readers were ended")
        except Exception as error:  # noqa: BLE001 - as above
            return _failure(error, self._limits)
        return reading


def _chunks(mails: Sequence[Unread], most: int) -> Iterator[Sequence[Unread]]:
    chunk: list[Unread] = []
    size = 0
    for mail in mails:
        if chunk and (len(chunk) >= most or size + len(mail[0]) > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(mail)
        size += len(mail[0])
    if chunk:
        yield chunk


def _failure(error: Exception, limits: Limits) -> Unreadable:
    if isinstance(error, TimedOut):
        return Unreadable(Reason.PARSE_TIME, f"no answer within {limits.wall_s:g} s")
    code = getattr(error, "exitcode", None)
    if code == errno.ENOMEM:
        return Unreadable(Reason.PARSE_CRASH, "it needed more memory than a mail may use")
    cpu = code is not None and code == -signal.SIGXCPU
    return Unreadable(
        Reason.PARSE_TIME if cpu else Reason.PARSE_CRASH, f"{type(error).__name__} {code if code is not None else ''}".strip()
    )


class _Worker(ForkServerProcess):
    """A process that does not run the parent's main script once more: it would load there what a reader never needs."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:  # noqa: N802 - multiprocessing's name
        main = sys.modules["__main__"]
        own, main.__spec__ = main.__spec__, ModuleSpec("bot.__main__", None)  # what is run by `python -m` is not run again
        try:
            return Popen(process_obj)
        finally:
            main.__spec__ = own


class _Context(ForkServerContext):
    """The fork server's processes, as workers."""

    Process = _Worker


def _start(limits: Limits, workers: int) -> ProcessPool:
    """Fork server first, with the reader (and its model) preloaded; numerical libraries stay on one thread each."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = _Context()
    forkserver.set_forkserver_preload([__name__, "bot.reader"])
    with _large_pages():
        forkserver.ensure_running()
    return ProcessPool(max_workers=workers, initializer=confine, initargs=(limits.memory_bytes,), context=context)


@contextmanager
def _large_pages() -> Iterator[None]:
    """Let glibc ask for large pages in what is started here (glibc's tunables): a backlog begins with thirty megabytes that a reader has not touched
    yet, and each small page of them costs as much as ten microseconds.
    """
    was = os.environ.get(_TUNABLES)
    os.environ.setdefault(_TUNABLES, "glibc.malloc.hugetlb=1")
    try:
        yield
    finally:
        if was is None:
            os.environ.pop(_TUNABLES, None)


def network_strength() -> str:
    """Try in a child what keeps a reader off the network here: a network namespace with the audit hook, or the hook alone."""
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        cut = pool.apply(cut_network)
    return "network namespace and audit hook" if cut else "audit hook: sockets are refused inside the process"


def _read(reader: str, mails: Sequence[Unread], policy: Policy, cpu_s: int) -> list[Reading]:
    """Run in a worker. Importing `bot.reader` loads the model, so the parent never does."""
    module, _, function = reader.partition(":")
    try:
        found: list[Reading] = getattr(import_module(module), function)(mails, policy, cpu_s)
    except MemoryError:  # what filled the memory may still be held by the traceback: the next mail gets a fresh worker
        os._exit(errno.ENOMEM)
    return found


crossing.prepare()  # here, since this module is loaded on both sides of the border
