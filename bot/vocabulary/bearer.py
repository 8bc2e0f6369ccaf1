"""What a sign-in with a token says to a mail server: the two SASL mechanisms, and what a token may be made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

#: RFC 6750 2.1, and a length that RFC 4954's 12,288 octets of one SMTP line can carry in base64 with a name beside it.
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]{1,8000}=*")
#: In order of choice: what Microsoft 365 and Gmail name in their papers, then the standard (RFC 7628).
MECHANISMS = ("XOAUTH2", "OAUTHBEARER")


def is_token(text: str) -> bool:
    """Return whether this can be an access token; nothing else is ever written to a server."""
    return _TOKEN.fullmatch(text) is not None


def chosen(offered: Collection[str]) -> str | None:
    """Return the mechanism to use of those a server offers (in capitals), None where it knows no tokens."""
    return next((name for name in MECHANISMS if name in offered), None)


def first_words(mechanism: str, user: str, token: str) -> bytes:
    """Return what the client says first, before base64."""
    if mechanism == "XOAUTH2":
        return f"user={user}\1auth=Bearer {token}\1\1".encode()
    escaped = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={escaped},\1auth=Bearer {token}\1\1".encode()


def last_words(mechanism: str) -> bytes:
    """Return what the client says to the server's reasons for a no, so that the server can say no."""
    return b"" if mechanism == "XOAUTH2" else b"\1"
