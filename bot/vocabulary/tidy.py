"""What may stand in a header of ours: one place that makes names, subjects and ids harmless before they are approved."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.vocabulary.outgoing import Outgoing

#: RFC 5321 4.5.3.1: 64 octets before the @, 255 behind it; dot-atoms and host names only, never quoted or non-ASCII.
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*@{_LABEL}(?:\.{_LABEL})*")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")
_LOCAL_MAX, _ADDRESS_MAX = 64, 254

#: Characters that turn the reading direction, join nothing or break lines: they could make a header show what it is not.
_HIDDEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff")


def is_address(text: str) -> bool:
    """Return whether this is one plain ASCII mailbox address (`local@domain`) that may be written into an envelope."""
    local, at, _domain = text.rpartition("@")
    return bool(at) and len(local) <= _LOCAL_MAX and len(text) <= _ADDRESS_MAX and _ADDRESS.fullmatch(text) is not None


def is_message_id(text: str) -> bool:
    """Return whether this may stand between angle brackets: visible ASCII without brackets, at most 900 characters."""
    return _MESSAGE_ID.fullmatch(text) is not None


def one_line(text: str) -> str:
    """Return the text on one line: control, direction and half characters become spaces, runs of white space one space."""
    if text.isascii() and text.isprintable():  # nearly every text
        return " ".join(text.split())
    return " ".join("".join(" " if _unwanted(character) else character for character in text).split())


def whole(text: str) -> str:
    """Return the text with half characters (lone surrogates) shown as `?`, so that it can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def tidied(mail: Outgoing) -> Outgoing:
    """Return the mail as it can be written: call it before the mail is hashed, so that what is approved is what leaves.

    Names and the subject become one line, ids that cannot stand in a header are dropped. Addresses are never changed.
    """
    tidy: dict[str, Any] = {
        "sender_name": one_line(mail.sender_name),
        "subject": one_line(mail.subject),
        "text": whole(mail.text),
        "html": whole(mail.html),
        "in_reply_to": mail.in_reply_to if is_message_id(mail.in_reply_to) else "",
        "references": tuple(reference for reference in mail.references if is_message_id(reference)),
        "files": tuple(replace(file, filename=one_line(file.filename)) for file in mail.files),
    }
    untidy = any(getattr(mail, name) != value for name, value in tidy.items())
    return replace(mail, **tidy) if untidy else mail


def _unwanted(character: str) -> bool:
    return character in _HIDDEN or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
