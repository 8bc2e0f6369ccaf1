"""What keeps a desk from sending: an old database, a second desk, a jumping clock; and what becomes of copies and of doubt."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import commands, config, guards, machine, opening, working
from bot.alarm import Alarm
from bot.arrivals.maildir import MaildirMailbox
from bot.errors import MailboxError
from bot.guards import ClockWatch, Guards, Mark, holder_of
from bot.sending.maildir import MaildirBox
from bot.service import Desk
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.doors import SendOutcome, SendResult
from tests.faults import story
from tests.household import APPROVER, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

HOUR = timedelta(hours=1)
STRANGE = "k3f9q2w7x8z1m4n6p5r0s9t2v3@northlight.example"


@dataclass
class Shelf:
    """Folders beside an inbox, shared by whoever has them: what real ones do, without a server."""

    copies: dict[str, bytes] = field(default_factory=dict)
    lease: str = ""
    broken: bool = False
    keeps_copies: bool = True
    leases: bool = True
    junk: int = 0

    def junk_since(self, day: datetime) -> int:  # noqa: ARG002 - all are recent
        self._look()
        return self.junk

    def copy_sent(self, mails: Iterable[tuple[str, bytes]]) -> None:
        self._look()
        for message_id, raw in mails:
            self.copies.setdefault(message_id, raw)

    def sent_ids(self, message_ids: Sequence[str]) -> frozenset[str]:
        self._look()
        return frozenset(self.copies) & frozenset(message_ids)

    def sent_since(self, day: datetime, sender: str) -> tuple[str, ...]:  # noqa: ARG002 - all are recent and of the desk
        self._look()
        return tuple(self.copies)

    def renew(self, holder: str) -> str | None:
        self._look()
        self.lease = self.lease or holder
        return None if self.lease == holder else self.lease

    def release(self, holder: str) -> None:
        self._look()
        self.lease = "" if self.lease == holder else self.lease

    def _look(self) -> None:
        if self.broken:
            raise MailboxError("The mail server broke off.")


@dataclass
class Losing(MaildirBox):
    """An outgoing box that breaks off over mails to the client after the content was sent; it may have delivered them all the same."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)

    async def send(
        self, outbox_id: str, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> SendOutcome:
        if recipients[0] == world.CLIENT:
            before_data()
            return SendOutcome(SendResult.UNCERTAIN, "broke off")
        return await super().send(outbox_id, sender, recipients, raw, before_data)


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    """A desk on which the client's answer and a receipt are queued; nothing of them is sent."""
    story.prepare(tmp_path)
    story.queue_the_answer(tmp_path)
    return tmp_path


@contextmanager
def desk(base: Path, shelf: Shelf | None, holder: str = "one", box: MaildirBox | None = None) -> Iterator[Desk]:
    settings = config.load(base / "config.toml")
    with opening.store_of(settings) as store:
        policy = opening.policy_of(settings, store, story.START)
        guarded = Guards(Mark(settings.database_path), shelf, holder)
        opened = Desk(store, story.Inline(policy), MaildirMailbox(base / "inbox"), box or MaildirBox(base / "outbox"), policy, guarded)  # type: ignore[arg-type]
        opened.clock = lambda: story.START + 2 * HOUR
        yield opened
        asyncio.run(opened.close())


def send(opened: Desk) -> dict[SendResult, int]:
    async def work() -> dict[SendResult, int]:
        await opened.recover()
        return await opened.send_due()

    return asyncio.run(work())


def notices(opened: Desk) -> str:
    return " ".join(opened.store.digest_facts(None, story.START + 9 * HOUR).notices)


def client_mails(base: Path) -> int:
    return sum(mail["To"] == world.CLIENT for mail in story.outgoing(base))


def test_out_06_only_the_desk_that_holds_the_lease_sends_and_the_other_says_so(
    approved: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copied: Path = tmp_path_factory.mktemp("other") / "desk"
    shutil.copytree(approved, copied)
    shelf = Shelf(keeps_copies=False)
    with desk(approved, shelf) as first:
        assert send(first)[SendResult.SENT] == 2
        with desk(copied, shelf, "two") as second:
            assert send(second)[SendResult.SENT] == 0
            assert "Another desk holds the lease on this mailbox (one)" in notices(second)
        assert shelf.lease == "one"
    assert shelf.lease == ""
    assert (client_mails(approved), client_mails(copied)) == (1, 0)


def test_without_a_word_from_the_lease_nothing_is_sent(approved: Path) -> None:
    with desk(approved, Shelf(broken=True)) as opened:
        assert send(opened)[SendResult.SENT] == 0


def test_copies_are_made_once_and_later_where_the_folder_could_not_be_reached(approved: Path) -> None:
    shelf = Shelf(broken=True, leases=False)
    with desk(approved, shelf) as opened:
        send(opened)
        assert shelf.copies == {}
        shelf.broken = False
        for _again in range(2):
            asyncio.run(opened.send_due())
            assert len(shelf.copies) == 1
        (raw,) = shelf.copies.values()
        assert world.parsed(raw)["To"] == world.CLIENT
        assert opened.store.uncopied(story.START, 9) == ()


@pytest.mark.parametrize("arrived", [True, False])
def test_out_01_an_uncertain_answer_is_looked_for_among_the_sent_mails(approved: Path, *, arrived: bool) -> None:
    shelf = Shelf(leases=False)
    with desk(approved, shelf, box=Losing(approved / "outbox")) as opened:
        send(opened)
        (row,) = opened.store.outbox([OutboxState.UNCERTAIN])
        if arrived:
            shelf.copies[row.message_id] = row.raw
    with desk(approved, shelf) as opened:
        assert send(opened)[SendResult.SENT] == 0
        state = OutboxState.SENT if arrived else OutboxState.UNCERTAIN
        assert [found.state for found in opened.store.outbox() if found.id == row.id] == [state]
    assert client_mails(approved) == 0


def test_cra_14_a_restored_backup_sends_nothing_until_a_person_says_so(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk")
    house.books()
    house.deliver(world.write(world.client_mail("disputes@northlight.example"), NOW))
    house.poll()
    backup = {file: file.read_bytes() for file in house.base.glob("desk.db*") if file.suffix == ".db"}
    (request,) = house.staff_mails("approval")
    house.deliver(world.write(world.reply(request, APPROVER, "Approve"), NOW + HOUR), NOW + HOUR)
    house.poll(NOW + HOUR)
    before = len(house.left())
    assert len(house.left_to(world.CLIENT)) == 1
    for file in house.base.glob("desk.db-*"):
        file.unlink()
    for file, content in backup.items():
        file.write_bytes(content)
    for hours in (2, 3):
        house.poll(NOW + hours * HOUR)
        assert len(house.left()) == before
    with house.store() as store:
        assert store.paused()
        assert guards.RESTORED in store.digest_facts(None, NOW + 9 * HOUR).notices
        assert sum(entry.kind == "pause" for entry in store.journal()) == 1
        assert store.verify().broken is None
        commands.set_paused(store, paused=False, by="ana", now=NOW + 4 * HOUR)
    house.poll(NOW + 4 * HOUR)
    assert len(house.left()) > before, "a person decided to go on"


def test_cra_14_mails_in_the_sent_folder_that_the_database_does_not_know_lock_it(approved: Path) -> None:
    shelf = Shelf({STRANGE: b"", "typed-by-hand@northlight.example": b""}, leases=False)
    with desk(approved, shelf) as opened:
        assert send(opened)[SendResult.SENT] == 0
        assert guards.STRANGERS in notices(opened)
        commands.set_paused(opened.store, paused=False, by="ana", now=opened.clock())
    with desk(approved, shelf) as opened:
        assert send(opened)[SendResult.SENT] == 2, "what a person was told of is not told again"


def test_a_desk_that_begins_anew_beside_an_old_mark_is_not_locked(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.db.mark").write_text('{"entries": 900, "head": "00"}', encoding="utf-8")
    house = Household(tmp_path / "desk")
    house.books()
    house.deliver(world.write(world.client_mail("disputes@northlight.example"), NOW))
    house.poll()
    assert len(house.staff_mails("approval")) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"entries": "x"}', "\x00"])
def test_a_damaged_mark_locks_nobody_out(approved: Path, text: str) -> None:
    (approved / "desk.db.mark").write_text(text, encoding="utf-8")
    with desk(approved, None) as opened:
        assert send(opened)[SendResult.SENT] == 2


JUMPS = {"three days ahead": timedelta(days=3), "a day back": -timedelta(days=1), "to 1970": -timedelta(days=20_000)}


@pytest.mark.parametrize("how", JUMPS)
def test_dig_02_a_jumping_clock_locks_sending_and_nothing_expires(approved: Path, how: str) -> None:
    with desk(approved, None) as opened:
        now, ran = opened.clock(), [0.0]
        opened.steady = lambda: ran[0]
        asyncio.run(opened.process_due())
        ran[0] += 60.0
        opened.clock = lambda: now + JUMPS[how] + timedelta(minutes=1)
        entries = opened.store.head()[0]
        asyncio.run(opened.process_due())
        assert opened.store.paused()
        assert asyncio.run(opened.send_due())[SendResult.SENT] == 0
        assert not asyncio.run(opened.digest_due(opened.clock().time()))
        asyncio.run(opened.process_due())
        assert [entry.kind for entry in opened.store.journal()][entries:] == ["note", "pause"], "told once"
        opened.clock = lambda: now + timedelta(minutes=2)
        commands.set_paused(opened.store, paused=False, by="ana", now=opened.clock())
        asyncio.run(opened.process_due())
        assert asyncio.run(opened.send_due())[SendResult.SENT] == 2
        assert any("CLOCK_JUMP" in (entry.content or "") for entry in opened.store.journal())


def test_dig_02_a_clock_that_stands_before_what_was_written_locks_sending_at_the_start(approved: Path) -> None:
    with desk(approved, None) as opened:
        opened.steady, opened.clock = (lambda: 0.0), (lambda: story.START - timedelta(days=9))
        asyncio.run(opened.process_due())
        assert opened.store.paused()


def test_a_machine_that_slept_is_no_jump() -> None:
    watch = ClockWatch()
    assert watch.jump(NOW, 0.0) is None
    assert watch.jump(NOW + timedelta(hours=9), 9 * 3600.0 + 2) is None
    assert watch.jump(NOW + timedelta(hours=12), 9 * 3600.0 + 10) == timedelta(hours=3, seconds=-8)


def test_two_places_have_two_names_on_the_lease(tmp_path: Path) -> None:
    assert holder_of("ab", tmp_path / "a.db") == holder_of("ab", tmp_path / "a.db")
    assert len({holder_of("ab", tmp_path / "a.db"), holder_of("ab", tmp_path / "b.db"), holder_of("", tmp_path / "a.db")}) == 3


@dataclass
class Refusing(MaildirBox):
    """An outgoing box whose server lets nobody in, until it does."""

    open: bool = False

    def __init__(self, path: Path) -> None:
        super().__init__(path)

    async def send(
        self, outbox_id: str, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> SendOutcome:
        if not self.open:
            return SendOutcome(SendResult.DEFERRED, "535 5.7.8 not you", hold_all=True)
        return await super().send(outbox_id, sender, recipients, raw, before_data)


def test_out_05_a_desk_whose_server_lets_nobody_in_does_not_count_as_alive(approved: Path) -> None:
    """OUT-05, OUT-13: no mail can tell of it, so the monitor must."""
    box, settings = Refusing(approved / "outbox"), config.load(approved / "config.toml")
    with desk(approved, None, box=box) as opened:
        alarm = Alarm(settings.database_path, opened.policy, lambda: box, opened.clock)
        cycle = working.loops(opened, settings, alarm).cycle

        async def work() -> None:
            await cycle()

        asyncio.run(work())
        assert machine.silence_s(settings.database_path) is None
        box.open = True
        opened.clock = lambda: story.START + 3 * HOUR
        asyncio.run(work())
        assert machine.silence_s(settings.database_path) is not None
        assert any(mail["To"] == world.CLIENT for mail in story.outgoing(approved))


@pytest.mark.parametrize(("junk", "told"), [(3, "holds 3 mails of yesterday"), (1, "holds 1 mail of yesterday"), (0, "")])
def test_int_18_mail_in_the_junk_folder_is_told_in_the_digest(approved: Path, junk: int, told: str) -> None:
    with desk(approved, Shelf(leases=False, junk=junk)) as opened:
        opened.clock = lambda: story.START + timedelta(days=1)
        assert asyncio.run(opened.digest_due(opened.clock().time()))
        digest = next(row for row in opened.store.outbox() if "digest" in str(row.staff_mail) and row.state is OutboxState.QUEUED)
        text = " ".join(world.text_of(world.parsed(digest.raw)).split())
        assert (told in text, "junk folder" in text) == (True, junk > 0)


def test_a_junk_folder_that_cannot_be_reached_keeps_no_digest_back(approved: Path) -> None:
    with desk(approved, Shelf(broken=True, leases=False)) as opened:
        opened.clock = lambda: story.START + timedelta(days=1)
        assert asyncio.run(opened.digest_due(opened.clock().time()))
