"""Mails we send, as typed fields; the hash that an approval is bound to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who a mail is for; decides limits, headers and what uncertain means."""

    CLIENT = "client"
    STAFF = "staff"


class StaffMail(StrEnum):
    """The value of `X-Dispute-Desk` on mails to staff."""

    APPROVAL = "approval"
    RECEIPT = "receipt"
    HINT = "hint"
    DIGEST = "digest"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """An attachment of a mail of ours: safe file name, MIME type, content."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A complete mail before it gets its Date: everything a person approves.

    `recipients` is the envelope (bare addresses, exactly the To header too: we never use Cc or Bcc). `sender_name` and
    `sender_email` make From. `reply_to` is a bare address or "". Message-IDs are without angle brackets. `staff_mail` is set
    for staff only. `case_id` is for the log, never written to a client's header except in the subject's tag.
    """

    audience: Audience
    recipients: tuple[str, ...]
    sender_name: str
    sender_email: str
    subject: str
    text: str
    html: str
    message_id: str
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    staff_mail: StaffMail | None = None
    case_id: str | None = None
    files: tuple[OutgoingFile, ...] = ()


def draft_hash(mail: Outgoing) -> str:
    """Return the hex sha256 of the canonical JSON of everything a person approves (Date is not part of it)."""
    content = {
        "recipients": list(mail.recipients),
        "from": [mail.sender_name, mail.sender_email],
        "reply_to": mail.reply_to,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "text": _sha256(mail.text.encode()),
        "html": _sha256(mail.html.encode()),
        "files": [[f.filename, f.content_type, _sha256(f.content)] for f in mail.files],
    }
    return _sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
