"""The whole loop over a real Dovecot (IMAP, LMTP) and a real submission server (STARTTLS, login), as a separate process."""

from __future__ import annotations

import os
import signal
import smtplib
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.journeys import world
from tests.servers.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from tests.servers.dovecot import Dovecot
    from tests.servers.submission import Submission


class Place:
    """One desk with its mailbox, its approver's mailbox and its config file."""

    def __init__(self, base: Path, dovecot: Dovecot, submission: Submission) -> None:
        self.base, self.dovecot, self.submission = base, dovecot, submission
        self.desk, self.approver = (f"{dovecot.add_user()}@northlight.example" for _ in range(2))
        self.process: subprocess.Popen[str] | None = None
        for name in ("mailbox", "outgoing"):
            secret = base / f"{name}.password"
            secret.write_text(dovecot.password)
            secret.chmod(0o600)

    def configure(self, digest_at: str) -> None:
        """Write config.toml with the digest at this hour (UTC)."""
        (self.base / "config.toml").write_text(
            f"""
[desk]
name = "Northlight Studio"
address = "{self.desk}"
contact = "Ana Lopes"
timezone = "UTC"
[mailbox]
kind = "imap"
host = "localhost"
port = {self.dovecot.imaps}
tls = "ssl"
ca_file = "{self.dovecot.ca_file}"
username = "{self.desk.partition("@")[0]}"
password_file = "mailbox.password"
poll_seconds = 30
since = "2026-01-01"
[outgoing]
kind = "smtp"
host = "localhost"
port = {self.submission.port}
tls = "starttls"
ca_file = "{self.submission.ca_file}"
username = "{self.desk}"
password_file = "outgoing.password"
[people]
approvers = ["{self.approver}"]
staff = ["{self.approver}"]
digest = ["{self.approver}"]
[trust]
authserv_id = "{world.AUTHSERV}"
[digest]
at = "{digest_at}"
""",
            encoding="utf-8",
        )

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a short command to its end."""
        arguments = [sys.executable, "-m", "bot", *words, "--config", str(self.base / "config.toml")]
        return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - our own program

    def start(self) -> None:
        """Start `run` and wait until it says so."""
        arguments = [sys.executable, "-m", "bot", "run", "--json", "--config", str(self.base / "config.toml")]
        self.log = (self.base / "log").open("a+")
        self.process = subprocess.Popen(arguments, stdout=self.log, stderr=self.log, text=True)  # noqa: S603 - our own program
        wait_for(lambda: "started" in (self.base / "log").read_text(), 60)

    def stop(self) -> int:
        """End it with SIGTERM; return the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process = None
        self.log.close()
        return code

    def deliver(self, letter: world.Letter) -> None:
        """Deliver a mail from outside into the desk's mailbox."""
        self.dovecot.deliver(self.desk, [world.write(letter, datetime.now(UTC))])

    def handed(self, to: str) -> list[EmailMessage]:
        """Return the mails the desk handed to the server for this address."""
        return [world.parsed(each.raw) for each in self.submission.accepted if each.recipients == (to,) and each.user == self.desk]

    def approver_mails(self, kind: str) -> list[EmailMessage]:
        """Return the staff mails of one kind."""
        return [mail for mail in self.handed(self.approver) if mail["X-Dispute-Desk"] == kind]

    def answer(self, request: EmailMessage, words: str) -> None:
        """Let the approver reply through the submission server, logged in."""
        letter = world.reply(request, self.approver, words)
        context = ssl.create_default_context(cafile=str(self.submission.ca_file))
        with smtplib.SMTP("localhost", self.submission.port) as server:
            server.starttls(context=context)
            server.login(self.approver, self.submission.password)
            server.sendmail(self.approver, [letter.to], world.write(world.Letter(**{**letter.__dict__, "proof": ""}), datetime.now(UTC)))


@pytest.fixture
def place(tmp_path: Path, dovecot: Dovecot, submission: Submission) -> Iterator[Place]:
    found = Place(tmp_path, dovecot, submission)
    yield found
    if found.process is not None:
        os.kill(found.process.pid, signal.SIGKILL)
        found.process.wait()


def test_a_dispute_goes_all_the_way_and_leaves_once(place: Place) -> None:
    place.configure("23:59")
    imported = place.command("import-ledger", *world.books(place.base))
    assert imported.returncode == 0, imported.stderr
    place.start()

    place.deliver(world.client_mail(place.desk))
    wait_for(lambda: place.approver_mails("approval"), 30)
    request = place.approver_mails("approval")[0]
    assert world.CLIENT in world.text_of(request)
    assert not place.handed(world.CLIENT)

    place.answer(request, "Approve")
    wait_for(lambda: place.handed(world.CLIENT) and place.approver_mails("receipt"), 30)
    answer = place.handed(world.CLIENT)[0]
    assert "INV-1041" in answer["Subject"]
    assert answer["In-Reply-To"]
    assert request["Reply-To"] not in answer.as_string()
    assert place.stop() == 0

    place.configure("00:00")
    place.start()
    wait_for(lambda: place.approver_mails("digest"), 30)
    time.sleep(1)
    assert place.stop() == 0
    assert len(place.handed(world.CLIENT)) == 1
    assert len(place.approver_mails("approval")) == 1
    assert len(place.approver_mails("digest")) == 1
    assert "INV-1041" in world.text_of(place.approver_mails("digest")[0])
    assert place.command("verify").returncode == 0
