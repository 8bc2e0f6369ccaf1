from __future__ import annotations

from decimal import Decimal

import pytest

from bot.ledger.concluded import concluded, is_paid_for, is_the_last
from bot.ledger.numerals import _read


def read(words: str, language: str = "en") -> list[tuple[Decimal, str]]:
    return [(each.value, each.unit) for each in concluded(words, _read(words, language)) if each.unit == "hour"]


@pytest.mark.parametrize(
    ("words", "language", "hours"),
    [
        ("He was here four days, six hours a day.", "en", "24"),
        ("Sechs Stunden am Tag an drei Tagen.", "de", "18"),
        ("Cinq heures par jour pendant deux jours.", "fr", "10"),
        ("They arrived at 11.30 and had gone by 3.30.", "en", "4"),
        ("They arrived 11.30 and had gone by 3.30, the pair of them.", "en", "8"),
        ("Ihre Leute kamen um 9 und waren um 14 Uhr weg.", "de", "5"),
        ("Sono arrivati alle 8 e andati via alle 12, tutti e due.", "it", "8"),
    ],
)
def test_parts_become_what_they_come_to(words: str, language: str, hours: str) -> None:
    assert read(words, language) == [(Decimal(hours), "hour")]


def test_hours_of_a_day_alone_count_nothing() -> None:
    assert read("He never works more than six hours a day.") == []


@pytest.mark.parametrize(
    ("words", "last"),
    [("the last three hours", True), ("de laatste drie uur", True), ("in the last three days", False), ("three hours", False)],
)
def test_the_last_of_several(words: str, last: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    found = _read(words, "nl" if "uur" in words else "en")
    assert any(is_the_last(words, each) for each in found) is last


@pytest.mark.parametrize(
    ("words", "language", "paid"),
    [
        ("we are only paying for thirteen", "en", True),
        ("solo pagaremos veintiséis", "es", True),
        ("ne paghiamo ventidue", "it", True),
        ("wir zahlen nur zwölf", "de", True),
        ("we will pay £13", "en", False),
        ("we pay within thirteen days", "en", False),
    ],
)
def test_what_is_paid_for(words: str, language: str, paid: bool) -> None:  # noqa: FBT001 - as above
    assert any(is_paid_for(words, each) for each in _read(words, language)) is paid
