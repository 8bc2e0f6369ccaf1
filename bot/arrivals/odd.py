"""Recognises mails whose words the desk cannot read: encrypted, packed by Outlook, calendar messages, unsafe attachments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.arrivals import archives
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from bot.arrivals.body import Body
    from bot.arrivals.parse import Leaf, Parts

_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
#: A file that somebody signed, as Italian invoices come: what the mail itself is wrapped in has no second ending.
_SIGNED_FILE = re.compile(r"\.\w{2,5}\.p7m$", re.IGNORECASE)
#: What programs call a thumb sent by mail, and an answer to a meeting.
_REACTION = "text/vnd.google.email-reaction"
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
_MEETING = "urn:content-classes:calendarmessage"
#: File name endings that run something when opened.
_UNSAFE = (
    ".exe", ".scr", ".js", ".jse", ".vbs", ".vbe", ".bat", ".cmd", ".com", ".pif", ".ps1", ".msi", ".hta", ".jar", ".lnk", ".iso", ".img", ".wsf", ".cpl", ".docm", ".xlsm", ".pptm", ".one", ".html.zip",
)  # fmt: skip


def inspect(parts: Parts, shown: Body) -> None:
    """Set the reason of a mail whose words cannot be read, and notes of what is merely odd."""
    parts.reason = parts.reason or _reason(parts, shown)
    if any((leaf.filename and leaf.filename.lower().endswith(_UNSAFE)) or archives.unsafe(leaf.data) for leaf in parts.leaves):
        shown.notes.add("unsafe_attachment")
    if any(leaf.kind.startswith(_REACTION) for leaf in parts.leaves):
        shown.notes.add("reaction")
    if any(_is_tnef(leaf) for leaf in parts.leaves):
        shown.notes.add("tnef")
    if "invisible_characters" in parts.defects:
        shown.notes.add("hidden_text")


def _reason(parts: Parts, shown: Body) -> Reason | None:
    if any(_encrypted(leaf) for leaf in parts.leaves) or (_ARMOUR in shown.text and shown.text.lstrip().startswith(_ARMOUR)):
        return Reason.ENCRYPTED
    meeting = any(value.strip().lower() == _MEETING.encode() for value in parts.values("content-class"))
    if meeting or any(leaf.kind == "text/calendar" and not leaf.attached for leaf in parts.leaves) or parts.kinds[:1] == ["text/calendar"]:
        return Reason.CALENDAR
    if any(_is_tnef(leaf) for leaf in parts.leaves) and not shown.text.strip():
        return Reason.TNEF
    return None


def _encrypted(leaf: Leaf) -> bool:
    """S/MIME that hides the words; `signed-data` wraps them in binary, which the desk cannot read either."""
    if leaf.kind not in _SMIME or (leaf.attached and _SIGNED_FILE.search(leaf.filename)):
        return False
    return leaf.params.get("smime-type", "enveloped-data").lower() != "certs-only"


def _is_tnef(leaf: Leaf) -> bool:
    return leaf.kind in _TNEF or leaf.filename.lower() == "winmail.dat"
