"""What it costs to understand one mail that comes alone: CPU time on one core, and the memory of a process that does only that.

`python -P benchmarks/lone_mail.py [--plain]`. Every mail of two held-out sets is read by itself, as the poller reads a mail that comes
alone; 150 others warm the process up before. `--plain` leaves the optional fast products out, as the default package does.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is what is asked for; numpy reads this when it is loaded
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - after the setting

from bot.classifier import predict  # noqa: E402

#: The bars: milliseconds at the 95th percentile, and megabytes.
BAR_MS, BAR_MB = 15.0, 350


def mails(*names: str) -> list[tuple[str, str]]:
    """Return subject and body of the mails of some held-out sets."""
    rows = [json.loads(line) for name in names for line in (ROOT / f"data/heldout/{name}.jsonl").open(encoding="utf-8")]
    return [(row.get("subject") or "", row["body"]) for row in rows]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--plain", action="store_true")
    if arguments.parse_args().plain:
        sys.modules["numkong"] = None  # type: ignore[assignment] - an import of it fails
    classifier = predict.load()
    for subject, body in mails("mails")[:150]:
        classifier.understand(subject, body)
    spent = []
    for subject, body in mails("third", "exam"):
        start = time.process_time()
        classifier.understand(subject, body)
        spent.append((time.process_time() - start) * 1000)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(spent)} mails alone: mean {np.mean(spent):.1f} ms, median {np.median(spent):.1f} ms, p95 {np.percentile(spent, 95):.1f} ms CPU"
    )
    print(f"(bar {BAR_MS:.0f} ms at p95); resident {resident} MB (bar {BAR_MB})")


if __name__ == "__main__":
    main()
