"""Problems of the ledger and invoices in dispute, as rows, as text and as a page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rendering import render_file
from bot.summary.terminal import COLUMNS, wrapped
from bot.summary.wording import count, safe
from bot.vocabulary.books import Check
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.cases import Case
    from bot.vocabulary.problems import Problem

#: Columns of the list for the accounting tool, in order.
HOLD_COLUMNS = (
    "invoice", "client", "client_email", "case", "status", "causes", "opened_at", "due_at", "disputed_amount", "currency", "total", "open_amount",
)  # fmt: skip
#: What each check is called above its problems.
TITLES = {
    Check.LINE_SUM: "Lines multiplied wrongly",
    Check.SUBTOTAL: "Lines that do not add up to the subtotal",
    Check.TAX: "Tax that does not follow from its rate",
    Check.TOTAL: "Totals that are not subtotal and tax",
    Check.RATE: "Prices above the contract",
    Check.DISCOUNT: "Contract discounts forgotten",
    Check.TERMS: "Less time to pay than the contract gives",
    Check.DOUBLE_BILLING: "The same work billed twice",
    Check.PAYMENT: "Payments never applied",
    Check.PO: "Order numbers missing",
    Check.DUE_DATE: "Due dates that cannot be",
    Check.QUANTITY: "Quantities",
    Check.DELIVERY: "Deliveries",
}
#: What a spreadsheet would run begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONG = 600


def problem(found: Problem) -> dict[str, Any]:
    """Return one problem as a row; amounts are decimal text, `invoices` all numbers it concerns."""
    return {
        "check": found.check.value,
        "level": found.level.value,
        "invoice": found.invoice or None,
        "invoices": [number for number in (found.invoice, *found.others) if number],
        "client": found.client,
        "detail": found.detail,
        "amount": f"{found.amount:f}" if found.amount is not None else None,
        "currency": found.currency or None,
        "sources": list(found.sources),
    }


def problems_text(rows: Iterable[dict[str, Any]], width: int = COLUMNS) -> str:
    """Return the problems for a terminal, one heading per kind."""
    lines: list[str] = []
    for title, each in _grouped(list(rows)):
        lines += ["", *wrapped(f"{title}: {len(each)}", width)]
        for row in each:
            about = ", ".join(filter(None, (row["invoice"] or "no invoice", safe(row["client"]))))
            lines += wrapped(f"  {about}: {safe(row['detail'], _LONG)}", width, 4)
    return "\n".join(lines[1:])


def page(rows: Sequence[dict[str, Any]], desk: str, on: date) -> str:
    """Return the problems as one HTML page that loads nothing."""
    groups = [{"title": title, "rows": each} for title, each in _grouped(rows)]
    values = {"desk": desk, "on": on.isoformat(), "groups": groups, "told": count(len(rows), "problem", "problems"), "language": "en"}
    return render_file("lint", "page", "html", "en", values)


def _grouped(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    def title(row: dict[str, Any]) -> str:
        return TITLES[Check(row["check"])] + ("" if row["level"] == "error" else " (worth a look)")

    return [(name, list(each)) for name, each in groupby(rows, key=title)]


def holds(cases: Iterable[Case], invoices: Iterable[Invoice], zone: str) -> list[dict[str, Any]]:
    """Return one row per open case and invoice, oldest case first; what the ledger does not hold has no total."""
    known: dict[str, list[Invoice]] = {}
    for invoice in invoices:
        known.setdefault(normalise_number(invoice.number), []).append(invoice)
    ordered = sorted(cases, key=lambda each: each.opened_at)
    return [_hold(case, number, known.get(normalise_number(number), ()), zone) for case in ordered for number in case.invoice_numbers]


def _hold(case: Case, number: str, found: Sequence[Invoice], zone: str) -> dict[str, Any]:
    own = [invoice for invoice in found if not case.client_key or invoice.client_key == case.client_key]
    invoice = own[0] if len(own) == 1 else None
    disputed = case.amount if number == case.invoice_numbers[0] else None
    return {
        "invoice": invoice.number if invoice else number,
        "client": case.client_name,
        "client_email": case.client_email,
        "case": case.id,
        "status": case.status.value,
        "causes": [cause.value for cause in case.causes],
        "opened_at": _local(case.opened_at, zone),
        "due_at": _local(case.due_at, zone),
        "disputed_amount": f"{disputed:f}" if disputed is not None else None,
        "currency": invoice.currency if invoice else case.currency or None,
        "total": f"{invoice.total:f}" if invoice else None,
        "open_amount": f"{invoice.total - invoice.paid_amount:f}" if invoice else None,
    }


def cell(value: object) -> str:
    """Return a value as a cell of a CSV file: lists by semicolon, nothing a spreadsheet would run."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _local(at: datetime | None, zone: str) -> str | None:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds") if at else None
