"""docs/trust.md against the tests: every case is listed once, every test it names is there, and how much is proven."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PAGE = (HERE.parent / "docs" / "trust.md").read_text(encoding="utf-8")
#: How many cases there are of each kind, and which are the most dangerous ones.
KINDS = {"INT": 20, "CRA": 14, "SPF": 26, "LOP": 14, "MIM": 30, "APR": 25, "OUT": 15, "STO": 15, "DIG": 10, "SEC": 15}
STARRED = frozenset(
    [
        "INT-02",
        "INT-07",
        "CRA-01",
        "CRA-05",
        "CRA-06",
        "CRA-14",
        "SPF-02",
        "SPF-03",
        "SPF-08",
        "SPF-12",
        "SPF-13",
        "SPF-17",
        "LOP-01",
        "LOP-03",
        "MIM-02",
        "MIM-07",
        "APR-03",
        "APR-05",
        "APR-06",
        "APR-09",
        "APR-13",
        "APR-14",
        "APR-15",
        "OUT-06",
        "OUT-08",
    ]
)
#: Cases that must be proven besides the starred ones.
MOST = 150
_ROW = re.compile(r"^\| ([A-Z]{3}-\d\d)( ★)? \| ([^|]+) \| (.+) \|$", re.MULTILINE)
_NODE = re.compile(r"`([\w/]+\.py)::(test_\w+)(?:\[([^`]+)\])?`")

ROWS = [(found[1], bool(found[2]), found[4]) for found in _ROW.finditer(PAGE)]
NODES = sorted({(case, *node) for case, _star, proof in ROWS for node in _NODE.findall(proof)})


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def names_of(folder: Path) -> str:
    """The cases that tests of a folder read from files: their names and ids, one per line."""
    ids = (found for file in folder.rglob("*.json") for found in re.findall(r'"id": "([^"]+)"', text(file)))
    return "\n".join(("", *(path.name for path in folder.rglob("*") if path.is_dir()), *ids, ""))


def test_every_case_is_listed_once_and_in_order() -> None:
    assert [case for case, *_ in ROWS] == [f"{kind}-{number:02}" for kind, many in KINDS.items() for number in range(1, many + 1)]
    assert {case for case, star, _ in ROWS if star} == STARRED


@pytest.mark.parametrize("case", [case for case, *_ in ROWS])
def test_a_case_names_a_test_or_says_why_not(case: str) -> None:
    proof = next(proof for found, _, proof in ROWS if found == case)
    assert _NODE.search(proof) or re.match(r"- \w{3,}", proof)


@pytest.mark.parametrize(("case", "file", "name", "parameters"), NODES)
def test_a_named_test_is_there(case: str, file: str, name: str, parameters: str) -> None:
    path = HERE / file
    words = name.removeprefix("test_")  # an id put in front later changes nothing
    assert re.search(rf"^(async )?def test_(\w+_)?{words}\(", text(path), re.MULTILINE), f"{case}: {file} has no {name}"
    if parameters:
        begins = "" if parameters.endswith("*") else "\n"
        wanted = parameters.rstrip("*").rstrip()
        data = "".join(text(other) for other in path.parent.glob("*.py"))
        assert f"\n{wanted}{begins}" in names_of(path.parent) or f'"{wanted}' in data, f"{case}: {file} has no case {parameters}"


def test_all_starred_cases_and_most_others_are_proven() -> None:
    proven = {case for case, _, proof in ROWS if _NODE.search(proof)}
    assert proven >= STARRED
    assert len(proven - STARRED) >= MOST - len(STARRED)
