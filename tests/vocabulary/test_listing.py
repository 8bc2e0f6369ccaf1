from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.vocabulary.books import Client, Invoice
from bot.vocabulary.listing import Listing, client_of, listing, listing_clients

OAK = Client(
    "oak", "Oak", frozenset({"ap@oak.example", "oak@gmail.com"}), frozenset({"oak.example", "gmail.com"}), frozenset({"pay@bank.example"})
)
ELM = Client("elm", "Elm", frozenset({"ap@elm.example"}), frozenset({"oak.example"}))


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("ap@oak.example", Listing.BY_ADDRESS),
        ("jo@oak.example", Listing.BY_DOMAIN),
        ("jo@sub.oak.example", Listing.NOT_LISTED),
        ("jo@notoak.example", Listing.NOT_LISTED),
        ("oak@gmail.com", Listing.BY_ADDRESS),
        ("jo@gmail.com", Listing.NOT_LISTED),
        ("pay@bank.example", Listing.AS_PAYER),
        ("jo@bank.example", Listing.NOT_LISTED),
        ("", Listing.NOT_LISTED),
    ],
)
def test_how_an_address_is_listed(email: str, expected: Listing) -> None:
    assert listing(OAK, email) is expected


def test_the_strongest_listing_comes_first() -> None:
    assert listing_clients((ELM, OAK), "ap@oak.example") == (OAK, ELM)
    assert listing_clients((ELM, OAK), "x@y.example") == ()


def test_whose_invoice() -> None:
    invoice = Invoice("1", "elm", "Elm", "AP@oak.example", None, None, "EUR", Decimal(1))
    assert client_of(invoice, (OAK, ELM)) is ELM
    assert client_of(replace(invoice, client_key="?"), (ELM, OAK)) is OAK
    assert client_of(replace(invoice, client_key="?", client_email=""), (ELM, OAK)) is None
