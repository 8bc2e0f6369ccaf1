"""Rows of another program's export to rows of our own files: groups, totals and repeated heads folded into invoices and lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.ledger.cells import CellError, email, identifier
from bot.ledger.sheets import Row, Sheet
from bot.ledger.sources.amounts import Lines, head_amounts
from bot.ledger.sources.formats import DATES, MONEY, folded, is_credit
from bot.ledger.sources.styles import style_of
from bot.vocabulary.numbers import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.ledger.sources.formats import Format, Record
    from bot.ledger.sources.styles import Style
    from bot.ledger.sources.table import Table
    from bot.vocabulary.books import RejectedRow

_TOTAL = re.compile(r"(?:grand |sub)?total\b|total for\b|summe\b|gesamt\b|totaux?\b|totale?\b|totaal\b", re.IGNORECASE)
_TERMS = re.compile(
    r"(?:net|netto|due in|n)?\s*(\d{1,3})\s*(?:days?|tage?|jours?|días?|dias?|giorni|dagen)?(?:\s+net(?:to)?)?", re.IGNORECASE
)
_ON_RECEIPT = re.compile(r"due (?:up)?on receipt|sofort|à réception|a la recepción|immediat[eo]|direct", re.IGNORECASE)
_VOID = re.compile(r"\b(?:void(?:ed)?|deleted|cancell?ed|storniert|annulée?|anulad[ao]|annullat[ao]|geannuleerd)\b", re.IGNORECASE)
_PAID = re.compile(
    r"\b(?:paid|closed|bezahlt|beglichen|payée?|réglée?|pagad[ao]|cobrad[ao]|pagat[ao]|saldat[ao]|betaald|paid in full)\b", re.IGNORECASE
)
_NOT_PAID = re.compile(
    r"\b(?:un\w*|not|partial\w*|partly|nicht|teil\w*|teilweise|non|no|partiellement|parcialmente|parzialmente|niet|deels|awaiting)\b",
    re.IGNORECASE,
)
_SYMBOLS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "zł": "PLN"}
_ITEM = ("item_name", "item_description", "quantity", "unit_price", "item_amount", "item_gross")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about a file, or the ledger already knows: date order, currency, addresses by folded client name."""

    dates: str = ""
    currency: str = ""
    columns: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translated:
    """A file in our own columns: invoices, lines, payments; `format` is its name, `warnings` are sentences."""

    format: str
    invoices: Sheet = Sheet()
    lines: Sheet = Sheet()
    payments: Sheet = Sheet()
    warnings: tuple[str, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()

    def rows(self) -> dict[str, tuple[Row, ...]]:
        """Return the rows by the name of the file of ours that they belong to."""
        return {"invoices": self.invoices.rows, "lines": self.lines.rows, "payments": self.payments.rows}


@dataclass
class _Group:
    """The rows of one invoice: the first row's record and place, and all its items."""

    line: int
    raw: Sequence[str]
    head: Record
    items: list[tuple[int, Record]] = field(default_factory=list)


def translate(table: Table, header_at: int, kind: Format, options: Options) -> Translated:
    """Translate the rows under the header (the row with index `header_at`) of a table in a known format."""
    places = kind.places(folded(table.rows[header_at][1]))
    told = list(_records(table, header_at, kind, places))
    dates = [(record.get("number", ""), *(record.get(name, "") for name in DATES)) for _, _, record in told]
    american = kind.american if kind.american is not None else _says_dollars(told)
    numbers = (record.get(name, "") for _, _, record in told for name in MONEY)
    style = style_of(numbers, [(number, issued, due) for number, issued, due in dates], options.dates, american=american)
    plain = [(line, raw, _styled(record, style)) for line, raw, record in told]
    mended = [(line, raw, kind.mend(record)) for line, raw, record in plain]
    kept = [(line, raw, record) for line, raw, record in mended if record is not None]
    payments = [(line, raw, record) for line, raw, record in kept if record.get("kind", "").casefold().startswith("payment")]
    groups = _grouped([each for each in kept if each not in payments] if payments else kept, kind)
    maker = _Maker(table.file, kind, options)
    sheets = [maker.invoice(group) for group in groups]
    notes = [table.note, f"{table.file}: {style.doubt}" if style.doubt else "", *maker.notes(len(mended) - len(kept))]
    return Translated(
        format=kind.name,
        invoices=Sheet(tuple(head for head, _ in sheets)),
        lines=Sheet(tuple(row for _, rows in sheets for row in rows)),
        payments=Sheet(tuple(row for each in payments if (row := maker.payment(*each)))),
        warnings=tuple(note for note in (*notes, *maker.late_notes()) if note),
    )


def _records(table: Table, header_at: int, kind: Format, places: dict[str, int]) -> Iterator[tuple[int, list[str], Record]]:
    """Yield the rows that are invoices or items; title, group, total and closing rows are passed over."""
    client = ""
    before: Record = {}
    for line, cells in table.rows[header_at + 1 :]:
        record = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        first = next((cell.strip() for cell in cells if cell.strip()), "")
        bare = not record.get("number") and not record.get("issue_date")
        if not first or _TOTAL.match(first):
            continue
        if kind.groups and bare:
            client = first if sum(bool(cell.strip()) for cell in cells) == 1 else client
            continue
        if bare and kind.carries and before and any(record.get(name) for name in _ITEM):
            record = {**record, "number": before["number"]}
        elif bare or not any(record.get(name) for name in ("total", "open_amount", "subtotal", *_ITEM)):
            continue
        before = record
        yield line, cells, {**record, "client_name": client} if kind.groups else record


def _styled(record: Record, style: Style) -> Record:
    changed = {
        name: style.number(cell) if name in MONEY else style.day(cell) for name, cell in record.items() if name in MONEY or name in DATES
    }
    return {**record, **changed}


def _says_dollars(told: Sequence[tuple[int, list[str], Record]]) -> bool:
    return any("USD" in record.get("currency", "").upper() or "$" in record.get("total", "") for _, _, record in told[:50])


def _grouped(kept: Iterable[tuple[int, list[str], Record]], kind: Format) -> list[_Group]:
    """Fold rows of one number and client; without `repeats` or where heads contradict, each row stays an invoice of its own."""
    groups: dict[tuple[str, str], _Group] = {}
    loose: list[_Group] = []
    last = ""
    for line, raw, record in kept:
        name = record.get("client_name", "") or (last if kind.carries else "")
        key = (record.get("number", ""), normalise_name(name))
        last = name
        group = groups.get(key)
        if group is None:
            groups[key] = group = _Group(line, raw, record)
        elif not kind.repeats or record.get("total", "") != group.head.get("total", ""):
            loose.append(_Group(line, raw, record, [(line, record)]))
            continue
        if any(record.get(name) for name in _ITEM):
            group.items.append((line, record))
    return sorted((*groups.values(), *loose), key=lambda group: group.line)


class _Maker:
    """Makes rows of our own files, and counts what had to be guessed."""

    def __init__(self, file: str, kind: Format, options: Options) -> None:
        self._file, self._kind, self._options = file, kind, options
        self._nameless: Counter[str] = Counter()
        self._unpaid = 0

    def notes(self, dropped: int) -> Iterator[str]:
        """Yield sentences about what was left out."""
        yield f"{self._file} was read as {self._kind.name}"
        if dropped:
            yield f"{self._file}: {dropped} rows are no sales invoices and were left out"

    def late_notes(self) -> Iterator[str]:
        """Yield sentences about what became clear while making."""
        if self._nameless:
            names = ", ".join(sorted(self._nameless)[:5]) + (" ..." if len(self._nameless) > 5 else "")  # noqa: PLR2004 - enough to see whose
            yield f"{self._file}: no e-mail address for {len(self._nameless)} clients ({names}); give them in contacts.csv"
        if self._unpaid:
            yield f"{self._file}: {self._unpaid} payments were left out, since no address of the payer is known"

    def invoice(self, group: _Group) -> tuple[Row, list[Row]]:
        """Return the row of the invoice and those of its lines."""
        head, credit = group.head, is_credit(group.head)
        lines = Lines([record for _, record in group.items], minor=self._kind.minor, credit=credit)
        amounts = head_amounts(head, lines, minor_of=self._currency(head) if self._kind.minor else "")
        cells = {
            "number": head.get("number", ""),
            "client_name": head.get("client_name", ""),
            "client_email": self._email(head),
            "issue_date": head.get("issue_date", ""),
            "due_date": head.get("due_date", "") or _due(head),
            "currency": self._currency(head),
            **_order(head),
            **amounts,
            "status": _status(head, amounts, credit=credit),
        }
        row = Row(self._file, group.line, cells, "", group.raw, foreign=True)
        own = {"number": cells["number"], "client_name": cells["client_name"]}
        made = [Row(self._file, _at(group, nth), {**own, **line}, foreign=True) for nth, line in enumerate(lines.rows(head))]
        return row, made

    def payment(self, line: int, raw: Sequence[str], record: Record) -> Row | None:
        """Return a payment; one without a known address of the payer cannot enter."""
        email = self._email(record)
        if not email:
            self._unpaid += 1
            return None
        amount = record.get("total", "").removeprefix("-")
        words = record.get("number", "") or record.get("description", "")
        return Row(
            self._file, line, {"date": record.get("issue_date", ""), "client_email": email, "amount": amount, "reference": words}, "", raw
        )

    def _email(self, head: Record) -> str:
        """The address of the row (the first of several), else the one the ledger knows for the client."""
        written = valid_email(re.split(r"[;,\s]+", head.get("client_email", "").strip())[0])
        known = self._options.addresses.get(normalise_name(head.get("client_name", "")), "")
        if not written and not known:
            self._nameless[head.get("client_name", "")] += 1
        return written or known

    def _currency(self, head: Record) -> str:
        written = head.get("currency", "").strip()
        symbol = next((code for sign, code in _SYMBOLS.items() if sign in f"{written} {head.get('total', '')}"), "")
        return symbol or written or self._options.currency


def valid_email(written: str) -> str:
    """Return an address that another program's file gives, or nothing where it is none: the invoice is no worse for it."""
    try:
        return email(written)
    except CellError:
        return ""


def _at(group: _Group, nth: int) -> int:
    return group.items[nth][0] if nth < len(group.items) else group.line


def _order(head: Record) -> dict[str, str]:
    """The order number; a reference without a digit, or a sentence, is a description."""
    order, words = head.get("po_number", "").strip(), head.get("description", "")
    try:
        is_number = bool(order) and any(map(str.isdigit, order)) and bool(identifier(order))
    except CellError:
        is_number = False
    return {"po_number": order if is_number else "", "description": words or ("" if is_number else order)}


def _due(head: Record) -> str:
    """The due date from terms like `Net 30`."""
    terms = head.get("terms", "").strip()
    days = _TERMS.fullmatch(terms)
    number = int(days[1]) if days else 0 if _ON_RECEIPT.search(terms) else None
    try:
        issued = date.fromisoformat(head.get("issue_date", ""))
    except ValueError:
        return ""
    return (issued + timedelta(days=number)).isoformat() if number is not None else ""


def _status(head: Record, amounts: Mapping[str, str], *, credit: bool) -> str:
    """One of our words where the export has one of its own, else what the amounts tell."""
    written = head.get("status", "").strip()
    if _VOID.search(written):
        return "void"
    if credit:
        return written or "credit note"
    if _PAID.search(written) and not _NOT_PAID.search(written):
        return "paid"
    paid, total = amounts["paid_amount"], amounts["total"]
    if not written and paid not in {"", "0"}:
        return "paid" if paid == total else "partial"
    return written or "open"
