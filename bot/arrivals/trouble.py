"""What went wrong with the mail server, as one sentence a person can act on."""

from __future__ import annotations

import imaplib
import ssl
import unicodedata

#: What a broken, hostile or vanished server can make imaplib, IMAPClient's parser and the socket raise.
BROKEN = (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)

#: How much of the server's own words is shown, in letters.
_WORDS = 200


class LoginRefused(imaplib.IMAP4.error):
    """The server does not accept name and password."""


def one_line(error: BaseException) -> str:
    """Return the error's words as one short line without control characters."""
    words = " ".join(str(error).split())[:_WORDS]
    return "".join(letter if letter.isprintable() else "?" for letter in words)


def has_controls(value: object) -> bool:
    """Tell whether a text holds a control character: written to a server, it could turn one command into two."""
    return isinstance(value, str) and any(unicodedata.category(letter) == "Cc" for letter in value)


def sentence(place: str, folder: str, error: Exception) -> str:
    """Say it in one sentence; `place` is host:port. The server's own words stand in brackets, never a secret of ours."""
    words = one_line(error)
    match error:
        case LoginRefused():
            return f"The mail server {place} refuses the login; check mailbox.username and the password ({words})."
        case ssl.SSLCertVerificationError():
            return f"The certificate of {place} cannot be trusted ({error.verify_message}); check mailbox.host and mailbox.ca_file."
        case ssl.SSLError():
            return f"There is no safe connection to the mail server {place} ({words}); check mailbox.port and mailbox.tls."
        case TimeoutError():
            return f"The mail server {place} does not answer in time."
        case OSError():
            return f"The mail server {place} cannot be reached ({words})."
        case _:
            return f"The mail server {place} broke off or refused the folder {folder!r} ({words})."
