"""kill -9 at random moments while mail keeps coming and approvers keep answering: nothing lost, nothing sent twice.

`KILLS=2000 python -m pytest tests/faults/test_random_kills.py` (`make soak-kill`) is the long form.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import bookwork, config, opening, service
from bot.store.journal import approves
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.outgoing import Audience
from tests.faults import story
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = int(os.environ.get("KILLS", "12"))
#: Longest life of a desk before it is killed, in seconds, to begin with; it grows where desks die before they have done anything,
#: and shrinks where they end by themselves, so that a slow machine kills them in the middle of their work as a fast one does.
LIFE_S = 0.5
GROWN, SHRUNK, FRUITLESS = 1.5, 0.9, 3
#: Mails per commit in a backlog: few, so that a short life has many commits to die between.
BATCH = 5
#: Of so many killed desks at least one must have handed mail over in its life.
BUSY = 20
#: How many mails come before the first kill, and with each one.
AT_FIRST = 4
LIMITS = "[limits]\nmails_per_hour = 100000\nmails_per_domain_hour = 100000\nmails_per_recipient_day = 1000\n"


def client(number: int) -> str:
    return f"tom@client{number}.example"


def prepare(base: Path, clients: int) -> None:
    """A ledger with one invoice per client, and a desk that may send as fast as it can."""
    base.mkdir(exist_ok=True)
    (base / "config.toml").write_text(story.CONFIG + LIMITS, encoding="utf-8")
    head, first, *_ = world.INVOICES.splitlines()
    rows = (
        first.replace(world.CLIENT, client(n)).replace("INV-1041", f"INV-{5000 + n}").replace("Harbour & Pine", f"Client {n}")
        for n in range(clients)
    )
    (base / "invoices.csv").write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    settings = config.load(base / "config.toml")
    with opening.store_of(settings) as store:
        bookwork.import_ledger(store, {"invoices": base / "invoices.csv"}, base)
        opening.policy_of(settings, store, story.START)


def client_writes(base: Path, number: int) -> None:
    words = world.DISPUTE.replace("INV-1041", f"INV-{5000 + number}")
    letter = world.client_mail(story.DESK, words, f"Invoice INV-{5000 + number}", client(number))
    at = story.START - timedelta(hours=2) + timedelta(seconds=number)
    story.deliver(base, world.write(letter, at), at, f"client{number}")


def approver_answers(base: Path, seen: set[str]) -> None:
    """Say yes to every request that has left since the last time (`seen` are the files); the same yes is delivered once."""
    for path in sorted((base / "outbox" / "new").glob("*")):
        if path.name in seen:
            continue
        seen.add(path.name)
        mail = world.parsed(path.read_bytes())
        if mail["X-Dispute-Desk"] == "approval":
            name = hashlib.sha256(str(mail["Message-ID"]).encode()).hexdigest()[:12]
            story.deliver(base, world.write(world.reply(mail, story.APPROVER, "Approve"), story.START), story.START, f"yes{name}")


def work(base: Path) -> None:
    service.BATCH = BATCH
    with story.desk(base, story.START + timedelta(hours=1), lambda _store: None) as opened:
        asyncio.run(story._once(opened))  # noqa: SLF001 - the same round as in the other fault tests


def killed_after(base: Path, life_s: float) -> bool:
    """Let a desk work in a process of its own and kill it when its time is over; False where it had ended by then."""
    pid = os.fork()
    if pid == 0:
        os._exit(story.told(lambda: work(base)))
    time.sleep(life_s)
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def killings(base: Path, draw: random.Random) -> Iterator[bool]:
    """Kill one desk after the other; yield whether mail had left in the life of each."""
    reach_s, fruitless = LIFE_S, 0
    while True:
        before = len(list((base / "outbox" / "new").glob("*")))
        killed = killed_after(base, draw.random() * reach_s)
        busy = len(list((base / "outbox" / "new").glob("*"))) > before
        fruitless = 0 if busy else fruitless + 1
        if not killed:
            reach_s = max(LIFE_S / 5, reach_s * SHRUNK)
        elif fruitless >= FRUITLESS:
            reach_s, fruitless = reach_s * GROWN, 0
        yield killed and busy


def warm_up(base: Path) -> None:
    """Let a desk live one whole life here: everything a life loads is loaded, and those to be killed spend theirs at work."""
    prepare(base, 1)
    client_writes(base, 0)
    work(base)


@pytest.mark.timeout(60 + KILLS * 5)
def test_cra_13_random_deaths_under_load_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    warm_up(tmp_path / "warm")
    base = tmp_path / "desk"
    prepare(base, AT_FIRST + KILLS)
    seen: set[str] = set()
    draw = random.Random(13)  # noqa: S311 - a fixed seed, for tests
    for number in range(AT_FIRST):
        client_writes(base, number)
    busy = 0
    for number, in_work in zip(range(KILLS), killings(base, draw), strict=False):
        busy += in_work
        client_writes(base, AT_FIRST + number)
        approver_answers(base, seen)
    for _until_quiet in range(3):
        work(base)
        approver_answers(base, seen)
    work(base)
    judge(base, AT_FIRST + KILLS)
    assert busy >= KILLS // BUSY, f"{busy} of {KILLS} desks died at work"


def judge(base: Path, clients: int) -> None:
    """O1 nothing lost, O2 no wrong party, O3 each answer approved, O4 once each, O8 the chain is whole: from files and rows alone."""
    delivered = Counter(path.read_bytes() for part in ("new", "cur") for path in (base / "inbox" / part).iterdir())
    with opening.store_of(config.load(base / "config.toml")) as store:
        assert store.verify().broken is None
        kept = Counter(store.raw_mail(number) for number in range(1, sum(delivered.values()) + 1))
        assert kept == delivered
        assert store.waiting(9) == ()
        assert len(store.cases()) == clients
        rows = {row.id: row for row in store.outbox()}
        assert {row.state for row in rows.values()} <= {OutboxState.SENT, OutboxState.GIVEN_UP}
        answers = [row for row in rows.values() if row.audience is Audience.CLIENT]
        given = {entry.case_id: entry for entry in store.journal() if entry.kind == "approval"}
        assert all(approves(given[row.case_id], row.draft_id or "", row.approved_hash) for row in answers)
    left = [mail for mail in story.outgoing(base) if mail["X-Dispute-Desk"] is None]
    assert Counter(str(mail["To"]) for mail in left) == Counter(client(number) for number in range(clients))
    assert len({row.draft_id for row in answers}) == len(answers) == clients
