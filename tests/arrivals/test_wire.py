"""The wire: verified TLS or nothing, strange greetings, small letters, split lines, stalls."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from bot.arrivals.mailbox import ImapMailbox
from bot.errors import MailboxError
from tests.servers.boxes import Box, desk_of, mail, numbers, taken

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.scripted_imap import ScriptedImap


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


def test_an_unreadable_authority_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match="certificate authorities"):
        ImapMailbox(host="localhost", port=1, username="u", password="p", ca_file=tmp_path / "none.pem")


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


def test_a_stall_in_a_mail_ends_in_an_error_and_the_next_look_recovers(scripted: ScriptedImap) -> None:
    scripted.script.mails = {1: mail(1)}
    scripted.script.announced = {1: 2000}
    with ImapMailbox(**desk_of(scripted), silence_s=0.2) as box:
        with pytest.raises(MailboxError, match="in time"):
            taken(box)
        scripted.script.announced.clear()
        assert numbers(taken(box)) == [1]


@pytest.mark.parametrize("greeting", [b"* BYE full\r\n", b"hello\r\n", b"* PREAUTH\r\n", b"\r\n", b"* OK " + b"x" * 2_000_000])
def test_a_strange_greeting_is_an_error(scripted: ScriptedImap, box: ImapMailbox, greeting: bytes) -> None:
    scripted.script.greeting = greeting
    with pytest.raises(MailboxError):
        box.open()
