from __future__ import annotations

import pytest

from bot.store.parties import assemble, name_key, reference_numbers, with_payers
from bot.vocabulary.books import Contact
from tests.store.scene import invoice


def keys(*named: tuple[str, str], contacts: tuple[Contact, ...] = ()) -> dict[str, str]:
    return dict(assemble([(name.casefold(), name, email) for name, email in named], contacts).key_of_name)


@pytest.mark.parametrize(
    ("named", "contacts", "expected"),
    [
        ((("A", "x@a"), ("B", "x@b")), (), {"a": "a", "b": "b"}),
        ((("A", "x@a"), ("B", "X@A")), (), {"a": "a", "b": "a"}),
        ((("A", "x@a"), ("B", "y@a")), (), {"a": "a", "b": "b"}),
        ((("A", "x@a"), ("B", "y@b"), ("C", "z@c"), ("C", "x@a"), ("B", "z@c")), (), {"a": "a", "b": "a", "c": "a"}),
        ((("A", "x@a"), ("B", "y@b")), (Contact("B", email="x@a"),), {"a": "a", "b": "a"}),
        ((("A", "x@a"), ("B", "y@b")), (Contact("B", domain="a"),), {"a": "a", "b": "b"}),
        ((("A", ""), ("B", "")), (Contact("D", email="d@d"),), {"a": "a", "b": "b", "d": "d"}),
    ],
)
def test_names_that_share_an_address_are_one_client(
    named: tuple[tuple[str, str], ...], contacts: tuple[Contact, ...], expected: dict[str, str]
) -> None:
    assert keys(*named, contacts=contacts) == expected


def test_a_client_has_all_its_addresses_and_the_domains_that_tell() -> None:
    contacts = (
        Contact("Alder  LTD", email="B@two.example"),
        Contact("alder ltd", domain="Three.example"),
        Contact("Alder Ltd", domain="gmail.com"),
    )
    parties = assemble([("alder ltd", "Alder Ltd", "A@one.example"), ("alder ltd", "Alder Ltd", "al@gmail.com")], contacts)
    client = parties.clients["alder ltd"]
    assert client.emails == {"a@one.example", "al@gmail.com", "b@two.example"}
    assert client.domains == {"one.example", "two.example", "three.example"}


def test_payers_are_those_who_only_paid() -> None:
    parties = assemble([("a", "A", "x@a")], ())
    paid = with_payers(parties, [("bank@p", "a"), ("x@a", "a"), ("", "a"), ("y@y", "gone")])
    assert paid.clients["a"].payer_emails == {"bank@p"}
    assert paid.clients["a"].domains == {"a"}


def test_a_name_is_folded_and_may_be_missing() -> None:
    assert name_key(invoice("1", "  ALDER \t Ltd ")) == "alder ltd"
    assert name_key(invoice("1", " ", "X@y.example")) == "x@y.example"


@pytest.mark.parametrize(
    ("reference", "numbers"),
    [
        ("INV-2041", ("inv2041",)),
        ("Invoice INV 2041, thanks", ("2041", "inv2041", "2041thanks")),
        ("thanks", ()),
        ("", ()),
        ("A1", ()),
    ],
)
def test_words_of_a_reference_that_may_be_numbers(reference: str, numbers: tuple[str, ...]) -> None:
    assert reference_numbers(reference) == numbers
