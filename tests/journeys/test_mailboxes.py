"""History and renumbering in a real Dovecot mailbox."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from imapclient import IMAPClient

from bot import bookwork, config, opening, working
from bot.arrivals.beside import Beside
from bot.arrivals.mailbox import ImapMailbox
from bot.arrivals.wire import tls_context
from tests import poison
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.dovecot import Dovecot


class ImapDesk:
    """A desk on a Dovecot mailbox whose mail leaves into a maildir."""

    def __init__(self, base: Path, dovecot: Dovecot) -> None:
        self.base, self.dovecot, self.user = base, dovecot, dovecot.add_user()
        (base / "password").write_text(dovecot.password)
        (base / "password").chmod(0o600)
        self.configure("2026-01-01")

    def configure(self, since: str, folder: str = "INBOX", more: str = "") -> None:
        (self.base / "config.toml").write_text(
            f"""
[desk]
name = "Northlight Studio"
address = "{self.user}@northlight.example"
[mailbox]
kind = "imap"
host = "localhost"
port = {self.dovecot.imaps}
ca_file = "{self.dovecot.ca_file}"
username = "{self.user}"
password_file = "password"
since = "{since}"
folder = "{folder}"
{more}
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["ana@northlight.example"]
[trust]
authserv_id = "{world.AUTHSERV}"
""",
            encoding="utf-8",
        )

    def deliver(self, *raws: bytes) -> None:
        self.dovecot.deliver(self.user, raws)

    def try_at(self, now: datetime) -> bool:
        """Work once at that time; False where the mailbox could not be reached."""
        return asyncio.run(working.poll_once(config.load(self.base / "config.toml"), lambda: now, lambda _: None))

    def poll(self) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = []
        assert asyncio.run(working.poll_once(config.load(self.base / "config.toml"), None, said.append))
        return said

    def left(self) -> list[bytes]:
        """Return what left, without the two lines of its envelope."""
        files = sorted((self.base / "outbox" / "new").glob("*"))
        return [file.read_bytes().split(b"\r\n", 2)[2] for file in files]

    def colleague(self) -> IMAPClient:
        client = IMAPClient("localhost", self.dovecot.imaps, ssl_context=tls_context(self.dovecot.ca_file))
        client.login(self.user, self.dovecot.password)
        return client

    def requests(self) -> int:
        return len(list((self.base / "outbox" / "new").glob("*")))


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot) -> ImapDesk:
    return ImapDesk(tmp_path, dovecot)


def claim(number: int) -> bytes:
    letter = world.client_mail("disputes@northlight.example", subject=f"Invoice INV-1041 ({number})")
    return world.write(letter, datetime.now(UTC))


def test_what_was_there_before_since_is_history_and_what_comes_later_is_not(desk: ImapDesk) -> None:
    desk.configure((datetime.now(UTC).date() + timedelta(days=2)).isoformat())  # midnight may lie between here and the poll
    desk.deliver(claim(1), claim(2))
    assert [(entry["kind"], entry["reason"], entry["draft"]) for entry in desk.poll()] == [("client_mail", "BEFORE_SINCE", None)] * 2
    # Received before `since` as well, but it was not there at the first start.
    desk.deliver(claim(3))
    (late,) = desk.poll()
    assert late["reason"] != "BEFORE_SINCE"
    assert late["draft"] is not None
    assert desk.requests() == 1


def test_a_renumbered_mailbox_is_read_again_and_nothing_done_twice(desk: ImapDesk) -> None:
    """A folder that was deleted and filled again, in another order and with a new mail in front: new UIDVALIDITY, low UIDs again."""
    desk.configure("2026-01-01", folder="Disputes")
    mails = [claim(1), poison.mail(2), poison.mail(3)]
    colleague = desk.colleague()
    colleague.create_folder("Disputes")
    for raw in mails:
        colleague.append("Disputes", raw)
    assert len(desk.poll()) == 3
    before = desk.requests()

    colleague.delete_folder("Disputes")
    time.sleep(1.1)  # Dovecot takes UIDVALIDITY from the clock
    colleague.create_folder("Disputes")
    for raw in (poison.mail(4), *reversed(mails)):
        colleague.append("Disputes", raw)
    colleague.logout()
    assert [entry["new_text"] for entry in desk.poll()] == ["Hello 4"]
    assert desk.poll() == []
    assert desk.requests() == before == 1

    with opening.store_of(config.load(desk.base / "config.toml")) as store:
        assert [entry.kind for entry in store.journal()].count("mailbox_renumbered") == 1
        facts = store.digest_facts(None, datetime.now(UTC))
        assert facts.fetched == 4
        assert any("renumbered" in notice for notice in facts.notices)
        assert store.verify().broken is None


def test_an_answer_leaves_under_the_lease_and_its_copy_lies_in_the_sent_folder(desk: ImapDesk) -> None:
    desk.configure("2026-01-01", more='sent_folder = "Sent"\nlease_folder = "Lease"')
    settings = config.load(desk.base / "config.toml")
    world.books(desk.base)
    with opening.store_of(settings) as store:
        bookwork.import_ledger(store, {"invoices": desk.base / "invoices.csv", "lines": desk.base / "lines.csv"}, desk.base)
    desk.deliver(claim(1))
    desk.poll()
    (request,) = map(world.parsed, desk.left())
    desk.deliver(world.write(world.reply(request, "ana@northlight.example", "Approve"), datetime.now(UTC)))
    mailbox = opening.mailbox_of(settings)
    assert isinstance(mailbox, ImapMailbox)
    other = Beside(mailbox, lease_folder="Lease")
    assert other.renew("another desk") is None
    desk.poll()
    assert len(desk.left()) == 1, "another desk holds the lease"
    other.release("another desk")
    desk.poll()
    (answer,) = [raw for raw in desk.left() if world.parsed(raw)["To"] == world.CLIENT]
    with desk.colleague() as client:
        client.select_folder("Sent", readonly=True)
        (copy,) = client.fetch(client.search(), ["BODY.PEEK[]"]).values()
        assert copy[b"BODY[]"] == answer
        client.select_folder("Lease", readonly=True)
        assert client.search(["UNDELETED"]) == []


def test_what_people_send_from_the_desks_own_mailbox_withdraws_the_draft(desk: ImapDesk) -> None:
    """From the sent folder, under the desk's own address; copies of what the desk itself sent are not kept again."""
    desk.configure("2026-01-01", more='sent_folder = "Sent"')
    settings = config.load(desk.base / "config.toml")
    world.books(desk.base)
    with opening.store_of(settings) as store:
        bookwork.import_ledger(store, {"invoices": desk.base / "invoices.csv", "lines": desk.base / "lines.csv"}, desk.base)
    first = world.write(world.client_mail("disputes@northlight.example"), datetime.now(UTC))
    desk.deliver(first)
    desk.poll()
    sent = world.Letter(
        sender=f"Northlight Studio <{desk.user}@northlight.example>",
        to=world.CLIENT,
        subject="Re: Invoice INV-1041",
        text="Hi Tom,\n\nyou are right, a corrected invoice follows.\n\nBen\n",
        in_reply_to=str(world.parsed(first)["Message-ID"]),
    )
    elsewhere = world.Letter(sent.sender, "printer@shop.example", "Paper", "Two boxes, please.\n")
    with desk.colleague() as client:
        for letter in (sent, elsewhere):
            client.append("Sent", world.write(letter, datetime.now(UTC)))
    said = desk.poll()
    assert [(entry["kind"], entry["case"], entry["draft"]) for entry in said] == [("staff_forward", "D-0001", None), ("own", None, None)]
    with opening.store_of(settings) as store:
        assert store.digest_facts(None, datetime.now(UTC)).waiting == ()
        assert any("answered_by_staff" in (entry.content or "") for entry in store.journal())
    kinds = [world.parsed(raw)["X-Dispute-Desk"] for raw in desk.left()]
    assert sorted(kinds) == ["approval", "receipt"]
    assert desk.poll() == []


