from __future__ import annotations

import asyncio
import time

import pytest

from bot import schedule


class Loops:
    """Counts its rounds; `cycle` notes when two of them overlap."""

    def __init__(self, cycle_s: float = 0.0, mail_after_s: float = 3600.0) -> None:
        self.rounds: list[str] = []
        self.inside = self.overlaps = 0
        self.cycle_s, self.mail_after_s = cycle_s, mail_after_s
        self.stop = asyncio.Event()

    async def _work(self, name: str, seconds: float = 0.0) -> None:
        self.overlaps += self.inside > 0
        self.inside += 1
        await asyncio.sleep(seconds)
        self.inside -= 1
        self.rounds.append(name)

    async def _wait(self, seconds: float) -> bool:
        waited = min(seconds, self.mail_after_s)
        stopped = asyncio.create_task(self.stop.wait())
        await asyncio.wait([stopped], timeout=waited)
        stopped.cancel()
        return not self.stop.is_set()

    def loops(self) -> schedule.Loops:
        return schedule.Loops(
            cycle=lambda: self._work("cycle", self.cycle_s),
            send=lambda: self._work("send"),
            digest=lambda: self._work("digest"),
            wait=self._wait,
            wake=self.stop.set,
        )

    async def run(self, seconds: float, poll_seconds: int = 3600) -> float:
        running = asyncio.create_task(schedule.run(self.loops(), poll_seconds, self.stop))
        await asyncio.sleep(seconds)
        self.stop.set()
        asked_at = time.monotonic()
        await asyncio.wait_for(running, 10)
        return time.monotonic() - asked_at


def test_it_begins_with_a_cycle_and_a_digest() -> None:
    async def story() -> list[str]:
        made = Loops()
        await made.run(0.2)
        return made.rounds

    assert asyncio.run(story()) == ["cycle", "digest"]


def test_it_looks_at_once_when_mail_is_announced_and_never_overlaps() -> None:
    async def story() -> Loops:
        made = Loops(cycle_s=0.05, mail_after_s=0.02)
        await made.run(1.3, poll_seconds=1)
        return made

    made = asyncio.run(story())
    assert made.rounds.count("cycle") > 5
    assert made.overlaps == 0


def test_a_stop_lets_the_round_under_way_end_and_begins_no_other() -> None:
    async def story() -> Loops:
        made = Loops(cycle_s=0.6, mail_after_s=0.0)
        await made.run(0.3)
        return made

    assert asyncio.run(story()).rounds == ["cycle"]


def test_a_loop_that_fails_for_good_ends_the_run() -> None:
    async def story() -> None:
        made = Loops()

        async def broken() -> None:
            raise RuntimeError("a fault of the program")

        loops = schedule.Loops(cycle=broken, send=broken, digest=broken, wait=made.loops().wait, wake=made.stop.set)
        await asyncio.wait_for(schedule.run(loops, 3600, made.stop), 5)

    with pytest.raises(RuntimeError, match="a fault of the program"):
        asyncio.run(story())


def test_a_fault_in_a_later_round_ends_the_run_too() -> None:
    async def story() -> None:
        made = Loops(mail_after_s=0.05)
        rounds: list[int] = []

        async def later() -> None:
            rounds.append(1)
            if len(rounds) > 1:
                raise RuntimeError("a fault of the program")

        loops = schedule.Loops(cycle=later, send=later, digest=made.loops().digest, wait=made.loops().wait, wake=made.stop.set)
        await asyncio.wait_for(schedule.run(loops, 3600, made.stop), 5)

    with pytest.raises(RuntimeError, match="a fault of the program"):
        asyncio.run(story())
