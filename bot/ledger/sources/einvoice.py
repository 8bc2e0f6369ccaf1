"""E-invoices - UBL, CII, FatturaPA, and PDFs that carry one - to rows of our own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.sheets import Row, Sheet
from bot.ledger.sources.cii import read_cii
from bot.ledger.sources.embedded import embedded_xml
from bot.ledger.sources.envelope import is_envelope, opened
from bot.ledger.sources.fatturapa import read_fatturapa, read_semplificata
from bot.ledger.sources.fold import Options, Translated, valid_email
from bot.ledger.sources.table import content_of
from bot.ledger.sources.ubl import read_ubl
from bot.ledger.sources.xmltree import parsed
from bot.vocabulary.books import RejectedRow
from bot.vocabulary.numbers import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.ledger.sources.document import Document

_PDF = b"%PDF-"
_READERS = {
    "CrossIndustryInvoice": read_cii,
    "CrossIndustryDocument": read_cii,
    "Invoice": read_ubl,
    "CreditNote": read_ubl,
    "FatturaElettronica": read_fatturapa,
    "FatturaElettronicaSemplificata": read_semplificata,
}

#: Steps down at which an invoice may lie in an envelope: Peppol's StandardBusinessDocument, SOAP.
_DEEPEST = 4


def is_einvoice(path: Path) -> bool:
    """Return whether a file is XML, a PDF or a signed envelope, by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        head = handle.read(1024)
    marked = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))
    return marked or _PDF in head or is_envelope(head)


def read_document(name: str, raw: bytes) -> Document:
    """Return the invoice in an XML file, a PDF, or a signed envelope around one. Raises LedgerError that says why there is none."""
    content = opened(name, raw)
    if _PDF in content[:1024]:
        inside = embedded_xml(name, content)
        if inside is None:
            raise LedgerError(f"{name} is a PDF without an e-invoice inside")
        content = inside
    root = parsed(name, content)
    found = list(root.within(_READERS, _DEEPEST))
    if not found:
        raise LedgerError(f"{name} is no invoice: its XML begins with {root.name[:40]}")
    if len(found) > 1:
        raise LedgerError(f"{name}: it holds {len(found)} invoices; each must be a file of its own")
    try:
        return _READERS[found[0].name](found[0])
    except LedgerError as error:
        raise LedgerError(f"{name}: {error}") from error


def rows_of(name: str, document: Document, options: Options) -> tuple[Row, list[Row]]:
    """Return an e-invoice as a row of invoices.csv and rows of lines.csv; the ledger's address stands in where it has none."""
    cells = document.cells()
    known = options.addresses.get(normalise_name(document.buyer), "")
    written = valid_email(cells["client_email"])
    own = {"number": cells["number"], "client_name": cells["client_name"]}
    lines = [Row(name, nth, {**own, **item.cells(nth, document.sign)}, foreign=True) for nth, item in enumerate(document.items, 1)]
    head = {**cells, "client_email": written or known, "currency": cells["currency"] or options.currency}
    return Row(name, 1, head, foreign=True), lines


def read_einvoices(paths: Sequence[Path], options: Options) -> Translated:
    """Read e-invoices; one that cannot be read is rejected with its reason, the others enter.

    The same invoice may lie there twice, as XML and as PDF: where the heads agree, the one with more lines counts.
    """
    found: dict[tuple[str, ...], tuple[Row, list[Row]]] = {}
    rejected: list[RejectedRow] = []
    for path in paths:
        try:
            head, own = rows_of(path.name, read_document(path.name, content_of(path)), options)
        except LedgerError as error:
            rejected.append(RejectedRow(path.name, 1, str(error)))
            continue
        key = tuple(head.cells[name] for name in ("number", "client_name", "total", "currency", "issue_date"))
        if key not in found or len(own) > len(found[key][1]):
            found[key] = (head, own)
    heads, lines = tuple(head for head, _ in found.values()), tuple(row for _, own in found.values() for row in own)
    return Translated("e-invoices", Sheet(heads), Sheet(lines), rejected=tuple(rejected))
