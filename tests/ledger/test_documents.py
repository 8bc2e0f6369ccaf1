from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.ledger.documents import Documents, kind_of
from bot.vocabulary.books import Invoice

if TYPE_CHECKING:
    from pathlib import Path

INVOICE = Invoice("INV-1041", "x", "X Ltd", "ap@x.example", None, None, "GBP", Decimal(100))
KINDS = {
    "INV-1041": "invoice", "INV-1041 time sheet": "timesheet", "INV-1041_Lieferschein": "delivery_note", "bolla INV-1041": "delivery_note",
    "INV-1041-devis": "quote", "contrat INV-1041": "contract", "PO 7781 INV-1041": "order", "INV-1041 Abnahmeprotokoll": "acceptance",
    "INV-1041 minutes": "other", "Rechnung INV-1041": "invoice",
}  # fmt: skip


def put(folder: Path, **files: str) -> Documents:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return Documents(folder)


def names(documents: Documents, *, shared: bool = False) -> list[tuple[str, str, bool]]:
    return [(paper.file.filename, paper.kind.value, paper.internal) for paper in documents.of(INVOICE, shared)]


@pytest.mark.parametrize("name", KINDS)
def test_a_name_tells_the_kind(name: str) -> None:
    assert kind_of(name, "INV-1041").value == KINDS[name]


def test_files_named_after_the_number(tmp_path: Path) -> None:
    for name in ("INV-1041.pdf", "INV-1041 timesheet.csv", "INV-10411.pdf", "INV-104.pdf", "INV-1041.exe", "notes.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert names(Documents(tmp_path)) == [("INV-1041 timesheet.csv", "timesheet", False), ("INV-1041.pdf", "invoice", False)]


def test_the_register_says_what_names_do_not(tmp_path: Path) -> None:
    documents = put(
        tmp_path,
        documents__csv="number,path,kind,client_email,internal\ninv 1041,scan7.pdf,delivery note,,\nINV-1041,memo.txt,,,yes\n"
        "INV-1041,theirs.pdf,contract,other@y.example,\nINV-9,scan9.pdf,,,\n,,,\n",
        scan7__pdf="x", memo__txt="x", theirs__pdf="x", scan9__pdf="x",
    )  # fmt: skip
    assert names(documents) == [("scan7.pdf", "delivery_note", False), ("memo.txt", "other", True)]
    assert names(documents, shared=True) == []


def test_nothing_outside_the_folder_or_missing_or_large_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "docs"
    inside.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (inside / "INV-1041 link.pdf").symlink_to(tmp_path / "secret.pdf")
    (inside / "INV-1041 huge.pdf").write_bytes(b"x" * 5_000_001)
    (inside / "INV-1041 empty.pdf").write_bytes(b"")
    documents = put(inside, documents__csv="number,path\nINV-1041,../secret.pdf\nINV-1041,gone.pdf\n")
    assert names(documents) == []
    assert Documents(tmp_path / "nowhere").of(INVOICE) == ()
