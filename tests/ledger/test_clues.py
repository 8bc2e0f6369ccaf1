from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.clues import Clue, is_open, side_clues, weigh
from bot.vocabulary.books import Invoice
from tests.ledger.scene import Mail

WEIGHTS = st.lists(st.floats(0, 1), max_size=20)
INVOICE = Invoice("X-1", "c", "C", "c@c.example", None, None, "EUR", Decimal(100), paid_amount=Decimal(40))


@given(WEIGHTS, st.floats(0, 1))
def test_more_clues_never_weigh_less_and_nothing_is_certain(weights: list[float], more: float) -> None:
    clues = [Clue("x", weight, "") for weight in weights]
    assert 0 <= weigh(clues) <= weigh([*clues, Clue("y", more, "")]) <= 0.99


def test_no_clue_weighs_nothing() -> None:
    assert weigh([]) == 0


def test_open_is_what_money_is_waited_for() -> None:
    assert is_open(INVOICE)
    assert not is_open(replace(INVOICE, status="Void"))
    assert not is_open(replace(INVOICE, paid_amount=Decimal(100)))


def test_the_open_balance_is_a_clue() -> None:
    reading = Mail({"body": "the 60 EUR", "amounts": [["60 EUR", "60", "EUR"]]}).reading
    assert [str(clue) for _, clue in side_clues(reading, [INVOICE], ())] == [
        "amount (0.50): 60.00 EUR is the open balance of X-1",
        "only_invoice (0.50): X-1 is the only invoice of the client",
    ]


def test_an_invoice_without_order_number_is_no_order() -> None:
    assert not [clue for _, clue in side_clues(Mail({"body": "PO --", "pos": ["--"]}).reading, [INVOICE], ()) if clue.name == "po_number"]
