"""OUT-01: whoever approved an answer of which nobody knows whether it arrived is told once what is known, and what settles it."""

from __future__ import annotations

import asyncio
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import commands, config, opening
from bot.arrivals.maildir import MaildirMailbox
from bot.errands import tell_of_doubt
from bot.guards import Guards, Mark
from bot.review.uncertain import MOST_A_DAY
from bot.sending.smtp import SmtpBox
from bot.service import Desk
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.doors import SendResult
from bot.vocabulary.outgoing import Audience
from tests.faults import story
from tests.journeys import world
from tests.servers.scripted_smtp import CUT, STALL, ScriptedSmtp
from tests.test_courier import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from tests.servers.certificates import Authority

NOW = story.START + timedelta(hours=2)
TOKEN = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
PAGE = """
The answer you approved for tom.ashdown@harbourandpine.example may have
arrived, or not: the connection broke off while it was handed over
(Tuesday 6 October, 11:00). All that is known: "Unexpected EOF
received".

The desk will not send it again by itself. Please look among the sent
mails or ask the client.

If it did not arrive, this sends the same letter once more:

dispute-desk resend {id}

If it arrived, or is not needed any more, this leaves it at that:

dispute-desk give-up {id}

With sent_folder in [mailbox] the desk would look among the sent mails
itself and settle what it finds there.

A reply to this mail changes nothing.

Case D-0001: Harbour & Pine, INV-1041, £100.00.
"""


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    """A desk on which the client's answer and a receipt are queued; nothing of them is sent."""
    story.prepare(tmp_path)
    story.queue_the_answer(tmp_path)
    return tmp_path


@pytest.fixture
def server(authority: Authority) -> Iterator[ScriptedSmtp]:
    """It takes the client's answer and hangs up without a word; then it is as usual."""
    with ScriptedSmtp(authority.server_context(), {"body": [CUT]}) as running:
        yield running


@contextmanager
def desk(base: Path, server: ScriptedSmtp, authority: Authority, shelf: Shelf | None = None) -> Iterator[Desk]:
    settings = config.load(base / "config.toml")
    box = SmtpBox("localhost", server.port, "starttls", str(authority.ca_file), "desk", "correct horse", timeout_s=5.0, final_timeout_s=0.5)
    with opening.store_of(settings) as store:
        policy = opening.policy_of(settings, store, story.START)
        guarded = Guards(Mark(settings.database_path), shelf, "one")
        opened = Desk(store, story.Inline(policy), MaildirMailbox(base / "inbox"), box, policy, guarded)  # type: ignore[arg-type]
        opened.clock = lambda: NOW
        yield opened


def work(opened: Desk, rounds: int = 1) -> None:
    async def run() -> None:
        await opened.recover()
        for _ in range(rounds):
            await opened.poll_once()
            await opened.process_due()
            await opened.send_due()
        await opened.close()

    asyncio.run(run())


def alerts(server: ScriptedSmtp) -> list[EmailMessage]:
    mails = [world.parsed(taken.raw) for taken in server.taken if taken.recipients == (story.APPROVER,)]
    return [mail for mail in mails if mail["X-Dispute-Desk"] == "alert"]


def to_client(server: ScriptedSmtp) -> int:
    return sum(taken.recipients == (world.CLIENT,) for taken in server.taken)


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return (
        str(body.get_content()).replace("\r\n", "\n").replace("\xa0", " ")
    )  # the ties that keep words from standing at the start of a line


def told(opened: Desk) -> int:
    return sum(entry.kind == "note" and "uncertain_told" in str(entry.content) for entry in opened.store.journal())


def test_out_01_whoever_said_yes_is_told_once_in_a_page_that_says_what_to_do(
    approved: Path, server: ScriptedSmtp, authority: Authority
) -> None:
    with desk(approved, server, authority) as opened:
        work(opened, rounds=3)
        (row,) = opened.store.outbox([OutboxState.UNCERTAIN])
        assert told(opened) == 1
        assert opened.store.verify().broken is None
    (mail,) = alerts(server)
    assert text(mail).strip() == PAGE.format(id=row.id).strip()
    whole = mail.get_body(("plain",)).get_content().splitlines()  # type: ignore[union-attr]
    assert {f"dispute-desk resend {row.id}", f"dispute-desk give-up {row.id}"} <= set(whole), "as they are to be typed, without ties"
    assert mail["Subject"] == "[D-0001] nobody knows whether the answer arrived"
    assert to_client(server) == 1


def test_a_word_of_the_server_that_is_neither_yes_nor_no_is_told(approved: Path, server: ScriptedSmtp, authority: Authority) -> None:
    server.script["body"] = ["354 what was that?"]
    with desk(approved, server, authority) as opened:
        work(opened)
    assert 'All that is known: "354 what was that?"' in " ".join(text(alerts(server)[0]).split())


