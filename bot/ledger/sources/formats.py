"""What a format is: the header that gives it away, which of its columns say what, and how its rows stand together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: One row by our field names, cells as text; a format's `mend` may change it, or drop it by returning None.
Record = dict[str, str]

#: Fields of an invoice's head and of its lines that a column can stand for; amounts and dates are read in the file's style.
MONEY = frozenset(
    {
        "total", "tax", "tax2", "subtotal", "paid_amount", "open_amount", "discount_total", "shipping", "adjustment",
        "quantity", "unit_price", "discount_pct", "discount_amount", "item_amount", "item_gross", "item_tax", "item_tax2", "item_tax_pct",
    }
)  # fmt: skip
DATES = ("issue_date", "due_date")
FIELDS = (
    MONEY
    | frozenset(DATES)
    | {"number", "client_name", "client_email", "currency", "po_number", "status", "description", "kind", "terms"}
    | {"item_name", "item_description", "unit", "tax_name"}
)
_DECORATION = re.compile(r"[*:\ufeff]|\s+")


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of export.

    `must` are headers (folded) without which it is another file; `columns` maps our fields to the headers that may hold them,
    first found counts. `groups`: the client stands on a row of its own above its invoices. `carries`: only the first row of
    an invoice holds its head. `repeats`: a second row of one number is a further line, not a second invoice. `american`:
    month first where nothing tells. `minor`: amounts are whole smallest units.
    """

    name: str
    must: tuple[str, ...]
    columns: Mapping[str, Sequence[str]]
    mend: Callable[[Record], Record | None] = field(default=lambda record: record)
    groups: bool = False
    carries: bool = False
    repeats: bool = True
    american: bool | None = None
    minor: bool = False

    def fits(self, header: Sequence[str]) -> bool:
        """Return whether a row (folded) is this format's header."""
        return set(self.must) <= set(header)

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Return where each of our fields stands in a header (folded)."""
        found = {}
        for name, aliases in self.columns.items():
            place = next((header.index(alias) for alias in aliases if alias in header), None)
            if place is not None:
                found[name] = place
        return found


def folded(header: Sequence[str]) -> list[str]:
    """Return column names as they are compared: lower case, single spaces, no stars of mandatory columns."""
    return [_DECORATION.sub(" ", name).strip().casefold() for name in header]


def is_credit(record: Record) -> bool:
    """Return whether a row says that it is a credit note."""
    kind = record.get("kind", "").casefold()
    return any(word in kind for word in ("credit", "gutschrift", "avoir", "abono", "nota di credito", "creditnota", "storno"))
