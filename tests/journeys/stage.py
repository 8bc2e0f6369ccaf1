"""A whole desk on maildirs in this process: mail goes in, the clock is set, the desk works once, what left is looked at."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bot import bookwork, commands, config, log, opening
from bot.arrivals.maildir import MaildirMailbox
from bot.sending.maildir import MaildirBox
from bot.service import Desk
from bot.store.sqlite import open_store
from tests.faults.story import Inline
from tests.journeys import habits, witness, world

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.journeys.habits import Reply

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DESK, ANA, BEN, CARL = (f"{name}@northlight.example" for name in ("disputes", "ana", "ben", "carl"))
CONFIG: dict[str, dict[str, Any]] = {
    "desk": {"name": "Northlight Studio", "address": DESK, "contact": "Ana Lopes", "timezone": "UTC"},
    "mailbox": {"kind": "maildir", "path": "inbox", "since": "2026-10-01"},
    "outgoing": {"kind": "maildir", "path": "outbox"},
    "people": {"approvers": [ANA, BEN], "staff": [CARL], "digest": [ANA]},
    "trust": {"authserv_id": world.AUTHSERV},
}
CAME = NOW - timedelta(minutes=5)


class Stage:
    """One desk in a folder. `now` is its clock; every method works at that time."""

    def __init__(self, base: Path) -> None:
        self.base, self.now = base, NOW
        self.also: set[str] = set()
        self._numbers = itertools.count(1)
        log._LOGGER.setLevel(40)  # noqa: SLF001 - hundreds of desks would fill the report

    @classmethod
    def build(cls, base: Path, **tables: dict[str, Any]) -> Stage:
        """Make a desk with its books; `tables` add to or change the config."""
        base.mkdir(parents=True, exist_ok=True)
        for part in ("new", "cur", "tmp"):
            (base / "inbox" / part).mkdir(parents=True, exist_ok=True)
        stage = cls(base)
        stage.configure(**tables)
        world.books(base)
        with opening.store_of(stage.settings) as store:
            bookwork.import_ledger(store, {"invoices": base / "invoices.csv", "lines": base / "lines.csv"}, base)
            opening.policy_of(stage.settings, store, NOW)
        return stage

    def copy(self, base: Path) -> Stage:
        """Return this desk as it stands, in another folder."""
        shutil.copytree(self.base, base, dirs_exist_ok=True)
        twin = Stage(base)
        twin.now, twin.also = self.now, set(self.also)
        twin._numbers = itertools.count(1000)
        return twin

    def configure(self, **tables: dict[str, Any]) -> None:
        merged = {name: {**CONFIG.get(name, {}), **tables.get(name, {})} for name in dict.fromkeys((*CONFIG, *tables))}
        lines = [f"[{name}]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in table.items()) for name, table in merged.items()]
        (self.base / "config.toml").write_text("".join(lines), encoding="utf-8")

    @property
    def settings(self) -> config.Settings:
        return config.load(self.base / "config.toml")

    def deliver(self, raw: bytes) -> None:
        """Put one mail into the inbox, received just before the clock's time."""
        number = next(self._numbers)
        name = f"{int((self.now - timedelta(minutes=5)).timestamp())}.M{number:06d}P1.test"
        (self.base / "inbox" / "new" / name).write_bytes(raw)

    def client(
        self, text: str = world.DISPUTE, subject: str = "Invoice INV-1041", sender: str = world.CLIENT, **more: str
    ) -> list[dict[str, Any]]:
        """Let a client's mail come in."""
        letter = world.client_mail(DESK, text, subject, sender)
        self.deliver(world.write(world.Letter(**{**letter.__dict__, **more}), self.now))
        return self.poll()

    def answer(self, reply: Reply, request: EmailMessage | None = None) -> dict[str, Any]:
        """Let a reply to a request (the last one) come in an hour later; return what the desk said of it."""
        self.now += HOUR
        self.deliver(habits.written(request or self.requests()[-1], reply, self.now))
        return self.poll()[-1]

    def poll(self, digest_at: time = time(23, 59)) -> list[dict[str, Any]]:
        """Let all four loops run once; return one object per mail."""
        said: list[dict[str, Any]] = []
        store = open_store(self.settings.database_path)
        try:
            policy = opening.policy_of(self.settings, store, NOW)
            desk = Desk(store, Inline(policy), MaildirMailbox(self.base / "inbox"), MaildirBox(self.base / "outbox"), policy)  # type: ignore[arg-type]
            desk.documents = opening.documents_of(self.settings)
            desk.clock = lambda: self.now
            desk.on_processed = said.append
            asyncio.run(_once(desk, digest_at))
        finally:
            store.close()
        return said

    def command(self, words: str, case: str = "D-0001") -> str:
        """Decide on the command line."""
        with opening.store_of(self.settings) as store:
            return commands.review(store, self.settings, case, words, "cli:ana", self.now)

    def resend(self, outbox_id: str) -> None:
        """Have an uncertain message sent again, as on the command line."""
        with opening.store_of(self.settings) as store:
            store.resend(outbox_id, "cli:ana", self.now)

    @property
    def seen(self) -> witness.Evidence:
        return witness.Evidence(self.base, frozenset(self.also))

    def left(self, kind: str | None = "any") -> list[EmailMessage]:
        """Return what left in order of time: all, one kind of staff mail, or (None) what went to clients."""
        order = {row["id"]: row["n"] for row in self.seen.rows("SELECT id, n FROM outbox")}
        sent = sorted(self.seen.sent, key=lambda each: order[each.id])
        return [each.mail for each in sent if kind in ("any", each.staff)]

    def requests(self) -> list[EmailMessage]:
        return self.left("approval")

    def tally(self) -> dict[str, int]:
        """Return how many mails left, by who they are for."""
        found: dict[str, int] = {}
        for mail in self.left():
            key = f"{mail['X-Dispute-Desk'] or 'client'} {mail['To']}"
            found[key] = found.get(key, 0) + 1
        return found

    def drafts(self) -> list[str]:
        return [row["state"] for row in self.seen.rows("SELECT state FROM drafts ORDER BY n")]

    def case(self) -> str:
        return str(self.seen.rows("SELECT status FROM cases ORDER BY number")[0]["status"])

    def events(self) -> list[str]:
        """Return the journal's approver events."""
        return [row["kind"] for row in self.seen.rows("SELECT kind FROM journal ORDER BY seq")]

    def check(self) -> None:
        """Ask all oracles, and the desk's own `verify`."""
        assert witness.check(self.base, tuple(self.also)) == []
        with opening.store_of(self.settings) as store:
            assert store.verify().broken is None


async def _once(desk: Desk, digest_at: time) -> None:
    await desk.recover()
    assert await desk.once(digest_at)
    await desk.close()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int) else f'"{value}"'
