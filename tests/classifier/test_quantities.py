from __future__ import annotations

from decimal import Decimal

from bot.classifier.quantities import find, percentages


def test_counts_with_their_units() -> None:
    found = find("14 hours billed, 2 of 3 pallets came, 7,5 Stunden", "body")
    assert [(q.text, q.value, q.unit) for q in found] == [
        ("14 hours", Decimal(14), "hours"),
        ("2 of 3 pallets", Decimal(2), "pallets"),
        ("7,5 Stunden", Decimal("7.5"), "stunden"),
    ]


def test_percentages() -> None:
    assert [s.text for s in percentages("2.5% or 19 % or ten", "body")] == ["2.5%", "19 %"]
