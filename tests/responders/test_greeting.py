from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.greeting import greeting, person
from bot.responders.words import words
from bot.vocabulary.books import Client
from bot.vocabulary.labels import LANGUAGES
from tests.responders.facts import WRITER, facts, reading

NAMES = [
    ("Tom Ashdown", "Dear Tom,"),
    ("Ashdown, Tom", "Dear Tom,"),
    ("TOM ASHDOWN", "Dear Tom,"),
    ("Dr Helen Tsakiris", "Dear Dr Tsakiris,"),
    ("Dr. Helen Tsakiris", "Dear Dr. Tsakiris,"),
    ("Mrs E. Loxley", "Dear Mrs Loxley,"),
    ("J. Smith", "Dear J. Smith,"),
    ("Seán O\u2019Brien", "Dear Seán,"),
    ("Anne-Marie van der Berg", "Dear Anne-Marie,"),
    ("Carol (accounts, mornings only)", "Dear Carol,"),
    ("Tom Ashdown | Harbour & Pine", "Dear Tom,"),
    ("Kezia", "Dear Kezia,"),
    ("李 伟", "Hello,"),
    ("", "Hello,"),
    ("Accounts Payable", "Hello,"),
    ("Finance Team", "Hello,"),
    ("Buchhaltung", "Hello,"),
    ("Comptabilité fournisseurs", "Hello,"),
    ("Harbour & Pine Ltd", "Hello,"),
    ("Harbour Pine", "Hello,"),
    ("HarbourAndPine", "Hello,"),
    ("APTEAM", "Hello,"),
    ("tom.ashdown@harbourandpine.example", "Hello,"),
    ("Tom\r\nBcc: x@y.example", "Hello,"),
    ("{{ 7*7 }}", "Hello,"),
    ("<b>Tom</b>", "Hello,"),
    ("Tom \u202eevil", "Hello,"),
    ("Idiot Ashdown", "Hello,"),
    ("You Owe Me Big Money", "Hello,"),
    ("A" * 60, "Hello,"),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_names(name: str, expected: str) -> None:
    assert greeting(facts(writer=dataclasses.replace(WRITER, name=name)), words("en")) == expected


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("Marta Ruiz\nTesorería", "Marta Ruiz"),
        ("-- \nKind regards\nCarol Hill\nAccounts", "Carol Hill"),
        ("Sent from my iPhone", ""),
        ("Harbour & Pine Ltd\n1 Quay Street", ""),
        ("", ""),
    ],
)
def test_the_signature_names_whom_the_display_name_hides(signature: str, expected: str) -> None:
    assert person(facts(reading(signature=signature), writer=dataclasses.replace(WRITER, name="Accounts"))) == expected


def test_a_client_who_is_a_person_is_greeted_by_name() -> None:
    alone = dataclasses.replace(WRITER, client=Client(key="tom ashdown", name="Tom Ashdown"))
    assert person(facts(writer=alone)) == "Tom Ashdown"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_greets_with_and_without_a_name(language: str) -> None:
    said = words(language)
    assert "Tom" in greeting(facts(), said)
    nobody = greeting(facts(writer=dataclasses.replace(WRITER, name="")), said)
    assert nobody.endswith((",", ":"))
    assert "  " not in nobody


@given(st.text(max_size=200))
def test_a_name_is_never_more_than_a_name(name: str) -> None:
    found = person(facts(writer=dataclasses.replace(WRITER, name=name)))
    assert len(found) <= 40
    assert re.fullmatch(r"[^\W\d_]?(?:[^\W\d_]|[ '.-])*", found)
