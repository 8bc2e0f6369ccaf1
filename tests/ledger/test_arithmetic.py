from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.meant import check
from bot.vocabulary.books import Books, Client, FindingVerdict, Invoice, Line, Match
from bot.vocabulary.dossier import Dossier
from tests.ledger.scene import Mail

CENT = Decimal("0.01")
QUANTITIES = st.decimals(min_value=Decimal("0.25"), max_value=Decimal(500), places=2)
PRICES = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(5000), places=2)
RATES = st.sampled_from([Decimal(0), Decimal(7), Decimal("8.1"), Decimal(19), Decimal(20), Decimal("5.5")])
DISCOUNTS = st.sampled_from([Decimal(0), Decimal(5), Decimal("12.5"), Decimal(100)])
ITEMS = st.lists(st.tuples(QUANTITIES, PRICES, DISCOUNTS, RATES), min_size=1, max_size=6)
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])
CLIENT = Client("c", "C", frozenset({"c@c.example"}))


def billed(items: list[tuple[Decimal, Decimal, Decimal, Decimal]], rounding: str, currency: str = "EUR") -> Invoice:
    """Return an invoice as a program would write it, rounding each line and each rate's tax."""
    lines = tuple(
        Line(n, "item", quantity, "h", price, (quantity * price * (1 - discount / 100)).quantize(CENT, rounding), discount, rate)
        for n, (quantity, price, discount, rate) in enumerate(items, 1)
    )
    net = sum((line.amount for line in lines), Decimal(0))
    nets: dict[Decimal, Decimal] = {}
    for line in lines:
        nets[line.tax_rate_pct or Decimal(0)] = nets.get(line.tax_rate_pct or Decimal(0), Decimal(0)) + line.amount
    tax = sum(((rate * part / 100).quantize(CENT, rounding) for rate, part in nets.items()), Decimal(0))
    return Invoice("X-1", "c", "C", "c@c.example", None, None, currency, net + tax, tax, net, lines=lines)


def verdicts(invoice: Invoice, cause: str = "miscalculation") -> list[tuple[str, str]]:
    reading = Mail({"body": "X-1", "numbers": ["X-1"], "causes": [[cause, ""]]}).reading
    known = Dossier(books=Books((invoice,)), clients=(CLIENT,))
    return [(found.check.value, found.verdict.value) for found in check(reading, Match(invoice), known)]


@given(ITEMS, ROUNDINGS)
def test_whatever_way_a_program_rounds_is_right(items: list[tuple[Decimal, Decimal, Decimal, Decimal]], rounding: str) -> None:
    assert {verdict for _, verdict in verdicts(billed(items, rounding))} == {FindingVerdict.CONTRADICTED}


@given(ITEMS, ROUNDINGS, st.decimals(min_value=Decimal("0.10"), max_value=Decimal(10_000), places=2), st.sampled_from([1, -1]))
def test_an_error_beyond_rounding_is_found_where_it_is(
    items: list[tuple[Decimal, Decimal, Decimal, Decimal]], rounding: str, error: Decimal, sign: int
) -> None:
    right = billed(items, rounding)
    line = replace(right.lines[0], amount=right.lines[0].amount + sign * error)
    assert ("line_sum", "supported") in verdicts(replace(right, lines=(line, *right.lines[1:])))
    assert verdicts(replace(right, total=right.total + sign * error)) == [("total", "supported")]
    assert ("tax", "supported") in verdicts(replace(right, tax=(right.tax or 0) + sign * error))
    assert ("subtotal", "supported") in verdicts(replace(right, subtotal=(right.subtotal or 0) + sign * error))


@pytest.mark.parametrize("cause", ["quality", "late_delivery", "already_paid", "duplicate", "unapproved_work", "terms", "invoice_details"])
def test_an_error_that_nobody_claimed_supports_nothing(cause: str) -> None:
    right = billed([(Decimal(2), Decimal(50), Decimal(0), Decimal(20))], ROUND_HALF_UP)
    assert ("total", "cannot_tell") in verdicts(replace(right, total=right.total + 5), cause)


def test_without_lines_the_total_is_still_added_up() -> None:
    bare = Invoice("X-1", "c", "C", "c@c.example", None, None, "EUR", Decimal(119), Decimal(19), Decimal(100))
    assert verdicts(bare) == [("total", "cannot_tell")]
    assert verdicts(replace(bare, total=Decimal(120))) == [("total", "supported")]
    assert verdicts(replace(bare, tax=None, subtotal=None)) == [("line_sum", "cannot_tell")]


def test_yen_have_no_cents() -> None:
    line = Line(1, "item", Decimal(3), "h", Decimal("333.3"), Decimal(1000), Decimal(0), Decimal(10))
    yen = Invoice("X-1", "c", "C", "c@c.example", None, None, "JPY", Decimal(1100), Decimal(100), Decimal(1000), lines=(line,))
    assert {verdict for _, verdict in verdicts(yen)} == {"contradicted"}
    assert ("total", "supported") in verdicts(replace(yen, total=Decimal(1102)))


def test_lines_below_zero_are_credits() -> None:
    lines = (
        Line(1, "work", Decimal(10), "h", Decimal(80), Decimal(800), Decimal(0), Decimal(20)),
        Line(2, "credit", Decimal(-1), "unit", Decimal(100), Decimal(-100), Decimal(0), Decimal(20)),
    )
    invoice = Invoice("X-1", "c", "C", "c@c.example", None, None, "GBP", Decimal(840), Decimal(140), Decimal(700), lines=lines)
    assert {verdict for _, verdict in verdicts(invoice)} == {"contradicted"}
