"""E-invoices - UBL, CII, FatturaPA, and PDFs that carry one - to rows of our own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.sheets import Row, Sheet
from bot.ledger.sources.cii import read_cii
from bot.ledger.sources.embedded import embedded_xml
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
#: How a signed envelope (CMS, as Italian invoices come in `.xml.p7m`) says what it is.
_SIGNED = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
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
    """Return whether a file is XML or a PDF, by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        head = handle.read(1024)
    return _PDF in head or head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))


def is_signed(path: Path) -> bool:
    """Return whether a file is a signed envelope around something, by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        return _SIGNED in handle.read(64)


def read_document(name: str, raw: bytes) -> Document:
    """Return the invoice in an XML file or a PDF. Raises LedgerError that says why there is none."""
    content = raw
    if _PDF in raw[:1024]:
        inside = embedded_xml(name, raw)
        if inside is None:
            raise LedgerError(f"{name} is a PDF without an e-invoice inside")
        content = inside
    root = parsed(name, content)
    found = root.within(_READERS, _DEEPEST)
    if found is None:
        raise LedgerError(f"{name} is no invoice: its XML begins with {root.name[:40]}")
    try:
        return _READERS[found.name](found)
    except LedgerError as error:
        raise LedgerError(f"{name}: {error}") from error


def rows_of(name: str, document: Document, options: Options) -> tuple[Row, list[Row]]:
    """Return an e-invoice as a row of invoices.csv and rows of lines.csv; the ledger's address stands in where it has none."""
    cells = document.cells()
    known = options.addresses.get(normalise_name(document.buyer), "")
    written = valid_email(cells["client_email"])
    own = {"number": cells["number"], "client_name": cells["client_name"]}
    lines = [Row(name, nth, {**own, **item.cells(nth, document.sign)}, foreign=True) for nth, item in enumerate(document.items, 1)]
    return Row(name, 1, {**cells, "client_email": written or known}, foreign=True), lines


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
