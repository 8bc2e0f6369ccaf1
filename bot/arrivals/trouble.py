"""What went wrong with the mail server, as one sentence a person can act on."""

from __future__ import annotations

import imaplib
import unicodedata

from bot import tls

#: What a broken, hostile or vanished server can make imaplib, IMAPClient's parser and the socket raise.
BROKEN = (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)

#: How much of the server's own words is shown, in letters.
_WORDS = 200


class LoginRefused(imaplib.IMAP4.error):
    """The server does not accept name and password."""

    cure = "check mailbox.username and the password"


class TokenRefused(LoginRefused):
    """The server does not accept name and token."""

    cure = "check mailbox.username, and that the application may use this mailbox"


class NoToken(imaplib.IMAP4.error):
    """There is no token to sign in with; the message is a whole sentence."""


def one_line(text: object) -> str:
    """Return the words of an error or a server as one short line without control characters."""
    words = " ".join(str(text).split())[:_WORDS]
    return "".join(letter if letter.isprintable() else "?" for letter in words)


def has_controls(value: object) -> bool:
    """Tell whether a text holds a control character: written to a server, it could turn one command into two."""
    return isinstance(value, str) and any(unicodedata.category(letter) == "Cc" for letter in value)


def sentence(place: str, folder: str, error: Exception, farewell: str = "") -> str:
    """Say it in one sentence; `place` is host:port, `farewell` what the server said in a BYE. The server's words stand in brackets only where they answer a command of ours:
    anything else it said may be part of a mail.
    """
    words = one_line(error)
    match error:
        case NoToken():
            return str(error)
        case LoginRefused():
            said = f" refuses the login; {error.cure} ({words})."
        case tls.UnsafeError():
            said = f" {error.sentence('mailbox')}."
        case TimeoutError():
            said = " does not answer in time."
        case OSError():
            said = f" cannot be reached ({words})."
        case imaplib.IMAP4.abort():
            said = f" broke off ({one_line(farewell)})." if farewell else " broke off."
        case _ if "authenticated but not connected" in words:  # Microsoft 365: a good token, no right to the mailbox
            said = f" lets the application in, but not into this mailbox: give it the right to {folder!r} of mailbox.username ({words})."
        case _ if type(error) is imaplib.IMAP4.error:
            said = f" refuses what the desk asks of folder {folder!r} ({words})."
        case _:
            said = " answers in a way that is no IMAP."
    return f"The mail server {place}{said}"
