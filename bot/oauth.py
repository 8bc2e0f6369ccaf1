"""DOOR, HTTPS: fetches the tokens that sign the desk in where passwords are no longer taken; they live in memory only.

Two ways of RFC 6749: an application with a secret of its own (client credentials, Microsoft 365), and one that a person has let in
(refresh token, Gmail). What a provider gives as its next refresh token is kept in a file where one is named.
"""

from __future__ import annotations

import base64
import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from bot import log, tls
from bot.errors import TokenError
from bot.log import Event
from bot.rotation import Refresh
from bot.vocabulary.bearer import is_token
from bot.vocabulary.tidy import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Seconds for connecting and for each answer.
TIMEOUT_S = 10.0
#: Octets of an answer at most; a token has some thousand.
_MOST_BYTES = 200_000
#: A token is renewed so many seconds before it runs out, or in the last quarter of a short life.
EARLY_S = 300.0
#: The life of a token whose provider does not say it.
LIFE_S = 600.0
#: Pauses after failures in a row: the first one, the longest one, and the longest that a provider may ask for.
FIRST_PAUSE_S, LONGEST_PAUSE_S, ASKED_PAUSE_S = 15.0, 900.0, 3600.0
#: A token that a mail server refuses is replaced once in so many seconds.
REFUSED_S = 300.0
_LONGEST_WORDS = 200
_GOOD = 200

#: RFC 6749 5.2 and what Microsoft and Google add -> what a person can do.
CURES = {
    "invalid_client": "check oauth.client_id and the client secret; secrets run out, then make a new one",
    "invalid_grant": "the consent has run out or was taken back; give it again with `dispute-desk sign-in --grant`",
    "unauthorized_client": "let the application use this way to sign in, or change auth",
    "invalid_scope": "check oauth.scope",
    "consent_required": "somebody must give the application its consent again",
    "interaction_required": "somebody must give the application its consent again",
    "access_denied": "somebody must give the application its consent again",
}
#: What the desk needs; whatever else a token allows is more than it should.
NEEDED = frozenset(
    {
        *("imap.accessasapp", "smtp.sendasapp", "imap.accessasuser.all", "smtp.send", "offline_access", "openid", "email", "profile"),
        *("https://mail.google.com/", "https://outlook.office365.com/.default", "https://outlook.office.com/.default", "user.read"),
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """Everything a token is asked for with. `flow` is RFC 6749's grant_type; `keep` names the file for the provider's next refresh tokens."""

    token_url: str
    flow: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    ca_file: Path | None = None
    keep: Path | None = None


@lru_cache(maxsize=8)
def shared(grant: Grant) -> Tokens:
    """Return the one source of tokens for a grant: both doors must use the same, or each would spend the other's refresh token."""
    return Tokens(grant)


class Tokens:
    """Hands out a token that is good for now. Blocking; may be used from several threads. Time is counted, not read off the wall clock."""

    def __init__(self, grant: Grant, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is fetched before the first question."""
        self._grant = grant
        self._clock = clock
        self._lock = threading.Lock()
        self._refresh = Refresh(grant.refresh_token, grant.keep)
        self._token = self._scope = ""
        self._renew_at = self._ends_at = self._again_at = 0.0
        self._replaced_at = float("-inf")
        self._failures = 0
        self._trouble = ""

    def token(self) -> str:
        """Return an access token. Raises TokenError; between two failures there is a pause in which nobody is asked."""
        with self._lock:
            if self._clock() >= self._renew_at:
                self._renew()
            return self._token

    def instead_of(self, refused: str) -> str:
        """Return a token to try after a mail server refused one, "" where trying again is of no use. Raises TokenError."""
        with self._lock:
            if self._token not in {"", refused}:
                return self._token
            if self._clock() - self._replaced_at < REFUSED_S:
                return ""
            self._replaced_at = self._clock()
            self._ends_at = 0.0
            self._renew()
            return self._token if self._token != refused else ""

    @property
    def lasts_s(self) -> float:
        """For how many seconds the present token is good."""
        return max(0.0, self._ends_at - self._clock())

    @property
    def too_much(self) -> tuple[str, ...]:
        """What the present token allows beyond mail of one mailbox, as far as it says."""
        return tuple(
            right
            for right in rights(self._token, self._scope)
            if right.rpartition("/")[2].lower() not in NEEDED and right.lower() not in NEEDED
        )

    def _renew(self) -> None:
        """Fetch a token. Raises TokenError only where the present one is over."""
        now = self._clock()
        if now >= self._again_at:
            try:
                with self._refresh.alone() as refresh:
                    self._take(*_asked(self._grant, refresh), now)
                self._failures, self._trouble, self._again_at = 0, "", 0.0
            except TokenError as error:
                self._failures += 1
                pause = min(FIRST_PAUSE_S * 2 ** min(self._failures - 1, 10), LONGEST_PAUSE_S) * random.uniform(0.75, 1.0)  # noqa: S311 - spreads load
                self._again_at = now + max(pause, error.pause_s)
                self._trouble = str(error)
                log.trouble(Event.SIGN_IN_TROUBLE, problem=error)
        if self._trouble and now >= self._ends_at:
            self._token = ""
            raise TokenError(self._trouble)

    def _take(self, status: int, answer: dict[str, Any], asked_pause_s: float, now: float) -> None:
        token = answer.get("access_token")
        if status != _GOOD or not isinstance(token, str):
            raise TokenError(_refusal(self._grant, status, answer), asked_pause_s)
        if str(answer.get("token_type", "bearer")).lower() != "bearer" or not is_token(token):
            raise TokenError(f"{_place(self._grant)} gives a token that cannot be used with mail; check oauth.token_url and oauth.scope")
        life_s = _seconds(answer.get("expires_in"), LIFE_S)
        self._token, self._scope = token, str(answer.get("scope", ""))
        self._ends_at = now + life_s
        self._renew_at = now + life_s - min(EARLY_S, life_s / 4)
        following = answer.get("refresh_token")
        if self._grant.flow == "refresh_token" and isinstance(following, str) and following:
            self._refresh.remember(following)


def post(url: str, values: dict[str, str], ca_file: Path | None) -> tuple[int, dict[str, Any], float]:
    """Send a form; return the status, the JSON of the answer, and the pause it asks for in seconds. Follows no redirect. Raises TokenError."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", "User-Agent": "dispute-desk"}
    try:
        connection = _connection(url, ca_file)
        try:
            with tls.handshake():
                connection.connect()
            connection.request("POST", path, urlencode(values), headers)
            answer = connection.getresponse()
            raw = answer.read(_MOST_BYTES + 1)
            pause_s = min(_seconds(answer.getheader("Retry-After"), 0.0), ASKED_PAUSE_S)
        finally:
            connection.close()
    except tls.UnsafeError as error:
        raise TokenError(f"{parts.hostname} {error}; check oauth.token_url and oauth.ca_file") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise TokenError(f"{parts.hostname} cannot be reached for a token ({type(error).__name__}); the desk tries again") from None
    try:
        told = json.loads(raw) if len(raw) <= _MOST_BYTES else {}
    except (ValueError, RecursionError):
        told = {}
    return answer.status, told if isinstance(told, dict) else {}, pause_s


def exchanged(url: str, values: dict[str, str], ca_file: Path | None) -> str:
    """Return the refresh token that a consent (authorization code) is worth. Raises TokenError."""
    status, answer, _pause_s = post(url, values, ca_file)
    token = answer.get("refresh_token")
    if status == _GOOD and isinstance(token, str) and token:
        return token
    if status == _GOOD:
        raise TokenError("the provider gives no refresh token; check oauth.scope (Microsoft 365 wants offline_access in it)")
    raise TokenError(
        _refusal(Grant(url, "authorization_code", "", values.get("client_secret", ""), values.get("code", "")), status, answer)
    )


def _connection(url: str, ca_file: Path | None) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "http":  # the settings allow it for this machine only
        return http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S)
    return http.client.HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=TIMEOUT_S, context=tls.context(ca_file))


