from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from bot.store import queries
from bot.store.queries import SQL

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.store.sqlite import SqliteStore

HERE = Path(queries.__file__).parent
TEXT = (HERE / "queries.sql").read_text(encoding="utf-8")

#: Statements that read a whole table on purpose: imports, verifying, erasing once a day, listings, and one row of the small ones.
READ_ALL = frozenset(
    [
        "journal_head",
        "journal_all",
        "journal_last",
        "journal_after",
        "journal_of_hash",
        "cases_erasable",
        "mails_erasable",
        "mails_of_person",
        "entries_of_mails",
        "drafts_of_case",
        "forget_asked",
        "first_entry",
        "last_entry",
        "verify_raws",
        "verify_mails",
        "verify_outbox",
        "count_mails",
        "all_cases",
        "all_names",
        "all_invoices",
        "all_payments",
        "all_contracts",
        "all_contacts",
        "invoices_follow_names",
        "disown_payments",
        "last_digest",
        "foreign_numbers",
    ]
)


def test_every_statement_has_a_name_and_a_reason() -> None:
    for block in TEXT.split("-- name: ")[1:]:
        name, why, *_ = block.splitlines()
        assert re.fullmatch(r"\w+", name)
        assert why.startswith("-- "), name


def test_every_name_is_used_and_every_used_name_is_there() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in HERE.glob("*.py"))
    asked = set(re.findall(r"""_link\.(?:run|one|all|each|many)\(\s*["'](\w+)["']""", sources))
    assert asked <= set(SQL)
    assert {name for name in SQL if f'"{name}"' not in sources} == set()


@pytest.mark.parametrize("name", sorted(set(SQL) - READ_ALL))
def test_no_statement_reads_a_whole_table(desk: Store, name: str) -> None:
    connection = cast("SqliteStore", desk)._link.connection  # noqa: SLF001 - SQLite's own plan
    numbered = [int(number) for number in re.findall(r"\?(\d)", SQL[name])]
    values = ("[]",) * (max(numbered) if numbered else SQL[name].count("?"))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {SQL[name]}", values)]
    harmless = ("json_each", "VIRTUAL", "mails_held", "mails_waiting", "cases_open", "drafts_pending", "(subquery", "CONSTANT ROW")
    assert [step for step in plan if step.startswith("SCAN") and not any(word in step for word in harmless)] == []


def test_two_statements_of_one_name() -> None:
    with pytest.raises(ValueError, match="twice"):
        queries.load("-- name: a\n-- why\nSELECT 1;\n-- name: a\n-- why\nSELECT 2;\n")


def test_comments_are_not_sent() -> None:
    assert queries.load("-- head\n-- name: a\n-- why\nSELECT 1\nFROM b;\n\n") == {"a": "SELECT 1\nFROM b"}
