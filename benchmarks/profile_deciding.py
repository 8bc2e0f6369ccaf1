"""CPU time of one mail, stage by stage, against the floor's parse in the same run: where the deciding half spends it.

`python -P benchmarks/profile_deciding.py [--mails 300] [--readings FILE] [--profile N]`. Counts the process's CPU time, so a busy
machine does not blur it much; `parse` is what mail-parser needs for the same mails just before and after. `--readings` keeps what
was read in a file, so that a second run measures deciding only; the file is one of your own making, it is loaded as a pickle.
`--profile N` prints the N most expensive calls of deciding.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pickle
import pstats
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import mailparser  # noqa: E402 - after the path

from benchmarks.mailstock import stock  # noqa: E402
from bot import journey  # noqa: E402
from bot.arrivals.read import arrive  # noqa: E402
from tests.faults import story  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.sandbox import Unread
    from bot.service import Desk
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

AT = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


class Known:
    """Answers from readings made before, so that only the deciding half is measured."""

    def __init__(self, readings: dict[bytes, Reading]) -> None:
        """Take the readings by raw bytes."""
        self._results = readings

    def begin(self, mails: Sequence[Unread]) -> Sequence[Unread]:
        """Nothing to begin."""
        return mails

    def results(self, flight: Sequence[Unread]) -> Iterator[object]:
        """Yield what is known."""
        for mail in flight:
            yield self._results[mail[0]]

    def read_one(self, mail: Unread) -> object:
        """Return what is known of one mail."""
        return self._results[mail[0]]

    def close(self) -> None:
        """Nothing to end."""


def cpu_ms(function: Callable[[bytes], object], mails: Sequence[bytes]) -> float:
    """Return the mean CPU milliseconds of a call."""
    start = time.process_time()
    for raw in mails:
        function(raw)
    return (time.process_time() - start) / len(mails) * 1000


def readings_of(mails: Sequence[bytes], policy: Policy, kept: Path | None) -> dict[bytes, Reading]:
    """Read all mails, or take what an earlier run kept."""
    if kept and kept.exists():
        return dict(pickle.loads(kept.read_bytes()))  # noqa: S301 - a file of the developer's own making
    journey.warm_up()
    found = {raw: journey.read(raw, policy) for raw in mails}
    if kept:
        kept.write_bytes(pickle.dumps(list(found.items())))
    return found


async def deciding(desk: Desk, count: int, calls: int) -> tuple[float, float]:
    """Poll and decide; return CPU milliseconds per mail of both."""

    async def at_once(function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    desk.work = at_once  # type: ignore[method-assign] - one thread, so that the profiler sees it
    profiler = cProfile.Profile()
    start = time.process_time()
    await desk.poll_once()
    polled = time.process_time()
    if calls:
        profiler.enable()
    settled = await desk.process_due()
    profiler.disable()
    ended = time.process_time()
    if settled != count:
        sys.exit(f"settled {settled} of {count}")
    if calls:
        pstats.Stats(profiler).sort_stats("cumtime").print_stats(calls)
    return (polled - start) / count * 1000, (ended - polled) / count * 1000


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mails", type=int, default=300)
    arguments.add_argument("--readings", type=Path)
    arguments.add_argument("--profile", type=int, default=0, metavar="N")
    chosen = arguments.parse_args()
    base = Path(tempfile.mkdtemp(prefix="dd-profile-"))
    (base / "config.toml").write_text(story.CONFIG, encoding="utf-8")
    with story.desk(base, story.START, lambda _store: None) as desk:
        readings = readings_of(stock(chosen.mails), desk.policy, chosen.readings)
        mails = list(readings)
        for number, raw in enumerate(mails):
            story.deliver(base, raw, AT, f"m{number:05}")
        before = cpu_ms(mailparser.parse_from_bytes, mails)
        arriving = cpu_ms(lambda raw: arrive(raw, desk.policy), mails)
        asking = cpu_ms(lambda raw: journey.ask(readings[raw]), mails)
        desk._sandbox = Known(readings)  # type: ignore[assignment]  # noqa: SLF001 - the readers are measured apart
        desk.explain("warm-up", mails[0])
        polling, processing = asyncio.run(deciding(desk, len(mails), chosen.profile))
        parse = (before + cpu_ms(mailparser.parse_from_bytes, mails)) / 2
    sizes = sum(len(pickle.dumps(reading)) for reading in readings.values()) // len(readings)
    for name, spent in (("parse", parse), ("arrive", arriving), ("ask", asking), ("poll", polling), ("decide and apply", processing)):
        print(f"{name:18} {spent:6.2f} ms CPU per mail  {spent / parse:5.2f} of a parse")
    print(f"a reading crosses the process border with {sizes} bytes")


if __name__ == "__main__":
    main()
