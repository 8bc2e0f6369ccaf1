"""Every figure of the digest, each with its formula."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.vocabulary.cases import Case

#: Age buckets of open cases in whole days: (label, first day, last day or None).
AGES = (("0-2 days", 0, 2), ("3-7 days", 3, 7), ("8-14 days", 8, 14), ("15-30 days", 15, 30), ("over 30 days", 31, None))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: label, value, and its share of the largest in percent (0..100)."""

    label: str
    value: int
    percent: int


def by_cause(cases: Iterable[Case]) -> tuple[Bar, ...]:
    """Count open disputes by their primary cause; largest first, then by name."""
    counts = Counter(case.causes[0].value if case.causes else "other" for case in cases)
    return bars([(cause.replace("_", " "), count) for cause, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))])


def by_age(cases: Iterable[Case], now: datetime) -> tuple[Bar, ...]:
    """Count open disputes by age: whole days since they were opened."""
    ages = [(now - case.opened_at).days for case in cases]
    rows = [(label, sum(first <= age and (last is None or age <= last) for age in ages)) for label, first, last in AGES]
    return bars([row for row in rows if row[1]])


def amounts(cases: Iterable[Case]) -> tuple[tuple[str, Decimal, int], ...]:
    """Sum the amounts in dispute per currency: (currency, sum, number of cases); cases without an amount do not count."""
    sums: dict[str, list[Decimal]] = defaultdict(list)
    for case in cases:
        if case.amount is not None:
            sums[case.currency or "no currency"].append(case.amount)
    return tuple((currency, sum(found, Decimal(0)), len(found)) for currency, found in sorted(sums.items()))


def hours_to_acknowledge(hours: Sequence[Decimal]) -> Decimal | None:
    """Return the median hours from a client's mail to its acknowledgement, to one decimal; None without any."""
    return Decimal(median(hours)).quantize(Decimal("0.1")) if hours else None


def bars(rows: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Scale rows to the largest of them."""
    largest = max((value for _, value in rows), default=0)
    return tuple(Bar(label, value, round(100 * value / largest)) for label, value in rows)
