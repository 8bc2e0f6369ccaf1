"""Invoices that our own people send through the desk enter the ledger; nobody else's mail writes there."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.vocabulary.books import UNCONFIRMED, Books
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import world
from tests.ledger.test_carried import sealed

if TYPE_CHECKING:
    from decimal import Decimal

EINVOICES = Path(__file__).parents[1] / "ledger" / "einvoices"
XML = (EINVOICES / "ubl-allowances.xml").read_bytes()
KINDS = {"pdf": "pdf", "xml": "xml", "p7m": "pkcs7-mime"}
OURS = world.Letter(
    f"Ana Lopes <{APPROVER}>",
    "rechnung@sandbank.example",
    "Your invoice NL-7001",
    "Dear team,\n\nplease find our invoice attached.\n\nAna\n",
    f"dmarc=pass header.from={APPROVER.rpartition('@')[2]}",
)


@pytest.fixture
def house(tmp_path: Path) -> Household:
    return Household(tmp_path / "desk")


def send(house: Household, letter: world.Letter, *files: tuple[str, bytes]) -> list[dict[str, Any]]:
    mail = message_from_bytes(world.write(letter, NOW), policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    for name, content in files:
        mail.add_attachment(content, "application", KINDS[name.rpartition(".")[2]], filename=name)
    house.deliver(mail.as_bytes())
    return house.poll()


def ledger(house: Household) -> dict[str, tuple[str, Decimal]]:
    with house.store() as store:
        return {invoice.number: (invoice.status, invoice.total) for invoice in store.books().invoices}


def test_our_own_invoice_enters_in_a_signed_envelope_too(house: Household) -> None:
    send(house, OURS, ("NL-7001.xml.p7m", sealed(XML)))
    assert {number: status for number, (status, _) in ledger(house).items()} == {"NL-7001": "open"}


def test_our_own_invoice_mail_enters_the_ledger(house: Household) -> None:
    (said,) = send(house, OURS, ("NL-7001.xml", XML))
    assert {number: status for number, (status, _) in ledger(house).items()} == {"NL-7001": "open"}
    assert said["kind"] == "staff_forward"
    assert "invoice NL-7001 of Sandbank Reederei GmbH is read from NL-7001.xml for the ledger" in said["reasons"]
    assert house.left() == []
    with house.store() as store:
        assert store.books().invoices[0].lines
        assert not store.verify().broken


@pytest.mark.parametrize(
    "letter",
    [
        replace(OURS, proof=""),
        replace(OURS, proof="dmarc=fail header.from=x.example"),
        world.client_mail(DESK, "The invoice is wrong, see attached.", "NL-7001", "rechnung@sandbank.example"),
        replace(OURS, sender="Ana Lopes <ana@elsewhere.example>", proof="dmarc=pass header.from=elsewhere.example"),
    ],
    ids=["unproven", "refuted", "client", "stranger"],
)
def test_nobody_else_writes_to_the_ledger(house: Household, letter: world.Letter) -> None:
    send(house, letter, ("NL-7001.xml", XML))
    assert ledger(house) == {}


def test_a_forwarded_client_mail_writes_nothing(house: Household) -> None:
    body = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Tom <rechnung@sandbank.example>\nDate: Mon, 5 Oct 2026 at 09:00\n"
        "Subject: Invoice NL-7001\nTo: Ana Lopes <ana@northlight.example>\n\nThe invoice you sent is wrong, see attached.\n\nTom\n"
    )
    send(house, replace(OURS, to=DESK, subject="Fwd: Invoice NL-7001", text=body), ("NL-7001.xml", XML))
    assert ledger(house) == {}


def test_what_the_ledger_holds_stays(house: Household) -> None:
    send(house, OURS, ("NL-7001.xml", XML))
    with house.store() as store:
        (held,) = store.books().invoices
        store.import_books(Books((replace(held, status="paid", paid_amount=held.total),)), NOW)
    send(house, replace(OURS, subject="Your invoice NL-7001, again"), ("NL-7001.xml", XML))
    assert {status for status, _ in ledger(house).values()} == {"paid"}


def test_an_einvoice_of_another_seller_waits_until_one_of_us_confirms_it(house: Household) -> None:
    (said,) = send(house, OURS, ("x.xml", XML.replace(b"Northlight Studio", b"Paper Mill Ltd")))
    assert {status for status, _ in ledger(house).values()} == {UNCONFIRMED}
    assert said["draft"] is None
    (asked,) = house.left()
    assert (asked["To"], asked["X-Dispute-Desk"]) == (APPROVER, "hint")
    assert "| NL-7001, Sandbank Reederei GmbH, 1,098.37 EUR, of 2026-09-07, due 2026-09-28" in world.text_of(asked)
    answer = replace(world.reply(asked, APPROVER, "confirm NL-7001"), to=DESK)
    for refused in (
        replace(answer, proof="", text="Confirm invoice NL-7001\n", message_id="<a@x.example>"),
        replace(
            answer, sender="Tom <rechnung@sandbank.example>", proof="dmarc=pass header.from=sandbank.example", message_id="<b@x.example>"
        ),
        replace(answer, text="thanks\n\n> confirm NL-7001\n", message_id="<c@x.example>"),
        replace(answer, text="confirm NL-70011\n", message_id="<d@x.example>"),
    ):
        send(house, refused)
        assert {status for status, _ in ledger(house).values()} == {UNCONFIRMED}
    send(house, answer)
    assert {status for status, _ in ledger(house).values()} == {"open"}
    assert len(house.left_to("rechnung@sandbank.example")) == 0


def test_the_better_source_replaces_what_was_guessed(house: Household) -> None:
    send(house, OURS, ("x.xml", XML.replace(b"Northlight Studio", b"Paper Mill Ltd")))
    send(house, replace(OURS, subject="once more"), ("y.xml", XML))
    assert {status for status, _ in ledger(house).values()} == {"open"}


def test_broken_and_foreign_files_are_passed_over(house: Household) -> None:
    (said,) = send(house, OURS, ("a.xml", b"<Invoice>"), ("b.xml", b"<Order/>"), ("c.pdf", b"%PDF-1.7 broken"), ("d.xml", b""))
    assert said["kind"] == "staff_forward"
    assert ledger(house) == {}
