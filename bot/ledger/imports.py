"""Our own CSV files to books: nothing is half imported, every rejected row has its line number and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.invoices import INVOICE_COLUMNS, INVOICE_NEEDED, LINE_COLUMNS, LINE_NEEDED, read_invoices
from bot.ledger.records import (
    CONTACT_COLUMNS,
    CONTACT_NEEDED,
    CONTRACT_COLUMNS,
    CONTRACT_NEEDED,
    PAYMENT_COLUMNS,
    read_contacts,
    read_contracts,
    read_payments,
)
from bot.ledger.sheets import Sheet, read_sheet
from bot.vocabulary.books import Books

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.vocabulary.books import RejectedRow

#: file key -> (columns that must be there, all columns).
FORMATS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "invoices": (INVOICE_NEEDED, INVOICE_COLUMNS),
    "lines": (LINE_NEEDED, LINE_COLUMNS),
    "payments": (PAYMENT_COLUMNS[:3], PAYMENT_COLUMNS),
    "contracts": (CONTRACT_NEEDED, CONTRACT_COLUMNS),
    "contacts": (CONTACT_NEEDED, CONTACT_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What the files hold: `books` only whole and good, every rejected row, warnings in sentences."""

    books: Books
    rejected: tuple[RejectedRow, ...] = ()
    warnings: tuple[str, ...] = ()


def read_books(files: Mapping[str, Path], known: Books | None = None) -> Imported:
    """Read any of the files `invoices`, `lines`, `payments`, `contracts`, `contacts`.

    `known` is what the store holds: lines may come later than their invoices, and an invoice that comes again alone keeps
    its lines. Amounts stay exactly as written. Raises LedgerError for a file that cannot be read at all.
    """
    unknown = sorted(set(files) - set(FORMATS))
    if unknown:
        raise LedgerError(f"There is no ledger file called {', '.join(unknown)}.")
    sheets = {name: read_sheet(files[name], *columns) if name in files else Sheet() for name, columns in FORMATS.items()}
    invoices, bad_invoices = read_invoices(sheets["invoices"], sheets["lines"], (known or Books()).invoices)
    payments, bad_payments = read_payments(sheets["payments"])
    contracts, bad_contracts = read_contracts(sheets["contracts"])
    contacts, bad_contacts = read_contacts(sheets["contacts"])
    return Imported(
        books=Books(invoices, payments, contracts, contacts),
        rejected=(*bad_invoices, *bad_payments, *bad_contracts, *bad_contacts),
        warnings=tuple(warning for sheet in sheets.values() for warning in sheet.warnings),
    )
