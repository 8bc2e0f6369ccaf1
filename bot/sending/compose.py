"""A mail of ours becomes exact bytes, once: the same input always gives the same bytes, and sending never renders again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.errors import DeskError
from bot.sending.wording import based, body, phrase, words
from bot.vocabulary.effects import QueueMail
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.tidy import is_address, is_message_id, tidied

if TYPE_CHECKING:
    from datetime import datetime

    from bot.vocabulary.effects import Effect
    from bot.vocabulary.outgoing import Outgoing, OutgoingFile
    from bot.vocabulary.policy import Policy

#: Header fields as (name, value); a value may be folded with CRLF and a space.
Fields = tuple[tuple[str, str], ...]

_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9]{1,40}/[a-z0-9.+-]{1,80}")
_FILE_NAME = re.compile(r"[A-Za-z0-9 ._()-]{1,150}")
_FILE_NAME_OCTETS = 250
#: Longer From fields are folded before the address.
_PLAIN_FROM = 70
_VALUE = re.compile(r"[\x20-\x7e]*(?:\r\n [\x21-\x7e][\x20-\x7e]*)*")
_LINE_OCTETS = 998


def freeze(effects: tuple[Effect, ...], policy: Policy) -> tuple[Effect, ...]:
    """Write the exact bytes of every queued mail that has none yet; everything else stays as it is."""
    if not any(isinstance(effect, QueueMail) and not effect.raw for effect in effects):
        return effects
    return tuple(
        replace(effect, raw=build(effect.mail, effect.date_at, policy)) if isinstance(effect, QueueMail) and not effect.raw else effect
        for effect in effects
    )


def build(mail: Outgoing, date_at: datetime, policy: Policy) -> bytes:
    """Return the bytes of RFC 5322 that leave; `date_at` is aware and shown in the desk's zone.

    Raises DeskError for what a caller must have ruled out: an address that is none, a mail to nobody, a client mail to
    several, or bytes that do not read back as meant.
    """
    mail = tidied(mail)
    _refuse(mail, date_at)
    head = (*_addressing(mail, date_at, policy), *_loops(mail, policy), ("MIME-Version", "1.0"))
    seed = hashlib.sha256(mail.message_id.encode()).hexdigest()
    fields, content = _content(mail, seed)
    raw = _part((*head, *fields), content)
    if not raw.endswith(b"\r\n"):  # DATA needs a last line end; a soft one adds nothing to a text
        raw += b"=\r\n" if fields[-1][1] == "quoted-printable" else b"\r\n"
    _read_back((*head, *fields), raw)
    return raw


def _refuse(mail: Outgoing, date_at: datetime) -> None:
    to_client = mail.audience is Audience.CLIENT
    problems = {
        "nobody to send it to": not mail.recipients,
        "more than one recipient": to_client and len(mail.recipients) > 1,
        "an address that cannot be written": not all(is_address(a) for a in (*mail.recipients, mail.sender_email)),
        "a Reply-To that cannot be written": bool(mail.reply_to) and not is_address(mail.reply_to),
        "a Message-ID that cannot be written": not is_message_id(mail.message_id),
        "a kind that does not fit its reader": to_client is (mail.staff_mail is not None),
        "a date without zone": date_at.tzinfo is None,
        "a file that cannot be attached": not all(map(_attachable, mail.files)),
    }
    for problem, found in problems.items():
        if found:
            raise DeskError(f"this mail has {problem}: {mail.message_id[:80]!r}")


def _attachable(file: OutgoingFile) -> bool:
    return bool(_TYPE.fullmatch(file.content_type)) and 0 < len(file.filename.encode()) <= _FILE_NAME_OCTETS


def _addressing(mail: Outgoing, date_at: datetime, policy: Policy) -> Fields:
    sender = f"{phrase(mail.sender_name)} <{mail.sender_email}>" if mail.sender_name else mail.sender_email
    optional = (
        ("In-Reply-To", f"<{mail.in_reply_to}>" if mail.in_reply_to else ""),
        ("References", "\r\n ".join(f"<{reference}>" for reference in mail.references)),
        ("Reply-To", mail.reply_to),
    )
    return (
        ("Date", format_datetime(date_at.astimezone(ZoneInfo(policy.timezone)))),
        ("From", sender if len(sender) < _PLAIN_FROM else sender.replace(" <", "\r\n <", 1)),
        ("To", ",\r\n ".join(mail.recipients)),
        ("Subject", words(mail.subject)),
        ("Message-ID", f"<{mail.message_id}>"),
        *((name, value) for name, value in optional if value),
    )


def _loops(mail: Outgoing, policy: Policy) -> Fields:
    """Headers that keep automatic systems quiet; what only we read back goes to staff alone."""
    if mail.staff_mail is None:
        return (("X-Auto-Response-Suppress", "OOF, AutoReply"),)
    instance = (("X-Dispute-Desk-Instance", policy.instance_id),) if policy.instance_id else ()
    return (
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Dispute-Desk", mail.staff_mail.value),
        *instance,
    )


def _content(mail: Outgoing, seed: str) -> tuple[Fields, bytes]:
    fields, content = _text("plain", mail.text)
    if mail.html:
        parts = [_part(fields, content), _part(*_text("html", mail.html))]
        fields, content = _multipart("alternative", seed, parts)
    if mail.files:
        parts = [_part(fields, content), *(_part(*_file(file)) for file in mail.files)]
        fields, content = _multipart("mixed", seed, parts)
    return fields, content


def _text(subtype: str, text: str) -> tuple[Fields, bytes]:
    encoding, content = body(text)
    return (("Content-Type", f"text/{subtype}; charset=utf-8"), ("Content-Transfer-Encoding", encoding)), content


def _file(file: OutgoingFile) -> tuple[Fields, bytes]:
    plain = _FILE_NAME.fullmatch(file.filename)
    name = f'filename="{file.filename}"' if plain else f"filename*=utf-8''{quote(file.filename, safe='')}"
    fields = (
        ("Content-Type", file.content_type),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"attachment;\r\n {name}"),
    )
    return fields, based(file.content)


def _multipart(subtype: str, seed: str, parts: list[bytes]) -> tuple[Fields, bytes]:
    # "=_" can occur neither in quoted-printable nor in base64, so no content can end a part early
    boundary = f"=_{subtype}_{seed[:32]}"
    lines = b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), part) for part in parts)
    return (("Content-Type", f'multipart/{subtype};\r\n boundary="{boundary}"'),), lines + b"--%b--" % boundary.encode()


def _part(fields: Fields, content: bytes) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode("ascii") + b"\r\n" + content


def _read_back(fields: Fields, raw: bytes) -> None:
    """Read the bytes with the standard library and compare: what a stranger's program sees must be what we meant."""
    meant = [(name, value.replace("\r\n", "")) for name, value in fields]
    head = raw[: raw.index(b"\r\n\r\n") + 4]
    seen = [(name, value.replace("\r\n", "")) for name, value in BytesHeaderParser().parsebytes(head).items()]
    lines = raw.split(b"\r\n")
    sound = max(map(len, lines)) <= _LINE_OCTETS and len(lines) - 1 == raw.count(b"\r") == raw.count(b"\n")
    if meant != seen or not sound or not raw.isascii() or not all(_VALUE.fullmatch(value) for _, value in fields):
        raise DeskError("a mail did not read back as it was written; it was not queued")
