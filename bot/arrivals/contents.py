"""The files in a mail of our own people, as bytes: they may be invoices of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.arrivals import gate, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.arrivals.parse import Parts
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Arrived

#: Endings and types that an invoice can have.
_ENDINGS = (".xml", ".pdf", ".xml.p7m", ".pdf.p7m")
_KINDS = frozenset({"application/pdf", "application/xml", "text/xml"})
_MOST_FILES = 20


def files(raw: bytes, arrived: Arrived, policy: Policy) -> tuple[tuple[str, bytes], ...]:
    """Return names and contents of files that may be an e-invoice, if one of our people is proven to send them and no client wrote the mail.

    A forward counts only where our own people wrote what is forwarded: a client's mail never writes to the ledger.
    """
    sender, original = arrived.message.from_, arrived.original
    ours = arrived.trust.proven and sender is not None and sender.email.lower() in policy.insiders
    if original is not None:
        ours = ours and original.from_ is not None and original.from_.email.lower() in policy.insiders
    if not ours or not arrived.message.attachments:
        return ()
    gated = gate.admit(raw)
    return tuple(_wanted(parse.parse(gated)))[:_MOST_FILES] if gated.refusal is None else ()


def _wanted(parts: Parts) -> Iterator[tuple[str, bytes]]:
    for leaf in parts.leaves:
        name = parse.safe_name(leaf.filename)
        if leaf.attached and (name.lower().endswith(_ENDINGS) or leaf.kind in _KINDS):
            yield name or "unnamed", leaf.data
