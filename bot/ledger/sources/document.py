"""One e-invoice as read from its XML, before it becomes rows of our own files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.ledger.sources.amounts import counted, written

#: UN/ECE Recommendation 20 and 21 codes that invoices use, as people write them; others stay codes.
_UNITS = {
    "HUR": "hour", "MIN": "minute", "DAY": "day", "WEE": "week", "MON": "month", "ANN": "year", "C62": "piece", "H87": "piece", "EA": "piece",
    "PCE": "piece", "NAR": "piece", "XPP": "piece", "SET": "set", "KGM": "kg", "GRM": "g", "TNE": "t", "LTR": "l", "MTR": "m", "MTK": "m²",
    "MTQ": "m³", "KMT": "km", "KTM": "km", "KWH": "kWh", "LS": "lump sum", "PR": "pair", "P1": "%", "XBX": "box", "XPX": "pallet", "ZZ": "",
}  # fmt: skip
_HALF_CENT = Decimal("0.005")
#: Kinds of document that take back (UNTDID 1001), as EN 16931 counts them.
CREDIT_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
#: Tax categories (UNTDID 5305) under which no tax is billed, whatever rate some writers put beside them.
_UNTAXED = frozenset({"AE", "E", "G", "K", "O", "Z"})
_DAYS = re.compile(
    r"\b(\d{1,3})\s*(?:\w{2,12}\s)?(?:days?|tage[n]?|jours?|d[ií]as|giorni|dagen|dagar|dage|päivää|dni)\b(?!\s*(?:\d|skonto))",
    re.IGNORECASE,
)
_SKONTO = re.compile(r"#SKONTO#TAGE=\d+#|skonto|discount|escompte", re.IGNORECASE)
_MOST_DAYS = 180
#: A placeholder where an order number must stand.
_NO_ORDER = frozenset({"na", "n/a", "none", "-", "keine", "not available", "undefined"})


@dataclass(frozen=True, slots=True)
class Item:
    """A line: amounts net, as billed; `price` per unit."""

    line: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    discount_pct: Decimal | None = None
    tax_rate: Decimal | None = None

    def cells(self, nth: int, sign: int) -> dict[str, str]:
        """Return the line in the columns of lines.csv."""
        return {
            "line": str(nth),
            "description": self.description,
            "quantity": counted(self.quantity * sign),
            "unit": _UNITS.get(self.unit.upper(), self.unit),
            "unit_price": written(self.price),
            "discount": counted(self.discount_pct),
            "amount": written(self.amount * sign),
            "tax_rate": counted(self.tax_rate) if self.tax_rate is not None and 0 <= self.tax_rate <= 100 else "",  # noqa: PLR2004 - percent
        }


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or credit note; dates ISO 8601 or empty, `terms` the words about payment."""

    number: str
    buyer: str
    email: str
    issued: str
    due: str
    currency: str
    total: Decimal | None
    tax: Decimal | None
    subtotal: Decimal | None
    paid: Decimal | None
    order: str
    note: str
    terms: str
    credit: bool
    items: tuple[Item, ...] = ()
    seller: str = ""
    seller_email: str = ""

    @property
    def sign(self) -> int:
        """Return -1 for a credit note whose sums are above zero."""
        return -1 if self.credit and (self.total or 0) > 0 else 1

    def cells(self) -> dict[str, str]:
        """Return the head in the columns of invoices.csv."""
        sums = {"total": self.total, "tax": self.tax, "subtotal": self.subtotal}
        return {
            "number": self.number,
            "client_name": self.buyer,
            "client_email": self.email,
            "issue_date": self.issued,
            "due_date": self.due or self._due_by_terms(),
            "currency": self.currency,
            **{name: written(None if value is None else value * self.sign) for name, value in sums.items()},
            "paid_amount": written(self.paid or Decimal(0)),
            "po_number": "" if self.order.casefold() in _NO_ORDER else self.order,
            "status": "credit note" if self.credit else "open",
            "description": self.note,
        }

    def _due_by_terms(self) -> str:
        """The due date that the words about payment give, like `30 days net`; a date for a cash discount is not meant."""
        spans = (
            []
            if not self.issued
            else [int(each) for part in self.terms.split(";") if not _SKONTO.search(part) for each in _DAYS.findall(part)]
        )
        try:
            issued = date.fromisoformat(self.issued)
        except ValueError:
            return ""
        return (issued + timedelta(days=max(spans))).isoformat() if spans and max(spans) <= _MOST_DAYS else ""


def numbered(items: list[Item]) -> tuple[Item, ...]:
    """Return the items with line numbers where they lack one."""
    return tuple(replace(item, line=item.line or str(nth)) for nth, item in enumerate(items, 1))


def discount_of(quantity: Decimal, price: Decimal, amount: Decimal, off: Decimal | None) -> Decimal | None:
    """Return the percentage that an allowance of `off` on a line means, None where there is none."""
    whole = quantity * price
    return (off / whole * 100).quantize(Decimal("0.00000001")) if off and 0 < off <= whole and amount <= whole else None


def rate_of(category: str, written_rate: Decimal | None) -> Decimal | None:
    """Return the rate at which a tax category is billed."""
    return Decimal(0) if category.upper() in _UNTAXED else written_rate


def priced(quantity: Decimal, amount: Decimal, told: Decimal | None, base: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return a line's quantity and its price per unit, as the billed amount shows that they are meant.

    `told` is the price of `base` units; some write the price of one beside a base all the same. Goods that go back have a
    negative amount, and with some writers a positive quantity. Where the amount gives just the price that was told, rounded
    as it was told, the price behind the amount is the true one.
    """
    size = base or Decimal(1)
    if told is None or not quantity:
        return quantity, told / size if told is not None else amount / quantity if quantity else amount
    prices = (told / size, told)
    fits = ((sign * quantity, price) for sign in (1, -1) for price in prices if abs(sign * quantity * price - amount) <= _HALF_CENT)
    exact = amount / quantity
    rounding = Decimal("0.5").scaleb(min(int(told.as_tuple().exponent), -2))
    return next(fits, (quantity, exact if abs(exact * size - told) <= rounding else prices[0]))
