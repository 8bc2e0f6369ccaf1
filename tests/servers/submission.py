"""A real submission server: STARTTLS and AUTH required; local mail goes to the private Dovecot, mail for others is kept aside."""

from __future__ import annotations

import asyncio
import base64
import re
import smtplib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.dovecot import DOMAIN
from tests.servers.ports import free_ports

if TYPE_CHECKING:
    from tests.servers.dovecot import Dovecot

AUTHSERV_ID = "mx.northlight.example"


@dataclass(frozen=True)
class Handed:
    """One mail as it was handed over: envelope and exact bytes (before our server's own header fields)."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    user: str


class Submission:
    """`accepted` lists every mail taken, in order; `refused` holds addresses that get 550, `deferred` those that get 451.

    Users of Dovecot log in with their mailbox name or address and the one password. Mail to `northlight.example` is delivered there,
    with the Authentication-Results field that our own server would write for a logged-in sender; all other mail is only kept.
    Those who come with a token get in if it is one of `tokens`. Where it `strips`, fields that claim to be its own are taken off first.
    """

    host = "localhost"

    def __init__(self, dovecot: Dovecot, authserv_id: str = AUTHSERV_ID) -> None:
        (self.port,) = free_ports(1)
        self.ca_file = dovecot.ca_file
        self.password = dovecot.password
        self.accepted: list[Handed] = []
        self.refused: set[str] = set()
        self.deferred: set[str] = set()
        self.tokens: list[str] = []
        self.strips = False
        self._dovecot = dovecot
        self._authserv_id = authserv_id
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            server_hostname=self._authserv_id,
            tls_context=self._dovecot.authority.server_context(),
            require_starttls=True,
            auth_required=True,
            authenticator=self._authenticate,
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def forget(self) -> None:
        """Empty the lists, for the next test."""
        self.accepted.clear()
        self.refused.clear()
        self.deferred.clear()

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        if mechanism not in {"LOGIN", "PLAIN"} or not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        user = data.login.decode().partition("@")[0].lower()
        good = user in self._dovecot.users and data.password.decode() == self.password
        return AuthResult(success=good, handled=False, auth_data=data.login.decode())

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        """Take a token that the token endpoint gave; a no comes in two steps, as at Google's and Microsoft's."""
        user, _, bearer = base64.b64decode(args[1]).decode().strip("\1").partition("\1")
        if user.removeprefix("user=").partition("@")[0] in self._dovecot.users and bearer.removeprefix("auth=Bearer ") in self.tokens:
            return AuthResult(success=True, auth_data=user.removeprefix("user="))
        await server.challenge_auth(b'{"status":"401","schemes":"bearer"}', encode_to_b64=True)
        return AuthResult(success=False, handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and parameters
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.deferred:
            return "451 4.2.1 come again later"
        if address in self.refused or (_is_local(address) and _mailbox(address) not in self._dovecot.users):
            return "550 5.1.1 nobody of this name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        raw = envelope.content
        assert isinstance(raw, bytes)
        user = str(session.auth_data)
        handed = Handed(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, user)
        local = [address for address in handed.recipients if _is_local(address)]
        if local:
            try:
                await asyncio.to_thread(self._deliver, handed, local)
            except smtplib.SMTPException as error:
                return f"451 4.3.0 delivery failed: {type(error).__name__}"
        with self._lock:
            self.accepted.append(handed)
            return f"250 2.0.0 queued as {len(self.accepted)}"

    def _deliver(self, handed: Handed, local: list[str]) -> None:
        sender_domain = handed.user.partition("@")[2] or DOMAIN
        trace = (
            f"Authentication-Results: {self._authserv_id}; auth=pass smtp.auth={handed.user};\r\n"
            f"\tdmarc=pass header.from={sender_domain}\r\n"
            f"Received: from submission by {self._authserv_id}; {format_datetime(datetime.now(UTC))}\r\n"
        )
        raw = self._stripped(handed.raw) if self.strips else handed.raw
        with smtplib.LMTP("127.0.0.1", self._dovecot.lmtp) as lmtp:
            lmtp.sendmail(handed.sender, local, trace.encode() + raw)

    def _stripped(self, raw: bytes) -> bytes:
        """Take off the results that a sender wrote in this server's name, as RFC 8601 section 5 asks."""
        head, gap, body = raw.partition(b"\r\n\r\n")
        ours = re.compile(
            rb"(?im)^authentication-results:[ \t]*" + re.escape(self._authserv_id.encode()) + rb"[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n"
        )
        return ours.sub(b"", head + b"\r\n")[:-2] + gap + body


def _is_local(address: str) -> bool:
    return address.lower().endswith(f"@{DOMAIN}")


def _mailbox(address: str) -> str:
    return address.partition("@")[0].partition("+")[0].lower()
