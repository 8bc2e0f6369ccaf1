from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.errors import LedgerError
from bot.ledger.imports import Imported, read_books
from tests.ledger.scene import FILES

if TYPE_CHECKING:
    from pathlib import Path

    from bot.vocabulary.books import Books

HEAD = "number,client_name,client_email,issue_date,due_date,currency,total,tax,subtotal,po_number,status,paid_amount,description\n"
GOOD = "INV-1,Oak Ltd,ap@oak.example,2026-10-01,2026-10-31,GBP,120.00,20.00,100.00,PO-7,open,0,Work\n"
LINE_HEAD = "number,line,description,quantity,unit,unit_price,discount,amount,tax_rate\n"
GOOD_LINE = "INV-1,1,Work,2,hour,50.00,0,100.00,20\n"


def books(folder: Path, known: Books | None = None, **texts: str | bytes) -> Imported:
    files = {}
    for name, text in texts.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_books(files, known)


def reasons(imported: Imported) -> list[tuple[str, int, str]]:
    return [(row.file, row.line, row.reason) for row in imported.rejected]


def test_the_sample_ledger_is_whole() -> None:
    imported = read_books(FILES)
    assert imported.rejected == ()
    assert imported.warnings == ()
    assert len(imported.books.invoices) == 36
    assert len({invoice.client_key for invoice in imported.books.invoices}) == 12
    assert len({invoice.currency for invoice in imported.books.invoices}) == 6
    assert all(invoice.lines for invoice in imported.books.invoices)


def test_amounts_stay_as_written(tmp_path: Path) -> None:
    invoice = books(tmp_path, invoices=HEAD + GOOD, lines=LINE_HEAD + GOOD_LINE).books.invoices[0]
    assert (str(invoice.total), str(invoice.lines[0].unit_price)) == ("120.00", "50.00")
    assert invoice.client_key == "oak ltd"
    assert invoice.lines[0].tax_rate_pct == Decimal(20)


def test_byte_order_mark_column_order_unknown_columns_blank_rows(tmp_path: Path) -> None:
    text = "\ufefftotal,colour,currency,Client_Email,client_name,number\r\n\r\n120,red,gbp,AP@Oak.example,Oak  Ltd,INV-1\r\n"
    imported = books(tmp_path, invoices=text)
    assert imported.warnings == ("invoices.csv: column 'colour' is not known and was ignored",)
    invoice = imported.books.invoices[0]
    assert (invoice.number, invoice.client_name, invoice.client_email, invoice.currency) == ("INV-1", "Oak Ltd", "ap@oak.example", "GBP")
    assert (invoice.issue_date, invoice.tax, invoice.lines) == (None, None, ())


BAD_CELLS = {
    "INV-1,Oak Ltd,ap@oak.example,01.10.2026,,GBP,1,,,,,,": "issue_date is not a date like 2026-11-22: '01.10.2026'",
    "INV-1,Oak Ltd,ap@oak.example,2026-02-30,,GBP,1,,,,,,": "issue_date is not a date like 2026-11-22: '2026-02-30'",
    'INV-1,Oak Ltd,ap@oak.example,,,GBP,"1,200.00",,,,,,': "total is not a plain number like 1290.00: '1,200.00'",
    "INV-1,Oak Ltd,ap@oak.example,,,GBP,1e5,,,,,,": "total is not a plain number like 1290.00: '1e5'",
    "INV-1,Oak Ltd,ap@oak.example,,,GBP,NaN,,,,,,": "total is not a plain number like 1290.00: 'NaN'",
    "INV-1,Oak Ltd,ap@oak.example,,,GBP,\u0661\u0662,,,,,,": "total is not a plain number like 1290.00: '\u0661\u0662'",
    "INV-1,Oak Ltd,ap@oak.example,,,GBP,,,,,,,": "total is empty",
    "INV-1,Oak Ltd,ap@oak.example,,,XQQ,1,,,,,,": "currency is not a currency code like EUR: 'XQQ'",
    "INV-1,,ap@oak.example,,,GBP,1,,,,,,": "client_name is empty",
    "INV-1,Oak Ltd,a@x.example; b@y.example,,,GBP,1,,,,,,": "client_email is not one plain e-mail address: 'a@x.example; b@y.example'",
    'INV-1,Oak Ltd,"""a b""@x.example",,,GBP,1,,,,,,': "client_email is not one plain e-mail address: '\"a b\"@x.example'",
    "INV-1,Oak Ltd,a@localhost,,,GBP,1,,,,,,": "client_email is not a domain: 'localhost'",
    "=cmd|' /C calc'!A0,Oak Ltd,a@x.example,,,GBP,1,,,,,,": "number begins like a spreadsheet formula",
    "INV\x001,Oak Ltd,a@x.example,,,GBP,1,,,,,,": "number holds control or invisible characters",
    '"INV\r\nBcc: x",Oak Ltd,a@x.example,,,GBP,1,,,,,,': "number holds control or invisible characters",
    "INV-1\u202e,Oak Ltd,a@x.example,,,GBP,1,,,,,,": "number holds control or invisible characters",
    ",Oak Ltd,a@x.example,,,GBP,1,,,,,,": "number is empty",
    "INV-1,Oak Ltd,a@x.example,,,GBP,1": "the row has 7 cells, the header 13",
    "INV-1,Oak Ltd,a@x.example,,,GBP,1,,,,,,,,": "the row has 15 cells, the header 13",
}


