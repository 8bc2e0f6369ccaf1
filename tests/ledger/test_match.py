from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ledger.match import match
from bot.ledger.naming import named_invoices
from bot.ledger.writer import writer_of
from tests.ledger.scene import Mail, cases, dossier

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.books import Match

TOLD = cases("match")


def matched(store: Store, told: dict[str, Any]) -> Match:
    reading = Mail(told).reading
    known = dossier(store, reading)
    return match(reading, writer_of(reading.arrived, known), known, tuple(told.get("thread", [])))


@pytest.mark.parametrize("name", TOLD)
def test_case(store: Store, name: str) -> None:
    expected = TOLD[name]["expect"]
    found = matched(store, TOLD[name])
    assert (found.invoice.number if found.invoice else None) == expected["invoice"], found.reasons
    assert expected.get("at_least", 0.0) <= found.confidence <= expected.get("at_most", 1.0)
    assert [invoice.number for invoice in found.others] == expected.get("others", [i.number for i in found.others])
    assert sorted(i.number for i in found.candidates) == sorted(expected.get("candidates", [i.number for i in found.candidates]))
    assert list(found.foreign_numbers) == expected.get("foreign", [])
    assert any(expected.get("reason", "") in reason for reason in found.reasons)


def test_of_another_client_nothing_but_the_number_is_told(store: Store) -> None:
    found = matched(store, {"body": "INV-1047 is wrong", "numbers": ["INV-1047"]})
    assert "Linde" not in repr(found)
    assert "2865" not in repr(found)


def test_two_clients_of_the_writer_with_one_number_are_candidates(store: Store) -> None:
    from dataclasses import replace  # noqa: PLC0415

    reading = Mail({"body": "INV-1041 is wrong", "numbers": ["INV-1041"]}).reading
    known = dossier(store, reading)
    own = next(invoice for invoice in known.books.invoices if invoice.number == "INV-1041")
    twin = replace(
        own, client_key="harbour & pine ireland", client_name="Harbour & Pine Ireland", client_email="eire@harbourandpine.example"
    )
    client = replace(known.clients[0], key=twin.client_key, name=twin.client_name)
    both = replace(known, books=replace(known.books, invoices=(own, twin)), clients=(*known.clients, client))
    found = match(reading, writer_of(reading.arrived, both), both)
    assert found.invoice is None
    assert len(found.candidates) == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_words_give_only_the_writers_own_invoices(store: Store, body: str, subject: str) -> None:
    found = matched(store, {"body": body, "subject": subject})
    shown = (*([found.invoice] if found.invoice else []), *found.others, *found.candidates)
    assert all(invoice.client_name == "Harbour & Pine Ltd" for invoice in shown)
    assert 0 <= found.confidence < 1


@pytest.mark.parametrize("text", ["INV-" * 250_000, "1-" * 500_000, "a" * 1_000_000, "INV 1041 " * 100_000, "-" * 1_000_000])
def test_a_megabyte_is_no_trouble(store: Store, text: str) -> None:
    assert matched(store, {"body": text}).confidence <= 1


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Sorry, should have said, it's the machine. 773111.", True),
        ("The cups (773111) are brown.", True),
        ("Our order 773111 says five.", False),
        ("Ring me on 01632 773111 about it.", False),
        ("We have paid 773111 EUR so far.", False),
        ("Lieferschein Nr. 773111 liegt bei.", False),
        ("It is 7731112.", False),
    ],
)
def test_digits_alone_are_a_number_where_nothing_calls_them_otherwise(store: Store, body: str, found: bool) -> None:  # noqa: FBT001 - told by name
    reading = Mail({"body": body}).reading
    known = dossier(store, reading)
    own = [replace(known.books.invoices[0], number="773111")]
    assert bool(named_invoices(reading, own)[0]) is found
