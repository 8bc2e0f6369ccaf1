"""The desk between a real Dovecot and a real submission server: its self-test, and what a server says of a mail it took."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import bookwork, commands, config, opening, selftest, working
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.outgoing import Audience
from tests.journeys import world
from tests.servers.submission import AUTHSERV_ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.config import Settings
    from tests.servers.dovecot import Dovecot
    from tests.servers.submission import Submission


class RealDesk:
    """A desk whose mail comes by IMAP and leaves by SMTP with STARTTLS and a login; its approver has a mailbox there too."""

    def __init__(self, base: Path, dovecot: Dovecot, submission: Submission) -> None:
        self.base, self.dovecot = base, dovecot
        self.user, approver = dovecot.add_user(), dovecot.add_user()
        self.address = f"{self.user}@northlight.example"
        (base / "password").write_text(dovecot.password)
        (base / "password").chmod(0o600)
        server = f'host = "localhost"\nca_file = "{dovecot.ca_file}"\npassword_file = "password"'
        (base / "config.toml").write_text(
            f"""
[desk]
name = "Northlight Studio"
address = "{self.address}"
[mailbox]
kind = "imap"
port = {dovecot.imaps}
username = "{self.user}"
since = "2026-01-01"
{server}
[outgoing]
kind = "smtp"
port = {submission.port}
username = "{self.address}"
{server}
[people]
approvers = ["{approver}@northlight.example"]
[trust]
authserv_id = "{AUTHSERV_ID}"
""",
            encoding="utf-8",
        )

    @property
    def settings(self) -> Settings:
        return config.load(self.base / "config.toml")

    def poll(self) -> None:
        assert asyncio.run(working.poll_once(self.settings, None, lambda _: None))


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, submission: Submission) -> Iterator[RealDesk]:
    submission.forget()
    yield RealDesk(tmp_path, dovecot, submission)
    submission.strips = False


@pytest.mark.parametrize(("strips", "found"), [(False, "survived"), (True, "stripped")])
def test_spf_26_the_self_test_tells_a_real_server_that_strips_from_one_that_does_not(
    desk: RealDesk, submission: Submission, *, strips: bool, found: str
) -> None:
    """SPF-26: sent with STARTTLS and a login, found by IMAP; approvals by mail are off where the forgery came through."""
    submission.strips = strips
    with opening.store_of(desk.settings) as store:
        told = asyncio.run(selftest.sent(desk.settings, store, 20))
        assert told["result"] == found, told
        believes = opening.policy_of(desk.settings, store, datetime.now(UTC)).authserv_id
        assert believes == (AUTHSERV_ID if strips else "")
    (handed,) = submission.accepted
    assert (handed.recipients, handed.user) == ((desk.address,), desk.address)
    desk.poll()
    with opening.store_of(desk.settings) as store:
        assert store.cases() == ()
        assert store.verify().broken is None


def test_out_12_what_the_server_said_when_it_took_the_answer_is_kept_as_evidence(desk: RealDesk, submission: Submission) -> None:
    """OUT-12: whether a server that says yes delivers cannot be seen; its words and the queue id stand in row, journal and story."""
    world.books(desk.base)
    with opening.store_of(desk.settings) as store:
        bookwork.import_ledger(store, {"invoices": desk.base / "invoices.csv", "lines": desk.base / "lines.csv"}, desk.base)
    desk.dovecot.deliver(desk.user, [world.write(world.client_mail(desk.address), datetime.now(UTC))])
    desk.poll()
    with opening.store_of(desk.settings) as store:
        commands.review(store, desk.settings, "D-0001", "approve", "cli:ana", datetime.now(UTC))
    desk.poll()
    (answer,) = [handed for handed in submission.accepted if handed.recipients == (world.CLIENT,)]
    with opening.store_of(desk.settings) as store:
        (row,) = [row for row in store.outbox() if row.audience is Audience.CLIENT]
        assert row.state is OutboxState.SENT
        assert re.fullmatch(r"(250 )?2\.0\.0 queued as \d+", row.last_answer), row.last_answer
        sent = next(entry for entry in store.journal("D-0001") if entry.kind == "send_sent" and row.id in (entry.content or ""))
        assert row.last_answer in (sent.content or "")
        assert store.case_file("D-0001").sent[0].raw == answer.raw
