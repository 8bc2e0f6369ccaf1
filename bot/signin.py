"""`dispute-desk sign-in`: tries both doors as the settings say, and takes a person's consent for the desk to use a mailbox."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bot import oauth, opening
from bot.arrivals.mailbox import ImapMailbox
from bot.errors import MailboxError, TokenError, UsageError
from bot.rotation import write_secret
from bot.sending.smtp import SmtpBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.config import Settings

#: Where the browser is sent with the answer; nobody listens there, its address is what a person brings us.
_BACK = "http://localhost"
_WORDS = {"fine": "It works", "note": "Note", "problem": "Problem"}


@dataclass(frozen=True, slots=True)
class _Once:
    """One token, never replaced: for trying a mailbox that should be closed to us."""

    value: str

    def token(self) -> str:
        """Return it."""
        return self.value

    def instead_of(self, _refused: str) -> str:
        """There is no other."""
        return ""


async def tried(settings: Settings, not_for: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Sign in at both doors and say what came of it, one `{level, text}` each; nothing is read or sent. `not_for` are addresses whose
    mailboxes must stay closed to this sign-in. Raises ConfigError, UsageError.
    """
    told = [line for auth in sorted(settings.token_auths) for line in _token(settings, auth)]
    mailbox = opening.mailbox_of(settings)
    told.append(
        _opened(mailbox, settings)
        if isinstance(mailbox, ImapMailbox)
        else _said("note", "[mailbox] is a folder; there is nobody to sign in at.")
    )
    told += [_closed(mailbox, address) for address in not_for]
    box = opening.outgoing_server(settings)
    if isinstance(box, SmtpBox):
        why = await box.sign_in(settings.desk.address.rpartition("@")[2])
        await box.close()
        told.append(_said("problem", f"[outgoing]: {why}") if why else _said("fine", f"{box.username} may hand over mail at {box.host}."))
    else:
        told.append(_said("note", "[outgoing] is a folder; there is nobody to sign in at."))
    return told


def _token(settings: Settings, auth: str) -> list[dict[str, Any]]:
    tokens = opening.tokens_of(settings, auth)
    assert tokens is not None  # noqa: S101 - `auth` is one of those that use tokens
    place = urlsplit(settings.oauth.token_url).hostname
    try:
        tokens.token()
    except TokenError as error:
        return [_said("problem", f"[oauth]: {error}")]
    told = [_said("fine", f"{place} gives a token that is good for {tokens.lasts_s / 60:.0f} minutes.")]
    if tokens.too_much:
        rights = ", ".join(tokens.too_much)
        told.append(_said("note", f"the token allows more than reading and sending mail ({rights}); take away what the desk does not need"))
    return told


def _opened(mailbox: ImapMailbox, settings: Settings) -> dict[str, Any]:
    try:
        mailbox.open()
    except MailboxError as error:
        return _said("problem", f"[mailbox]: {error}")
    finally:
        mailbox.close()
    return _said("fine", f"{mailbox.username} may read {settings.mailbox.folder} at {mailbox.host}.")


def _closed(mailbox: object, address: str) -> dict[str, Any]:
    """Say whether another mailbox is closed to this sign-in, as it should be."""
    if not isinstance(mailbox, ImapMailbox) or mailbox.tokens is None:
        raise UsageError('--not-for asks whether a token opens other mailboxes; it needs [mailbox] kind = "imap" and a sign-in by token')
    try:
        other = replace(mailbox, username=address, tokens=_Once(mailbox.tokens.token()))
    except TokenError as error:
        return _said("problem", f"[oauth]: {error}")
    try:
        other.open()
    except MailboxError as error:
        refused = not isinstance(error.__cause__, OSError)
        return _said("fine", f"{address} is closed to this sign-in.") if refused else _said("problem", f"[mailbox]: {error}")
    finally:
        other.close()
    return _said("problem", f"this sign-in opens the mailbox of {address} too: take that right away, one mailbox is enough for the desk")


def _said(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "text": text}


def line(told: dict[str, Any]) -> str:
    """Return one finding for people."""
    return f"{_WORDS[told['level']]}: {told['text']}"


# --- consent --------------------------------------------------------------------------------------------------------------


class Consent:
    """One consent under way: `address` is to be opened in a browser, `given` takes what the browser shows afterwards."""

    def __init__(self, settings: Settings) -> None:
        """Make the address. Raises UsageError where a setting is missing, ConfigError for the client secret."""
        table = settings.oauth
        missing = [key for key in ("authorize_url", "token_url", "client_id", "refresh_token_file") if not getattr(table, key)]
        if missing:
            raise UsageError(f"oauth.{', oauth.'.join(missing)} missing; a consent cannot be taken without")
        self._table, self._base = table, settings.base
        self._secret = table.secret("client_secret", settings.base)
        self._state, self._proof = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self._proof.encode()).digest()).decode().rstrip("=")
        values = {
            "response_type": "code",
            "client_id": table.client_id,
            "redirect_uri": _BACK,
            "scope": table.scope,
            "state": self._state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "access_type": "offline",  # without these two Google gives no refresh token
            "prompt": "consent",
            "login_hint": settings.mailbox.username or settings.outgoing.username,
        }
        self.address = f"{table.authorize_url}{'&' if '?' in table.authorize_url else '?'}{urlencode(values)}"

    def given(self, shown: str) -> str:
        """Fetch the refresh token with the address the browser was sent to, and keep it; return the file. Raises UsageError, TokenError."""
        answer = {name: values[0] for name, values in parse_qs(urlsplit(shown.strip()).query).items()}
        if answer.get("error"):
            raise UsageError(f"the provider says no ({answer['error'][:80]!r}); nothing was changed")
        if answer.get("state") != self._state or not answer.get("code"):
            raise UsageError("this is not the address of this consent; run the command again and copy the whole address")
        table = self._table
        values = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": _BACK,
            "client_id": table.client_id,
            "client_secret": self._secret,
            "code_verifier": self._proof,
        }
        ca_file = self._base / table.ca_file if table.ca_file else None
        found = oauth.exchanged(table.token_url, {name: value for name, value in values.items() if value}, ca_file)
        path = self._base / table.refresh_token_file
        try:
            write_secret(path, found)
        except OSError as error:
            raise UsageError(f"oauth.refresh_token_file: {path} cannot be written ({error.strerror})") from error
        return str(path)
