"""A desk whose database lies on a small file system of its own, which fills up: run it under `unshare -Urm`; prints what became of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import config, log, opening, working
from bot.errors import StoreError
from tests.faults import story

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

EARLY = story.START - timedelta(hours=2)


def main(base: Path) -> None:
    """Play it: a calm round, the disk fills while the desk is open, a start on the full disk, room again."""
    log.set_up()
    story.prepare(base)
    mails = [(path.name, path.read_bytes()) for path in (base / "inbox" / "new").iterdir()]
    for name, _raw in mails:
        (base / "inbox" / "new" / name).unlink()
    small, filler = base / "small", base / "small" / "filler"
    small.mkdir()
    kilobytes = (base / "desk.db").stat().st_size // 1024 + 600
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(small)], check=True)  # noqa: S603, S607 - util-linux
    (small / "desk.db").write_bytes((base / "desk.db").read_bytes())
    text = (base / "config.toml").read_text("utf-8").replace("[mailbox]", 'database = "small/desk.db"\n[mailbox]')
    (base / "config.toml").write_text(text, "utf-8")
    settings = config.load(base / "config.toml")
    failed = asyncio.run(_filled(settings, filler, lambda: story.deliver_raw(base, mails)))
    failed += asyncio.run(_try(settings, EARLY + timedelta(minutes=1)))
    while_full = [str(mail["X-Dispute-Desk"]) for mail in story.outgoing(base)]
    filler.unlink()
    assert asyncio.run(_try(settings, EARLY + timedelta(minutes=2))) == []
    with opening.store_of(settings) as store:
        notes = [str(json.loads(entry.content or "{}").get("detail", "")) for entry in store.journal() if entry.kind == "note"]
        told = {
            "failed": failed,
            "left while full": while_full,
            "left": sorted(str(mail["X-Dispute-Desk"]) for mail in story.outgoing(base)),
            "cases": len(store.cases()),
            "broken": store.verify().broken,
            "told": sorted(note.partition(": The disk is")[0] for note in notes),
        }
    print(json.dumps(told))  # noqa: T201 - read by the test


async def _filled(settings: config.Settings, filler: Path, deliver: Callable[[], None]) -> list[str]:
    """Open the desk, fill the disk under it, let mail come and work."""
    alarm = working.alarm_of(settings, lambda: EARLY)
    with opening.desk(settings, lambda: EARLY) as desk:
        deliver()
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        try:
            await working.round_of(desk, settings, alarm)
        except StoreError as error:
            await alarm.of(error)
            return [str(error).split()[0].rstrip(":")]
    return []


async def _try(settings: config.Settings, now: datetime) -> list[str]:
    try:
        await working.poll_once(settings, lambda: now, lambda _: None)
    except StoreError as error:
        return [str(error).split()[0].rstrip(":")]
    return []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
