"""Every figure of the digest, each with its formula."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from bot.vocabulary.cases import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.vocabulary.cases import Case

#: Age buckets of open cases in whole days: (label, first day, last day or None).
AGES = (("0-2 days", 0, 2), ("3-7 days", 3, 7), ("8-14 days", 8, 14), ("15-30 days", 15, 30), ("over 30 days", 31, None))

#: Outcomes that say the client was right, and those that say something about right or wrong at all.
RIGHT = frozenset({Outcome.CREDIT, Outcome.CORRECTED})
JUDGED = RIGHT | {Outcome.UPHELD, Outcome.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: label, value, and its share of the largest in percent (0..100)."""

    label: str
    value: int
    percent: int


def by_cause(cases: Iterable[Case]) -> tuple[Bar, ...]:
    """Count open disputes by their primary cause (`not known yet` without one); largest first, then by name.

    Every case counts once, so the bars sum to the number of cases.
    """
    counts = Counter(case.causes[0].value.replace("_", " ") if case.causes else "not known yet" for case in cases)
    return bars(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_age(cases: Iterable[Case], now: datetime) -> tuple[Bar, ...]:
    """Count open disputes by age = whole days (24 hours) from `opened_at` to `now`, never less than 0; empty buckets are left out.

    Every case counts once, so the bars sum to the number of cases.
    """
    ages = [max(0, (now - case.opened_at).days) for case in cases]
    rows = [(label, sum(first <= age and (last is None or age <= last) for age in ages)) for label, first, last in AGES]
    return bars([row for row in rows if row[1]])


def amounts(cases: Iterable[Case]) -> tuple[tuple[str, Decimal, int], ...]:
    """Sum the amounts in dispute per currency: (currency, sum, number of cases), by currency.

    Nothing is converted; cases without an amount do not count, nor does what a stranger names who is no client and means no invoice of
    ours. Amounts without a currency stand under `no currency`.
    """
    sums: dict[str, list[Decimal]] = defaultdict(list)
    for case in cases:
        if case.amount is not None and (case.client_key or case.invoice_numbers):
            sums[case.currency or "no currency"].append(case.amount)
    return tuple((currency, sum(found, Decimal(0)), len(found)) for currency, found in sorted(sums.items()))


def hours_to_acknowledge(hours: Sequence[Decimal]) -> Decimal | None:
    """Return the median hours from receiving a client's mail to its acknowledgement leaving, to one decimal; None without any.

    Of an even number the median is the mean of the two in the middle.
    """
    return Decimal(median(hours)).quantize(Decimal("0.1")) if hours else None


def validity(closed: Iterable[Case]) -> tuple[int, int]:
    """Return (right, judged): disputes closed as credit or corrected, of those closed as one of these, upheld or withdrawn.

    `paid` and `other` say nothing about who was right and do not count. The rate is right / judged; it is shown as the two
    numbers, since a day's percentages would only look exact.
    """
    outcomes = [case.outcome for case in closed]
    return sum(outcome in RIGHT for outcome in outcomes), sum(outcome in JUDGED for outcome in outcomes)


def bars(rows: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Scale rows to the largest of them: percent = 100 * value / largest, rounded."""
    largest = max((value for _, value in rows), default=0)
    return tuple(Bar(label, value, round(100 * value / largest) if largest else 0) for label, value in rows)