@pytest.mark.parametrize("row", BAD_CELLS)
def test_a_bad_cell_rejects_the_row_with_its_reason(tmp_path: Path, row: str) -> None:
    imported = books(tmp_path, invoices=HEAD + row + "\n" + GOOD.replace("INV-1", "INV-2"))
    assert reasons(imported) == [("invoices.csv", 2, BAD_CELLS[row])]
    assert [invoice.number for invoice in imported.books.invoices] == ["INV-2"]


def test_free_text_stays_text_without_control_characters(tmp_path: Path) -> None:
    row = 'INV-1,"Oak\r\n Ltd",a@x.example,,,GBP,1,,,,,,"=HYPERLINK(""x"")\x00\u202e two\nlines"\n'
    invoice = books(tmp_path, invoices=HEAD + row).books.invoices[0]
    assert invoice.client_name == "Oak Ltd"
    assert invoice.description == '=HYPERLINK("x") two lines'


def test_lines_are_counted_through_quoted_line_breaks(tmp_path: Path) -> None:
    first = 'INV-1,Oak,a@x.example,,,GBP,1,,,,,,"two\nlines"\n'
    assert reasons(books(tmp_path, invoices=HEAD + first + "INV-2,Oak,a@x.example,,,GBP,x,,,,,,\n"))[0][:2] == ("invoices.csv", 4)


def test_an_invoice_with_a_bad_line_is_rejected_whole(tmp_path: Path) -> None:
    lines = LINE_HEAD + GOOD_LINE + "INV-1,2,More,two,hour,50.00,0,100.00,20\n" + GOOD_LINE.replace("INV-1", "INV-2")
    imported = books(tmp_path, invoices=HEAD + GOOD + GOOD.replace("INV-1", "INV-2"), lines=lines)
    assert [invoice.number for invoice in imported.books.invoices] == ["INV-2"]
    assert reasons(imported) == [
        ("invoices.csv", 2, "invoice INV-1 was rejected whole: line 3 of lines.csv was rejected"),
        ("lines.csv", 3, "quantity is not a plain number like 1290.00: 'two'"),
    ]


def test_the_same_key_twice_rejects_both(tmp_path: Path) -> None:
    imported = books(tmp_path, invoices=HEAD + GOOD + GOOD.replace("Oak Ltd", "OAK  ltd"))
    assert imported.books.invoices == ()
    assert [line for _, line, _ in reasons(imported)] == [2, 3]
    twice = books(tmp_path, invoices=HEAD + GOOD, lines=LINE_HEAD + GOOD_LINE + GOOD_LINE)
    assert twice.books.invoices == ()
    assert ("lines.csv", 3, "line 1 of invoice INV-1 stands in the file twice") in reasons(twice)


def test_lines_of_nobodys_invoice_are_rejected(tmp_path: Path) -> None:
    imported = books(tmp_path, invoices=HEAD + GOOD, lines=LINE_HEAD + GOOD_LINE.replace("INV-1", "INV-9"))
    assert reasons(imported) == [("lines.csv", 2, "there is no invoice 'INV-9'")]
    assert len(imported.books.invoices) == 1


def test_an_ambiguous_number_needs_the_client(tmp_path: Path) -> None:
    both = HEAD + GOOD + GOOD.replace("Oak Ltd,ap@oak", "Elm Ltd,ap@elm")
    imported = books(tmp_path, invoices=both, lines=LINE_HEAD + GOOD_LINE)
    assert imported.books.invoices == ()
    assert "2 clients have an invoice INV-1" in reasons(imported)[-1][2]
    named = LINE_HEAD.strip() + ",client_email\n" + GOOD_LINE.strip() + ",AP@elm.example\n"
    invoices = books(tmp_path, invoices=both, lines=named).books.invoices
    assert {invoice.client_name: len(invoice.lines) for invoice in invoices} == {"Oak Ltd": 0, "Elm Ltd": 1}


