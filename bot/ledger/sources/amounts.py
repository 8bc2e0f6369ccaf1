"""The sums of an exported invoice where columns are missing: lines from price and quantity, totals from lines, paid from open."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ledger.sources.formats import Record

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_PCT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%")
#: Rates are whole or in these steps; a computed one is rounded to the nearest that fits.
_STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.1"), Decimal("0.01"))
_MOST_PLACES = Decimal("0.00000001")
#: Room for a quotient of the largest and the smallest number that a file may hold.
_WIDE = Context(prec=60)


def money(cell: str | None) -> Decimal | None:
    """Return a plain numeral as a number, None for anything else."""
    try:
        value = Decimal(cell) if cell and cell.strip() else None
    except InvalidOperation:
        return None
    return value if value is None or value.is_finite() else None


def written(value: Decimal | None) -> str:
    """Return a sum as our files write it: no exponent, at most eight places; cents stay where they were written."""
    text, places = counted(value), -int(value.as_tuple().exponent) if value is not None else 0
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest:0<2}" if text and (rest or places > 1) else text


def counted(value: Decimal | None) -> str:
    """Return a quantity or percentage as our files write it, without idle zeros; empty for None."""
    if value is None:
        return ""
    text = f"{value.quantize(_MOST_PLACES, ROUND_HALF_UP, _WIDE):f}"
    return text.rstrip("0").rstrip(".")


class Lines:
    """The items of one invoice; `credit` turns their sign, `minor` says that amounts are whole smallest units."""

    def __init__(self, items: Sequence[Record], *, minor: bool = False, credit: bool = False) -> None:
        self._items, self._minor, self.credit = items, minor, credit

    @property
    def any(self) -> bool:
        """Return whether there are lines at all."""
        return bool(self._items)

    def net(self) -> Decimal | None:
        """Return the sum of the net amounts, None where one is missing."""
        amounts = [_amount(item) for item in self._items]
        return sum((each for each in amounts if each is not None), Decimal(0)) if amounts and None not in amounts else None

    def tax(self) -> Decimal | None:
        """Return the sum of the items' taxes, None where none is told."""
        told = [_tax(item) for item in self._items]
        return sum((each or Decimal(0) for each in told), Decimal(0)) if any(each is not None for each in told) else None

    def gross(self) -> Decimal | None:
        """Return the sum of amounts with tax where those are told."""
        told = [money(item.get("item_gross")) for item in self._items]
        return sum((each for each in told if each is not None), Decimal(0)) if told and None not in told else None

    def rows(self, head: Record) -> list[dict[str, str]]:
        """Return the lines in our own columns; shipping, adjustment and a discount on the whole become lines of their own."""
        made = [row for nth, item in enumerate(self._items, 1) if (row := self._row(nth, item))]
        extras = (("shipping", "Shipping", 1), ("adjustment", "Adjustment", 1), ("discount_total", "Discount", -1))
        for name, words, sign in extras if made else ():
            value = money(head.get(name))
            if value:
                price = written(sign * abs(value) if name == "discount_total" else value)
                made.append({"line": str(len(made) + 1), "description": words, "quantity": "1", "unit_price": price, "amount": price})
        return made

    def _row(self, nth: int, item: Record) -> dict[str, str] | None:
        quantity, price, amount = (money(item.get(name)) for name in ("quantity", "unit_price", "item_amount"))
        unreadable = next((item[n] for n in ("quantity", "unit_price", "item_amount") if item.get(n) and money(item[n]) is None), None)
        amount = amount if amount is not None else _amount(item)
        if amount is None and not unreadable:
            return None
        quantity = Decimal(1) if quantity is None else quantity
        if price is None and amount is not None:
            price = amount / quantity if quantity else amount
        name, words = item.get("item_name", ""), item.get("item_description", "")
        if self.credit and amount is not None:
            quantity, amount = (-abs(quantity) if amount * quantity >= 0 else quantity), -abs(amount)
        return {
            "line": str(nth),
            "description": words if not name or name.casefold() in words.casefold() else f"{name}: {words}".rstrip(": "),
            "quantity": counted(quantity),
            "unit": item.get("unit", ""),
            "unit_price": written(price) or unreadable or "",
            "discount": counted(_discount(item)),
            "amount": unreadable or written(amount),
            "tax_rate": counted(_rate(item)),
        }


