"""How well lines around a yes are told apart: the lines of some hands are judged by one network that the other hands taught.

`python benchmarks/closings.py [--hands replies,answers,nettle,plover,reedbed,kelp] [--folds 4]`. With `--hands` one training of some ten minutes,
else one per fold. The shipped judge is three such networks. Prints, per hand, the area under the curve (the chance that a line that says
something is heard above one that does not), and per level of chance how many lines that say something would be let through as if they
stood under all mails of their writer, and how many of the others would be asked about. Many lines are written to be hard.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals import undersigned  # noqa: E402 - after the path
from bot.classifier import closing, pipeline  # noqa: E402
from bot.classifier.reader import Reader  # noqa: E402

_LEVELS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.8)
_HALF = 0.5
_WRITER = "Robin Hale robin@northlight.example"


def main() -> None:
    """Judge and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--hands", default="")
    arguments.add_argument("--folds", type=int, default=4)
    asked = arguments.parse_args()
    reader = pipeline.reader_of(pipeline.open_model(ROOT / "data/model"))
    rows = [
        (path.stem, json.loads(line)) for path in sorted((ROOT / "data/closings").glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    hands, lines = np.array([hand for hand, _ in rows]), [str(row["line"]) for _, row in rows]
    says = np.array([row["says"] for _, row in rows], np.float32)
    every = sorted(set(hands.tolist()))
    folds = [asked.hands.split(",")] if asked.hands else [every[number :: asked.folds] for number in range(asked.folds)]
    chances = np.full(len(rows), np.nan, np.float32)
    for held in folds:
        rest, judged = (np.flatnonzero(np.isin(hands, held) == side) for side in (False, True))
        told = closing.fit_one([lines[at] for at in rest], says[rest], reader.members[0], 7)
        chances[judged] = Reader(reader.members, reader.calibration, reader.numbers, [told]).speak([lines[at] for at in judged])
        for hand in held:
            of = hands == hand
            print(f"{hand}: {int(of.sum())} lines, area under the curve {area(chances[of], says[of] > _HALF):.3f}", flush=True)
    seen = ~np.isnan(chances)
    doubted = np.array([bool(undersigned.doubtful(line, _WRITER)) for line in lines])[seen]
    chances, spoken = chances[seen], says[seen] > _HALF
    print(f"{len(chances)} lines, {int(spoken.sum())} of them say something")
    print(f"by words alone: let through {1 - doubted[spoken].mean():.3f}, asked about {doubted[~spoken].mean():.3f}")
    for level in _LEVELS:
        heard = chances >= level
        print(f"from {level:.2f}: let through {1 - heard[spoken].mean():.3f}, asked about {heard[~spoken].mean():.3f}")


def area(chances: NDArray[np.float32], spoken: NDArray[np.bool_]) -> float:
    """Return how often a line that says something stands above one that does not, of equal ones half."""
    ranks = np.searchsorted(np.sort(chances), chances, "left") + np.searchsorted(np.sort(chances), chances, "right")
    count, others = int(spoken.sum()), int((~spoken).sum())
    if not (count and others):
        return float("nan")
    return float((ranks[spoken].sum() / 2 - count * count / 2) / (count * others))


if __name__ == "__main__":
    main()
