from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.responders.kinds import outline
from bot.vocabulary.books import Match, Writer
from bot.vocabulary.claim import Mentions
from bot.vocabulary.labels import Cause
from tests.responders.facts import BODY, facts, invoice, reading, span

STRANGER = Writer(email="x@elsewhere.example")
SEVERAL = Match(invoice=invoice(), others=(invoice("INV-1042"),))
TWO = reading(BODY, ((Cause.PRICE, ""), (Cause.TAX, "")))

CASES: list[tuple[dict[str, Any], str]] = [
    ({}, "miscalculation"),
    ({"read": TWO}, "several_causes"),
    ({"match": SEVERAL}, "several_invoices"),
    ({"match": SEVERAL, "read": TWO}, "several_invoices"),
    ({"match": Match()}, "ask_invoice"),
    ({"match": Match(candidates=(invoice(), invoice("INV-1042")))}, "ask_invoice"),
    ({"match": Match(invoice=invoice("INV-2001", "somebody else"))}, "ask_invoice"),
    ({"match": SEVERAL, "follow_up": True}, "follow_up"),
    ({"match": Match(), "follow_up": True}, "follow_up"),
    ({"writer": STRANGER}, "unlisted_sender"),
    ({"writer": STRANGER, "follow_up": True}, "unlisted_sender"),
    ({"writer": STRANGER, "match": Match()}, "unlisted_sender"),
]


@pytest.mark.parametrize(("told", "template"), CASES)
def test_the_first_kind_that_fits(told: dict[str, Any], template: str) -> None:
    told = dict(told)
    assert outline(facts(told.pop("read", None), **told)).template == template


@pytest.mark.parametrize("cause", Cause)
def test_one_cause_has_its_own_kind(cause: Cause) -> None:
    assert outline(facts(reading(BODY, ((cause, ""),)))).template == cause.value


def test_who_wrote_a_number_is_not_asked_for_it_again() -> None:
    read = reading(mentions=Mentions(invoice_numbers=(span(BODY, "14"),)))
    assert outline(facts(match=Match())).needs == ("invoice_number",)
    assert outline(facts(read, match=Match())).needs == ("invoice_copy",)
    assert outline(facts(writer=STRANGER)).needs == ("who_and_which",)
    assert outline(facts(read, writer=STRANGER)).needs == ("who",)


def test_a_number_of_nobody_and_one_of_another_client_get_the_same_answer() -> None:
    read = reading(mentions=Mentions(invoice_numbers=(span(BODY, "14"),)))
    assert outline(facts(read, match=Match())) == outline(facts(read, match=Match(foreign_numbers=("14",))))


def test_a_cause_that_was_hardly_read_is_not_put_into_the_clients_mouth() -> None:
    read = TWO.verdict
    faint = (replace(read.causes[0], probability=0.31), replace(read.causes[1], probability=0.67))
    unsure = replace(TWO, verdict=replace(read, causes=faint, unsure=True))
    assert outline(facts(TWO)).causes == (Cause.PRICE, Cause.TAX)
    assert outline(facts(unsure)).causes == (Cause.TAX,)
