"""invoices.csv and lines.csv to invoices: one bad row rejects its whole invoice, with line numbers and reasons."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger import cells
from bot.ledger.cells import CellError
from bot.vocabulary.books import Invoice, Line, RejectedRow
from bot.vocabulary.numbers import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ledger.sheets import Row, Sheet

#: Columns of invoices.csv; those of NEEDED must be there.
INVOICE_NEEDED = ("number", "client_name", "client_email", "currency", "total")
INVOICE_COLUMNS = (*INVOICE_NEEDED, "issue_date", "due_date", "tax", "subtotal", "po_number", "status", "paid_amount", "description")
#: Columns of lines.csv; `client_email` only where a number is ambiguous.
LINE_NEEDED = ("number", "line", "description", "quantity", "unit_price", "amount")
LINE_COLUMNS = (*LINE_NEEDED, "unit", "discount", "tax_rate", "client_email")

#: An invoice's key while importing: the folded client name and the number as written.
Key = tuple[str, str]


@dataclass
class _Desk:
    """What is being put together: invoices of the file by key, which keys are bad and why, and all rejected rows."""

    rows: dict[Key, Row] = field(default_factory=dict)
    invoices: dict[Key, Invoice] = field(default_factory=dict)
    lines: dict[Key, dict[int, Line]] = field(default_factory=dict)
    bad: dict[Key, str] = field(default_factory=dict)
    rejected: list[RejectedRow] = field(default_factory=list)

    def reject(self, row: Row, reason: str, key: Key | None) -> None:
        self.rejected.append(row.rejected(reason))
        if key is not None:
            self.bad.setdefault(key, f"line {row.line} of {row.file} was rejected")


def read_invoices(invoices: Sheet, lines: Sheet, known: Sequence[Invoice]) -> tuple[tuple[Invoice, ...], tuple[RejectedRow, ...]]:
    """Return the good invoices with their lines, and every rejected row.

    `known` are the store's invoices: lines may be imported later than their invoice, and an invoice that comes again without
    lines keeps those it has.
    """
    desk = _Desk()
    _read_heads(invoices, desk)
    stored = {_stored_key(invoice): invoice for invoice in known}
    _read_lines(lines, desk, {**stored, **desk.invoices})
    fresh = (_with_lines(key, invoice, desk, stored) for key, invoice in desk.invoices.items() if key not in desk.bad)
    added = (_with_lines(key, stored[key], desk, stored) for key in desk.lines if key not in desk.rows and key not in desk.bad)
    good = (*fresh, *added)
    told = {(row.file, row.line) for row in desk.rejected}
    for key, why in desk.bad.items():
        if key in desk.rows and (desk.rows[key].file, desk.rows[key].line) not in told:
            desk.rejected.append(desk.rows[key].rejected(f"invoice {key[1]} was rejected whole: {why}"))
    return good, tuple(sorted(desk.rejected, key=lambda row: (row.file, row.line)))


def _read_heads(sheet: Sheet, desk: _Desk) -> None:
    for row in sheet.rows:
        key = normalise_name(cells.text(row.cells.get("client_name", ""))), row.cells.get("number", "").strip(" ")
        if key in desk.rows:
            first = desk.rows[key]
            twice = f"in the file twice (also in line {first.line})" if first.file == row.file else f"in two files (also in {first.file})"
            desk.reject(row, f"invoice {key[1]} of this client stands {twice}", key)
            continue
        desk.rows[key] = row
        try:
            desk.invoices[key] = _invoice(row)
        except CellError as error:
            desk.reject(row, str(error), key)


def _invoice(row: Row) -> Invoice:
    name = row.read("client_name", cells.text)
    if not name:
        raise CellError("client_name is empty")
    return Invoice(
        number=row.read("number", cells.identifier),
        client_key=normalise_name(name),
        client_name=name,
        client_email=row.read("client_email", cells.optional_email if row.foreign else cells.email),
        issue_date=row.read("issue_date", cells.optional_date),
        due_date=row.read("due_date", cells.optional_date),
        currency=row.read("currency", cells.currency),
        total=row.read("total", cells.decimal),
        tax=row.read("tax", cells.optional_decimal),
        subtotal=row.read("subtotal", cells.optional_decimal),
        po_number=row.read("po_number", cells.optional_identifier),
        status=row.read("status", cells.text).casefold(),
        paid_amount=row.read("paid_amount", cells.optional_decimal) or Decimal(0),
        description=row.read("description", cells.text),
    )


def _read_lines(sheet: Sheet, desk: _Desk, invoices: dict[Key, Invoice]) -> None:
    by_number: dict[str, list[Key]] = {}
    for key in (*invoices, *(key for key in desk.rows if key not in invoices)):
        by_number.setdefault(key[1], []).append(key)
    for row in sheet.rows:
        keys, why = _owners(row, by_number, invoices)
        if why:
            _reject_for(keys, row, why, desk)
            continue
        try:
            line = _line(row)
        except CellError as error:
            desk.reject(row, str(error), keys[0])
            continue
        if line.line in desk.lines.setdefault(keys[0], {}):
            desk.reject(row, f"line {line.line} of invoice {keys[0][1]} stands in the file twice", keys[0])
        desk.lines[keys[0]].setdefault(line.line, line)


def _reject_for(keys: Iterable[Key], row: Row, why: str, desk: _Desk) -> None:
    """Reject a row that fits no single invoice; every invoice that it might belong to is incomplete without it."""
    desk.rejected.append(row.rejected(why))
    for key in keys:
        desk.bad.setdefault(key, f"line {row.line} of {row.file} was rejected")


def _owners(row: Row, by_number: dict[str, list[Key]], invoices: dict[Key, Invoice]) -> tuple[list[Key], str]:
    """Return the invoice a line belongs to, or all it might belong to with the reason why that cannot be told."""
    number = row.cells.get("number", "").strip(" ")
    keys = by_number.get(number, [])
    address = row.cells.get("client_email", "").strip(" ").lower()
    if not keys:
        return [], f"there is no invoice {cells.text(number)[:60]!r}"
    if address:
        keys = [key for key in keys if key in invoices and invoices[key].client_email == address]
        if not keys:
            return [], f"there is no invoice {cells.text(number)[:60]!r} of {cells.text(address)[:80]}"
    if len(keys) > 1 and row.foreign:
        keys = [key for key in keys if key[0] == normalise_name(row.cells.get("client_name", ""))] or keys
    if len(keys) > 1:
        return keys, f"{len(keys)} clients have an invoice {number}; add the column client_email to say whose line it is"
    return keys, ""


def _line(row: Row) -> Line:
    return Line(
        line=row.read("line", cells.whole),
        description=row.read("description", cells.text),
        quantity=row.read("quantity", cells.decimal),
        unit=row.read("unit", cells.text),
        unit_price=row.read("unit_price", cells.decimal),
        amount=row.read("amount", cells.decimal),
        discount_pct=row.read("discount", cells.percentage) or Decimal(0),
        tax_rate_pct=row.read("tax_rate", cells.percentage),
    )


def _with_lines(key: Key, invoice: Invoice, desk: _Desk, stored: dict[Key, Invoice]) -> Invoice:
    if key in desk.lines:
        return replace(invoice, lines=tuple(line for _, line in sorted(desk.lines[key].items())))
    return replace(invoice, lines=stored[key].lines) if key in stored else invoice


def _stored_key(invoice: Invoice) -> Key:
    return normalise_name(invoice.client_name) or invoice.client_key, invoice.number
