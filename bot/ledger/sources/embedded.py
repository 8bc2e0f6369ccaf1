"""DOOR, pypdf: the XML that a Factur-X, ZUGFeRD or XRechnung PDF carries inside."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from bot.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdf import PdfReader

T = TypeVar("T")

#: What the standards call the file, the newest first; any other file is tried after them.
_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
_ROOTS = (b"CrossIndustryInvoice", b"CrossIndustryDocument", b"<Invoice", b":Invoice", b"CreditNote")
_MOST_BYTES = 20 * 1024 * 1024
_MOST_FILES = 200
_MOST_NODES = 2000
_MOST_PAGES = 100


def read_pdf(name: str, raw: bytes, take: Callable[[PdfReader], T]) -> T:
    """Return what `take` reads from a PDF. Raises LedgerError, with the file's name, for a PDF that cannot be read."""
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - only PDFs need it
        from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415
    except ImportError as error:
        raise LedgerError(f"{name} cannot be read: pypdf is not installed") from error
    try:
        return take(PdfReader(io.BytesIO(raw)))
    except FileNotDecryptedError as error:
        raise LedgerError(f"{name} is locked with a password") from error
    except _broken() as error:
        raise LedgerError(f"{name} is no readable PDF ({type(error).__name__})") from error


def _broken() -> tuple[type[Exception], ...]:
    """What pypdf raises for a PDF, or a part of one, that is not as it must be."""
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415 - only PDFs need it

    told = (PyPdfError, DependencyError, NotImplementedError, RecursionError, OSError)
    return (*told, ValueError, KeyError, TypeError, AttributeError, IndexError)


def embedded_xml(name: str, raw: bytes) -> bytes | None:
    """Return the invoice inside a PDF, None where it holds none. Raises LedgerError for a PDF that cannot be read."""
    return read_pdf(name, raw, lambda reader: _invoice(_files(reader)) or _invoice(_on_pages(reader)))


def _invoice(specifications: Iterator[object]) -> bytes | None:
    """The invoice among files, by the standards' names first."""
    read = (each for each in map(_content, islice(specifications, _MOST_FILES)) if each is not None and _is_invoice(each[1]))
    found = min(read, key=lambda each: (_NAMES.index(each[0]) if each[0] in _NAMES else len(_NAMES), each[0]), default=None)
    return found[1] if found else None


def _is_invoice(content: bytes) -> bool:
    """Whether the beginning of a file names the root of an invoice, in whatever encoding."""
    head = content[:8000].replace(b"\0", b"")
    return any(root in head for root in _ROOTS)


def _files(reader: PdfReader) -> Iterator[object]:
    """The files of the whole document: its tree of attachments, and those it only names as associated."""
    waiting = [_at(_at(reader.root_object, "/Names"), "/EmbeddedFiles")]
    for _ in range(_MOST_NODES):  # a tree may be deep, or a ring
        if not waiting:
            break
        node = waiting.pop(0)
        yield from islice(_listed(_at(node, "/Names")), 1, None, 2)
        waiting += islice(_listed(_at(node, "/Kids")), _MOST_NODES)
    yield from _listed(_at(reader.root_object, "/AF"))


def _on_pages(reader: PdfReader) -> Iterator[object]:
    """The files that hang on pages: associated with one, or pinned to it as a note."""
    for page in islice(reader.pages, _MOST_PAGES):
        yield from _listed(_at(page, "/AF"))
        yield from (_at(note, "/FS") for note in _listed(_at(page, "/Annots")))


def _content(specification: object) -> tuple[str, bytes] | None:
    """A file's name in lower case and its bytes; None where it is not inside, broken or too big."""
    from pypdf.generic import StreamObject  # noqa: PLC0415 - only PDFs need it

    files = _at(specification, "/EF")
    stream = next((each for key in ("/F", "/UF") if isinstance(each := _at(files, key), StreamObject)), None)
    content = _sound(stream.get_data) if stream is not None else None
    name = str(_at(specification, "/UF") or _at(specification, "/F") or "")
    return (name.rsplit("/", maxsplit=1)[-1].casefold(), content) if content and len(content) <= _MOST_BYTES else None


def _at(holder: object, key: str) -> object:
    """What stands under a key, None where nothing does."""
    return _resolved(holder.get(key)) if isinstance(holder, dict) else None


def _listed(found: object) -> Iterator[object]:
    yield from map(_resolved, found if isinstance(found, list) else ())


def _resolved(found: object) -> object:
    """The thing itself, where only its place is told."""
    resolve: Callable[[], object] | None = getattr(found, "get_object", None)
    return _sound(resolve) if resolve is not None else None


def _sound(take: Callable[[], T]) -> T | None:
    """What pypdf gives, None where this part of a PDF is broken: others may be sound. A password that is missing raises."""
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415 - only PDFs need it

    try:
        return take()
    except FileNotDecryptedError:
        raise
    except _broken():
        return None
