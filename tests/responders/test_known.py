from __future__ import annotations

from decimal import Decimal

from bot.responders.known import known
from bot.vocabulary.books import Match, Writer
from tests.responders.facts import facts, invoice, reading


def test_what_the_client_and_the_own_invoice_say() -> None:
    found = known(facts(reading("We paid £85.00 on 3 March for order 55012.", ())))
    assert found.amounts == {Decimal(85), Decimal(4128), Decimal(0)}
    assert found.dates == {(3, 3), (1, 9), (1, 10), (9, 10)}
    assert found.numbers == {"55012", "inv1041"}


def test_the_invoice_says_nothing_to_a_stranger() -> None:
    found = known(facts(reading("hello", (), subject=""), writer=Writer(email="x@y.example")))
    assert not found.amounts
    assert found.dates == {(9, 10)}
    assert not found.numbers


def test_another_clients_number_is_never_known() -> None:
    found = known(facts(reading("INV-2001 is ours", (), subject=""), match=Match(invoice=invoice(), foreign_numbers=("INV-2001",))))
    assert found.numbers == {"inv1041"}
