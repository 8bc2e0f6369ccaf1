"""How well lines around a yes are told apart: every hand's lines are judged by what the other hands taught.

`python benchmarks/closings.py`. Prints, per level of chance, how many lines that say something would be let through as if they stood under
all mails of their writer (by their words or by the network they must be heard), and how many of the others would be asked about. The lines
are written to be hard; in real replies most are far plainer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals import undersigned  # noqa: E402 - after the path
from bot.classifier import closing, pipeline  # noqa: E402
from bot.hearing import UNTOLD  # noqa: E402

_LEVELS = (0.05, 0.1, 0.2)
_FIRM = "Robin Hale\nNorthlight Studio Ltd\nT +44 117 496 0123\n"
_WRITER = "Robin Hale robin@northlight.example"


def main() -> None:
    """Judge and print."""
    reader = pipeline.reader_of(pipeline.open_model(ROOT / "data/model"))
    rows = [
        (path.stem, json.loads(line)) for path in sorted((ROOT / "data/closings").glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    hands, lines = np.array([hand for hand, _ in rows]), [row["line"] for _, row in rows]
    says = np.array([row["says"] for _, row in rows], np.float32)
    sums = reader.sums(lines)
    chances = np.zeros(len(rows), np.float32)
    for hand in sorted(set(hands)):
        rest = hands != hand
        chances[~rest] = closing.fit(sums[rest], says[rest]).speaks(sums[~rest])
    told = np.array([bool(undersigned.doubtful(line, _WRITER)) for line in lines])
    beside = np.array([bool(undersigned.doubtful(_FIRM + line, _WRITER)) for line in lines])
    spoken = says > 0.5  # noqa: PLR2004 - yes or no
    print(f"{len(rows)} lines of {len(set(hands))} hands, {int(spoken.sum())} of them say something")
    print(f"by words alone:           let through {1 - told[spoken].mean():.3f}, asked about {told[~spoken].mean():.3f}")
    print(f"  below a firm's contact: let through {1 - beside[spoken].mean():.3f}, asked about {beside[~spoken].mean():.3f}")
    for level in _LEVELS:
        for name, flagged in (("", told), (" below a firm's contact", beside)):
            heard = (flagged & (chances >= level)) | (chances >= UNTOLD)
            print(f"from {level:.2f}{name}: let through {1 - heard[spoken].mean():.3f}, asked about {heard[~spoken].mean():.3f}")


if __name__ == "__main__":
    main()
