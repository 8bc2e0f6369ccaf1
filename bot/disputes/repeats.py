"""Whether a mail was received before: the same words again, or a forward of what we already hold (DESIGN, fine print 13)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.disputes.filing import sender_of
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.dossier import Dossier, MailRef
    from bot.vocabulary.reading import Reading

#: Only these can be duplicates.
_CAN_REPEAT = frozenset({Kind.CLIENT_MAIL, Kind.STAFF_FORWARD})
#: An earlier mail of another kind was not handled, so its repetition is no duplicate.
_HANDLED = frozenset({Kind.CLIENT_MAIL, Kind.STAFF_FORWARD, Kind.DUPLICATE})
#: The same words under a new Message-ID are the same mail within this time between arrivals.
_AGAIN_WITHIN = timedelta(hours=24)
#: A colleague passes on within this time what the client sent to the desk as well; later the same words may be said again.
_PASSED_ON_WITHIN = timedelta(days=14)
#: The shape of our tokens: 26 characters of Crockford base32 in any case.
_TOKEN = re.compile(r"[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}")


def duplicate_of(reading: Reading, dossier: Dossier) -> MailRef | None:
    """Return the earliest mail that this one repeats, or None. A mail that carries a token never is a duplicate."""
    if reading.arrived.kind not in _CAN_REPEAT or carries_token(reading, dossier):
        return None
    sender, fingerprint = sender_of(reading), reading.arrived.fingerprint
    same_id = [ref for ref in dossier.same_message_id if ref.sender == sender and ref.fingerprint == fingerprint]
    again = [ref for ref in dossier.same_fingerprint if ref.sender == sender and _soon_after(ref, dossier)]
    found = [*dossier.same_bytes, *same_id, *again]
    earlier = [ref for ref in _before(found, dossier) if ref.kind in _HANDLED and _believed(ref, reading)]
    return min(earlier, key=lambda ref: (ref.kind is Kind.DUPLICATE, ref.id), default=None)


def same_id_other_words(reading: Reading, dossier: Dossier) -> MailRef | None:
    """Return an earlier mail with the same Message-ID and other words or another sender, to be flagged (TRUST INT-12)."""
    if not dossier.same_message_id:
        return None
    known = (sender_of(reading), reading.arrived.fingerprint)
    return next((ref for ref in _before(dossier.same_message_id, dossier) if (ref.sender, ref.fingerprint) != known), None)


def held_original(reading: Reading, dossier: Dossier) -> MailRef | None:
    """Return the mail inside a forward if we hold it already and handled it as a client's mail in a case.

    It is known by its Message-ID; a forward in the body has none, so also by the same words, subject and sender within the time
    between a mail and its forward.
    """
    original = reading.arrived.original
    if reading.arrived.kind is not Kind.STAFF_FORWARD or original is None:
        return None
    wrote = original.from_.email.lower() if original.from_ else ""
    same_words = (
        ref for ref in dossier.same_fingerprint if ref.sender == wrote and ref.kind is Kind.CLIENT_MAIL and _passed_on(ref, dossier)
    )
    known = [
        ref
        for ref in _before((*dossier.inner_known, *same_words), dossier)
        if ref.kind in _HANDLED and ref.case_id and _believed(ref, reading)
    ]
    return known[0] if known else None


def carries_token(reading: Reading, dossier: Dossier) -> bool:
    """Return whether the mail carries a token of ours, or something of its shape."""
    carriers = reading.arrived.carriers
    shaped = any(_TOKEN.fullmatch(text) for text in (*carriers.tags, *carriers.refs))
    return shaped or bool(dossier.tokens_by_hash or dossier.tokens_by_message_id)


def _believed(ref: MailRef, reading: Reading) -> bool:
    """Whether an earlier mail may stand for this one: a forgery in a colleague's name that came first takes nothing from the true mail."""
    return ref.kind is Kind.CLIENT_MAIL or ref.proven or not reading.arrived.trust.proven


def _passed_on(ref: MailRef, dossier: Dossier) -> bool:
    return dossier.received_at is not None and abs(dossier.received_at - ref.received_at) <= _PASSED_ON_WITHIN


def _soon_after(ref: MailRef, dossier: Dossier) -> bool:
    return dossier.received_at is not None and abs(dossier.received_at - ref.received_at) <= _AGAIN_WITHIN


def _before(refs: Iterable[MailRef], dossier: Dossier) -> list[MailRef]:
    """Leave out the mail itself and what came after it; a mail that is only being explained (id 0) comes after all."""
    return [ref for ref in refs if not dossier.mail_id or ref.id < dossier.mail_id]
