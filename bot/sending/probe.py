"""The probe that `selftest` mails to the desk itself: a mail with a forged proof of sender that our server must take off."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.vocabulary.policy import Policy


def probe(mark: str, server: str, policy: Policy, at: datetime) -> bytes:
    """Return the bytes; `mark` names the probe, `server` is whose field is forged ("" where it names itself not at all)."""
    named = f"{server}; " if server else ""
    lines = (
        f"Authentication-Results: {named}dmarc=pass header.from={mark}.invalid",
        f"From: {policy.desk_address}",
        f"To: {policy.desk_address}",
        f"Subject: {mark}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{mark}@{policy.desk_address.rpartition('@')[2]}>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "This mail tests whether the receiving server removes a forged Authentication-Results field.",
        "Nothing needs to be done with it.",
        "",
    )
    return "\r\n".join(lines).encode("ascii")
