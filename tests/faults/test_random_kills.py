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

from bot import bookwork, config, journey, opening
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.outgoing import Audience
from tests.faults import story
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

KILLS = int(os.environ.get("KILLS", "12"))
#: Longest life of a desk before it is killed, in seconds; short ones are drawn as often as long ones.
LIFE_S = 0.5
#: How many mails come before the first kill, and with each one.
AT_FIRST = 4
LIMITS = "[limits]\nmails_per_hour = 100000\nmails_per_domain_hour = 100000\nmails_per_recipient_day = 1000\n"


def client(number: int) -> str:
    return f"tom@client{number}.example"


def prepare(base: Path, clients: int) -> None:
    """A ledger with one invoice per client, and a desk that may send as fast as it can."""
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
    with story.desk(base, story.START + timedelta(hours=1), lambda _store: None) as opened:
        asyncio.run(story._once(opened))  # noqa: SLF001 - the same round as in the other fault tests


def killed_after(base: Path, life_s: float) -> None:
    """Let a desk work in a process of its own and kill it when its time is over."""
    pid = os.fork()
    if pid == 0:
        os._exit(story.told(lambda: work(base)))
    time.sleep(life_s)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@pytest.mark.timeout(60 + KILLS * 5)
def test_cra_13_random_deaths_under_load_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    journey.warm_up()
    prepare(tmp_path, AT_FIRST + KILLS)
    seen: set[str] = set()
    draw = random.Random(13)  # noqa: S311 - a fixed seed, for tests
    for number in range(AT_FIRST):
        client_writes(tmp_path, number)
    for number in range(KILLS):
        killed_after(tmp_path, draw.random() ** 2 * LIFE_S)
        client_writes(tmp_path, AT_FIRST + number)
        approver_answers(tmp_path, seen)
    for _until_quiet in range(3):
        work(tmp_path)
        approver_answers(tmp_path, seen)
    work(tmp_path)
    judge(tmp_path, AT_FIRST + KILLS)


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
        assert all(store.approval_recorded(row.draft_id or "", row.approved_hash) for row in answers)
    left = [mail for mail in story.outgoing(base) if mail["X-Dispute-Desk"] is None]
    assert Counter(str(mail["To"]) for mail in left) == Counter(client(number) for number in range(clients))
    assert len({row.draft_id for row in answers}) == len(answers) == clients
