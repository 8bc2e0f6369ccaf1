"""What an audit of the pins says: a hole is told, and a pin nobody could be asked about is no clean one."""

from __future__ import annotations

from typing import Any

import pytest

from tools import audit

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["2.1"], "aliases": ["CVE-2026-1"], "description": ""}
CLEAN = {"name": "Sqlite_Utils", "version": "4.2.1", "vulns": []}
OPEN = {"name": "jinja2", "version": "2.0", "vulns": [HOLE]}
UNKNOWN = {"name": "jinja2", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("entries", "code", "said"),
    [
        ([CLEAN, OPEN | {"vulns": []}], 0, "No known hole in 2 pins"),
        ([CLEAN, OPEN], 1, "jinja2 2.0: PYSEC-2026-1, fixed in 2.1"),
        ([CLEAN, OPEN | {"vulns": [HOLE | {"fix_versions": []}]}], 1, "fixed in no version yet"),
        ([CLEAN, UNKNOWN], 2, "could not be asked about 1 of 2 pins (jinja2"),
        ([CLEAN], 2, "could not be asked about 1 of 2 pins (jinja2"),
        ([], 2, "could not be asked about 2 of 2 pins"),
    ],
)
def test_sec_12_what_could_not_be_asked_about_is_not_clean(entries: list[dict[str, Any]], code: int, said: str) -> None:
    found, lines = audit.verdict({"dependencies": entries}, ["sqlite-utils", "jinja2"])
    assert found == code
    assert said in "\n".join(lines)


def test_sec_12_every_pin_is_asked_about() -> None:
    wanted = audit.pins(audit.LOCK.read_text(encoding="utf-8"))
    assert len(wanted) == len(set(wanted)) > 50
    assert {"jinja2", "imapclient", "aiosmtplib", "mail-parser"} <= set(wanted)
