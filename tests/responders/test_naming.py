from __future__ import annotations

import dataclasses

import pytest

from bot.responders.naming import allowed, named, offered, own_invoice, written
from bot.vocabulary.books import Match, Writer
from bot.vocabulary.claim import Mentions
from bot.vocabulary.numbers import normalise_number
from tests.responders.facts import WRITER, facts, invoice, reading, span

OTHERS = invoice("INV-2001", "somebody else")


def test_the_writers_own_invoices_are_named() -> None:
    told = facts(match=Match(invoice=invoice(), others=(invoice("INV-1042"), OTHERS)))
    assert named(told) == ("INV-1041", "INV-1042")
    assert allowed(told) == ("INV-1041", "INV-1042")


@pytest.mark.parametrize(
    "writer", [Writer(email="x@y.example"), dataclasses.replace(WRITER, listed=False), dataclasses.replace(WRITER, client=None)]
)
def test_nobody_else_is_told_anything(writer: Writer) -> None:
    told = facts(writer=writer, match=Match(invoice=invoice(), others=(invoice("INV-1042"),), candidates=(invoice("INV-1043"),)))
    assert own_invoice(told) is None
    assert (named(told), offered(told), allowed(told)) == ((), (), ())


def test_another_clients_invoice_is_neither_named_nor_offered() -> None:
    assert named(facts(match=Match(invoice=OTHERS))) == ()
    assert offered(facts(match=Match(candidates=(invoice("INV-1042"), OTHERS)))) == ("INV-1042",)


def test_nothing_is_offered_where_the_invoice_is_clear() -> None:
    assert offered(facts(match=Match(invoice=invoice(), candidates=(invoice("INV-1042"),)))) == ()


def test_what_the_client_wrote_may_be_repeated_unless_it_is_somebody_elses() -> None:
    body = "INV-7 and INV 2001, again INV-7"
    mentions = Mentions(invoice_numbers=(span(body, "INV-7"), span(body, "INV 2001"), span(body, "INV-7")))
    assert written(facts(reading(body, (), mentions=mentions), match=Match(foreign_numbers=("INV-2001",)))) == ("INV-7",)


@pytest.mark.parametrize("number", ["A\r\nBcc: x@y.example", "{{ 7*7 }}", "<b>1</b>", "A" * 41, "", "1\u202e2", '"1"', "1, 2"])
def test_a_number_that_is_no_number_is_not_printed(number: str) -> None:
    assert own_invoice(facts(match=Match(invoice=invoice(number)))) is None


@pytest.mark.parametrize("number", ["88", "#4471"[1:], "RE2025/118", "2025-0881", "SI 20931", "F-25-117", "117/24-25", "0613/F"])
def test_real_numbers_are_printed(number: str) -> None:
    assert named(facts(match=Match(invoice=invoice(number)))) == (number,)


def test_numbers_are_compared_without_their_separators() -> None:
    assert normalise_number("inv 2001") == normalise_number("INV-2001") == "inv2001"
