"""From a real Dovecot mailbox to committed decisions: the desk against the floor (fetch, parse, one commit per mail), in one run.

`python benchmarks/throughput.py [--mails 2000] [--rounds 3]`. Prints the medians, the ratio, the multiple of django-helpdesk's
31-36 mails/s (measured elsewhere on the same kind of machine and mailbox) and the proportional memory (PSS) of all processes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import os
import shutil
import sqlite3
import ssl
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import mailparser  # noqa: E402 - after the path
from imapclient import IMAPClient  # noqa: E402

from benchmarks.mailstock import stock  # noqa: E402
from bot import config, opening  # noqa: E402
from tests.servers.dovecot import Dovecot  # noqa: E402

HELPDESK = (31, 36)


def fill(server: Dovecot, user: str, mails: list[bytes]) -> None:
    """Put the mails into a Dovecot mailbox, as files, in order."""
    server.deliver(user, mails[:1])
    folder = server.maildir(user) / "new"
    owner = (server.maildir(user)).stat()
    for number, raw in enumerate(mails[1:]):
        path = folder / f"{1_790_000_000 + number}.M{number}P1.bench"
        path.write_bytes(raw)
        os.chown(path, owner.st_uid, owner.st_gid)


def floor(server: Dovecot, user: str, base: Path) -> float:
    """Fetch in batches of 100, parse with mail-parser, one SQLite commit per mail; return mails per second."""
    database = sqlite3.connect(base / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE mails (uid INTEGER PRIMARY KEY, sender TEXT, subject TEXT, body TEXT, raw BLOB)")
    context = ssl.create_default_context(cafile=str(server.ca_file))
    start = time.perf_counter()
    with IMAPClient("localhost", server.imaps, ssl=True, ssl_context=context) as client:
        client.login(user, server.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for first in range(0, len(uids), 100):
            for uid, data in client.fetch(uids[first : first + 100], ["BODY.PEEK[]", "INTERNALDATE"]).items():
                raw = data[b"BODY[]"]
                mail = mailparser.parse_from_bytes(raw)
                row = (uid, str(mail.from_), str(mail.subject), mail.body, raw)
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO mails VALUES (?,?,?,?,?)", row)
                database.execute("COMMIT")
    return len(uids) / (time.perf_counter() - start)


def settings_for(server: Dovecot, user: str, base: Path) -> config.Settings:
    """Write and load a config for this mailbox; outgoing mail goes to a maildir and is not sent during the measurement."""
    secret = base / "password"
    secret.write_text(server.password)
    secret.chmod(0o600)
    (base / "config.toml").write_text(
        f"""
[desk]
name = "Northlight Studio"
address = "disputes@northlight.example"
[mailbox]
kind = "imap"
host = "localhost"
port = {server.imaps}
ca_file = "{server.ca_file}"
username = "{user}"
password_file = "password"
since = "2020-01-01"
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["ana@northlight.example"]
[trust]
authserv_id = "mx.northlight.example"
""",
        encoding="utf-8",
    )
    return config.load(base / "config.toml")


def desk(settings: config.Settings, count: int) -> tuple[float, float, int]:
    """Poll and decide everything with the readers warm; return mails per second, peak PSS in MB, drafts made. In a process of its own, as
    the program runs: what one round leaves behind is not measured with the next.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(_desk, settings, count).result()


def _desk(settings: config.Settings, count: int) -> tuple[float, float, int]:
    drafts: list[str] = []
    peak: list[float] = []
    with opening.desk(settings) as opened:
        settled: list[bool] = []

        def count_in(entry: dict[str, Any]) -> None:
            settled.append(True)
            drafts.extend([entry["draft"]["id"]] if entry["draft"] else [])

        opened.on_processed = count_in
        opened.explain("warm-up", stock(1)[0])
        done = threading.Event()
        watcher = threading.Thread(target=watch_memory, args=(peak, done))
        watcher.start()

        async def work() -> float:
            gc.collect()
            gc.freeze()  # as `run` does before its loops
            start = time.perf_counter()
            reached = await opened.look_and_settle()
            seconds = time.perf_counter() - start
            if not reached or settled != [True] * count:
                sys.exit(f"settled {len(settled)} of {count}")
            await opened.close()
            return seconds

        seconds = asyncio.run(work())
        done.set()
        watcher.join()
    return count / seconds, max(peak), len(drafts)


def watch_memory(peak: list[float], done: threading.Event) -> None:
    """Sample the proportional set size of this process and all its descendants; rarely, for looking costs time of the desk's own."""
    while not done.wait(2.0):
        peak.append(sum(pss(pid) for pid in family(os.getpid())) / 1024)


def family(root: int) -> list[int]:
    """Return a process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += parents.get(pid, [])
    return found


def pss(pid: int) -> int:
    """Return the proportional set size of a process in kB; 0 if it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0


def main() -> None:
    """Run floor and desk alternately; print medians and ratios."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mails", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    mails = stock(chosen.mails)
    server = Dovecot()
    floors, desks, memory = [], [], []
    try:
        server.start()
        user = server.add_user()
        fill(server, user, mails)
        for number in range(chosen.rounds):
            base = Path(tempfile.mkdtemp(prefix="dd-bench-"))
            floors.append(floor(server, user, base))
            rate, peak, drafts = desk(settings_for(server, user, base), chosen.mails)
            desks.append(rate)
            memory.append(peak)
            print(
                f"round {number + 1}: floor {floors[-1]:.0f}/s, desk {rate:.0f}/s, {drafts} drafts, peak PSS {peak:.0f} MB (cores {os.cpu_count()})"
            )
            shutil.rmtree(base)
    finally:
        server.close()
    at_floor, at_desk = statistics.median(floors), statistics.median(desks)
    print(f"mails {chosen.mails}, mean size {sum(map(len, mails)) // len(mails)} bytes, {datetime.now(UTC).date()}")
    print(
        f"floor {at_floor:.0f}/s  desk {at_desk:.0f}/s  ratio {at_desk / at_floor:.2f} (bar 0.50)  peak PSS {max(memory):.0f} MB (bar 700)"
    )
    print(f"multiple of django-helpdesk (31-36/s): {at_desk / HELPDESK[1]:.1f} to {at_desk / HELPDESK[0]:.1f}")


if __name__ == "__main__":
    main()
