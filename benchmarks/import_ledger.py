"""How long a large ledger takes: 100,000 invoices with lines imported into a database, then one mail matched against them.

`python benchmarks/import_ledger.py [invoices]`. Exits 1 where the import takes over 30 s (per 100,000) or a match
over 5 ms of processor time in 95 of 100 mails; what else the machine does shows in the clock's figures beside it.
"""

from __future__ import annotations

import csv
import gc
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.bookwork import import_ledger  # noqa: E402 - after the path
from bot.disputes.ask import question  # noqa: E402
from bot.ledger.match import match  # noqa: E402
from bot.ledger.meant import check  # noqa: E402
from bot.ledger.writer import writer_of  # noqa: E402
from bot.store.sqlite import open_store  # noqa: E402
from tests.ledger.scene import NOW, Mail  # noqa: E402

IMPORT_BAR_S = 30.0
MATCH_BAR_MS = 5.0
INVOICES_PER_CLIENT = 20
HEAD = [
    "number",
    "client_name",
    "client_email",
    "issue_date",
    "due_date",
    "currency",
    "total",
    "tax",
    "subtotal",
    "po_number",
    "status",
    "paid_amount",
    "description",
]
LINE_HEAD = ["number", "line", "description", "quantity", "unit", "unit_price", "discount", "amount", "tax_rate"]


def write(folder: Path, count: int) -> dict[str, Path]:
    """Write `count` invoices of two or three lines each, and a payment for every third; return the files."""
    files = {name: folder / f"{name}.csv" for name in ("invoices", "lines", "payments")}
    with (
        files["invoices"].open("w", newline="") as one,
        files["lines"].open("w", newline="") as two,
        files["payments"].open("w", newline="") as three,
    ):
        invoices, lines, payments = csv.writer(one), csv.writer(two), csv.writer(three)
        invoices.writerow(HEAD)
        lines.writerow(LINE_HEAD)
        payments.writerow(["date", "client_email", "amount", "reference"])
        for n in range(count):
            client, on = n // INVOICES_PER_CLIENT, date(2024, 1, 1) + timedelta(days=n % 700)
            quantities = [2 + n % 7, 3 + n % 11, *([1] if n % 2 else [])]
            net = sum(quantity * 80 for quantity in quantities)
            mail = f"ap@client{client}.example"
            paid = net * 1.2 if n % 3 == 0 else 0
            row = [f"INV-{n:06d}", f"Client {client} Ltd", mail, on, on + timedelta(days=30), "GBP", f"{net * 1.2:.2f}", f"{net * 0.2:.2f}"]
            invoices.writerow([*row, f"{net:.2f}", f"PO-{n % 9000}", "paid" if paid else "sent", f"{paid:.2f}", "Consulting and travel"])
            for nth, quantity in enumerate(quantities, 1):
                lines.writerow([row[0], nth, f"Consulting part {nth}", quantity, "hour", "80.00", 0, f"{quantity * 80:.2f}", 20])
            if paid:
                payments.writerow([on + timedelta(days=20), mail, f"{paid:.2f}", row[0]])
    return files


def share(times: list[float]) -> float:
    """Return what 95 of 100 stay under."""
    return sorted(times)[int(len(times) * 0.95)]


def main() -> None:
    """Import, match, print and judge."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        files = write(base, count)
        store = open_store(base / "desk.db", check=False)
        started, worked = time.perf_counter(), time.process_time()
        report = import_ledger(store, files, base)
        took = time.perf_counter() - started
        print(
            f"{report['added']:,} invoices, {report['payments_added']:,} payments imported in {took:.1f} s ({time.process_time() - worked:.1f} s of processor)"
        )
        started = time.perf_counter()
        again = import_ledger(store, files, base)
        print(f"the same files again: {again['unchanged']:,} unchanged in {time.perf_counter() - started:.1f} s")
        store.close()  # a desk that reads mail has not just imported: what is left of it would be collected while matching
        gc.collect()
        gc.freeze()
        store = open_store(base / "desk.db", check=False)
        times, worked_ms = [], []
        for n in range(0, count, max(1, count // 200)):
            number = f"INV-{n:06d}"
            told = {
                "from": f"ap@client{n // INVOICES_PER_CLIENT}.example",
                "subject": f"Re: {number}",
                "body": f"{number} is wrong",
                "numbers": [number],
            }
            reading = Mail(told).reading
            started, worked = time.perf_counter(), time.process_time()
            known = store.answer(question(reading), 0, NOW, NOW.replace(hour=0))
            found = match(reading, writer_of(reading.arrived, known), known)
            check(reading, found, known)
            times.append((time.perf_counter() - started) * 1000)
            worked_ms.append((time.process_time() - worked) * 1000)
            assert found.invoice is not None and found.invoice.number == number, number  # noqa: S101, PT018
        worst = share(worked_ms)
        print(f"asked, matched and checked in {statistics.median(worked_ms):.2f} ms of processor (95 % under {worst:.2f} ms)")
        print(f"by the clock in {statistics.median(times):.2f} ms (95 % under {share(times):.2f} ms)")
        store.close()
    sys.exit(1 if took > IMPORT_BAR_S * count / 100_000 or worst > MATCH_BAR_MS else 0)


if __name__ == "__main__":
    main()
