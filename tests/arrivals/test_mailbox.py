"""The IMAP door against a real Dovecot, and against a server that cuts, stalls and lies."""

from __future__ import annotations

import resource
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from imapclient import IMAPClient

from bot.arrivals import fetching
from bot.arrivals.mailbox import ImapMailbox
from bot.arrivals.wire import tls_context
from bot.errors import ConfigError, MailboxError
from bot.vocabulary.doors import Arrival, Cursor
from bot.vocabulary.reasons import Reason
from tests.servers.certificates import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.scripted_imap import Script, ScriptedImap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def mail(number: int, size_bytes: int = 300) -> bytes:
    head = f"From: client{number}@example.org\r\nSubject: mail {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n".encode()
    lines = (b"%07d " % index + b"x" * 68 + b"\r\n" for index in range(max(size_bytes - len(head), 78) // 78))
    return head + b"".join(lines)


def nothing_known(_keys: Sequence[str]) -> tuple[str, ...]:
    return ()


def taken(box: ImapMailbox, cursor: Cursor | None = None, batch: int = 100) -> list[Arrival]:
    box.open()
    return [arrival for part in box.new(cursor, nothing_known, batch) for arrival in part]


def numbers(arrivals: Sequence[Arrival]) -> list[int]:
    return [int(arrival.raw.partition(b"Subject: mail ")[2].split(b"\r\n")[0]) for arrival in arrivals]


class Box:
    """A user of the shared Dovecot with a mailbox object and an ordinary mail program of a colleague."""

    def __init__(self, dovecot: Dovecot) -> None:
        self.dovecot = dovecot
        self.user = dovecot.add_user()
        self.box = self.mailbox()

    def mailbox(self, **changes: Any) -> ImapMailbox:
        values: dict[str, Any] = {"host": "localhost", "port": self.dovecot.imaps, "username": self.user}
        values |= {"password": self.dovecot.password, "ca_file": self.dovecot.ca_file}
        return ImapMailbox(**(values | changes))

    def colleague(self) -> IMAPClient:
        client = IMAPClient("localhost", self.dovecot.imaps, ssl_context=tls_context(self.dovecot.ca_file))
        client.login(self.user, self.dovecot.password)
        client.select_folder("INBOX")
        return client

    def deliver(self, *numbers_: int, size_bytes: int = 300) -> None:
        self.dovecot.deliver(self.user, [mail(number, size_bytes) for number in numbers_])


@pytest.fixture
def real(dovecot: Dovecot) -> Iterator[Box]:
    box = Box(dovecot)
    yield box
    box.box.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def scripted(authority: Authority) -> Iterator[ScriptedImap]:
    with ScriptedImap(authority, Script()) as server:
        yield server


def desk_of(scripted: ScriptedImap) -> dict[str, Any]:
    return {"host": "localhost", "port": scripted.port, "username": "desk", "password": "secret", "ca_file": scripted.ca_file}


@pytest.fixture
def box(scripted: ScriptedImap) -> Iterator[ImapMailbox]:
    opened = ImapMailbox(**desk_of(scripted))
    yield opened
    opened.close()


# --- a real server ------------------------------------------------------------------------------------------------------------


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
    real.deliver(2, size_bytes=45_000_000)
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
    real.deliver(1, size_bytes=fetching.MAX_MAIL_BYTES + 1_000_000)
    real.deliver(2)
    big, small = taken(real.box)
    assert (big.problem, small.problem) == (Reason.TOO_BIG, None)
    assert big.raw.endswith(b"Message-ID: <1@example.org>\r\n\r\n")


def test_the_server_may_die_and_come_back(authority: Authority) -> None:
    del authority
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


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "password": ({"password": "guess"}, "refuses the login"),
    "user": ({"username": "nobody-here"}, "refuses the login"),
    "non-ascii password": ({"password": "schlüssel"}, "refuses the login"),
    "unknown authority": ({"ca_file": None}, "certificate that cannot be trusted"),
    "wrong host name": ({"host": "ip6-localhost"}, "certificate that cannot be trusted|cannot be reached"),
    "TLS on the plain port": ({"tls": "ssl", "port": "imap"}, "gives no safe connection"),
    "missing folder": ({"folder": "No such"}, "No such"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_one_sentence(real: Box, case: str) -> None:
    changes, words = WRONG[case]
    if changes.get("port") == "imap":
        changes = changes | {"port": real.dovecot.imap}
    with real.mailbox(**changes) as box, pytest.raises(MailboxError, match=words) as caught:
        box.open()
    assert "\n" not in str(caught.value)
    assert real.dovecot.password not in str(caught.value)


def test_a_host_name_the_certificate_does_not_name_is_refused(real: Box) -> None:
    # 127.0.0.2 reaches the same loopback; the certificate names localhost and 127.0.0.1 only.
    relay = socket.create_server(("127.0.0.2", 0))
    with relay, real.mailbox(host="127.0.0.2", port=relay.getsockname()[1]) as box:
        threading.Thread(target=_relay_once, args=(relay, real.dovecot.imaps), daemon=True).start()
        with pytest.raises(MailboxError, match="certificate"):
            box.open()


def _relay_once(listener: socket.socket, port: int) -> None:
    near, _ = listener.accept()
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        far.sendall(near.recv(65536))
        near.sendall(far.recv(65536))
        near.recv(65536)


@pytest.mark.parametrize("name", ["host", "username", "password", "folder", "done_folder"])
def test_control_characters_never_reach_the_server(name: str) -> None:
    values: dict[str, Any] = {"host": "localhost", "port": 1, "username": "u", "password": "p"}
    with pytest.raises(ConfigError, match=rf"mailbox\.{name} holds a control character"):
        ImapMailbox(**(values | {name: "INBOX\r\nA1 DELETE INBOX"}))


def test_an_unreadable_authority_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match="certificate authorities"):
        ImapMailbox(host="localhost", port=1, username="u", password="p", ca_file=tmp_path / "none.pem")


def test_the_password_is_not_shown() -> None:
    assert "hunter2" not in repr(ImapMailbox(host="localhost", port=1, username="u", password="hunter2"))


def test_handled_mails_are_filed_away_where_a_folder_is_set(real: Box) -> None:
    real.deliver(1, 2)
    with real.mailbox(done_folder="Done/Disputes & more ü") as box:
        arrivals = taken(box)
        box.file_away(arrivals[:1])
        assert numbers(taken(box)) == [2]
        box.file_away([])
    with real.colleague() as client:
        client.select_folder("Done/Disputes & more ü")
        assert len(client.search()) == 1


def test_by_default_nothing_is_moved(real: Box) -> None:
    real.deliver(1)
    real.box.file_away(taken(real.box))
    assert numbers(taken(real.box)) == [1]


def test_a_copy_of_a_sent_mail_is_kept(real: Box) -> None:
    real.box.open()
    real.box.append_sent("Sent", mail(9))
    real.box.append_sent("Answers", mail(9))
    with real.colleague() as client:
        for folder in ("Sent", "Answers"):
            client.select_folder(folder)
            assert client.get_flags(client.search()).popitem()[1][:1] == (b"\\Seen",)
    with pytest.raises(ConfigError):
        real.box.append_sent("Sent\r\n", b"")


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


# --- a server that cuts, stalls and lies --------------------------------------------------------------------------------------


def test_a_cut_at_any_byte_never_gives_a_shortened_mail(scripted: ScriptedImap, box: ImapMailbox) -> None:
    raw = mail(1, 700)
    scripted.script.mails = {1: raw, 2: mail(2)}
    for at in range(0, len(raw) + 40, 37):
        scripted.script.cut_after, scripted.script.cuts = at, 1
        box.open()
        got: list[Arrival] = []
        try:
            for part in box.new(None, nothing_known, 100):
                got += part
        except MailboxError:
            got += taken(box, Cursor("INBOX", 7, int(got[-1].key)) if got else None)
        assert [arrival.raw for arrival in got] == [raw, mail(2)]


def test_a_mail_that_always_breaks_the_connection_blocks_nothing_for_ever(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2, 2000), 3: mail(3)}
    scripted.script.cut_after, scripted.script.cuts = 900, 1000
    got: dict[str, Arrival] = {}
    for _ in range(fetching.MAX_STRIKES + 2):
        box.open()
        try:
            for part in box.new(Cursor("INBOX", 7, max(map(int, got), default=0)), nothing_known, 100):
                got |= {arrival.key: arrival for arrival in part}
        except MailboxError:
            continue
    assert [(key, arrival.problem) for key, arrival in got.items()] == [("1", None), ("2", Reason.VANISHED), ("3", None)]


def test_a_server_without_starttls_never_hears_the_password() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_plain_server, args=(listener, heard), daemon=True).start()
        values = {"host": "127.0.0.1", "port": listener.getsockname()[1], "username": "desk", "password": "secret"}
        with ImapMailbox(**values, tls="starttls") as box, pytest.raises(MailboxError, match="no STARTTLS"):
            box.open()
    assert not any(b"LOGIN" in words for words in heard)


