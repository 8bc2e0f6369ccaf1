"""Whether a mail in a thread turns to another invoice, or to something else."""

from __future__ import annotations

import pytest

from bot.ledger.topic import is_another_invoice, is_something_else

OTHER = [
    "Your other invoice is wrong too.",
    "Different matter, the kit was faulty.",
    "Bei einer anderen Rechnung fehlt der Rabatt.",
    "On another invoice you charged us for three.",
    "The second bill is wrong.",
    "Sur une autre facture, la remise manque.",
    "La otra factura está mal.",
    "L'altra fattura è sbagliata.",
    "De andere factuur klopt niet.",
]
ELSE = ["Another thing: the hours.", "Noch etwas anderes.", "Autre chose.", "Otra cosa.", "Un'altra cosa.", "Nog iets anders."]
SAME = [
    "Please send another invoice with our PO.",
    "Bitte stellen Sie eine neue Rechnung aus.",
    "Take it off the next invoice.",
    "Merci d'émettre une autre facture.",
    "Rogamos emitan otra factura.",
    "Graag een nieuwe factuur.",
    "Another thing on the same invoice.",
    "Otra cosa sobre esta factura.",
    "The hours are still wrong.",
    "Noch etwas zu dieser Rechnung.",
]


@pytest.mark.parametrize("words", OTHER)
def test_another_invoice(words: str) -> None:
    assert is_another_invoice(words)
    assert is_something_else(words)


@pytest.mark.parametrize("words", ELSE)
def test_something_else_may_be_on_the_same_one(words: str) -> None:
    assert not is_another_invoice(words)
    assert is_something_else(words)


@pytest.mark.parametrize("words", SAME)
def test_the_same_one(words: str) -> None:
    assert not is_another_invoice(words)
    assert not is_something_else(words)
