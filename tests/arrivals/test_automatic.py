from __future__ import annotations

import pytest

from bot.arrivals.automatic import by_header, by_words
from bot.arrivals.gate import Field
from bot.arrivals.parse import Parts
from bot.vocabulary.mail import Message


@pytest.mark.parametrize(
    ("name", "value", "automatic"),
    [
        ("auto-submitted", "auto-replied", True),
        ("auto-submitted", "auto-generated (rejected)", True),
        ("auto-submitted", "AUTO-REPLIED; x=y", True),
        ("auto-submitted", "no", False),
        ("auto-submitted", "no; x", False),
        ("x-autoreply", "yes", True),
        ("x-autorespond", "no", False),
        ("x-fc-machinegenerated", "true", True),
        ("precedence", "auto_reply", True),
        ("precedence", "bulk", True),
        ("precedence", "first-class", False),
        ("x-auto-response-suppress", "All", False),
    ],
)
def test_headers(name: str, value: str, *, automatic: bool) -> None:
    parts = Parts(fields=(Field(name, value.encode()),))
    assert (by_header(parts) is not None) is automatic


def test_a_second_field_counts_too() -> None:
    assert by_header(Parts(fields=(Field("auto-submitted", b"no"), Field("auto-submitted", b"auto-replied"))))


@pytest.mark.parametrize(
    ("subject", "text", "automatic"),
    [
        ("Automatic reply: x", "", True),
        ("Re: Abwesenheitsnotiz", "", True),
        ("OUT OF OFFICE Re: your invoice", "", True),
        ("Out of office furniture, invoice 12", "The desks came late.", False),
        ("Re: x", "I am currently out of the office with limited access to email. Back on 12 October.", True),
        ("Re: x", "Ich bin bis zum 12.10. nicht im Haus. Ihre Nachricht wird nicht weitergeleitet.", True),
        ("Re: x", "I am on vacation, so briefly: invoice 12 is wrong.", False),
        ("Re: x", "Please answer today, I will be out of the office from 12 October?", False),
        ("Re: x", "This is an automated message. Invoice INV-1 was disputed by the buyer: price.", False),
        ("Payment advice", "Invoice 8890: 6.413,00 EUR on 21/11/2025. This is an automated message. Do not reply to this email.", False),
        ("Re: x", "Sorry for the delay, I was on leave.", False),
        ("Re: x", "##- Please type your reply above this line -##", True),
    ],
)
def test_words(subject: str, text: str, *, automatic: bool) -> None:
    assert (by_words(Message(subject=subject), text) is not None) is automatic


@pytest.mark.parametrize(
    "text",
    [
        "YOUR\nMESSAGE To: Tom\nSubject: invoice 12\nwas read on Monday.",
        "Ihre\t Nachricht An: Tom wurde gelesen am Montag.",
        "Votre\u00a0message a été lu lundi.",
        "Su MENSAJE\n fue leído el lunes.",
        "Il messaggio\n\nè stato letto lunedì.",
        "Uw\n  bericht is gelezen op maandag.",
    ],
)
def test_a_read_receipt_may_break_its_lines_anywhere(text: str) -> None:
    assert by_words(Message(subject="x", text=text), text) == "read receipt"
