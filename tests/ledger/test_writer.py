from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.ledger.match import match
from bot.ledger.writer import writer_for, writer_of
from tests.ledger.scene import Mail, dossier

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.books import Writer

TOM = "tom.ashdown@harbourandpine.example"
JO = "jo@harbourandpine.example"
PAYER = "treasury@corvin-holding.example"
STAFF = "ana@northlight.example"
#: mail -> (address, client, listed, proven, may receive)
WRITERS: dict[str, tuple[dict[str, Any], tuple[str, str | None, bool, bool, str | None]]] = {
    "listed and proven": ({"from": TOM}, (TOM, "Harbour & Pine Ltd", True, True, TOM)),
    "listed address, only claimed": ({"from": TOM, "proven": False}, (TOM, "Harbour & Pine Ltd", True, False, TOM)),
    "by domain and proven": ({"from": JO}, (JO, "Harbour & Pine Ltd", True, True, JO)),
    "by domain, only claimed": ({"from": JO, "proven": False}, (JO, "Harbour & Pine Ltd", True, False, None)),
    "payer and proven": ({"from": PAYER}, (PAYER, "Atelier Corvin SARL", True, True, PAYER)),
    "payer, only claimed": ({"from": PAYER, "proven": False}, (PAYER, "Atelier Corvin SARL", True, False, None)),
    "a payer's colleague": ({"from": "x@corvin-holding.example"}, ("x@corvin-holding.example", None, False, True, None)),
    "a contact in the contacts file": (
        {"from": "dr.field@fieldpractice.example", "proven": False},
        ("dr.field@fieldpractice.example", "Maple Row Dental", True, False, "dr.field@fieldpractice.example"),
    ),
    "a stranger, however proven": ({"from": "x@gmail.com"}, ("x@gmail.com", None, False, True, None)),
    "capitals": ({"from": TOM.upper()}, (TOM, "Harbour & Pine Ltd", True, True, TOM)),
    "a forward: claimed, a listed address": ({"from": TOM, "forwarded_by": STAFF}, (TOM, "Harbour & Pine Ltd", True, False, TOM)),
    "a forward: claimed, a listed domain": ({"from": JO, "forwarded_by": STAFF}, (JO, "Harbour & Pine Ltd", True, False, None)),
    "a forward of a stranger's": ({"from": "x@y.example", "forwarded_by": STAFF}, ("x@y.example", None, False, False, None)),
    "a platform's no-reply mail": (
        {"from": "no-reply@portal.example", "reply_to": [TOM]},
        (TOM, "Harbour & Pine Ltd", True, False, TOM),
    ),
    "a no-reply mail with an unlisted Reply-To": (
        {"from": "noreply@portal.example", "reply_to": ["x@y.example"]},
        ("noreply@portal.example", None, False, True, None),
    ),
    "a Reply-To behind an ordinary address counts for nothing": (
        {"from": "x@y.example", "reply_to": [TOM]},
        ("x@y.example", None, False, True, None),
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_who_wrote(store: Store, name: str) -> None:
    told, expected = WRITERS[name]
    reading = Mail(told).reading
    found = writer_of(reading.arrived, dossier(store, reading))
    assert (found.email, found.client.name if found.client else None, found.listed, found.proven, found.may_receive) == expected


def test_a_forward_without_a_sender_has_no_writer(store: Store) -> None:
    reading = Mail({"forwarded_by": STAFF}).reading
    assert reading.arrived.original is not None
    arrived = replace(reading.arrived, original=replace(reading.arrived.original, from_=None))
    assert writer_of(arrived, dossier(store, reading)).email == ""


def _settled(store: Store, told: dict[str, Any]) -> Writer:
    reading = Mail(told).reading
    known = dossier(store, reading)
    writer = writer_of(reading.arrived, known)
    return writer_for(writer, match(reading, writer, known), known)


def test_a_stranger_who_names_an_invoice_may_receive_nothing(store: Store) -> None:
    assert _settled(store, {"from": "x@gmail.com", "body": "INV-1041", "numbers": ["INV-1041"]}).may_receive is None


def test_a_sister_firm_at_the_same_domain_is_judged_for_its_own_invoice(store: Store) -> None:
    reading = Mail({"from": TOM, "proven": False, "body": "INV-1041 is wrong", "numbers": ["INV-1041"]}).reading
    known = dossier(store, reading)
    sister = replace(known.clients[0], key="sister", name="Sister", emails=frozenset({"eire@harbourandpine.example"}))
    invoices = tuple(replace(invoice, client_key="sister") if invoice.number == "INV-1041" else invoice for invoice in known.books.invoices)
    known = replace(known, clients=(*known.clients, sister), books=replace(known.books, invoices=invoices))
    writer = writer_of(reading.arrived, known)
    assert writer.may_receive == TOM
    found = match(reading, writer, known)
    assert found.invoice is not None
    settled = writer_for(writer, found, known)
    assert settled.client is sister
    assert settled.may_receive is None
    proven = writer_for(replace(writer, proven=True), found, known)
    assert proven.may_receive == TOM
