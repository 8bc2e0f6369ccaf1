"""How fast and how well corrections are taught: the shipped model's own mistakes on a held-out part, a few at a time.

`python benchmarks/lesson.py [--file data/heldout/exam.jsonl]`. Prints per lesson: seconds, the corrected mails that are right now, the other
mails of the file, and the mails of `data/heldout/mails.jsonl`, before and after.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.classifier import adoption, lesson  # noqa: E402 - after the path
from bot.classifier.corpus import json_lines, labelled_mail  # noqa: E402
from bot.classifier.pipeline import build, open_model, reader_of  # noqa: E402
from bot.classifier.predict import Classifier  # noqa: E402


def main() -> None:
    """Teach one, five and all mistakes."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--file", type=Path, default=ROOT / "data" / "heldout" / "exam.jsonl")
    mails = [labelled_mail(row) for row in json_lines(arguments.parse_args().file.read_text("utf-8").splitlines())]
    nlp = open_model(ROOT / "data" / "model")
    now, held_out = Classifier(nlp), adoption.held_out(ROOT / "data")
    wrong = [mail for mail in mails if not adoption.right(now, [mail])]
    print(f"{len(wrong)} of {len(mails)} mails are wrong at first")
    for count in sorted({1, 5, len(wrong)}):
        taught = [replace(mail, evidence={}, causes=mail.causes[:1]) for mail in wrong[:count]]
        start = time.perf_counter()
        new = Classifier(build(lesson.taught(reader_of(nlp), ROOT / "data", taught)))
        seconds = time.perf_counter() - start
        others = [mail for mail in mails if mail not in wrong[:count]]
        print(
            f"{count} taught in {seconds:.0f} s: {adoption.compare(now, new, held_out, taught).told}; "
            f"others of the file right: {adoption.right(new, others)} of {len(others)} (now {adoption.right(now, others)})"
        )


if __name__ == "__main__":
    main()
