from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import LedgerError
from bot.ledger.imports import read_books
from bot.ledger.sources.plugins import GROUP, read_with

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).parents[2] / "examples" / "quaderno_source"
EXPORT = """document_type,date,number,description,original_currency,original_amount,contact_name,contact_email
invoice,2026-09-03,Q-1,Website,EUR,1210.00,Teal Ltd,ap@teal.example
credit,2026-09-05,Q-2,Refund,EUR,210.00,Teal Ltd,ap@teal.example
expense,2026-09-05,X-1,Paper,EUR,10.00,Shop,shop@shop.example
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a place where the example is installed as pip leaves it, with its entry point."""
    info = tmp_path / "dispute_desk_quaderno-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dispute-desk-quaderno\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nquaderno = quaderno_source:SOURCE\n")
    (tmp_path / "quaderno_source.py").write_text((EXAMPLE / "quaderno_source.py").read_text())
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("quaderno_source", None)


def test_an_installed_source_reads_its_files(installed: Path) -> None:
    (installed / "export.csv").write_text(EXPORT)
    imported = read_books({"invoices": installed / "export.csv"})
    assert [(each.number, str(each.total), each.client_email) for each in imported.books.invoices] == [
        ("Q-1", "1210.00", "ap@teal.example"),
        ("Q-2", "-210.00", "ap@teal.example"),
    ]
    assert imported.warnings == ("export.csv was read as Quaderno",)


def test_a_source_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a")
    with pytest.raises(LedgerError, match="has no name, recognises and read"):
        read_with(EntryPoint("bad", "pathlib:Path", GROUP), tmp_path / "x.csv")
