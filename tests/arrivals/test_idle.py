"""Waiting: IDLE at its best and at its worst, and a bell that always ends it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from bot.arrivals.idle import Bell
from bot.arrivals.mailbox import ImapMailbox
from bot.vocabulary.doors import Cursor
from tests.servers.boxes import Box, desk_of, mail, numbers, taken
from tests.servers.dovecot import Dovecot

if TYPE_CHECKING:
    from tests.servers.scripted_imap import ScriptedImap


def test_delivery_ends_the_wait(real: Box) -> None:
    real.box.open()
    assert taken(real.box) == []
    assert real.box.wait(0.3)  # IDLE is running from here on
    threading.Timer(0.1, real.deliver, (1,)).start()
    assert real.box.wait(30)
    assert numbers(taken(real.box)) == [1]


def test_mail_that_came_before_the_wait_ends_it_at_once(real: Box) -> None:
    assert taken(real.box) == []
    real.deliver(1)
    assert real.box.wait(30)
    assert numbers(taken(real.box)) == [1]


@pytest.mark.parametrize("before", [True, False])
def test_waking_ends_the_wait(real: Box, before: bool) -> None:  # noqa: FBT001 - a case
    taken(real.box)
    if before:
        real.box.wake()
    else:
        threading.Timer(0.3, real.box.wake).start()
    started = time.monotonic()
    assert not real.box.wait(60)
    assert time.monotonic() - started < 30
    assert real.box.wait(0.05)


def test_closing_ends_the_wait_of_another_thread(real: Box) -> None:
    taken(real.box)
    heard: list[bool] = []
    waiting = threading.Thread(target=lambda: heard.append(real.box.wait(60)))
    waiting.start()
    time.sleep(0.2)
    real.box.close()
    waiting.join(10)
    assert heard == [False]


# --- IDLE at its worst --------------------------------------------------------------------------------------------------------

IDLES: dict[str, tuple[bytes | float | None, ...]] = {
    "after a while": (b"+ idling\r\n", 0.2, b"* 2 EXISTS\r\n"),
    "before the continuation": (b"* 2 EXISTS\r\n", b"+ idling\r\n"),
    "in the same breath": (b"+ idling\r\n* 2 EXISTS\r\n",),
    "in two pieces": (b"+ idling\r\n", 0.1, b"* 2 EXI", 0.2, b"STS\r\n"),
    "behind other news": (b"+ idling\r\n", b"* OK still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n", 0.1, b"* 2 exists\r\n"),
}


@pytest.mark.parametrize("case", IDLES)
def test_news_in_idle_ends_the_wait(scripted: ScriptedImap, box: ImapMailbox, case: str) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.idle = IDLES[case]
    taken(box)
    started = time.monotonic()
    assert box.wait(60)
    assert time.monotonic() - started < 30


LOSSES: dict[str, tuple[bytes | float | None, ...]] = {
    "hung up": (b"+ idling\r\n", None),
    "goodbye": (b"+ idling\r\n* BYE shutting down\r\n", None),
    "goodbye but still there": (b"+ idling\r\n* BYE shutting down\r\n",),
    "hung up before answering": (None,),
    "cut in a line": (b"+ idling\r\n* 2 EXI", None),
}


@pytest.mark.parametrize("case", LOSSES)
def test_a_lost_idle_is_made_again_without_haste(scripted: ScriptedImap, box: ImapMailbox, case: str) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.idles = [LOSSES[case]]
    scripted.script.idle = (b"+ idling\r\n", b"* 2 EXISTS\r\n")
    taken(box)
    assert box.wait(60)
    assert scripted.connections == 3


def test_mail_that_came_while_idle_was_lost_ends_the_wait(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1)}
    taken(box)
    scripted.script.idles = [(b"+ idling\r\n", None)]
    threading.Timer(0.2, scripted.script.mails.update, ({2: mail(2)},)).start()
    assert box.wait(60)
    assert numbers(taken(box, Cursor("INBOX", 7, 1))) == [2]


def test_a_server_that_always_hangs_up_is_not_hammered(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.idle = (b"+ idling\r\n", None)
    taken(box)
    used = time.thread_time()
    assert box.wait(2.5)
    assert scripted.connections <= 5
    assert time.thread_time() - used < 0.5


def test_without_idle_the_wait_is_a_sleep_that_can_be_ended(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.capabilities = b"IMAP4rev1"
    taken(box)
    assert box.wait(0.2)
    threading.Timer(0.1, box.wake).start()
    assert not box.wait(60)
    assert scripted.connections <= 2


def test_news_between_two_waits_is_not_missed(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.idle = (b"+ idling\r\n", 0.4, b"* 2 EXISTS\r\n")
    taken(box)
    assert box.wait(0.2)
    time.sleep(0.4)
    started = time.monotonic()
    assert box.wait(60)
    assert time.monotonic() - started < 30


def test_the_server_down_while_waiting_is_no_error(dovecot: Dovecot) -> None:
    del dovecot  # asked for only to know that there is one to start
    server = Dovecot()
    try:
        server.start()
        own = Box(server)
        taken(own.box)
        assert own.box.wait(0.2)
        server.kill()
        assert own.box.wait(0.5)
        server.start()
        own.deliver(1)
        assert own.box.wait(60)
        assert numbers(taken(own.box)) == [1]
        own.box.close()
    finally:
        server.close()


def test_idle_is_begun_anew_now_and_then(scripted: ScriptedImap) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.idles = [(b"+ idling\r\n",), (b"+ idling\r\n",)]
    scripted.script.idle = (b"* 2 EXISTS\r\n+ idling\r\n",)
    with ImapMailbox(**desk_of(scripted), renew_s=0.1) as box:
        taken(box)
        assert box.wait(60)
    assert scripted.script.commands.count(b"IDLE") == 3
    assert scripted.connections == 2


@pytest.mark.parametrize("answer", [b"BAD what?", b"NO not today", b"OK done already"])
def test_a_server_that_will_not_idle_is_no_error(scripted: ScriptedImap, box: ImapMailbox, answer: bytes) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.refuse = {b"IDLE": answer}
    taken(box)
    assert box.wait(0.4)
    assert scripted.connections <= 2


def test_waking_does_not_wait_for_a_network_that_is_dead(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1)}
    taken(box)
    scripted.deaf = True
    started = time.monotonic()
    threading.Timer(0.2, box.wake).start()
    assert not box.wait(60)
    box.close()
    assert time.monotonic() - started < 8


def test_the_bell_remembers_a_ring_and_can_be_closed() -> None:
    bell = Bell()
    for _ in range(100_000):
        bell.ring()
    bell.sleep(60)
    bell.close()
    bell.ring()
    bell.hush()


def test_mail_announced_without_end_is_looked_at_now_and_then(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1)}
    announcing: tuple[bytes | float | None, ...] = (b"* 2 EXISTS\r\n", 0.01)
    scripted.script.idle = (b"+ idling\r\n", *announcing * 300)
    taken(box)
    looks = 0
    until = time.monotonic() + 1
    while time.monotonic() < until and box.wait(60):
        looks += 1
    assert 1 <= looks <= 10
