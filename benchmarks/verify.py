"""How long `verify` takes: a journal of many entries, each with content, walked whole and from a digest's head on.

`python benchmarks/verify.py [--entries 1000000] [--mails 2000]`. Builds a database in a temporary folder first, which takes longer
than the measurement. Exits 1 where the whole walk takes 60 s or more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.store.sqlite import open_store  # noqa: E402 - after the path
from bot.vocabulary.doors import Arrival, Cursor  # noqa: E402
from bot.vocabulary.effects import Decision, Note  # noqa: E402

#: The promise: seconds for a million entries.
BAR_S = 60.0
#: Entries per transaction while building.
TOGETHER = 5_000
#: Bytes of one kept mail: what a client's mail with its quote weighs.
MAIL_BYTES = 8_000
_WORDS = "The price of the second line was put right and the client was told; the answer was promised for Friday, the amount in dispute is"


def build(path: Path, entries: int, mails: int) -> str:
    """Fill a database; return the head before its last tenth."""
    store, now = open_store(path), datetime.now(UTC)
    batch = tuple(Arrival("INBOX", 1, str(n), b"%09d" % n * (MAIL_BYTES // 9), now) for n in range(1, mails + 1))
    store.keep(batch, Cursor("INBOX", 1, mails), now, now)
    early = ""
    for start in range(mails, entries, TOGETHER):
        if not early and start >= entries * 0.9:
            early = store.digest_facts(now, now).chain_head
        with store.transaction():
            notes = (
                Note("looked_at", f"D-{n % 5000:04d}", f"{_WORDS} {n}.00 GBP", "ana") for n in range(start, min(start + TOGETHER, entries))
            )
            store.apply(0, Decision(tuple(notes)), "", now)
    store.close()
    return early


def main() -> None:
    """Build, verify, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--mails", type=int, default=2_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        early = build(path, wanted.entries, wanted.mails)
        store = open_store(path, check=False)
        taken = {}
        for name, since in (("whole", ""), ("from a head on", early)):
            begun = time.perf_counter()
            report = store.verify((), since)
            taken[name] = time.perf_counter() - begun
            print(f"{name}: {taken[name]:.1f} s for {report.entries:,} entries and {report.mails:,} mails; broken: {report.broken}")
        store.close()
    sys.exit(taken["whole"] >= BAR_S or bool(report.broken))


if __name__ == "__main__":
    main()
