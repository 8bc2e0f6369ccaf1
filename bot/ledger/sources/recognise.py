"""What a file is, by its content: an e-invoice, a plug-in's, or the export whose header stands in its first rows."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.sources import programs, quickbooks
from bot.ledger.sources.einvoice import is_einvoice, read_einvoices
from bot.ledger.sources.fold import Options, Translated, translate
from bot.ledger.sources.formats import folded
from bot.ledger.sources.other import NEEDED, OTHER, mapped
from bot.ledger.sources.plugins import GROUP, read_with
from bot.ledger.sources.table import content_of, tables
from bot.ledger.sources.xero import XERO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.ledger.sources.formats import Format
    from bot.ledger.sources.table import Table

#: Formats in the order they are tried: the ones with more to recognise them by first.
FORMATS: tuple[Format, ...] = (
    XERO,
    programs.FRESHBOOKS,
    programs.HARVEST,
    programs.HARVEST_ITEMS,
    programs.ZOHO,
    quickbooks.TEMPLATE,
    quickbooks.AGING,
    quickbooks.BALANCE,
    quickbooks.INVOICE_LIST,
    quickbooks.INVOICE_VIEW,
    programs.STRIPE,
    programs.STRIPE_DASHBOARD,
)
#: How far down a header may stand, below title lines.
_HEADER_WITHIN = 25


def is_ours(path: Path) -> bool:
    """Return whether a file is our own invoices.csv, by its first line; one that is missing or empty is told of as ours."""
    if path.is_dir():
        return False
    try:
        with path.open("rb") as handle:
            first = handle.readline(20_000)
    except OSError:
        return True
    header = first.lower().replace(b'"', b"").replace(b";", b",").strip().removeprefix(b"\xef\xbb\xbf").split(b",")
    return not first or (b"number" in header and any(name.strip().startswith(b"client_") for name in header))


def are_our_lines(path: Path) -> bool:
    """Return whether a file is our own lines.csv, by its first line; one that is missing is told of as ours."""
    try:
        with path.open("rb") as handle:
            first = handle.readline(20_000)
    except OSError:
        return True
    return not first or {"number", "line"} <= set(
        folded(first.decode("utf-8-sig", "replace").replace('"', "").replace(";", ",").split(","))
    )


def read_foreign(path: Path, options: Options) -> Translated:
    """Read another program's export, an e-invoice, or a folder of e-invoices into our own columns.

    Raises LedgerError where nothing in the file tells what it is.
    """
    if path.is_dir():
        return read_einvoices(sorted(each for each in path.iterdir() if is_einvoice(each)), options)
    if is_einvoice(path):
        return read_einvoices([path], options)
    for entry in entry_points(group=GROUP):
        found = read_with(entry, path)
        if found is not None:
            return found
    return _table(path, options)


def _table(path: Path, options: Options) -> Translated:
    raw = content_of(path)
    kinds = (mapped(options.columns),) if options.columns else FORMATS
    found = _find(tables(path.name, raw), kinds)
    if found is None and not options.columns:
        found = _find(tables(path.name, raw), (OTHER,))
    if found is None:
        known = ", ".join(sorted({kind.name for kind in FORMATS}))
        columns = ", ".join(options.columns)
        why = f"has no row with the columns {columns}" if columns else f"is none of the exports that are known ({known})"
        raise LedgerError(f"{path.name} {why}; say which column is which: --map number=COLUMN --map client_name=COLUMN --map total=COLUMN")
    table, place, kind = found
    return translate(table, place, kind, options)


def _find(read: Iterable[Table], kinds: tuple[Format, ...]) -> tuple[Table, int, Format] | None:
    """Return the first table with a header of one of the formats, the row it stands in, and the format."""
    for table in read:
        for place, (_, cells) in enumerate(table.rows[:_HEADER_WITHIN]):
            header = folded(cells)
            for kind in kinds:
                if kind.fits(header) and _tells_enough(kind, header):
                    return table, place, kind
    return None


def _tells_enough(kind: Format, header: list[str]) -> bool:
    """Whether number, client and some amount have columns; a client above its invoices needs none."""
    places = kind.places(header)
    amount = any(name in places for name in ("total", "item_amount", "item_gross", "unit_price", "subtotal"))
    return amount and all(name in places for name in NEEDED if not (name == "client_name" and kind.groups))
