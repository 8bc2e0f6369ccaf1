"""The folders beside the inbox, on a real server: copies of what was sent, and one lease for one desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.arrivals.beside import LEASE, Beside, _lease_mail
from bot.errors import ConfigError, MailboxError
from tests.servers.boxes import Box, mail, numbers, taken

if TYPE_CHECKING:
    from imapclient import IMAPClient

#: The scene's mails name themselves <NUMBER@example.org>.
IDS = ("7@example.org", "8@example.org", "9@example.org")


@pytest.fixture
def beside(real: Box) -> Beside:
    return Beside(real.box, "Sent/Répondu", "Lease")


def held(client: IMAPClient, folder: str) -> list[int]:
    client.select_folder(folder)
    return list(client.search(["UNDELETED"]))


def test_copies_are_kept_once_and_read(real: Box, beside: Beside) -> None:
    for _again in range(2):
        beside.copy_sent([("9@example.org", mail(9)), ("8@example.org", mail(8))])
    with real.colleague() as client:
        uids = held(client, "Sent/Répondu")
        assert len(uids) == 2
        assert b"\\Seen" in client.get_flags(uids)[uids[0]]


def test_out_01_a_mail_that_the_server_filed_itself_is_found_and_not_copied(real: Box, beside: Beside) -> None:
    with real.colleague() as client:
        client.create_folder("Sent/Répondu")
        client.append("Sent/Répondu", mail(9))
    assert beside.sent_ids(IDS) == {"9@example.org"}
    beside.copy_sent([("9@example.org", mail(9))])
    with real.colleague() as client:
        assert len(held(client, "Sent/Répondu")) == 1


def test_cra_14_what_lies_in_the_sent_folder_since_a_day_is_listed(beside: Beside) -> None:
    assert beside.sent_since(datetime.now(UTC), "client9@example.org") == ()
    beside.copy_sent([(IDS[2], mail(9)), (IDS[1], mail(8))])
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert beside.sent_since(yesterday, "client9@example.org") == ("9@example.org",)


def test_the_inbox_stays_selected(real: Box, beside: Beside) -> None:
    real.deliver(1, 2)
    real.box.open()
    beside.copy_sent([(IDS[0], mail(7))])
    beside.renew("one")
    assert numbers(taken(real.box)) == [1, 2]


def test_out_06_whoever_was_first_keeps_the_lease_until_it_is_given_back(real: Box, beside: Beside) -> None:
    assert [beside.renew(who) for who in ("one", "two", "one", "two", "one")] == [None, "one", None, "one", None]
    with real.colleague() as client:
        assert len(held(client, "Lease")) == 1
    beside.release("one")
    assert [beside.renew(who) for who in ("two", "one")] == [None, "two"]


def test_out_06_a_desk_that_slept_past_its_lease_finds_the_other_and_yields(real: Box, beside: Beside) -> None:
    long_ago = datetime.now(UTC) - 2 * LEASE
    with real.colleague() as client:
        client.create_folder("Lease")
        client.append("Lease", _lease_mail("sleeper"), msg_time=long_ago)
    assert beside.renew("other") is None
    assert beside.renew("sleeper") == "other"
    assert beside.renew("other") is None


def test_a_desk_that_was_restarted_takes_its_own_lease_again(beside: Beside) -> None:
    assert beside.renew("one") is None
    assert beside.renew("one") is None
    beside.release("nobody")
    assert beside.renew("two") == "one"


def test_a_name_that_could_become_a_command_is_refused(real: Box) -> None:
    with pytest.raises(ConfigError):
        Beside(real.box, "Sent\r\nA LOGOUT").copy_sent([("a", b"")])


def test_trouble_is_one_sentence(real: Box) -> None:
    box = real.mailbox(password="wrong")
    with pytest.raises(MailboxError, match="refuses the login"):
        Beside(box, "Sent").sent_ids(IDS)


def test_int_18_junk_is_counted_and_left_alone(real: Box, beside: Beside) -> None:
    with real.colleague() as client:
        client.create_folder("Junk")
        client.append("Junk", mail(1))
        client.append("Junk", mail(2), msg_time=datetime.now(UTC) - timedelta(days=9))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert Beside(real.box, junk_folder="Junk").junk_since(yesterday) == 1
    assert beside.junk_since(yesterday) == 0
    with real.colleague() as client:
        client.select_folder("Junk")
        assert client.search(["UNSEEN"]) == [1, 2]
    with pytest.raises(MailboxError):
        Beside(real.box, junk_folder="Nowhere").junk_since(yesterday)
