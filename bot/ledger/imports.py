"""Ledger files to books: nothing is half imported, every rejected row has its line number and its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
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
from bot.ledger.sources.fold import Options, Translated
from bot.ledger.sources.recognise import are_our_lines, is_ours, read_foreign
from bot.vocabulary.books import Books
from bot.vocabulary.numbers import normalise_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.vocabulary.books import Contact, RejectedRow

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


def read_books(files: Mapping[str, Path], known: Books | None = None, options: Options | None = None) -> Imported:
    """Read any of the files `invoices`, `lines`, `payments`, `contracts`, `contacts`.

    `invoices` may be another program's export, an e-invoice or a folder of them, `lines` another program's export of lines: what
    it is, its content tells. `known` is what the store holds: lines may come later than their invoices, and an invoice that comes again alone keeps its lines. Amounts
    of our own files stay exactly as written. Raises LedgerError for a file that cannot be read at all.
    """
    unknown = sorted(set(files) - set(FORMATS))
    if unknown:
        raise LedgerError(f"There is no ledger file called {', '.join(unknown)}.")
    books = known or Books()
    foreign = "invoices" in files and (bool(options and options.columns) or not is_ours(files["invoices"]))
    theirs = {"invoices": foreign, "lines": "lines" in files and not are_our_lines(files["lines"])}
    own = {name: path for name, path in files.items() if not theirs.get(name)}
    sheets = {name: read_sheet(own[name], *columns) if name in own else Sheet() for name, columns in FORMATS.items()}
    contracts, bad_contracts = read_contracts(sheets["contracts"])
    contacts, bad_contacts = read_contacts(sheets["contacts"])
    known_of = _informed(options or Options(), books, contacts)
    told = read_foreign(files["invoices"], known_of) if foreign else Translated("our own")
    told = _with_their_lines(told, read_foreign(files["lines"], replace(known_of, columns=()))) if theirs["lines"] else told
    heads, lines, paid = (Sheet(sheets[name].rows + rows) for name, rows in told.rows().items())
    invoices, bad_invoices = read_invoices(heads, lines, books.invoices)
    payments, bad_payments = read_payments(paid)
    return Imported(
        books=Books(invoices, payments, contracts, contacts),
        rejected=(*told.rejected, *bad_invoices, *bad_payments, *bad_contracts, *bad_contacts),
        warnings=(*told.warnings, *(warning for sheet in sheets.values() for warning in sheet.warnings)),
    )


def _with_their_lines(told: Translated, items: Translated) -> Translated:
    """What one export says of invoices, with the lines of another: its heads, summed up from lines, say less."""
    warnings = tuple(each for each in items.warnings if "no e-mail address" not in each)
    return replace(told, lines=items.lines, warnings=(*told.warnings, *warnings), rejected=(*told.rejected, *items.rejected))


def _informed(options: Options, known: Books, contacts: Sequence[Contact]) -> Options:
    """The options with what the ledger knows: addresses by client name, and the currency most invoices are in."""
    addresses = {normalise_name(each.client_name): each.email for each in (*known.contacts, *contacts) if each.email}
    addresses |= {normalise_name(each.client_name): each.client_email for each in known.invoices if each.client_email}
    usual = Counter(invoice.currency for invoice in known.invoices).most_common(1)
    return replace(options, addresses=addresses, currency=options.currency or (usual[0][0] if usual else ""))
