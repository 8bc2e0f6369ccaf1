"""DOOR, pypdf: the XML that a Factur-X, ZUGFeRD or XRechnung PDF carries inside."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TypeVar

from bot.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdf import PdfReader

T = TypeVar("T")

#: What the standards call the file, the newest first; anything else that ends in .xml is tried after them.
_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "order-x.xml")
_ROOTS = (b"CrossIndustryInvoice", b"CrossIndustryDocument", b"<Invoice", b":Invoice", b"CreditNote")
_MOST_BYTES = 20 * 1024 * 1024


def read_pdf(name: str, raw: bytes, take: Callable[[PdfReader], T]) -> T:
    """Return what `take` reads from a PDF. Raises LedgerError, with the file's name, for a PDF that cannot be read."""
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - only PDFs need it
        from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415
    except ImportError as error:
        raise LedgerError(f"{name} cannot be read: pypdf is not installed") from error
    unreadable = (
        PyPdfError,
        DependencyError,
        NotImplementedError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    )
    try:
        return take(PdfReader(io.BytesIO(raw)))
    except unreadable as error:
        raise LedgerError(f"{name} is no readable PDF ({type(error).__name__})") from error


def embedded_xml(name: str, raw: bytes) -> bytes | None:
    """Return the invoice inside a PDF, None where it holds none. Raises LedgerError for a PDF that cannot be read."""
    found = read_pdf(name, raw, lambda reader: dict(_attachments(reader)) or dict(_associated(reader)))
    ordered = sorted(found, key=lambda each: (_NAMES.index(each) if each in _NAMES else len(_NAMES), each))
    return next((found[each] for each in ordered if _is_invoice(found[each])), None)


def _is_invoice(content: bytes) -> bool:
    """Whether the beginning of a file names the root of an invoice, in whatever encoding."""
    head = content[:8000].replace(b"\0", b"")
    return any(root in head for root in _ROOTS)


def _attachments(reader: PdfReader) -> Iterator[tuple[str, bytes]]:
    """The attached files by lower-case name."""
    for name, contents in reader.attachments.items():
        lower = name.rsplit("/", maxsplit=1)[-1].casefold()
        if contents and len(contents[0]) <= _MOST_BYTES:
            yield lower, contents[0]


def _associated(reader: PdfReader) -> Iterator[tuple[str, bytes]]:
    """Files that the document only names as associated (/AF), which some writers leave out of the list of attachments."""
    for place in reader.root_object.get("/AF", []):
        file = place.get_object()
        stream = file.get("/EF", {}).get("/F") if hasattr(file, "get") else None
        if stream is not None:
            contents = stream.get_object().get_data()
            if len(contents) <= _MOST_BYTES:
                yield str(file.get("/UF") or file.get("/F") or "unnamed.xml").casefold(), contents
