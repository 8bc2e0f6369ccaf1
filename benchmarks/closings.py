"""How well lines around a yes are told apart: the lines of every hand are judged by a network that some of the other hands taught.

`python benchmarks/closings.py [--folds 4]`. One training per fold, some ten minutes each. Prints, per level of chance, how many lines
that say something would be let through as if they stood under all mails of their writer (by their words or by the network they must be
heard), and how many of the others would be asked about. Many of the lines are written to be hard; in real replies most are far plainer.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals import undersigned  # noqa: E402 - after the path
from bot.classifier import closing, pipeline  # noqa: E402
from bot.classifier.reader import Reader  # noqa: E402

_LEVELS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.8)
_WRITER = "Robin Hale robin@northlight.example"


def main() -> None:
    """Judge and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folds", type=int, default=4)
    folds = arguments.parse_args().folds
    reader = pipeline.reader_of(pipeline.open_model(ROOT / "data/model"))
    rows = [
        (path.stem, json.loads(line)) for path in sorted((ROOT / "data/closings").glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    hands, lines = [hand for hand, _ in rows], [str(row["line"]) for _, row in rows]
    says = np.array([row["says"] for _, row in rows], np.float32)
    fold = np.array([sorted(set(hands)).index(hand) % folds for hand in hands])
    chances = np.zeros(len(rows), np.float32)
    for number in range(folds):
        rest, held = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        told = closing.fit([lines[at] for at in rest], says[rest], reader.members[0])
        chances[held] = Reader(reader.members, reader.calibration, reader.numbers, told).speak([lines[at] for at in held])
    doubted = np.array([bool(undersigned.doubtful(line, _WRITER)) for line in lines])
    spoken = says > 0.5  # noqa: PLR2004 - yes or no
    print(f"{len(rows)} lines of {len(set(hands))} hands, {int(spoken.sum())} of them say something")
    print(f"by words alone: let through {1 - doubted[spoken].mean():.3f}, asked about {doubted[~spoken].mean():.3f}")
    for level in _LEVELS:
        heard = chances >= level
        beside = f"with words in doubt: let through {(~(heard | ~doubted))[spoken].mean():.3f}, asked about {(heard & doubted)[~spoken].mean():.3f}"
        print(f"from {level:.2f}: let through {1 - heard[spoken].mean():.3f}, asked about {heard[~spoken].mean():.3f}; {beside}")


if __name__ == "__main__":
    main()
