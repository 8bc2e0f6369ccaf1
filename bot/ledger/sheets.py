"""Reads a ledger file as a sheet of named cells with line numbers; its first line must be the header."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.errors import LedgerError
from bot.ledger.cells import CellError, text
from bot.vocabulary.books import RejectedRow

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Value = TypeVar("Value")

#: More than any real ledger: half a million lines of a hundred characters.
_MOST_BYTES = 64 * 1024 * 1024
_ROW_SHOWN_CHARS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: file name, line number (the header is line 1), cells by column.

    `problem` is what is wrong with its shape; then reading any cell fails with it. `raw` are all its cells as they stood.
    `foreign`: translated from another program's export, which may not know the client's address.
    """

    file: str
    line: int
    cells: dict[str, str]
    problem: str = ""
    raw: Sequence[str] = ()
    foreign: bool = False

    def read(self, column: str, into: Callable[[str], Value]) -> Value:
        """Return a cell as a value; raises CellError naming the column. A missing column reads as an empty cell."""
        if self.problem:
            raise CellError(self.problem)
        try:
            return into(self.cells.get(column, ""))
        except CellError as error:
            raise CellError(f"{column} {error}") from None

    def rejected(self, reason: str) -> RejectedRow:
        """Return this row as rejected."""
        return RejectedRow(self.file, self.line, reason, text(",".join(self.raw or self.cells.values()))[:_ROW_SHOWN_CHARS])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows, and warnings in words."""

    rows: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = ()


def read_sheet(path: Path, needed: tuple[str, ...], known: tuple[str, ...]) -> Sheet:
    """Read a CSV file. Unknown columns are ignored with a warning, empty rows skipped; rows of the wrong width carry a problem.

    Raises LedgerError where the file is missing, too big, not UTF-8, not CSV, or its header lacks a needed column.
    """
    reader = csv.reader(io.StringIO(_content(path), newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(path.name, header, needed)
        unknown = [text(name)[:40] for name in header if name not in known]
        warnings = tuple(f"{path.name}: column {name!r} is not known and was ignored" for name in unknown)
        return _rows(path.name, header, reader, warnings)
    except csv.Error as error:
        raise LedgerError(f"{path.name} is not a CSV file: {error} at line {reader.line_num}") from error


def _content(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}") from error
    if raw is None:
        raise LedgerError(f"{path} is larger than {_MOST_BYTES // 1024 // 1024} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LedgerError(f"{path.name} is not UTF-8 (byte {error.start}); save it as CSV UTF-8") from error


def _check_header(file: str, header: list[str], needed: tuple[str, ...]) -> None:
    missing = [name for name in needed if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if missing:
        semicolons = any(";" in name for name in header)
        cure = "; its columns must be separated by commas" if semicolons else ""
        raise LedgerError(f"{file} has no column {', '.join(missing)} in its first line{cure}")
    if twice:
        raise LedgerError(f"{file} has the column {', '.join(twice)} twice")


def _rows(file: str, header: list[str], reader: Reader, warnings: tuple[str, ...]) -> Sheet:
    rows: list[Row] = []
    line = reader.line_num + 1
    for cells in reader:
        problem = "" if len(cells) == len(header) else f"the row has {len(cells)} cells, the header {len(header)}"
        named = dict(zip(header, cells, strict=False))
        if any(cell.strip() for cell in cells):
            rows.append(Row(file, line, named, problem, cells if problem else ()))
        line = reader.line_num + 1
    return Sheet(tuple(rows), warnings)
