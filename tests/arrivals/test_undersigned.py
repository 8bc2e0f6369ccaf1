from __future__ import annotations

import pytest

from bot.arrivals.undersigned import doubtful

WRITER = "Ana Lopes ana@northlight.example"


@pytest.mark.parametrize(
    "below",
    [
        "Thanks\nAna",
        "Best regards,\nAna Lopes\nHead of Accounts\nNorthlight Studio Ltd\n14 Mill Lane, Bristol BS1 4QA\nT +44 117 496 0123",
        "Ana Lopes | Finance Lead\nRegistered no. 01234567",
        "i. V. Ana Lopes\nLeitung Rechnungswesen",
        "Sent from my phone, please excuse brevity and typos",
        "This e-mail is confidential and only for the addressee. If it is not for you, do not read it.",
        "Ana\n-- \nWe reject nothing before Friday.",
        "See you tomorrow\nAna",
        "Ana Lopes\n0117 496 0123\nMaking light work of it all",
        "Office hours Monday to Thursday",
        "",
        "Ana Lopes ACMA (they/them)\nAccounts receivable\nI work flexibly, so please do not feel you need to answer outside your own hours.",
        "Lic. Ana Lopes y Ruiz\nCuentas por cobrar\nNorte, S.A. de C.V.",
        "for and on behalf of\nLOPES & CO.\nRegulated by the Institute. A list of partners is open to inspection.",
        "Ana\n+44 117 496 0123\nBuilding the future together",
    ],
)
def test_what_stands_below_letters_says_nothing(below: str) -> None:
    assert doubtful(below, WRITER) == ""


@pytest.mark.parametrize(
    ("below", "line"),
    [
        ("Thanks\nbut only after Friday", "but only after Friday"),
        ("Ana Lopes\n+44 117 496 0123 ring me before it goes", "+44 117 496 0123 ring me before it goes"),
        ("Kind regards\nAna\n\nRemember the discount", "Remember the discount"),
        ("Sent from my iPhone - but wait for Ben", "Sent from my iPhone - but wait for Ben"),
        ("Este correo mejor mañana", "Este correo mejor mañana"),
        ("Merci\nla date est fausse", "la date est fausse"),
        ("Groet\nis dit goed?", "is dit goed?"),
        ("Ana Lopes\nDirectrice\nSous réserve de l'accord de M. Petit", "Sous réserve de l'accord de M. Petit"),
        ("Ana Lopes\n+44 117 496 0123\nCredit the freight Ltd", "Credit the freight Ltd"),
        ("Ana Lopes\n+34 600 000 000\nBajar el importe", "Bajar el importe"),
        ("Ana Lopes\n+44 117 496 0123\nFrom The Other Account", "From The Other Account"),
        ("Ana Lopes\n+49 40 000000-12\nBetrag halbieren", "Betrag halbieren"),
        ("Greetings from Paul who disagrees\nAna", "Greetings from Paul who disagrees"),
        ("I work flexibly, so please do not send before I am back.", "I work flexibly, so please do not send before I am back."),
    ],
)
def test_what_may_limit_a_yes_is_told(below: str, line: str) -> None:
    assert doubtful(below, WRITER) == line