def _plain_server(listener: socket.socket, heard: list[bytes]) -> None:
    line, _ = listener.accept()
    with line, line.makefile("rb") as reader:
        line.sendall(b"* OK ready\r\n")
        while words := reader.readline():
            heard.append(words)
            line.sendall(b"* CAPABILITY IMAP4rev1\r\n" + words.split(b" ")[0] + b" OK done\r\n")


def test_a_literal_of_four_gigabytes_reserves_no_memory(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2), 3: mail(3)}
    scripted.script.announced = {2: 4294967295}
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    arrivals = taken(box)
    assert [arrival.problem for arrival in arrivals] == [None, Reason.TOO_BIG, None]
    assert numbers([arrivals[0], arrivals[2]]) == [1, 3]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 50_000


def test_sixty_megabytes_announced_as_ten_kilobytes_are_too_big(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2, 60_000_000), 3: mail(3)}
    scripted.script.claimed = {2: 10_000}
    arrivals = taken(box)
    assert [(arrival.key, arrival.problem) for arrival in arrivals] == [("1", None), ("2", Reason.TOO_BIG), ("3", None)]
    assert arrivals[1].raw == mail(2).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert scripted.connections > 1


@pytest.mark.parametrize("claimed", [0, 10, 5_000, 6_000_000])
def test_a_wrong_size_does_not_change_the_mail(scripted: ScriptedImap, box: ImapMailbox, claimed: int) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2, 3000), 3: mail(3)}
    scripted.script.claimed = {2: claimed}
    assert [arrival.raw for arrival in taken(box)] == [mail(1), mail(2, 3000), mail(3)]


