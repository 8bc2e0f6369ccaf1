from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summary.figures import AGES, Bar, amounts, bars, by_age, by_cause, hours_to_acknowledge, validity
from bot.vocabulary.cases import Outcome
from bot.vocabulary.labels import Cause
from tests.summary.desk import NOW, case


def test_causes_count_each_case_once_by_its_primary_cause() -> None:
    cases = [
        case(1, causes=(Cause.TAX,)),
        case(2, causes=(Cause.ALREADY_PAID, Cause.TAX)),
        case(3, causes=(Cause.TAX, Cause.PRICE)),
        case(4, causes=()),
    ]
    assert by_cause(cases) == (Bar("tax", 2, 100), Bar("already paid", 1, 50), Bar("not known yet", 1, 50))


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (-3, "0-2 days"),
        (0, "0-2 days"),
        (2, "0-2 days"),
        (3, "3-7 days"),
        (7, "3-7 days"),
        (8, "8-14 days"),
        (30, "15-30 days"),
        (31, "over 30 days"),
    ],
)
def test_ages_fall_into_whole_days(days: int, label: str) -> None:
    assert by_age([case(opened_at=NOW - timedelta(days=days))], NOW) == (Bar(label, 1, 100),)


@given(st.lists(st.integers(min_value=-1000, max_value=4000)))
def test_every_case_stands_in_one_bucket(days: list[int]) -> None:
    found = by_age([case(opened_at=NOW - timedelta(days=number)) for number in days], NOW)
    assert sum(bar.value for bar in found) == len(days)
    assert [bar.label for bar in found] == [label for label, _, _ in AGES if label in {bar.label for bar in found}]


def test_currencies_are_never_added_to_one_another() -> None:
    cases = [
        case(1, amount=Decimal("0.10")),
        case(2, amount=Decimal("0.20")),
        case(3, amount=Decimal("9.00"), currency="EUR"),
        case(4, amount=Decimal(5), currency=""),
        case(5, amount=None),
    ]
    assert amounts(cases) == (("EUR", Decimal("9.00"), 1), ("GBP", Decimal("0.30"), 2), ("no currency", Decimal(5), 1))


@pytest.mark.parametrize(
    ("hours", "median"),
    [((), None), (("1.26",), "1.3"), (("9", "1", "2"), "2.0"), (("1", "2"), "1.5"), (("0.01",), "0.0")],
)
def test_median_hours(hours: tuple[str, ...], median: str | None) -> None:
    assert hours_to_acknowledge([Decimal(hour) for hour in hours]) == (None if median is None else Decimal(median))


def test_validity_leaves_out_what_says_nothing() -> None:
    closed = [case(outcome=outcome) for outcome in (*Outcome, Outcome.CREDIT)]
    assert validity(closed) == (3, 5)
    assert validity([case(outcome=Outcome.PAID), case()]) == (0, 0)


def test_bars_scale_to_the_largest() -> None:
    assert bars([("a", 3), ("b", 1), ("c", 0)]) == (Bar("a", 3, 100), Bar("b", 1, 33), Bar("c", 0, 0))
    assert bars([("a", 0)]) == (Bar("a", 0, 0),)
    assert bars([]) == ()
