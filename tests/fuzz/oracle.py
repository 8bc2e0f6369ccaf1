"""What must be true of any mail however mutated: it has a kind, a held one a reason, and nothing of it can hurt what comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.arrivals import gate
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.vocabulary.reading import Arrived


def faults(raw: bytes, arrived: Arrived) -> list[str]:
    """Every promise that one reading breaks, in words."""
    return [what for what, broken in _promises(raw, arrived) if broken]


def _promises(raw: bytes, arrived: Arrived) -> Iterator[tuple[str, bool]]:
    message, original = arrived.message, arrived.original
    yield "no kind", arrived.kind not in Kind
    yield "held without a reason", arrived.kind is Kind.HELD and arrived.reason is None
    yield "the sender is known though From is not one field", message.from_ is not None and len(gate.admit(raw).values("from")) != 1
    yield "proven though nobody is known", arrived.trust.proven and message.from_ is None
    shown = [message.subject, message.text, arrived.words.new_text, arrived.words.quoted_text, arrived.words.signature, *message.defects]
    shown += [original.subject, original.body, original.words.new_text, original.remark] if original else []
    shown += [one.filename for one in message.attachments]
    yield "a NUL is shown", any("\0" in text for text in shown)
    yield "a lone surrogate is shown", any("\ud800" <= character <= "\udfff" for text in shown if not text.isascii() for character in text)
    yield "a subject of several lines", "\n" in message.subject or bool(original and "\n" in original.subject)
    yield "a file name with a path", any(set("/\\\r\n") & set(one.filename) for one in message.attachments)
    addresses = [message.from_, *message.to, *message.cc, *message.reply_to]
    yield "an address of several lines", any(address and set("\r\n <>") & set(address.email) for address in addresses)
