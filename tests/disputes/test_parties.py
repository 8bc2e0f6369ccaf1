from __future__ import annotations

import pytest

from bot.disputes.parties import admits
from tests.disputes.desk import STRANGER, TOM, case, dossier


@pytest.mark.parametrize(
    ("key", "email", "admitted"),
    [
        ("harbour", TOM, True),
        ("harbour", "jo@harbour.example", True),
        ("harbour", STRANGER, False),
        ("harbour", "o@other.example", False),
        ("harbour", "", False),
        ("gone", TOM, False),
        ("", TOM, True),
        ("", STRANGER, False),
        ("", "", False),
    ],
)
def test_who_may_add_to_a_case(key: str, email: str, *, admitted: bool) -> None:
    assert admits(case(client_key=key), email, dossier()) is admitted
