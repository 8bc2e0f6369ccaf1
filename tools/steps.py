"""Measures bot/classifier/features/steps.npy: how large each number between the encoder's two layers of runs gets in sentences that people write.

`python tools/steps.py [--check]`

The sentences of `data/corpus` run through the first layers, which are never trained; the largest magnitude of each of their columns, over 127, is
one step of the eight bits in which the second layers read it. `--check` writes nothing and exits 1 where the file is not what is measured.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.classifier.corpus import read_mails, read_sentences  # noqa: E402 - after the path
from bot.classifier.features.answering import STEPS, measured  # noqa: E402


def main() -> None:
    """Measure, and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    texts = [piece.text for mail in read_mails(ROOT / "data/corpus") for piece in mail.pieces]
    texts += [sentence.text for sentence in read_sentences(ROOT / "data/corpus")]
    steps = measured(list(dict.fromkeys(texts)))
    if not check:
        np.save(STEPS, steps)
    same = np.array_equal(np.load(STEPS, allow_pickle=False), steps)
    print(f"{len(texts)} sentences, {len(steps)} steps from {steps.min():.4f} to {steps.max():.4f}: {'as' if same else 'not as'} stored")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
