"""Invoices of ours in a mail of our own people: what enters the ledger as it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.invoices import read_invoices
from bot.ledger.sheets import Sheet
from bot.ledger.sources.einvoice import read_document, rows_of
from bot.ledger.sources.fold import Options
from bot.ledger.sources.pdftext import read_text
from bot.ledger.wording import significant_words
from bot.vocabulary.books import UNCONFIRMED
from bot.vocabulary.reading import Enclosed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.ledger.sources.document import Document
    from bot.vocabulary.policy import Policy


def enclosed(files: Iterable[tuple[str, bytes]], policy: Policy) -> tuple[Enclosed, ...]:
    """Return the invoices in these files, each once; what is none is passed over."""
    found: dict[tuple[str, str], Enclosed] = {}
    for name, raw in files:
        one = _read(name, raw, policy)
        if one is None:
            continue
        key = (one.invoice.number, one.invoice.client_key)
        if key not in found or (found[key].invoice.status == UNCONFIRMED and one.invoice.status != UNCONFIRMED):
            found[key] = one
    return tuple(found.values())


def _read(name: str, raw: bytes, policy: Policy) -> Enclosed | None:
    document, sure = _document(name, raw)
    if document is None:
        return None
    head, lines = rows_of(name, document, Options())
    invoices, _ = read_invoices(Sheet((head,)), Sheet(tuple(lines)), ())
    if not invoices:
        return None
    ours = sure and _is_ours(document, policy)
    return Enclosed(name, invoices[0] if ours else replace(invoices[0], status=UNCONFIRMED))


def _document(name: str, raw: bytes) -> tuple[Document | None, bool]:
    """The invoice in a file, and whether it says so itself, not only in words."""
    try:
        return read_document(name, raw), True
    except LedgerError:
        pass
    try:
        return (read_text(name, raw), False) if b"%PDF-" in raw[:1024] else (None, False)
    except LedgerError:
        return None, False


def _is_ours(document: Document, policy: Policy) -> bool:
    """Whether the seller is us: our domain in its address, or a word of our name."""
    domain = policy.desk_address.rpartition("@")[2]
    if document.seller_email.rpartition("@")[2].lower() == domain:
        return True
    return not significant_words(document.seller).isdisjoint(significant_words(policy.desk_name))
