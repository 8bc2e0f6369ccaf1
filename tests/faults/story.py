"""One journey that can be killed anywhere and told to its end: mail -> request -> yes -> answer -> receipt -> digest."""

from __future__ import annotations

import asyncio
import os
import signal
import traceback
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bot import bookwork, config, journey, opening
from bot.arrivals.maildir import MaildirMailbox
from bot.sending.maildir import MaildirBox
from bot.service import Desk
from bot.store.sqlite import open_store
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.sandbox import Unread
    from bot.store.contract import Store
    from bot.vocabulary.doors import OutgoingBox
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

START = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
DESK = "disputes@northlight.example"
APPROVER = "ana@northlight.example"
CONFIG = f"""
[desk]
name = "Northlight Studio"
address = "{DESK}"
contact = "Ana Lopes"
[mailbox]
kind = "maildir"
path = "inbox"
since = "2026-10-01"
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["{APPROVER}"]
digest = ["{APPROVER}"]
[trust]
authserv_id = "{world.AUTHSERV}"
"""
WRITES = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "RELEASE", "SAVEPOINT")


class Inline:
    """Reads in this process: these tests kill the writer, not the readers."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def begin(self, mails: Sequence[Unread]) -> Sequence[Unread]:
        return mails

    def results(self, flight: Sequence[Unread]) -> Iterator[Reading]:
        for raw, waived in flight:
            yield journey.read(raw, self._policy, waived)

    def read_one(self, mail: Unread) -> Reading:
        return journey.read(mail[0], self._policy, mail[1])

    def close(self) -> None:
        """Nothing to end."""


def prepare(base: Path) -> None:
    """Write the config, import the books and deliver the client's mail."""
    (base / "config.toml").write_text(CONFIG, encoding="utf-8")
    world.books(base)
    settings = config.load(base / "config.toml")
    with opening.store_of(settings) as store:
        bookwork.import_ledger(store, {"invoices": base / "invoices.csv", "lines": base / "lines.csv"}, base)
        opening.policy_of(settings, store, START)
    deliver(base, world.write(world.client_mail(DESK), START - timedelta(minutes=30)), START - timedelta(minutes=30), "client")


def deliver(base: Path, raw: bytes, at: datetime, name: str) -> None:
    """Put a mail into the inbox under a fixed name; twice is once."""
    for part in ("new", "cur", "tmp"):
        (base / "inbox" / part).mkdir(parents=True, exist_ok=True)
    unique = f"{int(at.timestamp())}.M0P1.{name}"
    if not any(path.name.startswith(unique) for part in ("new", "cur") for path in (base / "inbox" / part).iterdir()):
        (base / "inbox" / "new" / unique).write_bytes(raw)


def deliver_raw(base: Path, mails: Sequence[tuple[str, bytes]]) -> None:
    """Put mails into the inbox under their file names."""
    for name, raw in mails:
        (base / "inbox" / "new" / name).write_bytes(raw)


def outgoing(base: Path) -> list[Any]:
    """Return what left, parsed."""
    return [world.parsed(path.read_bytes()) for part in ("new", "cur") for path in sorted((base / "outbox" / part).glob("*"))]


@contextmanager
def desk(base: Path, now: datetime, watch: Callable[[Store], None], box: OutgoingBox | None = None) -> Iterator[Desk]:
    """Open a desk on the story's folder with the clock at `now`; mail leaves through `box`, else into a maildir."""
    settings = config.load(base / "config.toml")
    store = open_store(settings.database_path)
    try:
        policy = opening.policy_of(settings, store, START)
        watch(store)
        opened = Desk(store, Inline(policy), MaildirMailbox(base / "inbox"), box or MaildirBox(base / "outbox"), policy)  # type: ignore[arg-type]
        opened.clock = lambda: now
        yield opened
    finally:
        store.close()


def tell(base: Path, watch: Callable[[Store], None], steps: int = 3) -> None:
    """Play the story from where it stands to its end, or only its first steps."""
    played = ((START, _nothing), (START + timedelta(hours=1), _approve), (START + timedelta(days=1), _nothing))
    for number, (now, before) in enumerate(played[:steps]):
        done = base / f"step-{number}"
        if done.exists():
            continue
        before(base, now)
        with desk(base, now, watch) as opened:
            asyncio.run(_once(opened))
        done.touch()


async def _once(opened: Desk) -> None:
    await opened.recover()
    await opened.once(time(8, 0))
    await opened.close()


def _nothing(_base: Path, _now: datetime) -> None:
    """No mail before this step."""


def queue_the_answer(base: Path) -> None:
    """Tell the story up to the approver's yes: the client's answer and the receipt are queued, nothing of them is sent."""
    tell(base, lambda _store: None, steps=1)
    _approve(base, START + timedelta(hours=1))
    with desk(base, START + timedelta(hours=1), lambda _store: None) as opened:
        asyncio.run(_decide(opened))


async def _decide(opened: Desk) -> None:
    await opened.poll_once()
    await opened.process_due()
    await opened.close()


def told(work: Callable[[], None]) -> int:
    """Do something; return an exit code, the traceback on stderr."""
    try:
        work()
    except BaseException:  # noqa: BLE001 - nothing of the test run may go on in a child process
        traceback.print_exc()
        return 3
    return 0


def forked(work: Callable[[], None]) -> int:
    """Do something in a child process; return its wait status (0 where it went well)."""
    pid = os.fork()
    if pid == 0:
        os._exit(told(work))
    return os.waitpid(pid, 0)[1]


def _approve(base: Path, now: datetime) -> None:
    request = next(mail for mail in outgoing(base) if mail["X-Dispute-Desk"] == "approval")
    deliver(base, world.write(world.reply(request, APPROVER, "Approve"), now), now - timedelta(minutes=1), "yes")


def end_state(base: Path) -> dict[str, Any]:
    """Return what must be the same however often the desk died; independent of ids and hashes."""
    mails = outgoing(base)
    with opening.store_of(config.load(base / "config.toml")) as store:
        report = store.verify()
        return {
            "left": Counter((str(mail["X-Dispute-Desk"]), str(mail["To"]), str(mail["Subject"])) for mail in mails),
            "cases": [(case.id, case.status.value, case.invoice_numbers) for case in store.cases()],
            "outbox": Counter((row.state.value, str(row.staff_mail)) for row in store.outbox()),
            "journal": Counter(entry.kind for entry in store.journal()),
            "broken": report.broken,
            "mails": report.mails,
        }


def killed_at(point: int, seen: Callable[[str], None] | None = None) -> Callable[[Store], None]:
    """Return a watcher that kills this process as the `point`-th writing statement begins (0: never)."""
    count = [0]

    def traced(statement: str) -> None:
        if not statement.lstrip().upper().startswith(WRITES):
            return
        count[0] += 1
        if seen:
            seen(statement)
        if count[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda store: store._link.connection.set_trace_callback(traced)  # type: ignore[attr-defined]  # noqa: SLF001 - a fault tap