def test_pieces_join_without_a_seam(scripted: ScriptedImap, box: ImapMailbox) -> None:
    for size in (fetching.PIECE_BYTES - 78, 2 * fetching.PIECE_BYTES + 1000):
        scripted.script.mails = {1: mail(1, size)}
        assert [arrival.raw for arrival in taken(box)] == [mail(1, size)]
    exact = mail(1) + b"x" * (2 * fetching.PIECE_BYTES - len(mail(1)))
    scripted.script.mails = {1: exact}
    assert [arrival.raw for arrival in taken(box)] == [exact]


def test_a_large_mail_taken_away_between_two_pieces_is_not_kept_short(scripted: ScriptedImap, box: ImapMailbox) -> None:
    fetches: list[int] = []

    def take_away() -> None:
        fetches.append(1)
        if len(fetches) == 3:  # the description, the first piece, then
            del scripted.script.mails[1]

    scripted.script.mails = {1: mail(1, 9_000_000), 2: mail(2)}
    scripted.script.before_fetch = take_away
    assert numbers(taken(box)) == [2]
    assert box.vanished == 1


def test_a_mail_that_is_listed_but_not_given_is_held_for_a_person(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2)}
    scripted.script.hide = {1}
    assert [(arrival.key, arrival.problem) for arrival in taken(box)] == [("1", Reason.VANISHED), ("2", None)]


NOISE = b"* 9 EXISTS\r\n* 0 RECENT\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK still here\r\n* FLAGS (\\Seen NIL)\r\n* 9 EXPUNGE\r\n"


@pytest.mark.parametrize("piecemeal", [0, 1, 7])
@pytest.mark.parametrize("lower", [True, False])
def test_unasked_words_small_letters_and_split_lines_change_nothing(
    scripted: ScriptedImap,
    box: ImapMailbox,
    piecemeal: int,
    lower: bool,  # noqa: FBT001 - a case
) -> None:
    scripted.script.mails = {1: mail(1), 5: mail(5), 900_000_000: mail(9)}
    scripted.script.noise = NOISE.lower() if lower else NOISE
    scripted.script.lower = lower
    scripted.script.piecemeal = piecemeal
    arrivals = taken(box)
    assert [arrival.raw for arrival in arrivals] == [mail(1), mail(5), mail(9)]
    assert {arrival.received_at.isoformat() for arrival in arrivals} == {"2026-11-22T09:00:00+00:00"}


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


def test_a_stall_in_a_mail_ends_in_an_error_and_the_next_look_recovers(scripted: ScriptedImap) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.announced = {1: 2000}
    with ImapMailbox(**desk_of(scripted), silence_s=0.2) as box:
        with pytest.raises(MailboxError, match="in time"):
            taken(box)
        scripted.script.announced.clear()
        assert numbers(taken(box)) == [1]


def test_no_word_of_a_mail_gets_into_an_error(scripted: ScriptedImap, box: ImapMailbox) -> None:
    for length in (10, len(mail(1)) + 1):
        scripted.script.mails = {1: mail(1)}
        scripted.script.announced = {1: length}
        with pytest.raises(MailboxError) as caught:
            taken(box)
        assert "xx" not in str(caught.value)
        assert "client1" not in str(caught.value)


@pytest.mark.parametrize("greeting", [b"* BYE full\r\n", b"hello\r\n", b"* PREAUTH\r\n", b"\r\n", b"* OK " + b"x" * 2_000_000])
def test_a_strange_greeting_is_an_error(scripted: ScriptedImap, box: ImapMailbox, greeting: bytes) -> None:
    scripted.script.greeting = greeting
    with pytest.raises(MailboxError):
        box.open()


def test_moving_without_move_marks_and_expunges_only_ours(scripted: ScriptedImap) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2)}
    with ImapMailbox(**desk_of(scripted), done_folder="Done") as mover:
        mover.file_away(taken(mover))
    steps = [words for words in scripted.script.commands if words.startswith((b"UID COPY", b"UID STORE", b"UID EXPUNGE"))]
    assert steps == [b'UID COPY 1,2 "Done"', b"UID STORE 1,2 +FLAGS.SILENT (\\Deleted)", b"UID EXPUNGE 1,2"]


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
    assert scripted.connections == 2


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
    del dovecot
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
