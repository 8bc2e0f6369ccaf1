"""Exports of other programs, as people download them: each file beside what it must become."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import LedgerError
from bot.ledger.imports import Imported, read_books
from bot.ledger.lint import lint
from bot.ledger.sources.fold import Options
from bot.ledger.sources.styles import Style, decimal_sign, style_of
from bot.vocabulary.books import Books, Contact

if TYPE_CHECKING:
    from bot.vocabulary.books import Invoice

EXPORTS = Path(__file__).parent / "exports"
EXPECTED: dict[str, Any] = json.loads((EXPORTS / "expected.json").read_text(encoding="utf-8"))


def read(name: str, columns: tuple[str, ...] = (), known: Books | None = None) -> Imported:
    return read_books({"invoices": EXPORTS / name}, known, Options(currency="USD", columns=columns))


def told(invoice: Invoice) -> dict[str, Any]:
    """An invoice as the expectations write it: what is empty is left out."""
    names = ("client_name", "client_email", "issue_date", "due_date", "currency", "total", "tax", "subtotal", "po_number", "status")
    head = {name: str(value) for name in names if (value := getattr(invoice, name)) not in {None, ""}}
    rest = {"paid": str(invoice.paid_amount)} if invoice.paid_amount else {}
    words = {"description": invoice.description} if invoice.description else {}
    lines = [
        " | ".join(
            (
                line.description,
                str(line.quantity),
                line.unit,
                str(line.unit_price),
                str(line.discount_pct),
                str(line.amount),
                str(line.tax_rate_pct),
            )
        )
        for line in invoice.lines
    ]
    return {"number": invoice.number, **head, **rest, **words, **({"lines": lines} if lines else {})}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_becomes_what_it_says(name: str) -> None:
    imported = read(name, tuple(EXPECTED[name].get("map", ())))
    assert [told(invoice) for invoice in imported.books.invoices] == EXPECTED[name]["invoices"]
    assert [f"{row.line}: {row.reason}" for row in imported.rejected] == EXPECTED[name].get("rejected", [])
    for words in EXPECTED[name]["notes"]:
        assert any(words in warning for warning in imported.warnings), imported.warnings
    assert lint(imported.books) == ()


def test_addresses_come_from_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text("client_name,email,domain\nOsprey Marina,ap@osprey.example,\n")
    files = {"invoices": EXPORTS / "quickbooks-aging.csv", "contacts": tmp_path / "contacts.csv"}
    imported = read_books(files, None, Options(currency="USD"))
    assert {invoice.client_email for invoice in imported.books.invoices} == {"ap@osprey.example"}
    assert [(str(each.amount), each.reference, each.client_email) for each in imported.books.payments] == [
        ("300.00", "4471", "ap@osprey.example")
    ]
    known = Books(contacts=(Contact("Puffin Yoga", "hello@puffin.example"),))
    assert {each.client_email for each in read("freshbooks.csv", known=known).books.invoices} == {"hello@puffin.example"}


def test_without_a_currency_anywhere_the_rows_are_rejected() -> None:
    imported = read_books({"invoices": EXPORTS / "quickbooks-list.csv"})
    assert [invoice.client_name for invoice in imported.books.invoices] == ["Lindqvist AB"]
    assert {row.reason for row in imported.rejected} == {"currency is empty"}


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    assert read("xero.csv").books == read("xero.csv").books
    copy = tmp_path / "xero.csv"
    copy.write_text((EXPORTS / "xero.csv").read_text(encoding="utf-8"), encoding="utf-16")
    assert read_books({"invoices": copy}).books == read("xero.csv").books


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        (("Number",), "is not FIELD=COLUMN"),
        (("colour=Red",), "is not FIELD=COLUMN"),
        (("number=Nowhere",), "has no row with the columns number=Nowhere"),
    ],
)
def test_a_bad_map_says_what_is_wrong(pairs: tuple[str, ...], why: str) -> None:
    with pytest.raises(LedgerError, match=why):
        read("anything.csv", pairs)


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""
BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Cover" sheetId="1" r:id="a"/><sheet name="Data" sheetId="2" r:id="b"/></sheets></workbook>"""
ROOT = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/>
<Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""
STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"""


def workbook(rows: list[list[str | float | date]]) -> bytes:
    """A workbook as a spreadsheet program saves it: a cover, and a sheet whose numbers and dates are stored as such."""

    def cell(value: str | float | date) -> str:
        if isinstance(value, date):
            return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value!r}</v></c>"

    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": SHEET.format(rows="<row><c t='inlineStr'><is><t>Our invoices</t></is></c></row>"),
        "xl/worksheets/sheet2.xml": SHEET.format(rows="".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return made.getvalue()


def test_a_workbook_is_read_with_its_own_numbers_and_dates(tmp_path: Path) -> None:
    head: list[str | float | date] = ["Invoice No", "Customer", "Date", "Due date", "Net", "VAT", "Total", "Currency"]
    (tmp_path / "book.xlsx").write_bytes(
        workbook([["Exported today"], head, [1041.0, "Oak Ltd", date(2026, 3, 4), "02/04/2026", 1075.1, 215.02, "1,290.12", "GBP"]])
    )
    (invoice,) = read_books({"invoices": tmp_path / "book.xlsx"}).books.invoices
    assert (invoice.number, str(invoice.issue_date), str(invoice.due_date)) == ("1041", "2026-03-04", "2026-04-02")
    assert (str(invoice.subtotal), str(invoice.tax), str(invoice.total)) == ("1075.10", "215.02", "1290.12")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(LedgerError, match="cannot be read as a workbook"):
        read_books({"invoices": tmp_path / "bad.xlsx"})


NUMBERS = {
    ("1,234.50", "12.00"): ".",
    ("1.234,50", "12,00"): ",",
    ("20 160,0", "0,0"): ",",
    ("1'234.50",): ".",
    ("1,00,000.00",): ".",
    ("1,234", "2,000"): ".",
    ("1.234", "2.000"): ",",
    ("1234", ""): ".",
    ("€ 12,5",): ",",
    ("0,125",): ",",
}


@pytest.mark.parametrize("cells", NUMBERS)
def test_the_decimal_sign_is_decided_by_the_file(cells: tuple[str, ...]) -> None:
    assert decimal_sign(cells) == NUMBERS[cells]


READ = {
    (".", "$1,234.50"): "1234.50",
    (".", "(20.00)"): "-20.00",
    (".", "-$5.00"): "-5.00",
    (".", "5.00-"): "-5.00",
    (".", "1,00,000.00"): "100000.00",
    (".", "1,23"): "1,23",
    (".", "12.34.56"): "12.34.56",
    (",", "1.234,50 €"): "1234.50",
    (",", "EUR 1.234,50"): "1234.50",
    (",", "20\u00a0160,0"): "20160.0",
    (".", "1\u2019234.50 CHF"): "1234.50",
    (".", "n/a"): "n/a",
    (".", "\u221212"): "-12",
    (".", ".5"): "0.5",
}


@pytest.mark.parametrize(("decimal", "cell"), READ)
def test_a_number_is_read_in_the_file_s_style_or_left_for_the_check(decimal: str, cell: str) -> None:
    assert Style(decimal).number(cell) == READ[decimal, cell]


ORDERS: dict[str, tuple[list[tuple[str, str, str]], str, bool]] = {
    "a day above twelve": ([("1", "03/09/2026", "17/09/2026")], "dmy", False),
    "a day above twelve in second place": ([("1", "09/03/2026", "09/17/2026")], "mdy", False),
    "due dates that follow": ([("1", "05/10/2026", "06/09/2026"), ("2", "06/10/2026", "07/10/2026")], "mdy", False),
    "dots": ([("1", "03.09.2026", "")], "dmy", False),
    "nothing tells": ([("1", "03/09/2026", "")], "dmy", True),
    "the year first": ([("1", "2026/09/03", "2026-10-03")], "dmy", False),
}


@pytest.mark.parametrize("name", ORDERS)
def test_the_order_of_dates_is_decided_by_the_file(name: str) -> None:
    dates, order, doubt = ORDERS[name]
    found = style_of((), dates)
    assert (found.order, bool(found.doubt)) == (order, doubt)
    assert style_of((), dates, "mdy").order == "mdy"


DAYS = {"3 March 2026": "2026-03-03", "Mar 3, 2026": "2026-03-03", "3-Mar-26": "2026-03-03", "3. März 2026": "2026-03-03", "3 mars 2026": "2026-03-03",
        "03/04/2026 14:00": "2026-04-03", "2026-03-03T10:00:00Z": "2026-03-03", "31/02/2026": "31/02/2026", "soon": "soon"}  # fmt: skip


@pytest.mark.parametrize("cell", DAYS)
def test_a_day_is_read_or_left_for_the_check(cell: str) -> None:
    assert Style().day(cell) == DAYS[cell]


def test_lines_of_another_program_join_the_invoices_beside_them() -> None:
    imported = read_books({"invoices": EXPORTS / "harvest.csv", "lines": EXPORTS / "harvest-items.csv"}, None, Options())
    heads = {invoice.number: (invoice.po_number, len(invoice.lines)) for invoice in imported.books.invoices}
    assert heads == {"H-101": ("", 0), "H-102": ("P-77", 1), "H-103": ("", 0)}
    assert [row.reason for row in imported.rejected] == ["there is no invoice 'H-104'"] * 2


def test_a_broken_signed_envelope_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "IT01_00001.xml.p7m"
    path.write_bytes(bytes.fromhex("3082123406092a864886f70d010702a08212253082") + b"x" * 500)
    imported = read_books({"invoices": path}, None, Options())
    assert imported.books.invoices == ()
    assert [row.reason for row in imported.rejected] == ["IT01_00001.xml.p7m is a signed envelope that cannot be opened: it ends too early"]
