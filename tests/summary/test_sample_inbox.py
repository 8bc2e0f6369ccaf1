"""The sample inbox tells what its README promises: kinds, senders that our server proves, invoices that the sample ledger has."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from bot.arrivals.read import arrive
from bot.resources import folder
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Proof
from bot.vocabulary.policy import Policy

if TYPE_CHECKING:
    from bot.vocabulary.reading import Arrived

INBOX = folder("data") / "sample" / "inbox"
POLICY = Policy(
    desk_address="disputes@northlight.example",
    timezone="Europe/London",
    approvers=("ana@northlight.example",),
    staff=("ana@northlight.example", "ben@northlight.example"),
    authserv_id="mx.northlight.example",
)
#: Beginning of the name -> kind, what our server says of the sender, first and last words of the client.
STORY = {
    "01-harbour": (Kind.CLIENT_MAIL, Proof.PROVEN, "Hi Ana,", "on time."),
    "02-linde": (Kind.CLIENT_MAIL, Proof.PROVEN, "Sehr geehrte Damen und Herren,", "freigeben."),
    "03-newsletter": (Kind.LIST, Proof.PROVEN, "", ""),
    "04-st-brannock": (Kind.CLIENT_MAIL, Proof.PROVEN, "Hello,", "difference."),
    "05-ben-forwards": (Kind.STAFF_FORWARD, Proof.PROVEN, "Hi Ben,", "payables@bellweatherfoods.example."),
    "06-fjordlys": (Kind.CLIENT_MAIL, Proof.PROVEN, "Hello,", "payment run."),
    "07-corvin": (Kind.CLIENT_MAIL, Proof.PROVEN, "Bonjour,", "rappel."),
    "08-linde": (Kind.CLIENT_MAIL, Proof.PROVEN, "Sehr geehrte Damen und Herren,", "freigeben."),
    "09-ana-forwards": (Kind.STAFF_FORWARD, Proof.PROVEN, "Hi Ana,", "please?"),
    "10-aare-optik": (Kind.AUTO_REPLY, Proof.PROVEN, "", ""),
    "11-rosie": (Kind.CLIENT_MAIL, Proof.PROVEN, "Hi,", "take it off."),
    "12-stranger": (Kind.CLIENT_MAIL, Proof.PROVEN, "Hello,", "all its lines."),
    "13-tom": (Kind.CLIENT_MAIL, Proof.PROVEN, "Hi Ana,", "total."),
    "14-tulp": (Kind.CLIENT_MAIL, Proof.PROVEN, "Good morning,", "older invoices?"),
    "15-mail-server": (Kind.BOUNCE, Proof.NONE, "", ""),
    "16-somebody-pretends": (Kind.STAFF_FORWARD, Proof.FAILED, "", ""),
}


def read(beginning: str) -> Arrived:
    (found,) = INBOX.glob(f"{beginning}*.eml")
    return arrive(found.read_bytes(), POLICY)


def test_every_mail_has_its_part_and_its_line_in_the_readme() -> None:
    readme = (INBOX.parent / "README.md").read_text(encoding="utf-8")
    assert len(list(INBOX.iterdir())) == len(STORY)
    for beginning in STORY:
        assert f"| `{beginning}` |" in readme


@pytest.mark.parametrize("beginning", STORY)
def test_each_mail_is_what_it_is_there_for(beginning: str) -> None:
    kind, proof, first, last = STORY[beginning]
    arrived = read(beginning)
    assert (arrived.kind, arrived.trust.proof, arrived.message.defects) == (kind, proof, ())
    assert arrived.client_words.startswith(first)
    assert arrived.client_words.rstrip().endswith(last)


def test_the_second_delivery_is_the_same_mail_in_other_bytes() -> None:
    first, again = read("02-linde"), read("08-linde")
    assert first.sha256 != again.sha256
    assert (first.fingerprint, first.message.message_id) == (again.fingerprint, again.message.message_id)


def test_the_follow_up_answers_the_first_mail_and_brings_a_file() -> None:
    first, follow_up = read("01-harbour"), read("13-tom")
    assert first.message.message_id in follow_up.carriers.message_ids
    assert [attachment.filename for attachment in follow_up.message.attachments] == ["time-sheet-INV-1041.csv"]


def test_every_invoice_that_is_named_stands_in_the_sample_ledger() -> None:
    with (INBOX.parent / "ledger" / "invoices.csv").open(encoding="utf-8", newline="") as file:
        issued = {row["number"] for row in csv.DictReader(file)}
    for beginning in STORY:
        arrived = read(beginning)
        named = set(re.findall(r"INV-\d{4}", f"{arrived.message.subject} {arrived.client_words}"))
        assert named <= issued, beginning