def test_lines_may_come_later_and_stay_when_the_invoice_comes_again(tmp_path: Path) -> None:
    first = books(tmp_path, invoices=HEAD + GOOD).books
    later = books(tmp_path, first, lines=LINE_HEAD + GOOD_LINE).books
    assert [len(invoice.lines) for invoice in later.invoices] == [1]
    again = books(tmp_path, later, invoices=HEAD + GOOD.replace("open", "paid")).books.invoices[0]
    assert (again.status, len(again.lines)) == ("paid", 1)
    bad = books(tmp_path, first, lines=LINE_HEAD + GOOD_LINE.replace("50.00", "?"))
    assert bad.books.invoices == ()


def test_equal_payments_are_two_payments(tmp_path: Path) -> None:
    text = "date,client_email,amount,reference\n" + "2026-10-02,ap@oak.example,60.00,INV-1\n" * 2 + "2026-10-02,ap@oak.example,-60,back\n"
    payments = books(tmp_path, payments=text).books.payments
    assert [(payment.nth, payment.amount) for payment in payments] == [(0, Decimal(60)), (1, Decimal(60)), (0, Decimal(-60))]


def test_payments_contracts_and_contacts_say_what_is_wrong(tmp_path: Path) -> None:
    imported = books(
        tmp_path,
        payments="date,client_email,amount,reference\n,ap@oak.example,1,\n2026-10-02,oak,1,\n",
        contracts="client_email,rate,discount_pct,payment_terms_days,note\nap@oak.example,85,,30,\nap@oak.example,90,,30,\n"
        "b@oak.example,,120,,\nc@oak.example,,,14.5,\nd@oak.example,85,10,30,fine\n",
        contacts="client_name,email,domain\nOak,,oak.example\nOak,a@oak.example,oak.example\nOak,,\nOak,,gmail.com\n,a@oak.example,\n"
        "Oak,,\u00f6k.example\n",
    )
    assert [(file.partition(".")[0], line, reason) for file, line, reason in reasons(imported)] == [
        ("payments", 2, "date is empty"),
        ("payments", 3, "client_email is not one plain e-mail address: 'oak'"),
        ("contracts", 2, "the same row key stands in the file more than once"),
        ("contracts", 3, "the same row key stands in the file more than once"),
        ("contracts", 4, "discount_pct is not a percentage from 0 to 100: 120"),
        ("contracts", 5, "payment_terms_days is not a whole number: 14.5"),
        ("contacts", 3, "exactly one of email and domain must be given"),
        ("contacts", 4, "exactly one of email and domain must be given"),
        ("contacts", 5, "domain gmail.com is open to everybody; list whole addresses instead"),
        ("contacts", 6, "client_name is empty"),
    ]
    assert [contact.domain for contact in imported.books.contacts] == ["oak.example", "xn--k-0ga.example"]
    assert [contract.client_email for contract in imported.books.contracts] == ["d@oak.example"]


UNREADABLE = {
    b"": "has no column number",
    b"a;b;number;client_name\n": "separated by commas",
    b"number,client_name,client_email,currency,total,total\n": "has the column total twice",
    "number,client_name\xe4".encode("latin-1"): "is not UTF-8",
    "number".encode("utf-16"): "is none of the exports that are known",
    HEAD.encode() + b'"open quote\n': "is not a CSV file",
    HEAD.encode() + b"x" * 200_000 + b"\n": "is not a CSV file",
}


@pytest.mark.parametrize("raw", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(LedgerError, match=UNREADABLE[raw]):
        books(tmp_path, invoices=raw)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be read"):
        read_books({"invoices": tmp_path / "none.csv"})
    with pytest.raises(LedgerError, match="no ledger file called ledgers"):
        read_books({"ledgers": tmp_path / "none.csv"})


def test_a_row_is_shown_in_one_safe_line(tmp_path: Path) -> None:
    row = books(tmp_path, invoices=HEAD + 'INV-1,"O\r\nk\x1b[31m",a,,,GBP,1,,,,,,' + "y" * 5000 + "\n").rejected[0]
    assert "\n" not in row.row
    assert "\x1b" not in row.row
    assert len(row.row) <= 300
