"""A desk's view of a mailbox: sample mails, and mailbox objects on the real and the scripted server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient

from bot.arrivals.mailbox import ImapMailbox
from bot.arrivals.wire import tls_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.vocabulary.doors import Arrival, Cursor
    from tests.servers.dovecot import Dovecot
    from tests.servers.scripted_imap import ScriptedImap


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


def desk_of(scripted: ScriptedImap) -> dict[str, Any]:
    return {"host": "localhost", "port": scripted.port, "username": "desk", "password": "secret", "ca_file": scripted.ca_file}
