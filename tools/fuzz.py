"""Reads mutated mails by the thousand: `python tools/fuzz.py [--mails N] [--seed S] [--seconds T] [--sandbox] [--keep FOLDER]`.

Every mail must be answered with a kind, a held one with a reason, within a second of CPU, and break no promise of `tests/fuzz/oracle.py`.
With `--sandbox` the mails go through the reader processes as in service, classifier included, and the parent must outlive them all.
Mails that fail are kept as files, to become cases. Exits 1 where one did.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals.read import arrive  # noqa: E402 - after the path
from bot.sandbox import Sandbox, Unreadable  # noqa: E402
from bot.vocabulary.policy import Policy  # noqa: E402
from tests.fuzz.mutate import mutated, stock  # noqa: E402
from tests.fuzz.oracle import faults  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.vocabulary.reading import Arrived

POLICY = Policy(
    desk_address="disputes@northlight.example",
    approvers=("ana@northlight.example",),
    staff=("sam@northlight.example",),
    authserv_id="mx.northlight.example",
    instance_id="inst-1",
)
#: Seconds of CPU one mail may take.
SLOW_S = 1.0
_BATCH = 200


def mails(seed: int, first: int, count: int) -> Iterator[tuple[int, bytes]]:
    """The mutated mails of one seed by number: each depends on its own number only, so that one can be made again alone."""
    originals = stock(ROOT / "tests" / "arrivals" / "cases")
    for number in range(first, first + count):
        yield number, mutated(originals, Random(f"{seed}/{number}"))  # noqa: S311 - repeatable, not secret


def directly(batch: list[tuple[int, bytes]]) -> Iterator[tuple[int, bytes, Arrived | str]]:
    """Read in this process: an exception ends the run, as it would end a reader."""
    for number, raw in batch:
        begun = time.process_time()
        arrived = arrive(raw, POLICY)
        took = time.process_time() - begun
        yield number, raw, arrived if took < SLOW_S else f"took {took:.1f} s"


def sandboxed(box: Sandbox, batch: list[tuple[int, bytes]]) -> Iterator[tuple[int, bytes, Arrived | str]]:
    """Read in the reader processes."""
    for (number, raw), result in zip(batch, box.results(box.begin([(raw, ()) for _, raw in batch])), strict=True):
        yield number, raw, f"{result.reason}: {result.detail}" if isinstance(result, Unreadable) else result.arrived


def run(options: argparse.Namespace) -> int:
    """Read all mails, print what they were, keep those that failed; the number of failures."""
    kinds: Counter[str] = Counter()
    failed, read, begun = 0, 0, time.monotonic()
    box = Sandbox(POLICY, workers=options.workers) if options.sandbox else None
    try:
        for first in range(options.first, options.first + options.mails, _BATCH):
            batch = list(mails(options.seed, first, min(_BATCH, options.first + options.mails - first)))
            for number, raw, result in sandboxed(box, batch) if box else directly(batch):
                found = [result] if isinstance(result, str) else faults(raw, result)
                kinds["failed" if isinstance(result, str) else f"{result.kind} {result.reason or ''}".strip()] += 1
                failed += bool(found)
                if found:
                    keep(options.keep, number, raw, found)
            read += len(batch)
            if time.monotonic() - begun > options.seconds:
                break
    finally:
        if box:
            box.close()
    print(f"{read} mails, seed {options.seed}, {time.monotonic() - begun:.0f} s, {failed} failed")
    print("\n".join(f"{count:8} {kind}" for kind, count in kinds.most_common()))
    return failed


def keep(folder: Path, number: int, raw: bytes, found: list[str]) -> None:
    """Save a mail that failed and say why."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.eml"
    path.write_bytes(raw)
    print(f"{path}: {'; '.join(found)}")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description="Read mutated mails.")
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first mail")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=36_000, help="stop after so many seconds")
    parser.add_argument("--sandbox", action="store_true")
    parser.add_argument("--workers", type=int, default=0, help="reader processes; 0: one per core")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    sys.exit(1 if run(parser.parse_args()) else 0)


if __name__ == "__main__":
    main()
