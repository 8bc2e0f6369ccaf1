"""DOOR, calamine: any table file as rows of text - CSV in any usual encoding and separator, XLSX, ODS, XLS."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.cells import text
from bot.ledger.sources.styles import Native

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: More than any real ledger.
MOST_BYTES = 64 * 1024 * 1024
#: A workbook is packed: refused when its cells are more than this.
_MOST_CELLS = 20_000_000
_SEPARATORS = (",", ";", "\t", "|")
_ZIP = b"PK\x03\x04"
#: An old .xls file.
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands: rows with their line numbers (a sheet's row numbers), all cells text; `note` tells of a guess."""

    file: str
    rows: tuple[tuple[int, list[str]], ...]
    note: str = ""


def content_of(path: Path) -> bytes:
    """Return a file's bytes. Raises LedgerError where it cannot be read or is too big."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}") from error
    if raw is None:
        raise LedgerError(f"{path} is larger than {MOST_BYTES // 1024 // 1024} MB")
    return raw


def tables(name: str, raw: bytes) -> Iterator[Table]:
    """Yield the ways a file can be read as a table: the sheets of a workbook, or a text with each separator in turn."""
    if raw.startswith((_ZIP, _OLE)):
        yield from _sheets(name, raw)
        return
    content, note = decoded(name, raw)
    for separator in _SEPARATORS:
        if separator in content[:20_000]:
            yield Table(name, tuple(_lines(name, content, separator)), note)


def decoded(name: str, raw: bytes) -> tuple[str, str]:
    """Return a text file's text, and a note where its encoding was guessed."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ""
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        note = f"{name} is not UTF-8 and was read as Windows-1252; look at names with accents"
        return raw.decode("cp1252", errors="replace"), note


def _lines(name: str, content: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise LedgerError(f"{name} is not a CSV file: {error} at line {reader.line_num}") from error


def _sheets(name: str, raw: bytes) -> Iterator[Table]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only workbooks need it

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for sheet in book.sheet_names:
            cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if sum(map(len, cells)) > _MOST_CELLS:
                raise LedgerError(f"{name} has more than {_MOST_CELLS:,} cells")
            yield Table(name, tuple((nth, [_cell(cell) for cell in row]) for nth, row in enumerate(cells, 1)))
    except CalamineError as error:
        raise LedgerError(f"{name} cannot be read as a workbook: {text(str(error))[:120]}") from error


def _cell(value: object) -> str:
    """A cell as text: stored numbers and dates plainly, whole numbers without a point."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float):
        whole = Decimal(repr(value))
        return Native(f"{whole:f}".rstrip("0").rstrip(".") if whole == whole.to_integral_value() else f"{whole:f}")
    if isinstance(value, int):
        return Native(value)
    if isinstance(value, datetime):
        return Native(value.date().isoformat())
    return Native(value.isoformat()) if isinstance(value, date) else str(value)
