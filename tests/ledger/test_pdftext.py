from __future__ import annotations

import pytest

from bot.ledger.sources.pdftext import document_of
from tests.ledger.scene import cases

CASES = cases("pdf_text")


@pytest.mark.parametrize("name", CASES)
def test_the_words_of_a_plain_invoice_are_read(name: str) -> None:
    found = document_of(CASES[name]["text"])
    cells = found.cells() if found else None
    names = ("number", "client_name", "client_email", "issue_date", "due_date", "currency", "total", "po_number")
    assert (cells and [cells[name] for name in names]) == CASES[name]["invoice"]