def test_it_carries_nothing_that_could_approve_and_a_reply_to_it_sends_nothing(
    approved: Path, server: ScriptedSmtp, authority: Authority
) -> None:
    with desk(approved, server, authority) as opened:
        work(opened)
        (mail,) = alerts(server)
        assert not mail["Reply-To"]
        assert not mail["References"]
        assert not mail["In-Reply-To"]
        shown = [text(mail), mail.get_body(("html",)).get_content(), str(mail["Subject"])]  # type: ignore[union-attr]
        assert not any(TOKEN.search(part) for part in shown)
        for number, words in enumerate(("Approve", "Yes, send it", "resend", "send it again please")):
            at = NOW + timedelta(minutes=number)
            story.deliver(approved, world.write(world.reply(mail, story.APPROVER, words), at), at, f"reply-{number}")
        opened.clock = lambda: NOW + timedelta(minutes=30)
    with desk(approved, server, authority) as opened:
        opened.clock = lambda: NOW + timedelta(minutes=30)
        work(opened, rounds=2)
    assert to_client(server) == 1
    assert len(alerts(server)) == 1


def test_an_unknown_fate_of_the_notice_itself_makes_no_notice(approved: Path, server: ScriptedSmtp, authority: Authority) -> None:
    server.script["body"] = [CUT] * 40
    with desk(approved, server, authority) as opened:
        work(opened, rounds=5)
        assert {row.state for row in opened.store.outbox() if row.queued_at >= story.START + timedelta(hours=1)} == {OutboxState.UNCERTAIN}
        assert told(opened) == 1
    assert [len(alerts(server)), to_client(server)] == [2, 1], "a mail to our own people goes once more, with the same bytes"


def test_a_second_doubt_about_the_same_message_is_not_told_again(approved: Path, server: ScriptedSmtp, authority: Authority) -> None:
    with desk(approved, server, authority) as opened:
        work(opened)
        (row,) = opened.store.outbox([OutboxState.UNCERTAIN])
        commands.resend(opened.store, row.id, "Ana", NOW)
    server.script["body"] = [STALL]
    with desk(approved, server, authority) as opened:
        work(opened)
        assert [each.id for each in opened.store.outbox([OutboxState.UNCERTAIN])] == [row.id]
    assert [len(alerts(server)), to_client(server)] == [1, 2]


def test_where_the_sent_folder_is_watched_the_page_says_so(approved: Path, server: ScriptedSmtp, authority: Authority) -> None:
    shelf = Shelf(leases=False)
    with desk(approved, server, authority, shelf) as opened:
        work(opened)
        (row,) = opened.store.outbox([OutboxState.UNCERTAIN])
    assert "if it is there, all is settled without you." in " ".join(text(alerts(server)[0]).split())
    shelf.copies[row.message_id] = row.raw
    with desk(approved, server, authority, shelf) as opened:
        work(opened)
        assert opened.store.outbox([OutboxState.UNCERTAIN]) == ()
    assert [len(alerts(server)), to_client(server)] == [1, 1]


@pytest.mark.parametrize(
    ("by", "to", "words"),
    [
        (story.APPROVER, story.APPROVER, "The answer you approved for"),
        ("ben@northlight.example and ana@northlight.example", "ana@northlight.example", "The answer you approved for"),
        ("ana@northlight.example and ben@northlight.example", "ben@northlight.example", "The answer you approved for"),
        ("ben@northlight.example and command line (root)", "ben@northlight.example", "The answer you approved for"),
        ("command line (root)", story.APPROVER, "The answer approved on the command line for"),
        ("left@northlight.example", story.APPROVER, "The answer approved for"),
    ],
)
def test_who_is_told(approved: Path, server: ScriptedSmtp, authority: Authority, by: str, to: str, words: str) -> None:
    with desk(approved, server, authority) as opened:
        store, policy = opened.store, replace(opened.policy, approvers=(story.APPROVER, "ben@northlight.example"))
        (row,) = [row for row in store.outbox() if row.audience is Audience.CLIENT]
        with store.transaction():
            store._record("approval", row.case_id, {"draft_id": row.draft_id, "by": by}, NOW)  # type: ignore[attr-defined]  # noqa: SLF001 - a yes of another
            tell_of_doubt(row, store, policy, NOW, searched=False)
        (notice,) = [each for each in store.outbox() if each.recipients == (to,) and each.staff_mail and each.staff_mail.value == "alert"]
    assert text(world.parsed(notice.raw)).startswith(words)


def test_one_person_gets_a_few_of_them_a_day_and_the_last_says_so(approved: Path, server: ScriptedSmtp, authority: Authority) -> None:
    with desk(approved, server, authority) as opened:
        store = opened.store
        (row,) = [row for row in store.outbox() if row.audience is Audience.CLIENT]
        for number in range(MOST_A_DAY + 3):
            with store.transaction():
                tell_of_doubt(replace(row, id=f"o-{number:016d}"), store, opened.policy, NOW, searched=False)
        notices = [text(world.parsed(each.raw)) for each in store.outbox() if each.staff_mail and each.staff_mail.value == "alert"]
        assert ["More of these mails do not come today" in " ".join(each.split()) for each in notices] == [False] * (MOST_A_DAY - 1) + [
            True
        ]
        with store.transaction():
            tell_of_doubt(replace(row, id="o-tomorrow"), store, opened.policy, NOW + timedelta(days=1), searched=False)
        assert told(opened) == MOST_A_DAY + 1


def test_what_is_sent_or_refused_for_certain_is_not_told_this_way(approved: Path, server: ScriptedSmtp, authority: Authority) -> None:
    server.script["body"] = ["550 5.7.1 not that"]
    with desk(approved, server, authority) as opened:
        work(opened)
        assert [row.state.value for row in opened.store.outbox() if row.audience is Audience.CLIENT] == [SendResult.REJECTED.value]
    assert alerts(server) == []
