"""THE ROOM'S TABLE OF CONTENTS: raw bytes through gate, parser, sender, quoting and triage, as one page of plain calls."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.arrivals import (
    address,
    beneath,
    body,
    carriers,
    failures,
    gate,
    headers,
    mended,
    odd,
    parse,
    quoting,
    sender,
    triage,
    undersigned,
    whose,
)
from bot.arrivals.fingerprint import fingerprint
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Mended
from bot.vocabulary.reading import Arrived
from bot.vocabulary.reasons import HOLDS, Reason

if TYPE_CHECKING:
    from bot.vocabulary.mail import Address, Message, Words
    from bot.vocabulary.policy import Policy


def arrive(raw: bytes, policy: Policy, waived: tuple[Reason, ...] = ()) -> Arrived:
    """Say what one mail is and whose words it holds; any bytes give a value, never an exception.

    `waived` are the reasons of holds from which named people released the mail: they no longer hold it, everything else does; also
    AUTO_REPLY, where the words were understood as a person's claim and alone make no machine of the writer.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    gated = gate.admit(raw)
    if gated.refusal and gated.refusal not in waived:
        message = _glimpse(gated)
        return Arrived(sha256, len(raw), Kind.HELD, gated.refusal, message, fingerprint=fingerprint(message.subject, sha256, ()))
    parts = parse.parse(gated)
    identity, from_reason = address.identity(gated.values("from"), parts.defects, whose.ours(policy))
    shown = body.choose(parts)
    odd.inspect(parts, shown)
    message = _with_defects(headers.message(parts, shown, identity), gated.defects)
    facts = triage.Facts(parts, policy, message, from_reason=from_reason, notes=shown.notes, meant=Reason.AUTO_REPLY in waived)
    facts.trust = sender.prove(gated.fields, message, policy, raw)
    facts.carriers = carriers.collect(parts, message, policy.desk_address)
    facts.original, facts.words = whose.words(facts, shown)
    kind, reason = triage.route(facts)
    if kind is Kind.HELD and reason in waived:
        kind = Kind.CLIENT_MAIL
    if reason is None and kind in {Kind.CLIENT_MAIL, Kind.STAFF_FORWARD}:
        reason = next((one for one in reversed(waived) if one in HOLDS), None)
    if kind is Kind.APPROVER_REPLY and identity:
        facts.words = _with_quotation(facts.words, shown, identity)
    bounced = kind is Kind.BOUNCE
    words = facts.original.words if facts.original else facts.words
    subject = (facts.original.subject if facts.original else "") or message.subject
    return Arrived(
        sha256=sha256,
        size_bytes=len(raw),
        kind=kind,
        reason=reason,
        message=message,
        words=facts.words,
        original=facts.original,
        trust=facts.trust,
        carriers=facts.carriers,
        # What was hard to read is like no other mail: two that show no words are not the same for that.
        fingerprint=fingerprint(subject, sha256 if reason in HOLDS else words.new_text, (one.sha256 for one in message.attachments)),
        bounced_ids=failures.named_ids(parts) if bounced else (),
        failed_recipients=failures.failed(parts, gated.raw) if bounced else (),
        notes=tuple(sorted(facts.notes)),
    )


def _with_quotation(words: Words, shown: body.Body, writer: Address) -> Words:
    """Add to the words of a reply to a request its signature's lines, what its quotation says, and how it reads with broken lines made whole."""
    name = f"{writer.name} {writer.email}"
    whole = None if shown.marks else mended.mended(shown.text)
    other = quoting.split(whole[0], writer=name) if whole else None
    lines, more = (beneath.beneath(each.quoted_text, writer.email, writer.name) if each else () for each in (words, other))
    also = Mended(replace(undersigned.closing(other, name), beneath=more), whole[1]) if whole and other else None
    return replace(undersigned.closing(words, name), beneath=lines, mended=also)


def _glimpse(gated: gate.Gated) -> Message:
    """What can be shown of a mail the gate refused: subject, id, date, and From where it is plain."""
    parts = parse.Parts(fields=gated.fields)
    identity, _ = address.strict(gated.values("from"), parts.defects)
    return _with_defects(headers.message(parts, body.Body(), identity), gated.defects)


def _with_defects(message: Message, more: tuple[str, ...]) -> Message:
    if not more:
        return message
    return replace(message, defects=(*message.defects, *more))