def head_amounts(head: Record, lines: Lines, minor_of: str = "") -> dict[str, str]:
    """Return total, tax, subtotal and paid_amount in our own columns; `minor_of` is the currency of smallest units."""
    factor = Decimal(1).scaleb(-get_currency_precision(minor_of.upper())) if minor_of else Decimal(1)
    told = {name: _scaled(money(head.get(name)), factor) for name in ("total", "tax", "tax2", "subtotal", "paid_amount", "open_amount")}
    discount = _scaled(money(head.get("discount_total")), factor) or Decimal(0)
    tax = told["tax"] if told["tax2"] is None else (told["tax"] or Decimal(0)) + told["tax2"]
    tax = tax if tax is not None else lines.tax()
    total = told["total"]
    if total is None and not head.get("total"):
        total = lines.gross() if lines.gross() is not None else None if lines.net() is None else (lines.net() or Decimal(0)) + (tax or 0)
    extras = sum((_scaled(money(head.get(name)), factor) or Decimal(0) for name in ("shipping", "adjustment")), Decimal(0))
    subtotal = told["subtotal"] - abs(discount) + extras if told["subtotal"] is not None else None
    if total is not None and tax is not None and (subtotal is None or (told["tax"] is None and lines.tax() is None)):
        subtotal = total - tax
    if tax is None and total is not None and subtotal is not None:
        tax = total - subtotal
    if lines.credit:
        total, tax, subtotal = (None if each is None else -abs(each) for each in (total, tax, subtotal))
    paid = told["paid_amount"]
    if paid is None and told["open_amount"] is not None and total is not None and not lines.credit:
        paid = total - told["open_amount"]
    if paid is None and total is not None and head.get("status", "").strip().casefold() in {"paid", "autopaid", "auto-paid"}:
        paid = total
    shown = head.get("total", "") if total is None else written(total)
    return {"total": shown, "tax": written(tax), "subtotal": written(subtotal), "paid_amount": written(paid or Decimal(0))}


def _scaled(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor


def _amount(item: Record) -> Decimal | None:
    """The net amount of an item: told, or gross less tax, or quantity times price less discount."""
    amount, gross = money(item.get("item_amount")), money(item.get("item_gross"))
    if amount is not None:
        return amount
    if gross is not None:
        return gross - (_tax(item) or Decimal(0))
    quantity, price = money(item.get("quantity")), money(item.get("unit_price"))
    if price is None:
        return None
    whole = (Decimal(1) if quantity is None else quantity) * price
    return (whole * (1 - (_discount(item) or Decimal(0)) / _HUNDRED)).quantize(_CENT, ROUND_HALF_UP)


def _tax(item: Record) -> Decimal | None:
    told = [value for name in ("item_tax", "item_tax2") if (value := money(item.get(name))) is not None]
    return sum(told, Decimal(0)) if told else None


def _discount(item: Record) -> Decimal | None:
    """The discount in percent: told, or computed from a sum."""
    pct, off = money(item.get("discount_pct")), money(item.get("discount_amount"))
    if pct is not None or not off:
        return pct
    quantity, price = money(item.get("quantity")), money(item.get("unit_price"))
    whole = (quantity if quantity is not None else Decimal(1)) * price if price else None
    return (off / whole * _HUNDRED).quantize(_MOST_PLACES) if whole else None


def _rate(item: Record) -> Decimal | None:
    """The tax rate in percent: told, named by the tax (`20% (VAT on Income)`), or computed where a usual rate fits to the cent."""
    told = money(item.get("item_tax_pct"))
    named = _PCT.search(item.get("tax_name", ""))
    if told is not None or named:
        return told if told is not None else Decimal(named[1].replace(",", ".")) if named else None
    tax, net = _tax(item), _amount(item)
    if tax is None or not net:
        return None
    for step in _STEPS:
        rate = (tax / net * _HUNDRED / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        if abs(net * rate / _HUNDRED - tax) <= _CENT and 0 <= rate <= _HUNDRED:
            return rate
    return None
