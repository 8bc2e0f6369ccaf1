from __future__ import annotations

import pytest

from bot.classifier.dates import find

CASES: tuple[tuple[str, list[str]], ...] = (
    ("due 4 September, came 19 September 2025.", ["4 September", "19 September 2025"]),
    ("paid on February 14, eleven days", ["February 14"]),
    ("on Oct 3, 2025 we", ["Oct 3, 2025"]),
    ("am 12.03.2025 und 3.5.", ["12.03.2025", "3.5."]),
    ("le 1er octobre 2025", ["1er octobre 2025"]),
    ("el 3 de mayo de 2025", ["3 de mayo de 2025"]),
    ("vanaf 18 augustus", ["18 augustus"]),
    ("on 3/14/25", ["3/14/25"]),
    ("2025-04-01 was", ["2025-04-01"]),
    ("Friday, in March, invoice 12/24, 2/3 of the pallets, 10.50", []),
    ("it comes at £1.02. On 1.02. it was € 2.03.", ["1.02."]),
)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_explicit_dates(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in find(text)] == expected