def _asked(grant: Grant, refresh: str) -> tuple[int, dict[str, Any], float]:
    values = {"grant_type": grant.flow, "client_id": grant.client_id, "client_secret": grant.client_secret, "scope": grant.scope}
    if grant.flow == "refresh_token":
        values["refresh_token"] = refresh
    return post(grant.token_url, {name: value for name, value in values.items() if value}, grant.ca_file)


def _refusal(grant: Grant, status: int, answer: dict[str, Any]) -> str:
    """The sentence about a no, with the provider's own words as far as they hold no secret of ours."""
    code = str(answer.get("error", ""))
    words = one_line(f"{status} {code} {answer.get('error_description', '')}".strip())
    for secret in (grant.client_secret, grant.refresh_token):
        words = words.replace(secret, "***") if secret else words
    cure = CURES.get(code, "the desk tries again" if status >= 500 or status == 429 else "check oauth.token_url")  # noqa: PLR2004 - HTTP: server's fault, too many
    return f"{_place(grant)} gives no token ({words[:_LONGEST_WORDS]}); {cure}"


def _place(grant: Grant) -> str:
    return urlsplit(grant.token_url).hostname or "the token endpoint"


def _seconds(value: object, otherwise: float) -> float:
    """A number of seconds, also one written as text; nonsense is `otherwise`."""
    try:
        seconds = float(str(value))
    except ValueError:
        return otherwise
    return seconds if 0 < seconds < 10**7 else otherwise


def rights(token: str, scope: str) -> tuple[str, ...]:
    """Return what a token says it allows: the answer's scope, and the roles in a token of Microsoft's. It is read, never trusted."""
    body = token.split(".")[1] if token.count(".") == 2 else ""  # noqa: PLR2004 - a JWT: head.body.signature
    try:
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) if body else {}
    except (ValueError, RecursionError):
        told = {}
    roles = told.get("roles", ()) if isinstance(told, dict) else ()
    named = told.get("scp", "") if isinstance(told, dict) else ""
    found = (*scope.split(), *str(named).split(), *(str(role) for role in roles if isinstance(roles, list)))
    return tuple(dict.fromkeys(one_line(right)[:100] for right in found))