def test_int_17_a_renamed_folder_is_told_changes_nothing_and_is_read_again_when_it_is_back(desk: ImapDesk) -> None:
    """INT-17: refused for a quarter of an hour: one alert, the same state; then all goes on by itself."""
    desk.configure("2026-01-01", folder="Disputes")
    colleague = desk.colleague()
    colleague.create_folder("Disputes")
    colleague.append("Disputes", claim(1))
    assert len(desk.poll()) == 1
    with opening.store_of(config.load(desk.base / "config.toml")) as store:
        before = store.cursor("Disputes")
    colleague.append("Disputes", claim(2))
    colleague.rename_folder("Disputes", "Elsewhere")
    start = datetime.now(UTC)
    for minutes in (0, 14, 16, 30, 300):
        assert not desk.try_at(start + timedelta(minutes=minutes))
    (alert,) = [mail for mail in map(world.parsed, desk.left()) if mail["X-Dispute-Desk"] == "alert"]
    assert (alert["To"], alert["Subject"]) == ("ana@northlight.example", "The dispute desk does not reach its mailbox")
    assert "Mailbox doesn't exist" in world.text_of(alert)
    with opening.store_of(config.load(desk.base / "config.toml")) as store:
        assert store.cursor("Disputes") == before
    colleague.rename_folder("Elsewhere", "Disputes")
    colleague.logout()
    assert [entry["kind"] for entry in desk.poll()] == ["client_mail"]
    with opening.store_of(config.load(desk.base / "config.toml")) as store:
        assert "An alert went to ana@northlight.example" in " ".join(
            entry.content or "" for entry in store.journal() if entry.kind == "note"
        )
        assert store.verify().broken is None
