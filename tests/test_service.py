from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot import commands
from bot.arrivals.maildir import MaildirMailbox
from bot.confinement import Limits
from bot.opening import policy_of
from bot.sandbox import Sandbox
from bot.sending.maildir import MaildirBox
from bot.service import TRIES, Desk
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason
from tests import poison
from tests.faults.story import Inline
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

HEAD = b"From: Tom <tom@client.example>\r\nTo: disputes@northlight.example\r\nSubject: Invoice\r\n"
MEGABYTE = 1 << 20


def large(megabytes: int) -> bytes:
    lines = (b"A" * 76 + b"\r\n") * (megabytes * MEGABYTE // 78)
    head = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n"
    return head + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines + b"--b--\r\n"


#: name -> (raw, kinds that are right, reason if held)
ODD: dict[str, tuple[bytes, set[str], str | None]] = {
    "no bytes": (b"", {"held"}, "FROM_MALFORMED"),
    "header only": (HEAD, {"client_mail"}, None),
    "empty body": (HEAD + b"\r\n", {"client_mail"}, None),
    "no text": (HEAD + b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n", {"client_mail"}, None),
    "no header": (b"\r\njust words\r\n", {"held"}, "HDR_BROKEN"),
    "no date, no message-id": (HEAD + b"\r\nInvoice INV-1041 is wrong.\r\n", {"client_mail"}, None),
    "broken charset": (HEAD + b"Content-Type: text/plain; charset=x-nobody\r\n\r\nGr\xfc\xdfe \xff\xfe\x00\r\n", {"client_mail"}, None),
    "forbidden charset": (HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n+AGEAcABwAHI-\r\n", {"client_mail", "held"}, None),
    "nul in the body": (HEAD + b"\r\nInvoice \x00 INV-1041 \x00\x00\r\n", {"client_mail"}, None),
    "nul in the header": (HEAD + b"X-A: b\x00c\r\n\r\nhello\r\n", {"held"}, "HDR_BARE_CR"),
    "bare cr in the header": (HEAD + b"X-A: b\rc\r\n\r\nhello\r\n", {"held"}, "HDR_BARE_CR"),
    "two senders": (b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nhello\r\n", {"held"}, "FROM_MULTI"),
    "2,000 recipients": (
        HEAD + b"Cc: " + b",\r\n ".join(b"p%d@many.example" % n for n in range(2000)) + b"\r\n\r\nhello\r\n",
        {"client_mail", "held"},
        None,
    ),
    "odd message-id": (HEAD + b"Message-ID: <<<<" + b"x" * 5000 + b"\r\n\r\nhello\r\n", {"client_mail"}, None),
    "odd date": (HEAD + b"Date: Mon, 99 Foo 20 +99999999999999\r\n\r\nhello\r\n", {"client_mail"}, None),
    "lone surrogate": (HEAD[:-2] + b" =?utf-8?b?7aCA?=\r\n\r\n\xed\xa0\x80\r\n", {"client_mail"}, None),
    "deep": (
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(200)),
        {"held"},
        "TOO_DEEP",
    ),
    "45 MB": (large(45), {"client_mail"}, None),
    "60 MB": (large(60), {"held"}, "TOO_BIG"),
}


def test_every_odd_mail_gives_one_line_and_the_sum_is_right(tmp_path: Path) -> None:
    house = Household(tmp_path)
    house.books()
    for number, (raw, _kinds, _reason) in enumerate(ODD.values()):
        house.deliver(raw.replace(b"Subject: Invoice", b"Subject: Invoice %d" % number), NOW - timedelta(minutes=60 - number))
    said = house.poll()
    assert len(said) == len(ODD)
    for (name, (_raw, kinds, reason)), entry in zip(ODD.items(), said, strict=True):
        assert entry["kind"] in kinds, (name, entry["kind"], entry["reason"])
        assert reason is None or entry["reason"] == reason, (name, entry["reason"])
        assert entry["kind"] != "held" or entry["reason"] in set(Reason), name
    fetched, handled, held, ignored = house.counts()
    assert (fetched, held) == (len(ODD), sum(entry["kind"] == "held" for entry in said))
    assert fetched == handled + held + ignored
    with house.store() as store:
        assert {mail.reason for mail in store.held()} == {entry["reason"] for entry in said if entry["kind"] == "held"}
        assert store.verify().broken is None
        assert not store.waiting(10)
    assert house.poll(NOW + timedelta(minutes=1)) == []


def test_mails_are_settled_in_order_of_arrival(tmp_path: Path) -> None:
    house = Household(tmp_path)
    for number in (5, 3, 4, 1, 2):
        house.deliver(poison.mail(number), NOW - timedelta(minutes=60 - number))
    assert [entry["new_text"] for entry in house.poll()] == [f"Hello {number}" for number in (1, 2, 3, 4, 5)]


def test_the_same_mail_twice_makes_one_case(tmp_path: Path) -> None:
    house = Household(tmp_path)
    house.books()
    letter = world.write(world.client_mail(DESK), NOW - timedelta(minutes=9))
    house.deliver(letter, NOW - timedelta(minutes=8))
    house.deliver(letter, NOW - timedelta(minutes=7))
    first, second = house.poll()
    assert first["draft"] is not None
    assert (second["kind"], second["reason"], second["draft"]) == ("duplicate", "DUPLICATE", None)
    assert second["case"] in {None, first["case"]}
    assert len(house.staff_mails("approval")) == 1
    assert house.counts() == (2, 1, 0, 1)


def test_history_is_kept_and_never_answered(tmp_path: Path) -> None:
    house = Household(tmp_path, since='since = "2026-10-06"')
    house.books()
    old = datetime(2026, 10, 5, 23, 59, tzinfo=UTC)
    house.deliver(world.write(world.client_mail(DESK), old), old)
    house.deliver(poison.mail(2), NOW - timedelta(minutes=1))
    first, second = house.poll()
    assert (first["kind"], first["reason"], first["draft"], first["case"]) == ("client_mail", "BEFORE_SINCE", None, None)
    assert second["reason"] is None
    # What comes later is work, whatever its time stamp says.
    house.deliver(world.write(world.client_mail(DESK, subject="Invoice INV-1041 again"), old), old + timedelta(seconds=1))
    (late,) = house.poll(NOW + timedelta(hours=1))
    assert late["reason"] != "BEFORE_SINCE"
    with house.store() as store:
        assert store.digest_facts(None, NOW + timedelta(days=1)).history == 1


def test_poison_is_held_after_three_tries_and_those_behind_it_are_settled(tmp_path: Path) -> None:
    house = Household(tmp_path)
    for number, name in enumerate(("", "EXIT", "", "LOOP", "")):
        house.deliver(poison.mail(number, name), NOW - timedelta(minutes=10 - number))
    with house.store() as store:
        policy = policy_of(house.settings, store, NOW)
        sandbox = Sandbox(policy, workers=2, limits=Limits(cpu_s=1), reader=poison.READER)
        desk = Desk(store, sandbox, MaildirMailbox(tmp_path / "inbox"), MaildirBox(tmp_path / "outbox"), policy)
        desk.clock = lambda: NOW
        said: list[tuple[str, str | None]] = []
        desk.on_processed = lambda entry: said.append((entry["kind"], entry["reason"]))

        async def once() -> None:
            await desk.once(time(23, 59))
            await desk.close()

        asyncio.run(once())
        fine = ("client_mail", None)
        assert said == [fine, ("held", "PARSE_CRASH"), fine, ("held", "PARSE_TIME"), fine]
        assert [mail.reason for mail in store.held()] == [Reason.PARSE_CRASH, Reason.PARSE_TIME]
        assert [store.count_try(mail.mail_id) for mail in store.held()] == [TRIES + 1] * 2


def test_a_stop_in_the_middle_of_a_reading_costs_the_mail_nothing(tmp_path: Path) -> None:
    house = Household(tmp_path)
    house.deliver(poison.mail(1, "SLEEP"))
    with house.store() as store:
        policy = policy_of(house.settings, store, NOW)
        sandbox = Sandbox(policy, workers=1, reader=poison.READER)
        desk = Desk(store, sandbox, MaildirMailbox(tmp_path / "inbox"), MaildirBox(tmp_path / "outbox"), policy)

        async def stopped() -> int:
            await desk.poll_once()
            work = asyncio.create_task(desk.process_due())
            await asyncio.sleep(3)
            desk.stop()
            desk.end_readers()
            settled = await asyncio.wait_for(work, 10)
            await desk.close()
            return settled

        assert asyncio.run(stopped()) == 0
        assert [mail.tries for mail in store.waiting(9)] == [0]


# --- sending ----------------------------------------------------------------------------------------------------------


def approved(house: Household, invoice: str, now: datetime = NOW) -> None:
    """Let the client dispute an invoice and the approver say yes on the command line; nothing of the answer is sent yet."""
    letter = world.client_mail(DESK, text=world.DISPUTE.replace("INV-1041", invoice), subject=f"Invoice {invoice}")
    house.deliver(world.write(letter, now), now - timedelta(minutes=1))
    (entry,) = house.poll(now)
    with house.store() as store:
        commands.review(store, house.settings, entry["case"], "approve", "Ana", now)


def test_pause_stops_all_mail_and_resume_sends_it_once(tmp_path: Path) -> None:
    house = Household(tmp_path)
    house.books()
    approved(house, "INV-1041")
    with house.store() as store:
        commands.set_paused(store, paused=True, by="Ana", now=NOW)
    house.poll(NOW + timedelta(minutes=1))
    assert house.left_to(world.CLIENT) == []
    with house.store() as store:
        commands.set_paused(store, paused=False, by="Ana", now=NOW)
    for minutes in (2, 3):
        house.poll(NOW + timedelta(minutes=minutes))
    assert len(house.left_to(world.CLIENT)) == 1


def test_limits_put_off_and_the_next_day_sends(tmp_path: Path) -> None:
    house = Household(tmp_path, more="[limits]\nmails_per_recipient_day = 1")
    house.books()
    approved(house, "INV-1041")
    house.poll(NOW + timedelta(minutes=1))
    assert len(house.left_to(world.CLIENT)) == 1
    approved(house, "INV-1042", now=NOW + timedelta(minutes=20))
    house.poll(NOW + timedelta(minutes=30))
    assert len(house.left_to(world.CLIENT)) == 1
    with house.store() as store:
        put_off = [row for row in store.outbox() if row.recipients == (world.CLIENT,) and row.sent_at is None]
        assert put_off
        assert all(row.next_at >= datetime(2026, 10, 7, tzinfo=UTC) for row in put_off)
    house.poll(NOW + timedelta(days=1))
    assert len(house.left_to(world.CLIENT)) == 2


# --- the digest -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/Berlin", date(2026, 3, 28)),
        ("Europe/Berlin", date(2026, 10, 24)),
        ("America/New_York", date(2026, 3, 7)),
        ("America/New_York", date(2026, 10, 31)),
        ("Australia/Lord_Howe", date(2026, 4, 4)),
        ("Australia/Lord_Howe", date(2026, 10, 3)),
    ],
)
@pytest.mark.parametrize("at", [time(0, 0), time(1, 45), time(2, 30), time(23, 50)])
def test_one_digest_per_local_date_whatever_the_clocks_do(tmp_path: Path, zone: str, start: date, at: time) -> None:
    house = Household(tmp_path, zone=zone)
    first = datetime.combine(start, time(), ZoneInfo(zone)).astimezone(UTC)
    with house.store() as store:
        policy = policy_of(house.settings, store, first)
        desk = Desk(store, Inline(policy), MaildirMailbox(tmp_path / "inbox"), MaildirBox(tmp_path / "outbox"), policy)  # type: ignore[arg-type]
        told: list[date] = []

        async def three_days() -> None:
            for minutes in range(0, 3 * 24 * 60, 10):
                now = first + timedelta(minutes=minutes)
                desk.clock = lambda now=now: now  # type: ignore[misc]
                if await desk.digest_due(at):
                    told.append(now.astimezone(ZoneInfo(zone)).date())
            await desk.close()

        asyncio.run(three_days())
        days = {(first + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)) for minutes in range(0, 3 * 24 * 60, 10)}
        assert told == sorted({moment.date() for moment in days if moment.time() >= at})


def test_after_five_days_one_digest_names_the_missing_days(tmp_path: Path) -> None:
    house = Household(tmp_path, digest_at="08:00")
    house.poll(NOW)
    house.poll(NOW + timedelta(days=6))
    first, second = sorted(house.staff_mails("digest"), key=lambda mail: str(mail["Date"].datetime))
    missing = [(NOW + timedelta(days=day)).date() for day in range(1, 6)]
    text = " ".join(world.text_of(second).split())
    assert all(f"{day.day} {day:%B}" in text or f"{day.day} {day:%b}" in text or day.isoformat() in text for day in missing)
    assert first["To"] == APPROVER
    with house.store() as store:
        assert store.last_digest() == ((NOW + timedelta(days=6)).date(), NOW + timedelta(days=6))


def test_nothing_is_said_twice_of_one_mail(tmp_path: Path) -> None:
    house = Household(tmp_path, digest_at="00:00")
    house.deliver(poison.mail(1))
    assert [entry["kind"] for entry in house.poll()] == [Kind.CLIENT_MAIL]
    assert house.poll(NOW + timedelta(minutes=5)) == []
    assert len(house.staff_mails("digest")) == 1
