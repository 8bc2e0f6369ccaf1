"""Sources that somebody else wrote: any installed package may offer one under the entry-point group `dispute_desk.ledger`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.errors import LedgerError
from bot.ledger.sheets import Row, Sheet
from bot.ledger.sources.fold import Translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import EntryPoint
    from pathlib import Path

GROUP = "dispute_desk.ledger"


@runtime_checkable
class Source(Protocol):
    """What a plug-in offers: an object or module with a name and these two functions."""

    name: str

    def recognises(self, path: Path, head: bytes) -> bool:
        """Return whether the file is of this kind; `head` are its first 4,096 bytes."""
        ...

    def read(self, path: Path) -> Iterable[tuple[str, int, Mapping[str, str]]]:
        """Yield (`invoices`, `lines` or `payments`, line number in the file, cells by our own columns as docs/ledger.md has them).

        Dates are ISO 8601, amounts have a dot. `client_email` may be empty where the file does not know it.
        """
        ...


def read_with(entry: EntryPoint, path: Path) -> Translated | None:
    """Read a file with a plug-in, None where it is not of its kind. Raises LedgerError for a plug-in that is none."""
    source = entry.load()
    if not isinstance(source, Source):
        raise LedgerError(f"the plug-in {entry.name} ({entry.value}) has no name, recognises and read")
    with path.open("rb") as handle:
        if not source.recognises(path, handle.read(4096)):
            return None
    rows: dict[str, list[Row]] = {"invoices": [], "lines": [], "payments": []}
    for sheet, line, cells in source.read(path):
        if sheet not in rows:
            raise LedgerError(f"the plug-in {entry.name} gave a row of {sheet!r}; it may give {', '.join(rows)}")
        rows[sheet].append(Row(path.name, line, dict(cells), foreign=True))
    invoices, lines, payments = (Sheet(tuple(each)) for each in rows.values())
    return Translated(source.name, invoices, lines, payments, (f"{path.name} was read as {source.name}",))
