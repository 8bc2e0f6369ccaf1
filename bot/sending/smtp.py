"""DOOR, SMTP: hands one mail at a time to the submission server over verified TLS and says exactly how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException

from bot import tls
from bot.errors import OutgoingError, TokenError
from bot.sending.replies import accepted, after_content, answer_line, before_content
from bot.vocabulary import bearer
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.tidy import is_address, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiosmtplib import SMTPResponse

    from bot.vocabulary.doors import AccessTokens

_GO_ON, _LET_IN = 334, 235
_START_INPUT = 354
_CLOSING = 421
_QUIT_S = 5.0
#: What aiosmtplib raises for anything a server, the network or TLS may do.
_TROUBLE = (SMTPException, OSError)
_BARE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")


@dataclass(slots=True)
class SmtpBox:
    """An OutgoingBox over SMTP submission: one connection, kept open, reopened when the server dropped it.

    `tls` is "ssl" (from the first byte) or "starttls" (never without); the certificate is verified against `ca_file` (PEM)
    or the system's authorities. Without a username there is no login; where there are `tokens`, one of them signs in instead of the
    password. `timeout_s` holds for each step, `final_timeout_s`
    for the answer to the whole mail (RFC 5321 4.5.3.2.6 asks for ten minutes: giving up early makes mails uncertain).
    """

    host: str
    port: int
    tls: Literal["ssl", "starttls"] = "starttls"
    ca_file: str | None = None
    username: str = ""
    password: str = field(default="", repr=False)
    tokens: AccessTokens | None = field(default=None, repr=False)
    timeout_s: float = 60.0
    final_timeout_s: float = 600.0
    _smtp: SMTP | None = field(default=None, init=False, repr=False)
    _shown: str = field(default="", init=False, repr=False)  # the token that was shown last: never to be quoted
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def send(
        self, outbox_id: str, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> SendOutcome:
        """Hand one mail over; raises only what `before_data` raises. `outbox_id` is not shown to the server.

        Before the server said 354 nothing of the mail has left, and trouble is DEFERRED; after it, UNCERTAIN.
        """
        if not recipients or not all(map(is_address, (sender, *recipients))) or _BARE_END.search(raw) or not raw.endswith(b"\r\n"):
            return SendOutcome(SendResult.REJECTED, f"mail {one_line(outbox_id)[:80]} has an address or a line end that may not be sent")
        async with self._turn:
            settled = False
            try:
                outcome = await self._handed_over(sender, recipients, raw, before_data)
                settled = True
            finally:
                if not settled:  # cancelled, or the phase could not be committed: the dialogue is in an unknown state
                    self._drop()
            return outcome

    async def sign_in(self, domain: str) -> str:
        """Connect and log in, nothing more; return "" or, in a sentence, why that did not work. `domain` is our own name."""
        try:
            await self._connected(domain)
        except OutgoingError as error:
            return str(error)
        return ""

    async def arrived(self, outbox_id: str) -> bool | None:
        """Return None: whether a mail arrived whose dialogue broke off, no SMTP server can say."""

    async def close(self) -> None:
        """Say QUIT and close; a mail that is on its way is broken off."""
        if self._smtp is not None and not self._turn.locked():
            with contextlib.suppress(*_TROUBLE):
                await self._smtp.quit(timeout=min(_QUIT_S, self.timeout_s))
        self._drop()

    async def _handed_over(self, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]) -> SendOutcome:
        try:
            answer = await self._offered(sender, len(raw))
            if not accepted(answer.code):
                return await self._refused(before_content(answer.code, answer.message))
            refusals = await self._named(recipients)
        except OutgoingError as error:
            return SendOutcome(SendResult.DEFERRED, str(error), hold_all=True)
        except _TROUBLE as error:
            return self._broken(SendResult.DEFERRED, error)
        if len(refusals) == len(recipients) or any(answer.code == _CLOSING for answer in refusals.values()):
            return await self._refused(_worst(refusals))
        before_data()
        outcome = await self._content(raw)
        return SendOutcome(outcome.result, outcome.answer, tuple(refusals), outcome.hold_all)

    async def _offered(self, sender: str, size: int) -> SMTPResponse:
        """Say MAIL on the kept connection, or on a new one where the server dropped it meanwhile."""
        smtp = self._smtp
        if smtp is not None and smtp.is_connected:
            with contextlib.suppress(*_TROUBLE):
                answer = await smtp.execute_command(b"MAIL", *_mail_from(smtp, sender, size))
                if answer.code != _CLOSING:
                    return answer
        self._drop()
        smtp = await self._connected(sender.rpartition("@")[2])
        return await smtp.execute_command(b"MAIL", *_mail_from(smtp, sender, size))

    async def _named(self, recipients: Sequence[str]) -> dict[str, SMTPResponse]:
        """Say RCPT for each; return the answers that were not a yes."""
        refusals: dict[str, SMTPResponse] = {}
        for recipient in recipients:
            answer = await self._live.execute_command(b"RCPT", b"TO:<%b>" % recipient.encode("ascii"))
            if not accepted(answer.code):
                refusals[recipient] = answer
        return refusals

    async def _content(self, raw: bytes) -> SendOutcome:
        try:
            answer = await self._live.execute_command(b"DATA")
        except _TROUBLE as error:
            return self._broken(SendResult.DEFERRED, error)
        if answer.code != _START_INPUT:
            return await self._refused(before_content(answer.code, answer.message))
        try:
            answer = await self._poured(raw)
        except _TROUBLE as error:
            return self._broken(SendResult.UNCERTAIN, error)
        outcome = after_content(answer.code, answer.message)
        if outcome.result is SendResult.UNCERTAIN or answer.code == _CLOSING:
            self._drop()
        return outcome

    async def _poured(self, raw: bytes) -> SMTPResponse:
        """Send the mail itself. `SMTP.data()` would not do: it tells a drop before the 354 as it tells one after the last dot."""
        protocol = self._live.protocol
        if protocol is None:
            raise ConnectionError("the connection was lost")
        protocol.write(_dotted(raw))
        return await protocol.read_response(timeout=self.final_timeout_s)

    @property
    def _live(self) -> SMTP:
        if self._smtp is None:
            raise ConnectionError("the connection was lost")
        return self._smtp

    async def _connected(self, domain: str) -> SMTP:
        """Connect, secure, log in. Raises OutgoingError, in words, for whatever goes wrong on the way."""
        try:
            if self.tokens is None or not self.username:
                return await self._let_in(domain, "")
            token = await asyncio.to_thread(self.tokens.token)
            try:
                return await self._let_in(domain, token)
            except SMTPAuthenticationError as error:
                another = await asyncio.to_thread(self.tokens.instead_of, token) if error.code // 100 == 5 else ""  # noqa: PLR2004 - 5yz is no for good
                if not another:
                    raise
                self._drop()
                return await self._let_in(domain, another)
        except TokenError as error:
            self._drop()
            raise OutgoingError(str(error)) from None
        except tls.UnsafeError as error:
            self._drop()
            raise OutgoingError(f"the outgoing server {error.sentence('outgoing')}") from None
        except (*_TROUBLE, ValueError) as error:
            self._drop()
            raise OutgoingError(f"the outgoing server did not let us in: {self._said(error)}") from None  # may quote secrets

    async def _let_in(self, domain: str, token: str) -> SMTP:
        smtp = SMTP(
            hostname=self.host,
            port=self.port,
            local_hostname=domain,  # what stands in the mail anyway: our host's own name is nobody's business
            timeout=self.timeout_s,
            use_tls=self.tls == "ssl",
            start_tls=False,  # a step of its own, below
            tls_context=await asyncio.to_thread(tls.context, self.ca_file),
        )
        self._smtp = smtp
        with tls.handshake():
            await smtp.connect()
        await smtp.ehlo()
        if self.tls == "starttls":
            with tls.handshake():
                await smtp.starttls()
            await smtp.ehlo()
        await (self._signed_in(smtp, token) if token else self._logged_in(smtp))
        return smtp

    async def _logged_in(self, smtp: SMTP) -> None:
        """Try one way to log in, once: trying all of them would count as several wrong passwords."""
        if not self.username:
            return
        ways = {"plain": smtp.auth_plain, "login": smtp.auth_login, "cram-md5": smtp.auth_crammd5}
        way = next((ways[name] for name in ways if name in smtp.supported_auth_methods), None)
        if way is None:
            raise OSError("it offers no way to log in with a password")
        await way(self.username.encode(), self.password.encode())

    async def _signed_in(self, smtp: SMTP, token: str) -> None:
        """Sign in with a token. aiosmtplib knows one of the two mechanisms only; both are one command, and one more after a no."""
        mechanism = bearer.chosen([name.upper() for name in smtp.server_auth_methods])
        if mechanism is None:
            raise OSError("it offers no way to sign in with a token")
        self._shown = token
        words = b64encode(bearer.first_words(mechanism, self.username, token))
        answer = await smtp.execute_command(b"AUTH", mechanism.encode(), words)
        if answer.code == _GO_ON:  # the reasons for a no; it comes when we have taken note of them
            answer = await smtp.execute_command(b64encode(bearer.last_words(mechanism)))
        if answer.code != _LET_IN:
            raise SMTPAuthenticationError(answer.code, answer.message)

    async def _refused(self, outcome: SendOutcome) -> SendOutcome:
        """End the dialogue about a mail that was not taken, so that the connection serves the next one."""
        try:
            if self._smtp is None or not accepted((await self._smtp.execute_command(b"RSET")).code):
                self._drop()
        except _TROUBLE:
            self._drop()
        return outcome

    def _broken(self, result: SendResult, error: Exception) -> SendOutcome:
        self._drop()
        return SendOutcome(result, self._said(error))

    def _said(self, error: Exception) -> str:
        code = getattr(error, "code", None)
        words = answer_line(code, str(getattr(error, "message", error))) if isinstance(code, int) and code > 0 else str(error)
        clean = one_line(words or type(error).__name__)
        login = f"\0{self.username}\0{self.password}"
        said = [text for text in (self.password, self._shown) if text]
        whole = [bearer.first_words(name, self.username, self._shown) for name in bearer.MECHANISMS] if self._shown else []
        coded = [login.encode(), self.password.encode()] if self.password else []
        for secret in (*said, *(b64encode(text).decode() for text in (*whole, *coded))):
            clean = clean.replace(secret, "***")
        return clean[:300]

    def _drop(self) -> None:
        """Close at once: a polite end could wait for a server that does not answer."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            if isinstance(smtp.transport, asyncio.WriteTransport):
                smtp.transport.abort()
            smtp.close()


def _mail_from(smtp: SMTP, sender: str, size: int) -> tuple[bytes, ...]:
    """The sender, and RFC 1870's size where the server wants to know it."""
    size_option = (b"SIZE=%d" % size,) if smtp.supports_extension("size") else ()
    return (b"FROM:<%b>" % sender.encode("ascii"), *size_option)


def _dotted(raw: bytes) -> bytes:
    """RFC 5321 4.5.2: a dot at the start of a line is doubled, a line with one dot ends the mail; nothing else changes."""
    doubled = raw.replace(b"\r\n.", b"\r\n..")
    return (b"." + doubled if doubled.startswith(b".") else doubled) + b".\r\n"


def _worst(refusals: dict[str, SMTPResponse]) -> SendOutcome:
    """The outcome where nobody was accepted: to be tried again if any refusal was for now only."""
    outcomes = [before_content(answer.code, answer.message) for answer in refusals.values()]
    for_now = [outcome for outcome in outcomes if outcome.result is SendResult.DEFERRED]
    chosen = next((outcome for outcome in for_now if outcome.hold_all), (for_now or outcomes)[0])
    return SendOutcome(chosen.result, chosen.answer, tuple(refusals), chosen.hold_all)
