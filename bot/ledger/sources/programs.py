"""FreshBooks, Harvest, Zoho Books and Stripe: what their exports call things, and what each leaves out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.ledger.sources.amounts import money, written
from bot.ledger.sources.formats import Format

if TYPE_CHECKING:
    from bot.ledger.sources.formats import Record

_CODE_BEHIND = re.compile(r"\b([A-Z]{3})$")

#: One row per item; neither total nor, in older exports, due date: the lines are added up.
FRESHBOOKS = Format(
    name="FreshBooks",
    must=("client name", "invoice #", "invoice status", "line total"),
    columns={
        "number": ("invoice #",),
        "client_name": ("client name",),
        "client_email": ("client email", "email"),
        "issue_date": ("date issued", "issue date", "date"),
        "due_date": ("date due", "due date"),
        "currency": ("currency", "currency code"),
        "status": ("invoice status",),
        "po_number": ("po number", "reference"),
        "item_name": ("item name", "task name"),
        "item_description": ("item description", "description"),
        "quantity": ("quantity",),
        "unit_price": ("rate", "unit cost"),
        "discount_pct": ("discount percentage",),
        "item_amount": ("line subtotal",),
        "item_gross": ("line total",),
        "item_tax": ("tax 1 amount",),
        "item_tax2": ("tax 2 amount",),
    },
    american=True,
)


def _harvest(record: Record) -> Record | None:
    """The currency is written out, `Swedish Krona - SEK`; nothing open and nothing paid means written off."""
    if "estimate" in record.get("kind", "").casefold():
        return None
    code = _CODE_BEHIND.search(record.get("currency", "").strip())
    mended = {**record, "currency": code[1] if code else record.get("currency", "")}
    if record.get("status"):
        return mended
    left, paid = (re.sub(r"[^1-9]", "", record.get(name, "")) for name in ("open_amount", "paid_amount"))
    return {**mended, "status": "open" if left else "paid" if paid else "written off"}


#: One row per invoice, no lines; tax in two columns, numbers like `20 160,0`.
HARVEST = Format(
    name="Harvest",
    must=("issue date", "id", "client", "invoice amount", "balance"),
    columns={
        "number": ("id",),
        "client_name": ("client",),
        "issue_date": ("issue date",),
        "due_date": ("due date",),
        "currency": ("currency",),
        "total": ("invoice amount",),
        "paid_amount": ("paid amount",),
        "open_amount": ("balance",),
        "subtotal": ("subtotal",),
        "discount_total": ("discount",),
        "tax": ("tax",),
        "tax2": ("tax2",),
        "po_number": ("po number",),
        "description": ("subject",),
        "kind": ("document type",),
        "status": ("status", "invoice status"),
    },
    mend=_harvest,
)


def _harvest_item(record: Record) -> Record | None:
    """The amount of an item is told before its discount, which is a sum."""
    if "estimate" in record.get("kind", "").casefold():
        return None
    code = _CODE_BEHIND.search(record.get("currency", "").strip())
    amount, off = money(record.get("item_amount")), money(record.get("discount_amount"))
    net = written(amount - abs(off)) if amount is not None and off else record.get("item_amount", "")
    return {**record, "currency": code[1] if code else record.get("currency", ""), "item_amount": net}


#: The other export, of line items: one row per item; it names neither totals, payments nor order numbers.
HARVEST_ITEMS = Format(
    name="Harvest line items",
    must=("invoice id", "client", "item description", "item quantity", "item unit price", "item amount"),
    columns={
        "number": ("invoice id",),
        "client_name": ("client",),
        "issue_date": ("issue date",),
        "currency": ("currency",),
        "kind": ("invoice type", "document type"),
        "item_description": ("item description",),
        "quantity": ("item quantity",),
        "unit_price": ("item unit price",),
        "item_amount": ("item amount",),
        "discount_amount": ("item discount",),
        "item_tax": ("item tax",),
        "item_tax2": ("item tax2",),
    },
    mend=_harvest_item,
)

#: One row per item, the head repeated.
ZOHO = Format(
    name="Zoho Books",
    must=("invoice number", "invoice status", "customer name", "item name", "total"),
    columns={
        "number": ("invoice number",),
        "client_name": ("customer name",),
        "client_email": ("primary contact emailid", "email", "customer email"),
        "issue_date": ("invoice date",),
        "due_date": ("due date",),
        "currency": ("currency code", "currency"),
        "total": ("total",),
        "subtotal": ("subtotal",),
        "open_amount": ("balance",),
        "discount_total": ("entity discount amount",),
        "shipping": ("shipping charge",),
        "adjustment": ("adjustment",),
        "po_number": ("purchaseorder", "purchase order", "reference#"),
        "status": ("invoice status",),
        "description": ("subject",),
        "item_name": ("item name",),
        "item_description": ("item desc",),
        "quantity": ("quantity",),
        "unit": ("usage unit",),
        "unit_price": ("item price",),
        "discount_amount": ("discount amount",),
        "item_amount": ("item total",),
        "item_tax_pct": ("item tax %",),
        "item_tax": ("item tax amount",),
    },
)

_STRIPE = {
    "number": ("number", "invoice number"),
    "client_name": ("customer_name", "customer name", "customer_description", "customer description"),
    "client_email": ("customer_email", "customer email"),
    "issue_date": ("created", "date (utc)", "created (utc)", "date", "effective_at", "finalized_at"),
    "due_date": ("due_date", "due date (utc)", "due date"),
    "currency": ("currency",),
    "total": ("total", "amount_due", "amount due"),
    "tax": ("tax",),
    "subtotal": ("subtotal_excluding_tax", "subtotal"),
    "paid_amount": ("amount_paid", "amount paid"),
    "open_amount": ("amount_remaining", "amount remaining"),
    "status": ("status",),
    "description": ("description", "memo"),
}


def _stripe(record: Record) -> Record | None:
    """Drafts have no number yet; an uncollectible invoice is given up."""
    status = record.get("status", "").casefold()
    if status == "draft" or not record.get("number"):
        return None
    name = record.get("client_name") or record.get("client_email", "")
    return {**record, "client_name": name, "status": "written off" if status == "uncollectible" else status}


#: Fields as the API names them, amounts in smallest units.
STRIPE = Format("Stripe API fields", ("number", "status", "customer_email", "currency", "amount_due"), _STRIPE, _stripe, minor=True)
#: The dashboard's export, by the names its columns are reported to have; not checked against a real file.
STRIPE_DASHBOARD = Format("Stripe dashboard", ("number", "status", "customer email", "currency", "amount due"), _STRIPE, _stripe)
