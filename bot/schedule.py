"""Which loop runs when (APScheduler 3.x); takes callables, knows no business."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: Seconds between looks at the outbox for retries that became due.
SEND_EVERY_S = 5
#: Seconds between looks at the clock for the digest's hour.
DIGEST_EVERY_S = 20
#: Seconds between looks at what another program is to be told.
BESIDE_EVERY_S = 15


@dataclass(frozen=True, slots=True)
class Loops:
    """The work to be done: `cycle` polls, processes and sends; `wait(seconds)` returns True when mail may have come, `wake` ends it.

    `beside` runs beside all others and holds none of them up; it raises nothing.
    """

    cycle: Callable[[], Awaitable[None]]
    send: Callable[[], Awaitable[None]]
    digest: Callable[[], Awaitable[None]]
    wait: Callable[[float], Awaitable[bool]]
    wake: Callable[[], None]
    beside: Callable[[], Awaitable[None]] | None = None


async def run(loops: Loops, poll_seconds: int, stop: asyncio.Event) -> None:
    """Run the loops until `stop` is set; a loop never overlaps itself, and the one under way ends before this returns.

    A loop that raises ends the run, with that error: whatever loops may survive they have caught themselves.
    """
    lock = asyncio.Lock()
    failed: list[Exception] = []

    async def alone(work: Callable[[], Awaitable[None]]) -> None:
        async with lock:
            if stop.is_set():
                return
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - the scheduler would swallow it; it is raised again below
                failed.append(error)
                stop.set()

    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None})
    scheduler.add_job(alone, "interval", [loops.cycle], seconds=poll_seconds)
    scheduler.add_job(alone, "interval", [loops.send], seconds=SEND_EVERY_S)
    scheduler.add_job(alone, "interval", [loops.digest], seconds=DIGEST_EVERY_S)
    if loops.beside is not None:
        scheduler.add_job(loops.beside, "interval", seconds=BESIDE_EVERY_S)
    scheduler.start()
    watcher = asyncio.create_task(_watch(loops, alone, poll_seconds, stop))
    watcher.add_done_callback(lambda _: stop.set())
    await alone(loops.cycle)
    await alone(loops.digest)
    await stop.wait()
    scheduler.pause()
    loops.wake()
    async with lock:  # whatever is under way reaches its clean point first
        scheduler.shutdown(wait=False)
    await watcher
    if failed:
        raise failed[0]


async def _watch(
    loops: Loops, alone: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]], seconds: float, stop: asyncio.Event
) -> None:
    """Look at once whenever the mailbox says that something came."""
    while not stop.is_set():
        if await loops.wait(seconds):
            await alone(loops.cycle)
