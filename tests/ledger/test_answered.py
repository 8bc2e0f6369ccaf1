from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.ledger.answered import answered_lines
from bot.ledger.clues import side_clues
from bot.vocabulary.books import Invoice, Line
from bot.vocabulary.mail import Answered, Words
from tests.ledger.scene import Mail

if TYPE_CHECKING:
    from bot.vocabulary.reading import Reading


def _line(number: int, description: str, amount: str) -> Line:
    return Line(number, description, Decimal(1), "piece", Decimal(amount), Decimal(amount))


LINES = (
    _line(1, "Installation of two pumps", "1290.00"),
    _line(2, "Call-out on Sunday night", "120.00"),
    _line(3, "Nachtzuschlag Monteur", "85.50"),
    _line(4, "Frais de livraison express", "64"),
)
INVOICE = Invoice("INV-7", "c", "C", "c@c.example", None, None, "EUR", Decimal(1559), lines=LINES)


def _reading(*pairs: tuple[str, str]) -> Reading:
    plain = Mail({"body": "\n\n".join(answer for _, answer in pairs)}).reading
    words = Words(plain.arrived.words.new_text, context=tuple(Answered(*pair) for pair in pairs))
    return replace(plain, arrived=replace(plain.arrived, words=words))


@pytest.mark.parametrize(
    ("quoted", "answer", "lines"),
    [
        ("Item 3: call-out 120.00", "No, that was never agreed.", [2]),
        ("Call-out, Sunday night: 120 EUR", "Nobody called you.", [2]),
        ("the sum of EUR 1,290.00 for the pumps", "One pump only.", [1]),
        ("Pumpen 1.290,00 EUR", "Es war nur eine.", [1]),
        ("pompes : 1 290,00 €", "Une seule.", [1]),
        ("Position 3, Nachtzuschlag für den Monteur", "Der war bis 18 Uhr da.", [3]),
        ("Position 3: 85,50", "Das haben wir nicht bestellt.", [3]),
        ("les frais de livraison en express", "Ce n'était pas express.", [4]),
        ("livraison 64,00", "Pas d'accord.", [4]),
        ("bezorgkosten 64,00 en uitruk 120,00", "Klopt niet.", [2, 4]),
        ("Please pay within 30 days.", "We agreed 60.", []),
        ("your order of 12 October", "There was none.", []),
        ("the pumps", "Which pumps?", []),
        ("reference 12000", "Yes.", []),
    ],
)
def test_the_quoted_line_names_what_is_answered(quoted: str, answer: str, lines: list[int]) -> None:
    assert [line.line for line in answered_lines(_reading((quoted, answer)), INVOICE)] == lines


def test_words_that_answer_nothing_name_no_line() -> None:
    assert answered_lines(Mail({"body": "the call-out on Sunday night for 120.00 was wrong"}).reading, INVOICE) == ()


def test_it_tells_two_invoices_apart_and_is_no_claim() -> None:
    other = replace(INVOICE, number="INV-8", lines=(_line(1, "Paint", "300.00"),))
    reading = _reading(("call-out on Sunday night, 120.00", "Never agreed."))
    clues = {key[1]: clue for key, clue in side_clues(reading, [INVOICE, other], ()) if clue.name == "answered_line"}
    assert str(clues["INV-7"]) == "answered_line (0.30): the quoted lines they answer name 'Call-out on Sunday night' of INV-7"
    assert "INV-8" not in clues
    assert not reading.mentions.amounts
    assert reading.claim.disputed_amount is None
