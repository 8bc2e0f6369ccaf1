"""payments.csv, contracts.csv and contacts.csv to values, each bad row rejected with its reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.ledger import cells
from bot.ledger.cells import CellError
from bot.vocabulary.books import Contact, Contract, Payment
from bot.vocabulary.freemail import is_freemail
from bot.vocabulary.numbers import normalise_name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date
    from decimal import Decimal
    from typing import TypeVar

    from bot.ledger.sheets import Row, Sheet
    from bot.vocabulary.books import RejectedRow

    Record = TypeVar("Record")

PAYMENT_COLUMNS = ("date", "client_email", "amount", "reference")
CONTRACT_NEEDED = ("client_email",)
CONTRACT_COLUMNS = (*CONTRACT_NEEDED, "rate", "discount_pct", "payment_terms_days", "note")
CONTACT_NEEDED = ("client_name",)
CONTACT_COLUMNS = (*CONTACT_NEEDED, "email", "domain")


def read_payments(sheet: Sheet) -> tuple[tuple[Payment, ...], tuple[RejectedRow, ...]]:
    """Return the payments; equal rows are several payments, told apart by `nth`, so importing twice changes nothing."""
    seen: Counter[tuple[date, str, Decimal, str]] = Counter()

    def payment(row: Row) -> Payment:
        paid_on, payer = row.read("date", cells.needed_date), row.read("client_email", cells.email)
        amount, reference = row.read("amount", cells.decimal), row.read("reference", cells.text)
        key = (paid_on, payer, amount, reference)
        seen[key] += 1
        return Payment(paid_on, payer, amount, reference, nth=seen[key] - 1)

    return _each(sheet, payment)


def read_contracts(sheet: Sheet) -> tuple[tuple[Contract, ...], tuple[RejectedRow, ...]]:
    """Return the contracts; two for one address are both rejected, since nobody can tell which one holds."""

    def contract(row: Row) -> Contract:
        days = row.read("payment_terms_days", lambda cell: cells.whole(cell) if cell.strip() else None)
        return Contract(
            client_email=row.read("client_email", cells.email),
            rate=row.read("rate", cells.optional_decimal),
            discount_pct=row.read("discount_pct", cells.percentage),
            payment_terms_days=days,
            note=row.read("note", cells.text),
        )

    return _each(sheet, contract, key=lambda row: row.cells.get("client_email", "").strip().lower())


def read_contacts(sheet: Sheet) -> tuple[tuple[Contact, ...], tuple[RejectedRow, ...]]:
    """Return more addresses and domains; each row names exactly one, and a freemail domain says nothing about anybody."""

    def contact(row: Row) -> Contact:
        name = row.read("client_name", cells.text)
        has_email, has_domain = (bool(row.cells.get(column, "").strip()) for column in ("email", "domain"))
        if not name:
            raise CellError("client_name is empty")
        if has_email == has_domain:
            raise CellError("exactly one of email and domain must be given")
        domain = row.read("domain", cells.domain) if has_domain else ""
        if domain and is_freemail(domain):
            raise CellError(f"domain {domain} is open to everybody; list whole addresses instead")
        return Contact(name, row.read("email", cells.email) if has_email else "", domain)

    def key(row: Row) -> tuple[str, ...]:
        return (normalise_name(row.cells.get("client_name", "")), *(row.cells.get(c, "").strip().lower() for c in ("email", "domain")))

    return _each(sheet, contact, key=key)


def _each(
    sheet: Sheet, make: Callable[[Row], Record], key: Callable[[Row], Hashable] | None = None
) -> tuple[tuple[Record, ...], tuple[RejectedRow, ...]]:
    """Make a value of every row; rows with the same key are all rejected."""
    counts = Counter(key(row) for row in sheet.rows) if key else Counter[object]()
    made: list[Record] = []
    rejected: list[RejectedRow] = []
    for row in sheet.rows:
        if key is not None and counts[key(row)] > 1:
            rejected.append(row.rejected("the same row key stands in the file more than once"))
            continue
        try:
            made.append(make(row))
        except CellError as error:
            rejected.append(row.rejected(str(error)))
    return tuple(made), tuple(rejected)
