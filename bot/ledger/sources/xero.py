"""Xero: sales invoices as exported (and as its import template has them), one row per line item, totals repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger.sources.formats import Format

if TYPE_CHECKING:
    from bot.ledger.sources.formats import Record


def _mend(record: Record) -> Record | None:
    """Bills are what others want from us. The reference of a sales invoice is what the client calls it: their order."""
    kind = record.get("kind", "").casefold()
    if kind.startswith(("purchase", "bill", "accpay")):
        return None
    return record


XERO = Format(
    name="Xero",
    must=("contactname", "invoicenumber", "invoicedate", "unitamount"),
    columns={
        "number": ("invoicenumber",),
        "client_name": ("contactname",),
        "client_email": ("emailaddress",),
        "issue_date": ("invoicedate",),
        "due_date": ("duedate",),
        "currency": ("currency",),
        "total": ("total",),
        "tax": ("taxtotal",),
        "paid_amount": ("invoiceamountpaid",),
        "open_amount": ("invoiceamountdue",),
        "po_number": ("reference",),
        "status": ("status",),
        "kind": ("type",),
        "item_description": ("description",),
        "quantity": ("quantity",),
        "unit_price": ("unitamount",),
        "discount_pct": ("discount",),
        "item_amount": ("lineamount",),
        "item_tax": ("taxamount",),
        "tax_name": ("taxtype",),
    },
    mend=_mend,
)
