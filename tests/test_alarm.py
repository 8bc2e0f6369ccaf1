from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.alarm import DEATHS, LONGEST_PAUSE_S, RESERVED, Alarm, Trouble
from bot.errors import StoreError
from bot.sending.maildir import MaildirBox
from bot.vocabulary.policy import Policy
from tests.faults import story
from tests.household import APPROVER, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

POLICY = Policy(desk_address=story.DESK, approvers=(story.APPROVER,), digest=("dee@northlight.example",))
FULL = "DISK_FULL: The disk is full."


@dataclass
class Clock:
    now: datetime = NOW
    waited: list[float] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)


def alarm_in(base: Path, clock: Clock) -> Alarm:
    return Alarm(base / "desk.db", POLICY, lambda: MaildirBox(base / "outbox"), lambda: clock.now)


def left(base: Path) -> list[str]:
    mails = [world.parsed(path.read_bytes()) for path in sorted((base / "outbox" / "new").glob("*"))]
    assert {(mail["To"], mail["X-Dispute-Desk"], mail["Auto-Submitted"]) for mail in mails} <= {
        ("dee@northlight.example", "alert", "auto-generated")
    }
    return [str(mail["Subject"]) for mail in mails]


@pytest.mark.parametrize(
    ("trouble", "minutes", "told"),
    [
        (Trouble.DISK, (0, 1, 60, 1439, 1440, 1441), 2),
        (Trouble.DATABASE, (0, 1, 4), 0),
        (Trouble.DATABASE, (0, 5, 6), 1),
        (Trouble.MAILBOX, (0, 14), 0),
        (Trouble.MAILBOX, (0, 15, 16), 1),
    ],
)
def test_a_trouble_is_told_when_it_has_lasted_and_once_a_day(tmp_path: Path, trouble: Trouble, minutes: tuple[int, ...], told: int) -> None:
    clock = Clock()
    for minute in minutes:
        clock.now = NOW + timedelta(minutes=minute)
        asyncio.run(alarm_in(tmp_path, clock).tell(trouble, "Something."))  # a new process each time
    assert len(left(tmp_path)) == told


def test_what_comes_and_goes_is_told_once_a_day_too(tmp_path: Path) -> None:
    alarm = alarm_in(tmp_path, Clock())
    for _ in range(20):
        asyncio.run(alarm.of(StoreError(FULL)))
        assert alarm.over(Trouble.DISK)
        assert not alarm.over(Trouble.DISK)
    assert left(tmp_path) == ["The disk of the dispute desk is full"]
    assert alarm.unwritten() == ["An alert went to dee@northlight.example: The disk of the dispute desk is full."]


def test_nobody_could_be_told_so_it_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("no folder", encoding="ascii")
    alarm = alarm_in(tmp_path, Clock())
    assert not asyncio.run(alarm.tell(Trouble.DISK, FULL))
    (tmp_path / "outbox").unlink()
    assert asyncio.run(alarm.tell(Trouble.DISK, FULL))
    assert len(left(tmp_path)) == 1


def test_the_room_is_taken_beforehand_and_never_grows(tmp_path: Path) -> None:
    alarm = alarm_in(tmp_path, Clock())
    alarm.reserve()
    before = alarm.path.stat()
    asyncio.run(alarm.tell(Trouble.DISK, FULL))
    after = alarm.path.stat()
    assert (after.st_ino, after.st_size, after.st_mode & 0o777) == (before.st_ino, RESERVED, 0o600)
    alarm.path.write_text("{broken")
    assert asyncio.run(alarm.tell(Trouble.MAILBOX, "x")) is False


