from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import LedgerError
from bot.ledger.imports import read_books
from bot.ledger.lint import lint
from bot.ledger.sources.einvoice import read_document
from tests.ledger.test_sources import told

EINVOICES = Path(__file__).parent / "einvoices"
EXPECTED: dict[str, Any] = json.loads((EINVOICES / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_an_einvoice_becomes_what_it_says(name: str) -> None:
    imported = read_books({"invoices": EINVOICES / name})
    assert imported.rejected == ()
    assert [told(invoice) for invoice in imported.books.invoices] == [EXPECTED[name]]
    assert lint(imported.books) == ()


def test_a_folder_is_read_whole_and_what_is_none_is_told(tmp_path: Path) -> None:
    for name in EXPECTED:
        (tmp_path / name).write_bytes((EINVOICES / name).read_bytes())
    (tmp_path / "order.xml").write_text("<Order/>")
    (tmp_path / "notes.txt").write_text("no invoice")
    imported = read_books({"invoices": tmp_path})
    assert len(imported.books.invoices) == len(EXPECTED)
    assert [(row.file, row.reason) for row in imported.rejected] == [("order.xml", "order.xml is no invoice: its XML begins with Order")]


HOSTILE = {
    b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice><ID>&a;</ID></Invoice>': "declares a document type",
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><Invoice/>': "declares a document type",
    b"<Invoice><ID>": "no readable XML",
    b"<Invoice>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Invoice>": "no readable XML",
    b"%PDF-1.7 nothing else": "PDF",
}


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_and_broken_files_are_refused_with_a_reason(raw: bytes) -> None:
    if raw.startswith(b"%PDF"):
        pytest.importorskip("pypdf", reason="the PDF reader is not installed in this environment yet")
    with pytest.raises(LedgerError, match=HOSTILE[raw]):
        read_document("x", raw)


def test_the_xml_inside_a_pdf_is_found_among_other_files() -> None:
    pypdf = pytest.importorskip("pypdf", reason="the PDF reader is not installed in this environment yet")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("terms.xml", b"<terms/>")
    writer.add_attachment("factur-x.xml", (EINVOICES / "cii.xml").read_bytes())
    made = io.BytesIO()
    writer.write(made)
    assert read_document("x.pdf", made.getvalue()).number == "NL-7003"
    empty = pypdf.PdfWriter()
    empty.add_blank_page(200, 200)
    made = io.BytesIO()
    empty.write(made)
    with pytest.raises(LedgerError, match="without an e-invoice inside"):
        read_document("x.pdf", made.getvalue())
