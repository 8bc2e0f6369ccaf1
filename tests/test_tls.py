"""SEC-04: a server whose line is not safe is refused at every door, in words that name what is wrong, and hears no secret.

The servers are real ones (Dovecot, aiosmtpd, the standard library's HTTPS) with one fault each: a certificate of an unknown authority, for
another host or run out, or nothing newer than TLS 1.0 or 1.1. A client that asks for little sees that each server works.
"""

from __future__ import annotations

import asyncio
import re
import smtplib
import socket
import ssl
import threading
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import tls
from bot.arrivals.mailbox import ImapMailbox
from bot.errors import MailboxError, TokenError
from bot.oauth import post
from bot.sending.smtp import SmtpBox
from bot.vocabulary.doors import SendResult
from bot.webhook import Webhook
from tests.conftest import need_dovecot
from tests.servers.certificates import Authority, Line
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.hook import receiver
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.submission import Submission
from tests.servers.tokens import endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESK, TOM = "disputes@northlight.example", "tom@harbour.example"
OLD = "only TLS 1.1 or older"


@dataclass(frozen=True)
class Fault:
    """A server's line, what is said of it, and whether the client trusts another authority than the server's."""

    said: str
    line: Line = Line()
    stranger: bool = False


FAULTS = {
    "self-made": Fault("certificate that cannot be trusted (unable to get local issuer certificate)", stranger=True),
    "other host": Fault("certificate that cannot be trusted (Hostname mismatch", Line(names=("mail.elsewhere.example",))),
    "run out": Fault(
        "certificate that cannot be trusted (certificate has expired)",
        Line(ends=datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)),
    ),
    "TLS 1.0": Fault(OLD, Line(newest="TLSv1")),
    "TLS 1.1": Fault(OLD, Line(newest="TLSv1.1")),
}


@pytest.fixture(scope="module", params=FAULTS)
def fault(request: pytest.FixtureRequest) -> Fault:
    return FAULTS[request.param]


@pytest.fixture(scope="module")
def faulty(fault: Fault) -> Iterator[Dovecot]:
    need_dovecot()
    server = Dovecot(fault.line)
    try:
        server.add_user("box")
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def ca_file(fault: Fault, faulty: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Authority(tmp_path_factory.mktemp("stranger")).ca_file if fault.stranger else faulty.ca_file


def careless() -> ssl.SSLContext:
    """A client that takes any certificate and any version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def spoken(faulty: Dovecot) -> str | None:
    with socket.create_connection(("127.0.0.1", faulty.imaps)) as plain, careless().wrap_socket(plain) as line:
        assert line.recv(99).startswith(b"* OK")
        return line.version()


@pytest.mark.parametrize("mode", ["ssl", "starttls"])
def test_sec_04_the_mailbox(fault: Fault, faulty: Dovecot, ca_file: Path, mode: str) -> None:
    assert spoken(faulty) == (fault.line.newest or "TLSv1.3").replace("TLSv1.0", "TLSv1")
    port = faulty.imaps if mode == "ssl" else faulty.imap
    box = ImapMailbox(host="localhost", port=port, username="box", password=PASSWORD, tls=mode, ca_file=ca_file)  # type: ignore[arg-type]
    with box, pytest.raises(MailboxError, match=re.escape(fault.said)) as caught:
        box.open()
    assert "\n" not in str(caught.value)
    assert not re.search(r"Login|auth failed", (faulty.base / "dovecot.log").read_text())


def test_sec_04_the_outgoing_server(fault: Fault, faulty: Dovecot, ca_file: Path) -> None:
    server = Submission(faulty)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            assert client.starttls(context=careless())[0] == 220
        box = SmtpBox("localhost", server.port, "starttls", str(ca_file), "box", PASSWORD, timeout_s=5.0)
        outcome = asyncio.run(box.send("o-1", DESK, (TOM,), b"Subject: hello\r\n\r\n", pytest.fail))
    finally:
        server.stop()
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert outcome.answer.startswith("the outgoing server ")
    assert fault.said in outcome.answer
    assert server.accepted == []


def test_sec_04_the_outgoing_server_with_tls_from_the_first_byte(fault: Fault, faulty: Dovecot, ca_file: Path) -> None:
    with ScriptedSmtp(faulty.authority.server_context(), from_first_byte=True) as server:
        said = asyncio.run(SmtpBox("localhost", server.port, "ssl", str(ca_file), "box", PASSWORD, timeout_s=5.0).sign_in("a.example"))
    assert fault.said in said
    assert server.said == []


def test_sec_04_tokens_and_webhooks(fault: Fault, faulty: Dovecot, ca_file: Path) -> None:
    with endpoint(faulty.authority) as here, pytest.raises(TokenError, match=re.escape(fault.said)):
        post(here.url, {"client_secret": "hush"}, ca_file)
    assert here.forms == []
    with receiver(faulty.authority) as told:
        assert fault.said in Webhook(told.url, b"a key of sixteen", ca_file).post(1, "dispute.opened", b"{}", datetime.now(UTC))
    assert told.requests == []


def test_sec_04_a_server_that_answers_in_an_old_version_unasked() -> None:
    """Servers older than the alert for it begin to speak TLS 1.0 whatever they were offered."""
    hello = bytes.fromhex("0301") + bytes(33) + bytes.fromhex("002f00")  # version, random, no session, RSA-AES128-SHA, uncompressed
    record = b"\x02" + len(hello).to_bytes(3, "big") + hello
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=_answer_once, args=(listener, b"\x16\x03\x01" + len(record).to_bytes(2, "big") + record), daemon=True
        ).start()
        with (
            ImapMailbox(host="localhost", port=listener.getsockname()[1], username="box", password=PASSWORD) as box,
            pytest.raises(MailboxError, match=OLD),
        ):
            box.open()


def _answer_once(listener: socket.socket, raw: bytes) -> None:
    line, _ = listener.accept()
    with line:
        line.recv(65536)
        line.sendall(raw)
        line.recv(65536)


def test_sec_04_the_oldest_version_is_set_whatever_openssl_was_built_to_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        lax = ssl.create_default_context()
        lax.minimum_version = ssl.TLSVersion.TLSv1
    monkeypatch.setattr(ssl, "create_default_context", lambda **_settings: lax)
    made = tls.context(None)
    assert made.minimum_version == ssl.TLSVersion.TLSv1_2
    assert (made.verify_mode, made.check_hostname) == (ssl.CERT_REQUIRED, True)