def _die(work: Callable[[], None]) -> None:
    """Do something in a process of its own that ends as if it were killed."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(9)
    os.waitpid(child, 0)


def test_cra_07_fifty_deaths_in_ten_minutes_bring_one_mail_and_longer_pauses(tmp_path: Path) -> None:
    """CRA-07: fifty processes that die right after their start, as fast as the supervisor and the pauses let them."""
    clock, log = Clock(), tmp_path / "waited"
    for _ in range(50):

        def start() -> None:
            asyncio.run(alarm_in(tmp_path, clock).started(clock.pause))
            log.write_text(json.dumps(clock.waited), encoding="ascii")

        log.unlink(missing_ok=True)
        _die(start)
        clock.now += timedelta(seconds=1 + sum(json.loads(log.read_text(encoding="ascii"))))
    assert left(tmp_path) == ["The dispute desk keeps ending unexpectedly"]
    assert clock.now - NOW > timedelta(minutes=30), "the pauses spread them"


def test_cra_07_the_pauses_grow_and_a_clean_end_is_no_death(tmp_path: Path) -> None:
    clock = Clock()
    for _ in range(DEATHS + 4):
        asyncio.run(alarm_in(tmp_path, clock).started(clock.pause))
    assert clock.waited == [1.0, 2.0, 4.0, 8.0]
    assert max(clock.waited) <= LONGEST_PAUSE_S
    calm = Clock()
    (tmp_path / "calm").mkdir()
    for _ in range(30):
        alarm = alarm_in(tmp_path / "calm", calm)
        asyncio.run(alarm.started(calm.pause))
        alarm.ended()
    assert calm.waited == []


def test_sto_01_on_a_disk_that_is_full_one_alert_leaves_and_then_all_goes_on(tmp_path: Path) -> None:
    """STO-01: a real file system without room; nothing is half, nothing leaves but the alert, and all is done when there is room."""
    if subprocess.run(["unshare", "-Urm", "true"], check=False, capture_output=True).returncode != 0:  # noqa: S607 - util-linux
        pytest.skip("this machine gives nobody a file system of their own")
    command = ["unshare", "-Urm", sys.executable, "-m", "tests.faults.small_disk", str(tmp_path)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[1])  # noqa: S603 - ours
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "failed": ["DISK_FULL", "DISK_FULL"],
        "left while full": ["alert"],
        "left": ["alert", "approval"],
        "cases": 1,
        "broken": None,
        "told": ["An alert went to ana@northlight.example: The disk of the dispute desk is full.", "DISK_FULL"],
    }


DSN = """From: Mail Delivery System <mailer-daemon@mx.northlight.example>
To: {desk}
Subject: Undelivered Mail Returned to Sender
Date: Tue, 6 Oct 2026 09:01:00 +0000
Message-ID: <dsn-{number}@mx.northlight.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.northlight.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {lost}
From: {desk}
To: {to}
--b--
"""
AWAY = """Authentication-Results: {server}; dmarc=pass header.from=northlight.example
From: {to}
To: {desk}
Subject: Automatic reply: digest
Date: Tue, 6 Oct 2026 09:01:00 +0000
Message-ID: <away-{number}@northlight.example>
Auto-Submitted: auto-replied
In-Reply-To: {lost}
References: {lost}

I am out of the office until Monday.
"""


@pytest.mark.parametrize("answer", [DSN, AWAY], ids=["bounced", "away"])
def test_dig_07_a_digest_that_nobody_reads_is_told_to_somebody_else_once(tmp_path: Path, answer: str) -> None:
    """DIG-07: the digest comes back, or its only reader is away, every day anew: one alert a day to the approver, no loop."""
    house = Household(tmp_path / "desk", digest_at="08:00")
    config_text = (house.base / "config.toml").read_text("utf-8")
    (house.base / "config.toml").write_text(config_text.replace(f'digest = ["{APPROVER}"]', 'digest = ["dee@northlight.example"]'), "utf-8")
    house.poll()
    (digest,) = house.staff_mails("digest")
    for number in range(4):
        facts = {"desk": story.DESK, "to": "dee@northlight.example", "lost": digest["Message-ID"], "number": number}
        house.deliver(answer.format(server=world.AUTHSERV, **facts).replace("\n", "\r\n").encode())
        house.poll(NOW + timedelta(minutes=1 + number))
    (alert,) = house.staff_mails("alert")
    assert (alert["To"], alert["Subject"]) == (APPROVER, "Somebody does not get the digest of the dispute desk")
    assert "dee@northlight.example" in world.text_of(alert)
    house.poll(NOW + timedelta(days=1))
    assert len(house.left_to("dee@northlight.example")) == 2, "the next digest, nothing else"
    assert any("dee@northlight.example" in world.text_of(mail) for mail in house.staff_mails("digest"))
