"""Tells the stories under stories/: mails in order, a person's acts between them, on real maildirs and a real SQLite file.

A story is a folder: `NN-name.eml` and `expected.json` with `steps`, each `{mail, expect}` (what the explain object must hold, in
part; see `oracles`), `{reply: words}` (the approver answers the latest request) or `{close: case, outcome}`. `minute` counts from
BEGINNING, without it a minute passes; `received` sets a mail's time stamp. `left` counts what left by kind and address, `status` the
cases at the end. In a mail `@@ANSWER@@` and `@@REQUEST@@` stand for the Message-IDs of our latest answer and latest request.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bot import bookwork, commands, config, opening
from bot.arrivals.maildir import MaildirMailbox
from bot.sending.maildir import MaildirBox
from bot.service import Desk
from bot.store.sqlite import open_store
from tests.faults.story import Inline
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage

    from bot.sandbox import Unread
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

HERE = Path(__file__).parent
STORIES = HERE / "stories"
BOOKS = HERE / "books"
DESK = "disputes@northlight.example"
APPROVER = "ana@northlight.example"
#: When the first mail of every story arrives; a Tuesday.
BEGINNING = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
CONFIG = f"""
[desk]
name = "Northlight Studio"
address = "{DESK}"
contact = "Ana Lopes"
timezone = "Europe/London"
[mailbox]
kind = "maildir"
path = "inbox"
since = "2026-10-01"
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["{APPROVER}"]
staff = ["ben@northlight.example", "cleo@northlight.example"]
[trust]
authserv_id = "{world.AUTHSERV}"
"""


class Remembering(Inline):
    """Reads equal bytes once: reading is pure, and many stories begin with the same mail."""

    _read: ClassVar[dict[tuple[str, bytes], Reading]] = {}

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self._key = repr(policy)

    def results(self, flight: Sequence[Unread]) -> Iterator[Reading]:
        for mail in flight:
            key = (self._key, mail[0])
            if key not in self._read:
                self._read[key] = self.read_one(mail)
            yield self._read[key]


@dataclass
class Told:
    """One story as it went: what was said of each mail, by file name without its ending, and what left."""

    story: dict[str, Any]
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)
    left: list[EmailMessage] = field(default_factory=list)
    cases: dict[str, str] = field(default_factory=dict)
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)


def keep_books(base: Path) -> Path:
    """Import the books once into a folder that each story starts from."""
    base.mkdir(parents=True)
    (base / "config.toml").write_text(CONFIG, encoding="utf-8")
    settings = config.load(base / "config.toml")
    with opening.store_of(settings) as store:
        report = bookwork.import_ledger(store, {path.stem: path for path in sorted(BOOKS.glob("*.csv"))}, base)
        assert not report["rejected"], report
        opening.policy_of(settings, store, BEGINNING)
    return base


class Teller:
    """Plays one story in a copy of the folder with the books."""

    def __init__(self, base: Path, name: str) -> None:
        self.base = base
        self.folder = STORIES / name
        self.told = Told(json.loads((self.folder / "expected.json").read_text(encoding="utf-8")))
        self._waiting: list[str] = []
        self._now = BEGINNING

    def tell(self) -> Told:
        for step in self.told.story["steps"]:
            self._pass_time(step)
            if "mail" in step:
                self._deliver(step)
            else:
                self._work()
                self._act(step)
        self._work()
        return self._finish()

    def _pass_time(self, step: dict[str, Any]) -> None:
        """A minute per step; a step with a minute of its own comes after the desk has done its work."""
        if "minute" in step:
            self._work()
            self._now = BEGINNING + timedelta(minutes=step["minute"])
        else:
            self._now += timedelta(minutes=1)

    def _deliver(self, step: dict[str, Any]) -> None:
        name = step["mail"]
        raw = (self.folder / f"{name}.eml").read_bytes()
        if b"@@" in raw:
            self._work()
            raw = self._filled(raw)
        self.told.raw[name] = raw
        self.told.at[name] = (self._now - BEGINNING) / timedelta(minutes=1)
        received = datetime.fromisoformat(step["received"]) if "received" in step else self._now
        for part in ("new", "cur", "tmp"):
            (self.base / "inbox" / part).mkdir(parents=True, exist_ok=True)
        count = len(self.told.raw)
        (self.base / "inbox" / "new" / f"{int(received.timestamp())}.M{count}P1.test").write_bytes(raw)
        self._waiting.append(name)

    def _filled(self, raw: bytes) -> bytes:
        """Put in what only this run knows: the ids of our latest answer and of the latest request."""
        for kind, mark in (("client", b"@@ANSWER@@"), ("approval", b"@@REQUEST@@")):
            if mark in raw:
                raw = raw.replace(mark, str(self._latest(kind)["Message-ID"]).strip("<>").encode())
        return raw

    def _latest(self, kind: str) -> EmailMessage:
        return max((mail for mail in self._left() if kind_of(mail) == kind), key=self._order)

    def _order(self, mail: EmailMessage) -> datetime:
        found: datetime = mail["Date"].datetime
        return found

    def _left(self) -> list[EmailMessage]:
        paths = [path for part in ("new", "cur") for path in sorted((self.base / "outbox" / part).glob("*"))]
        return [world.parsed(path.read_bytes()) for path in paths]

    def _act(self, step: dict[str, Any]) -> None:
        if "reply" in step:
            raw = world.write(world.reply(self._latest("approval"), APPROVER, step["reply"]), self._now)
            name = f"reply {len(self.told.raw)}"
            self.told.raw[name] = raw
            (self.base / "inbox" / "new" / f"{int(self._now.timestamp())}.M{len(self.told.raw)}P1.test").write_bytes(raw)
            self._waiting.append(name)
            self._work()
        elif "close" in step:
            self._close(step["close"], step["outcome"])

    def _close(self, case_id: str, outcome: str) -> None:
        with opening.store_of(config.load(self.base / "config.toml")) as store:
            commands.close(store, case_id, outcome, APPROVER, self._now)

    def _work(self) -> None:
        """Let the desk run all its loops once; what it says is put to the mails in their order."""
        settings = config.load(self.base / "config.toml")
        store = open_store(settings.database_path)
        try:
            policy = opening.policy_of(settings, store, BEGINNING)
            desk = Desk(store, Remembering(policy), MaildirMailbox(self.base / "inbox"), MaildirBox(self.base / "outbox"), policy)  # type: ignore[arg-type]
            desk.clock = lambda: self._now
            said: list[dict[str, Any]] = []
            desk.on_processed = said.append
            asyncio.run(_once(desk))
        finally:
            store.close()
        assert len(said) == len(self._waiting), (len(said), self._waiting)
        self.told.said |= dict(zip(self._waiting, said, strict=True))
        self._waiting = []

    def _finish(self) -> Told:
        with opening.store_of(config.load(self.base / "config.toml")) as store:
            self.told.cases = {case.id: case.status.value for case in store.cases()}
            facts = store.digest_facts(None, self._now + timedelta(days=1))
        self.told.counts = (facts.fetched, facts.handled, facts.held, facts.ignored)
        self.told.left = sorted(self._left(), key=self._order)
        return self.told


async def _once(desk: Desk) -> None:
    await desk.recover()
    await desk.poll_once()
    await desk.process_due()
    await desk.send_due()
    await desk.close()


def kind_of(mail: EmailMessage) -> str:
    """Return approval, receipt, hint, alert or digest for a mail to staff, `client` for one to a client."""
    return str(mail["X-Dispute-Desk"] or "client")


def tell(books: Path, base: Path, name: str) -> Told:
    """Tell a story in `base`, a new folder."""
    shutil.copytree(books, base)
    return Teller(base, name).tell()
