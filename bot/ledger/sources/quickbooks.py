"""QuickBooks Online: invoice list, A/R aging detail, customer balance detail, import template; title lines, groups, totals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.ledger.sources.formats import Format

if TYPE_CHECKING:
    from bot.ledger.sources.formats import Record

_CURRENCY_BEHIND = re.compile(r"\s+-\s+([A-Z]{3})$")
_DELETED = re.compile(r"\s*\(deleted(?: \d+)?\)$", re.IGNORECASE)
_KINDS = ("invoice", "credit memo", "payment")


def _mend(record: Record) -> Record | None:
    """A customer in another currency is called `Acme - USD`, a job of a customer `Acme:Roof`; other transactions are left out."""
    kind = record.get("kind", "invoice").casefold()
    if not any(kind.startswith(each) for each in _KINDS):
        return None
    name = _DELETED.sub("", record.get("client_name", "")).partition(":")[0]
    found = _CURRENCY_BEHIND.search(name)
    mended = {**record, "client_name": _CURRENCY_BEHIND.sub("", name)}
    if found and not record.get("currency"):
        mended["currency"] = found[1]
    if record.get("description", "").strip(". ").casefold() in {"void", "voided"}:
        mended["status"] = "void"
    return mended


_COMMON = {
    "number": ("num", "no.", "no", "invoice no.", "invoiceno", "number"),
    "client_name": ("customer full name", "customer", "name", "customer name", "client"),
    "client_email": ("email", "customer email", "billing email"),
    "issue_date": ("invoice date", "date", "transaction date", "invoicedate"),
    "due_date": ("due date", "duedate"),
    "currency": ("currency",),
    "total": ("amount", "total amount", "total"),
    "open_amount": ("open balance", "balance due"),
    "po_number": ("p.o. number", "po number", "po #", "p.o. no."),
    "status": ("status",),
    "description": ("memo/description", "memo", "message"),
    "kind": ("transaction type", "type"),
}

INVOICE_LIST = Format(
    "QuickBooks Online invoice list", ("date", "num", "due date", "amount", "open balance"), _COMMON, _mend, american=True
)
INVOICE_VIEW = Format(
    "QuickBooks Online invoices", ("no.", "customer", "due date", "amount", "open balance"), _COMMON, _mend, american=True
)
AGING = Format(
    "QuickBooks Online A/R aging detail",
    ("date", "transaction type", "num", "customer full name", "due date", "amount", "open balance"),
    _COMMON,
    _mend,
    american=True,
)
BALANCE = Format(
    "QuickBooks Online customer balance detail",
    ("date", "transaction type", "num", "due date", "amount", "open balance", "balance"),
    {name: aliases for name, aliases in _COMMON.items() if name != "client_name"},
    _mend,
    groups=True,
    american=True,
)
TEMPLATE = Format(
    "QuickBooks Online import template",
    ("invoiceno", "customer", "invoicedate", "itemamount"),
    {
        **_COMMON,
        "total": (),
        "terms": ("terms",),
        "item_name": ("item(product/service)", "item (product/service)"),
        "item_description": ("itemdescription", "item description"),
        "quantity": ("itemquantity", "item quantity"),
        "unit_price": ("itemrate", "item rate"),
        "item_amount": ("itemamount", "item amount"),
        "item_tax_pct": ("item tax rate",),
        "item_tax": ("itemtaxamount", "item tax amount"),
    },
    _mend,
    carries=True,
    american=True,
)
