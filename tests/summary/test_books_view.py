from __future__ import annotations

import pytest

from bot.summary.books_view import cell


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=HYPERLINK(0)", "'=HYPERLINK(0)"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-100.00", "-100.00"),
        (["=1", "b"], "'=1; b"),
        ("Harbour & Pine", "Harbour & Pine"),
        (None, ""),
    ],
)
def test_mim_14_no_cell_is_run_by_a_spreadsheet(value: object, shown: str) -> None:
    assert cell(value) == shown
