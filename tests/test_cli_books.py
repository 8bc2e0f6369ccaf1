from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from bot import cli
from tests.household import DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from bot.vocabulary.accounts import JournalEntry


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Give a desk with books, one open case, and a tricky client; tests only look at it."""
    made = Household(tmp_path_factory.mktemp("books") / "desk")
    made.books()
    made.deliver(world.write(world.client_mail(DESK), NOW))
    made.poll()
    return made


def command(house: Household, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, [*words, "--config", str(house.base / "config.toml")])
    return done.exit_code, done.stdout


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_lint_tells_each_problem_with_its_numbers(house: Household) -> None:
    code, said = command(house, "lint", "--json")
    assert code == 1
    assert rows(said) == [
        {
            "check": "line_sum",
            "level": "error",
            "invoice": "INV-1041",
            "invoices": ["INV-1041"],
            "client": "Harbour & Pine",
            "detail": "Line 1 (UX design): 14 x 85.00 = 1,190.00 GBP, billed 1,290.00 GBP: 100.00 GBP too much.",
            "amount": "100.00",
            "currency": "GBP",
            "sources": ["line 1"],
        }
    ]
    code, said = command(house, "lint")
    assert code == 1
    assert said.startswith("Lines multiplied wrongly: 1\n  INV-1041, Harbour & Pine: Line 1")
    code, said = command(house, "lint", "--html", "--all")
    assert code == 1
    assert "Harbour &amp; Pine" in said
    assert "http" not in said


def test_lint_of_a_right_ledger_ends_with_0(tmp_path: Path) -> None:
    assert command(Household(tmp_path), "lint") == (0, "Nothing is wrong in the ledger.\n")
    assert command(Household(tmp_path), "lint", "--json") == (0, "")


def test_holds_lists_the_invoices_of_open_cases(house: Household) -> None:
    code, said = command(house, "holds", "--json")
    assert code == 0
    held = rows(said)
    assert [(row["invoice"], row["case"], row["client"], row["total"], row["open_amount"]) for row in held] == [
        ("INV-1041", "D-0001", "Harbour & Pine", "4248.00", "4248.00")
    ]
    code, said = command(house, "holds")
    table = list(csv.DictReader(io.StringIO(said)))
    assert code == 0
    assert table[0]["invoice"] == "INV-1041"
    assert table[0]["causes"] == "; ".join(held[0]["causes"])


def test_holds_of_no_case_is_an_empty_table(tmp_path: Path) -> None:
    code, said = command(Household(tmp_path), "holds")
    assert (code, len(said.splitlines())) == (0, 1)
    assert command(Household(tmp_path), "holds", "--json") == (0, "")


def test_a_dry_run_tells_and_keeps_nothing(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk")
    (tmp_path / "other.csv").write_text("Ref;Who;Sum\n1;Oak;1.204,50\n2;Oak;much\n")
    words = (
        "import-ledger",
        "--invoices",
        str(tmp_path / "other.csv"),
        "--map",
        "number=Ref",
        "--map",
        "client_name=Who",
        "--map",
        "total=Sum",
    )
    code, said = command(house, *words, "--currency", "eur", "--dry-run", "--json")
    tried = rows(said)[0]
    assert (code, tried["added"], len(tried["rejected"]), tried["rejects_file"], tried["dry_run"]) == (1, 1, 1, None, True)
    with house.store() as store:
        assert store.books().invoices == ()
    code, said = command(house, *words, "--currency", "eur")
    assert code == 1
    assert "1 invoice added" in said
    assert (house.base / "ledger-rejects.csv").read_text().splitlines()[1].startswith("other.csv,3,total is not a plain number")


def test_the_watched_folder_is_read_when_it_changes(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk", more='[ledger]\nfolder = "books"\n')
    folder = house.base / "books"
    house.poll()
    folder.mkdir()
    world.books(folder)
    (folder / "broken.xml").write_text("<Invoice>")
    (folder / "readme.md").write_text("nothing")
    house.poll()
    with house.store() as store:
        assert {invoice.number for invoice in store.books().invoices} == {"INV-1041", "INV-1042", "INV-2001"}
        assert all(invoice.lines for invoice in store.books().invoices)
    before = [entry.kind for entry in journal(house)]
    house.poll()
    assert [entry.kind for entry in journal(house)] == before
    (folder / "more.csv").write_text("Invoice No,Customer,Date,Total,Currency\nB-9,Oak,2026-09-01,120.00,GBP\n")
    house.poll()
    with house.store() as store:
        assert "B-9" in {invoice.number for invoice in store.books().invoices}


def test_lines_in_the_watched_folder_come_after_the_invoices_they_belong_to(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk", more='[ledger]\nfolder = "books"\n')
    (house.base / "books").mkdir(parents=True, exist_ok=True)
    for name in ("harvest.csv", "harvest-items.csv"):
        (house.base / "books" / name).write_bytes((Path(__file__).parent / "ledger" / "exports" / name).read_bytes())
    house.poll()
    with house.store() as store:
        held = {invoice.number: len(invoice.lines) for invoice in store.books().invoices}
    assert held == {"H-101": 0, "H-102": 1, "H-103": 0}


def journal(house: Household) -> list[JournalEntry]:
    with house.store() as store:
        return list(store.journal(None))
