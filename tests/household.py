"""A desk of one's own in a folder, on maildirs, with the clock in the test's hand."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot import bookwork, config, opening, working
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from bot.config import Settings
    from bot.service import Desk
    from bot.store.contract import Store

DESK = "disputes@northlight.example"
APPROVER = "ana@northlight.example"
NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
CONFIG = f"""
[desk]
name = "Northlight Studio"
address = "{DESK}"
contact = "Ana Lopes"
timezone = "%(zone)s"
[mailbox]
kind = "maildir"
path = "inbox"
%(since)s
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["{APPROVER}"]
digest = ["{APPROVER}"]
[trust]
authserv_id = "{world.AUTHSERV}"
[digest]
at = "%(digest_at)s"
%(more)s
"""


class Household:
    """Writes the config, delivers mail, lets the desk work once at a time of your choice, and looks at what became of it."""

    def __init__(self, base: Path, **settings: str) -> None:
        self.base = base
        base.mkdir(exist_ok=True)
        self._numbers = itertools.count(1)
        values = {"zone": "UTC", "since": 'since = "2026-10-01"', "digest_at": "23:59", "more": ""} | settings
        (base / "config.toml").write_text(CONFIG % values, encoding="utf-8")

    @property
    def settings(self) -> Settings:
        return config.load(self.base / "config.toml")

    @contextmanager
    def store(self) -> Iterator[Store]:
        with opening.store_of(self.settings) as store:
            yield store

    def books(self) -> None:
        files = dict(zip(("invoices", "lines"), (self.base / name for name in ("invoices.csv", "lines.csv")), strict=True))
        world.books(self.base)
        with self.store() as store:
            bookwork.import_ledger(store, files, self.base)

    def deliver(self, raw: bytes, at: datetime = NOW - timedelta(minutes=5)) -> str:
        """Put a mail into the inbox; return its file name."""
        for part in ("new", "cur", "tmp"):
            (self.base / "inbox" / part).mkdir(parents=True, exist_ok=True)
        name = f"{int(at.timestamp())}.M{next(self._numbers)}P1.test"
        (self.base / "inbox" / "new" / name).write_bytes(raw)
        return name

    def poll(self, now: datetime = NOW) -> list[dict[str, Any]]:
        """Let the desk work once; return what it said of each mail."""
        said: list[dict[str, Any]] = []
        asyncio.run(working.poll_once(self.settings, lambda: now, said.append))
        return said

    def left(self) -> list[EmailMessage]:
        """Return what left, in order of its names."""
        folder = self.base / "outbox"
        return [world.parsed(path.read_bytes()) for part in ("new", "cur") for path in sorted((folder / part).glob("*"))]

    def left_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.left() if mail["To"] == address]

    def staff_mails(self, kind: str) -> list[EmailMessage]:
        return [mail for mail in self.left() if mail["X-Dispute-Desk"] == kind]

    def counts(self, now: datetime = NOW) -> tuple[int, int, int, int]:
        """Return fetched, handled, held and ignored of all time."""
        with self.store() as store:
            facts = store.digest_facts(None, now + timedelta(days=30))
        return facts.fetched, facts.handled, facts.held, facts.ignored


@contextmanager
def opened(house: Household, now: datetime = NOW) -> Iterator[Desk]:
    """Open the desk itself, for single loops; closed at the end."""
    with opening.desk(house.settings, lambda: now) as desk:
        yield desk
        asyncio.run(desk.close())
