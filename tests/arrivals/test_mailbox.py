"""The IMAP door against a real Dovecot: what is new, in which order, and after which mishaps."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.arrivals import fetching
from bot.arrivals.mailbox import ImapMailbox
from bot.errors import ConfigError, MailboxError
from bot.vocabulary.doors import Cursor, Mailbox
from bot.vocabulary.reasons import Reason
from tests.servers.boxes import Box, mail, nothing_known, numbers, taken
from tests.servers.dovecot import Dovecot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.servers.scripted_imap import ScriptedImap


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_new_mail_comes_in_order_of_arrival_and_stays_unread(real: Box, tls: str) -> None:
    real.deliver(1, 2, 3)
    port = real.dovecot.imaps if tls == "ssl" else real.dovecot.imap
    with real.mailbox(tls=tls, port=port) as box:
        state = box.open()
        arrivals = taken(box)
    assert numbers(arrivals) == [1, 2, 3]
    assert [arrival.key for arrival in arrivals] == ["1", "2", "3"]
    assert {(arrival.folder, arrival.uidvalidity, arrival.problem) for arrival in arrivals} == {("INBOX", state.uidvalidity, None)}
    assert state.uidnext == 4
    assert all(arrival.received_at.utcoffset() is not None for arrival in arrivals)
    with real.colleague() as client:
        assert not any(b"\\Seen" in flags for flags in client.get_flags([1, 2, 3]).values())


def test_raw_bytes_are_the_bytes_on_the_server(real: Box) -> None:
    real.deliver(1)
    (arrival,) = taken(real.box)
    assert arrival.raw.endswith(mail(1))
    (file,) = (real.dovecot.maildir(real.user) / "new").iterdir()
    assert arrival.raw.replace(b"\r\n", b"\n") == file.read_bytes().replace(b"\r\n", b"\n")


def test_the_cursor_is_where_the_next_look_begins(real: Box) -> None:
    real.deliver(1, 2)
    state = real.box.open()
    cursor = Cursor("INBOX", state.uidvalidity, 2)
    assert taken(real.box, cursor) == []
    real.deliver(3)
    assert numbers(taken(real.box, cursor)) == [3]


def test_mails_read_by_people_are_taken_too(real: Box) -> None:
    real.deliver(1, 2)
    with real.colleague() as client:
        client.add_flags([1, 2], [b"\\Seen", b"\\Answered"])
    assert numbers(taken(real.box)) == [1, 2]


def test_known_mails_are_left_out_and_asked_about_in_thousands(real: Box) -> None:
    real.deliver(1, 2, 3)
    asked: list[list[str]] = []

    def known(keys: Sequence[str]) -> list[str]:
        asked.append(list(keys))
        return ["2"]

    real.box.open()
    assert numbers([arrival for part in real.box.new(None, known, 100) for arrival in part]) == [1, 3]
    assert asked == [["1", "2", "3"]]


def test_batches_are_no_larger_than_asked_for(real: Box) -> None:
    real.deliver(*range(1, 8))
    real.box.open()
    assert [len(part) for part in real.box.new(None, nothing_known, 3)] == [3, 3, 1]


def test_gaps_between_uids_are_no_matter(real: Box) -> None:
    real.deliver(1, 2, 3, 4)
    with real.colleague() as client:
        client.delete_messages([2, 3])
        client.expunge()
    assert [arrival.key for arrival in taken(real.box)] == ["1", "4"]


def test_a_recreated_folder_is_offered_again(real: Box) -> None:
    with real.colleague() as client:
        client.create_folder("Disputes")
        client.append("Disputes", mail(1))
        with real.mailbox(folder="Disputes") as box:
            before = box.open()
            assert numbers(taken(box)) == [1]
            client.delete_folder("Disputes")
            time.sleep(1.1)  # Dovecot takes UIDVALIDITY from the clock
            client.create_folder("Disputes")
            client.append("Disputes", mail(2))
            after = box.open()
            assert after.uidvalidity != before.uidvalidity
            assert numbers(taken(box, Cursor("Disputes", before.uidvalidity, 1))) == [2]


def test_a_mail_moved_away_between_search_and_fetch_is_no_trouble(real: Box) -> None:
    real.deliver(1, 2, 3)
    with real.colleague() as client:
        client.create_folder("Elsewhere")

        def known(_keys: Sequence[str]) -> tuple[str, ...]:
            client.move([2], "Elsewhere")
            return ()

        real.box.open()
        assert numbers([arrival for part in real.box.new(None, known, 100) for arrival in part]) == [1, 3]
        assert real.box.vanished == 1
        client.select_folder("Elsewhere")
        client.move(client.search(), "INBOX")
    assert numbers(taken(real.box)) == [1, 3, 2]


def test_an_expunge_between_two_batches_never_mixes_mails_up(real: Box) -> None:
    real.deliver(*range(1, 7))
    real.box.open()
    parts = real.box.new(None, nothing_known, 2)
    first = next(parts)
    with real.colleague() as client:
        client.delete_messages([1, 3])
        client.expunge()
    rest = [arrival for part in parts for arrival in part]
    assert numbers(first) == [1, 2]
    assert [(arrival.key, number) for arrival, number in zip(rest, numbers(rest), strict=True)] == [("4", 4), ("5", 5), ("6", 6)]


def test_a_mail_of_45_mb_is_taken_in_pieces(real: Box) -> None:
    real.deliver(1)
    real.box.open()
    real.dovecot.drop(real.user, mail(2, 45_000_000))
    real.box.open()
    real.deliver(3)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    real.box.open()
    parts = []
    for part in real.box.new(None, nothing_known, 100):
        assert all(arrival.problem is None for arrival in part)
        parts.append([(int(arrival.key), len(arrival.raw)) for arrival in part])
        if part[0].key == "2":
            assert part[0].raw.endswith(mail(2, 45_000_000)[-100_000:])
    assert [[key for key, _ in part] for part in parts] == [[1], [2], [3]]
    assert parts[1][0][1] > 44_900_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 200_000


def test_a_mail_over_the_limit_brings_its_header_only(real: Box) -> None:
    real.box.open()
    real.dovecot.drop(real.user, mail(1, fetching.MAX_MAIL_BYTES + 1_000_000))
    real.box.open()
    real.deliver(2)
    big, small = taken(real.box)
    assert (big.problem, small.problem) == (Reason.TOO_BIG, None)
    assert big.raw.endswith(b"Message-ID: <1@example.org>\r\n\r\n")


def test_the_server_may_die_and_come_back(dovecot: Dovecot) -> None:
    del dovecot  # asked for only to know that there is one to start
    server = Dovecot()
    try:
        server.start()
        own = Box(server)
        own.deliver(1)
        assert numbers(taken(own.box)) == [1]
        server.kill()
        with pytest.raises(MailboxError, match="cannot be reached"):
            own.box.open()
        server.start()
        own.deliver(2)
        assert numbers(taken(own.box)) == [1, 2]
        own.box.close()
    finally:
        server.close()


def test_the_last_mail_is_not_offered_again(scripted: ScriptedImap, box: ImapMailbox) -> None:
    # "UID SEARCH UID n:*" names the last mail even when its UID is smaller than n.
    scripted.script.mails = {1: mail(1)}
    assert taken(box, Cursor("INBOX", 7, 1)) == []


def test_other_mails_under_reused_uids_are_taken(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2)}
    assert numbers(taken(box)) == [1, 2]
    scripted.script.uidvalidity, scripted.script.mails = 8, {1: mail(3), 2: mail(2)}
    assert numbers(taken(box, Cursor("INBOX", 7, 2))) == [3, 2]


def test_a_folder_renumbered_in_the_middle_ends_the_look(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {uid: mail(uid) for uid in (1, 2, 3)}
    box.open()
    parts = box.new(None, nothing_known, 1)
    assert numbers(next(parts)) == [1]
    scripted.script.uidvalidity = 8
    scripted.script.announced = {2: 4294967295}  # makes the door reconnect
    with pytest.raises(MailboxError, match="renumbered"):
        list(parts)


REFUSALS = {
    "throttled": (b"UID SEARCH", b"NO [LIMIT] slow down"),
    "lost permission": (b"EXAMINE", b"NO [NOPERM] not allowed"),
    "confused": (b"UID FETCH", b"BAD what?"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_is_an_error_and_the_next_look_recovers(scripted: ScriptedImap, box: ImapMailbox, case: str) -> None:
    scripted.script.mails = {1: mail(1)}
    command, words = REFUSALS[case]
    scripted.script.refuse[command] = words
    with pytest.raises(MailboxError, match=words.split(b" ")[-1].decode().strip("?")):
        taken(box)
    scripted.script.refuse.clear()
    assert numbers(taken(box)) == [1]


@pytest.mark.parametrize("name", ["host", "username", "password", "folder", "done_folder"])
def test_control_characters_never_reach_the_server(name: str) -> None:
    values: dict[str, Any] = {"host": "localhost", "port": 1, "username": "u", "password": "p"}
    with pytest.raises(ConfigError, match=rf"mailbox\.{name} holds a control character"):
        ImapMailbox(**(values | {name: "INBOX\r\nA1 DELETE INBOX"}))


def test_the_password_is_not_shown() -> None:
    assert "hunter2" not in repr(ImapMailbox(host="localhost", port=1, username="u", password="hunter2"))


def test_the_store_is_asked_about_a_thousand_keys_at_most(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = dict.fromkeys(range(1, 2502), mail(1))
    asked: list[int] = []

    def known(keys: Sequence[str]) -> Sequence[str]:
        asked.append(len(keys))
        return keys[:-1]

    box.open()
    assert [[arrival.key for arrival in part] for part in box.new(None, known, 100)] == [["1000"], ["2000"], ["2501"]]
    assert asked == [1000, 1000, 501]


def test_it_is_a_mailbox_like_any_other(box: ImapMailbox) -> None:
    door: Mailbox = box
    assert door.open().folder == "INBOX"
