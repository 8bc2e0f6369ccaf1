"""Settles a mail in the store: the one place that fills in what later mails find it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.vocabulary.effects import FileMail

if TYPE_CHECKING:
    from bot.vocabulary.labels import Kind
    from bot.vocabulary.reading import Reading
    from bot.vocabulary.reasons import Reason


def filed(
    reading: Reading, kind: Kind, reason: Reason | None = None, case_id: str | None = None, duplicate_of: int | None = None
) -> FileMail:
    """Return the effect that settles the mail as `kind`, with everything the store keeps to find it by."""
    arrived = reading.arrived
    original = arrived.original
    return FileMail(
        kind=kind,
        reason=reason,
        case_id=case_id,
        duplicate_of=duplicate_of,
        sender=sender_of(reading),
        subject=arrived.message.subject,
        message_id=arrived.message.message_id,
        fingerprint=arrived.fingerprint,
        inner_message_id=original.message_id if original else None,
        writer=original.from_.email.lower() if original and original.from_ else "",
        intent=reading.verdict.intent.value,
        proven=arrived.trust.proven,
    )


def sender_of(reading: Reading) -> str:
    """Return From in lower case, empty where the mail has no single strict one."""
    sender = reading.arrived.message.from_
    return sender.email.lower() if sender else ""
