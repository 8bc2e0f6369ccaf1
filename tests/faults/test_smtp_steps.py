"""kill -9 at every step of the SMTP dialogue: before DATA the mail is sent again, from DATA on a person decides."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot import commands, config, journey, opening
from bot.sending.smtp import SmtpBox
from bot.vocabulary.cases import OutboxState
from tests.faults import story
from tests.journeys import world
from tests.servers.scripted_smtp import CUT, ScriptedSmtp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.store.contract import Store
    from tests.servers.certificates import Authority

NOW = story.START + timedelta(hours=1)
#: The step at which the desk dies; `-` behind it: with the command said but not answered, `+`: with the answer on the line.
BEFORE_DATA = ("connect+", "ehlo+", "starttls+", "auth-", "auth+", "mail-", "mail+", "rcpt-", "rcpt+")
FROM_DATA = ("data-", "data+", "middle", "body-", "body+", "settle")
#: Where the server has the whole mail although the desk cannot know.
TAKEN = ("body-", "body+", "settle")


class Killing(ScriptedSmtp):
    """Kills the desk at one step of the dialogue about one recipient, once."""

    def __init__(self, authority: Authority) -> None:
        super().__init__(authority.server_context())
        self.pid = 0
        self.step, self.target = "", ""

    def arm(self, step: str, target: str) -> None:
        self.step, self.target = step, target

    def _kill(self, dialogue: Any, step: str, answer: bytes = b"") -> None:
        if self.step != step or (step[:4] in {"rcpt", "data", "body", "midd"} and dialogue.recipients != [self.target]):
            return
        while not self.pid:
            time.sleep(0.001)
        self.step = ""
        os.kill(self.pid, signal.SIGSTOP)
        if answer:
            dialogue.connection.sendall(answer)
        os.kill(self.pid, signal.SIGKILL)
        raise ConnectionError

    def _answer(self, dialogue: Any, step: str, answer: str | None = None) -> str:
        if step == "rcpt":
            dialogue.recipients.append(self.said[-1].partition("<")[2].partition(">")[0])
        self._kill(dialogue, f"{step}-")
        self._kill(dialogue, f"{step}+", b"250 ok\r\n")
        if step == "rcpt":
            dialogue.recipients.pop()
        return super()._answer(dialogue, step, answer)

    def _take(self, dialogue: Any) -> None:
        if self.step == "middle":
            dialogue.buffer += dialogue.connection.recv(100)
            self._kill(dialogue, "middle")
        super()._take(dialogue)


@pytest.fixture(scope="module")
def queued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base: Path = tmp_path_factory.mktemp("queued")
    journey.warm_up()
    story.prepare(base)
    story.queue_the_answer(base)
    return base


@pytest.fixture
def base(queued: Path, tmp_path: Path) -> Path:
    shutil.copytree(queued, tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture
def server(authority: Authority) -> Iterator[Killing]:
    with Killing(authority) as running:
        yield running


def send(base: Path, server: Killing, authority: Authority, later_s: int = 0, *, die_at_settling: bool = False, die_after: int = 0) -> int:
    """Let a desk in a process of its own take up its work and send what is due; return its wait status. `die_after` so many statements
    of writing down that nobody knows whether the answer arrived, the process is killed.
    """
    left = [die_after]

    def watch(store: Store) -> None:
        def traced(statement: str) -> None:
            if die_after and (left[0] < die_after or statement.startswith("UPDATE outbox SET state = 'uncertain'")):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            if die_at_settling and statement.startswith("UPDATE outbox SET state = 'sent'") and server_has_the_answer():
                os.kill(os.getpid(), signal.SIGKILL)

        store._link.connection.set_trace_callback(traced)  # type: ignore[attr-defined]  # noqa: SLF001 - a fault tap

    def server_has_the_answer() -> bool:
        with opening.store_of(config.load(base / "config.toml")) as store:
            return any(row.recipients == (world.CLIENT,) for row in store.outbox([OutboxState.SENDING_DATA]))

    async def work() -> None:
        box = SmtpBox("localhost", server.port, "starttls", str(authority.ca_file), "desk", "secret")
        with story.desk(base, NOW + timedelta(seconds=later_s), watch, box) as opened:
            await opened.recover()
            await opened.send_due()
            await opened.close()

    ready, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        os.read(ready, 1)
        os._exit(story.told(lambda: asyncio.run(work())))
    server.pid = pid
    os.write(go, b"!")
    os.close(go)
    os.close(ready)
    return os.waitpid(pid, 0)[1]


def taken(server: Killing, recipient: str) -> list[bytes]:
    return [mail.raw for mail in server.taken if mail.recipients == (recipient,)]


def kinds_told(server: Killing) -> list[str]:
    """What the approver got, each mail by its kind, in order; one that came twice counts twice."""
    return [str(world.parsed(raw)["X-Dispute-Desk"]) for raw in taken(server, story.APPROVER)]


def states(base: Path) -> dict[str, str]:
    with opening.store_of(config.load(base / "config.toml")) as store:
        waiting = [row for row in store.outbox() if row.sent_at is None or row.sent_at >= NOW]
        return {row.recipients[0]: row.state.value for row in waiting}


def killed(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


ALL_SENT = {world.CLIENT: "sent", story.APPROVER: "sent"}


@pytest.mark.parametrize("step", BEFORE_DATA)
def test_death_before_data_is_sent_again_and_once(base: Path, server: Killing, authority: Authority, step: str) -> None:
    server.arm(step, world.CLIENT)
    assert killed(send(base, server, authority))
    assert send(base, server, authority, 60) == 0
    assert states(base) == ALL_SENT
    assert len(taken(server, world.CLIENT)) == len(taken(server, story.APPROVER)) == 1


@pytest.mark.parametrize("step", FROM_DATA)
def test_death_from_data_on_waits_for_a_person(base: Path, server: Killing, authority: Authority, step: str) -> None:
    server.arm(step, world.CLIENT)
    assert killed(send(base, server, authority, die_at_settling=step == "settle"))
    had = len(taken(server, world.CLIENT))
    assert had == (step in TAKEN)

    for later_s in (60, 120):
        assert send(base, server, authority, later_s) == 0
    assert states(base) == {world.CLIENT: "uncertain", story.APPROVER: "sent"}
    assert len(taken(server, world.CLIENT)) == had
    assert kinds_told(server) == ["receipt", "alert"]

    settings = config.load(base / "config.toml")
    with opening.store_of(settings) as store:
        (shown,) = commands.outbox(store, settings)
        assert shown["state"] == "uncertain"
        digest = commands.digest_preview(store, settings, NOW + timedelta(minutes=5))
        assert shown["id"] in digest.text
        assert "dispute-desk resend" in digest.text
        (row,) = store.outbox([OutboxState.UNCERTAIN])
        commands.resend(store, shown["id"], "Ana", NOW + timedelta(minutes=6))
    assert send(base, server, authority, 600) == 0
    assert send(base, server, authority, 660) == 0
    assert states(base) == ALL_SENT
    assert taken(server, world.CLIENT) == [row.raw] * (had + 1)
    assert kinds_told(server) == ["receipt", "alert"]


@pytest.mark.parametrize("statement", [*range(1, 20, 2), 12, 20])  # 12 queues the mail to the approver, 19 is COMMIT, 20 stands behind it
def test_cra_06_death_while_an_unknown_fate_is_written_down_tells_of_it_once(
    base: Path, server: Killing, authority: Authority, statement: int
) -> None:
    """The outcome and the approver's mail are one commit: whichever statement of it was the last, both are there afterwards, once."""
    server.script["body"] = [CUT]
    assert killed(send(base, server, authority, die_after=statement))
    for later_s in (60, 120):
        assert send(base, server, authority, later_s) == 0
    assert states(base) == {world.CLIENT: "uncertain", story.APPROVER: "sent"}
    assert len(taken(server, world.CLIENT)) == 1
    assert sorted(kinds_told(server)) == ["alert", "receipt"]
    with opening.store_of(config.load(base / "config.toml")) as store:
        told = [entry for entry in store.journal() if entry.kind == "note" and "uncertain_told" in str(entry.content)]
        assert len(told) == 1
        assert store.verify().broken is None


@pytest.mark.parametrize("step", FROM_DATA[:-1])
def test_a_mail_to_staff_goes_once_more_by_itself(base: Path, server: Killing, authority: Authority, step: str) -> None:
    server.arm(step, story.APPROVER)
    assert killed(send(base, server, authority))
    had = len(taken(server, story.APPROVER))
    for later_s in (60, 120):
        assert send(base, server, authority, later_s) == 0
    assert states(base) == ALL_SENT
    assert len(taken(server, world.CLIENT)) == 1
    copies = taken(server, story.APPROVER)
    assert len(copies) == had + 1
    assert len(set(copies)) == 1
