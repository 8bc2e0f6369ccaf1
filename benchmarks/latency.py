"""From delivery to approval mail: LMTP into a real Dovecot, IDLE, the desk as a process, the approval at the submission server.

`python benchmarks/latency.py [--mails 20]`. Prints median and maximum in seconds; Dovecot 2.3 itself tells of new mail half a
second late. Exits 1 where the median is not under 2 s.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys import world  # noqa: E402 - after the path
from tests.journeys.test_loop import Place  # noqa: E402
from tests.servers.dovecot import Dovecot  # noqa: E402
from tests.servers.patience import wait_for  # noqa: E402
from tests.servers.submission import Submission  # noqa: E402

#: The promise: median seconds from the end of delivery to the approval mail accepted by the submission server.
BAR_S = 2.0


def clients(base: Path, count: int) -> list[str]:
    """Write a ledger with one client and invoice per mail; return the clients' addresses."""
    head, first, *_ = world.INVOICES.splitlines()
    addresses = [f"tom@client{number}.example" for number in range(count)]
    invoices = [
        first.replace(world.CLIENT, address).replace("INV-1041", f"INV-{5000 + number}").replace("Harbour & Pine", f"Client {number}")
        for number, address in enumerate(addresses)
    ]
    (base / "invoices.csv").write_text("\n".join((head, *invoices)) + "\n", encoding="utf-8")
    return addresses


def wait_until_asked(place: Place, count: int) -> None:
    """Wait until the submission server has accepted so many approval mails."""
    wait_for(lambda: len(place.approver_mails("approval")) >= count, 60)


def measure(place: Place, count: int) -> list[float]:
    """Deliver one mail at a time; return the seconds until its approval mail was accepted. The first, warming one is left out."""
    seconds = []
    for number, address in enumerate(clients(place.base, count + 1)):
        if number == 0:
            imported = place.command("import-ledger", "--invoices", str(place.base / "invoices.csv"))
            if imported.returncode:
                sys.exit(imported.stderr)
            place.start()
        words = world.DISPUTE.replace("INV-1041", f"INV-{5000 + number}")
        letter = world.client_mail(place.desk, text=words, subject=f"Invoice INV-{5000 + number}", sender=address)
        raw = world.write(letter, datetime.now(UTC))
        place.dovecot.deliver(place.desk, [raw])
        start = time.perf_counter()
        wait_until_asked(place, number + 1)
        seconds.append(time.perf_counter() - start)
        time.sleep(0.3)
    return seconds[1:]


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=20)
    count = options.parse_args().mails
    server = Dovecot()
    submission = Submission(server)
    with tempfile.TemporaryDirectory() as folder:
        try:
            server.start()
            submission.start()
            place = Place(Path(folder), server, submission)
            place.configure("23:59")
            found = measure(place, count)
            place.stop()
        finally:
            if (process := getattr(locals().get("place"), "process", None)) is not None:
                os.kill(process.pid, signal.SIGKILL)
            submission.stop()
            server.close()
    median = statistics.median(found)
    print(f"delivery to approval mail over {count} mails: median {median:.2f} s, maximum {max(found):.2f} s (bar: median < {BAR_S:g} s)")
    sys.exit(0 if median < BAR_S else 1)


if __name__ == "__main__":
    main()
