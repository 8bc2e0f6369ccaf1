"""The test servers themselves: what other tests may rely on."""

from __future__ import annotations

import smtplib
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.servers.boxes import Box, mail, taken
from tests.servers.submission import AUTHSERV_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.dovecot import Dovecot
    from tests.servers.submission import Submission


@pytest.fixture
def smtp(submission: Submission) -> Iterator[smtplib.SMTP]:
    submission.forget()
    with smtplib.SMTP("localhost", submission.port) as client:
        yield client


def log_in(smtp: smtplib.SMTP, server: Submission, user: str) -> None:
    smtp.starttls(context=ssl.create_default_context(cafile=str(server.ca_file)))
    smtp.login(user, server.password)


def test_local_mail_arrives_with_our_servers_word_for_its_sender(dovecot: Dovecot, submission: Submission, smtp: smtplib.SMTP) -> None:
    box = Box(dovecot)
    sender = f"{box.user}@northlight.example"
    log_in(smtp, submission, sender)
    smtp.sendmail(sender, [f"{box.user}+token@northlight.example", "client@example.org"], mail(1))
    (handed,) = submission.accepted
    assert (handed.sender, handed.recipients, handed.raw, handed.user) == (
        sender,
        (f"{box.user}+token@northlight.example", "client@example.org"),
        mail(1),
        sender,
    )
    (arrival,) = taken(box.box)
    assert arrival.raw.endswith(mail(1))
    assert f"Authentication-Results: {AUTHSERV_ID}; auth=pass smtp.auth={sender};".encode() in arrival.raw
    box.box.close()


def test_nobody_gets_in_without_tls_and_password(dovecot: Dovecot, submission: Submission, smtp: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPException):
        smtp.sendmail("a@northlight.example", ["b@northlight.example"], mail(1))
    smtp.starttls(context=ssl.create_default_context(cafile=str(submission.ca_file)))
    with pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.login(dovecot.add_user(), "guess")
    with pytest.raises(smtplib.SMTPSenderRefused):
        smtp.sendmail("a@northlight.example", ["b@northlight.example"], mail(1))
    assert submission.accepted == []


def test_recipients_are_refused_or_deferred_as_told(dovecot: Dovecot, submission: Submission, smtp: smtplib.SMTP) -> None:
    log_in(smtp, submission, dovecot.add_user())
    submission.refused.add("bad@example.org")
    submission.deferred.add("later@example.org")
    recipients = ["nobody-here@northlight.example", "bad@example.org", "later@example.org", "good@example.org"]
    answers = smtp.sendmail("desk@northlight.example", recipients, mail(1))
    assert {address: code for address, (code, _) in answers.items()} == {
        "nobody-here@northlight.example": 550,
        "bad@example.org": 550,
        "later@example.org": 451,
    }
    assert [handed.recipients for handed in submission.accepted] == [("good@example.org",)]


def test_dovecot_refuses_unknown_users(dovecot: Dovecot) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        dovecot.deliver("nobody-here", [mail(1)])
