"""What a mail says of a number: named to compare with, right as it stands, or denied; in the desk's languages."""

from __future__ import annotations

import pytest

from bot.ledger.likened import is_denied, is_likened, is_praised, speaks_of_the_other

NUMBER = "INV-1041"
LIKENED = [
    "Unlike on your last invoice INV-1041 the rate is 95 this time.",
    "The price is higher than on INV-1041.",
    "It should be the same rate as in August (INV-1041).",
    "You had it right on INV-1041.",
    "INV-1041 was billed correctly.",
    "INV-1041 came through fine, this one did not.",
    "Anders als auf der Rechnung INV-1041 fehlt hier der Rabatt.",
    "INV-1041 stimmt, die andere nicht.",
    "Auf INV-1041 war es noch drin, wie auf INV-1041 erwarten wir es.",
    "Contrairement à la facture INV-1041, la remise manque.",
    "INV-1041 est conforme.",
    "A diferencia de INV-1041, aquí falta el descuento.",
    "INV-1041 está bien, la otra no.",
    "A differenza di INV-1041 manca lo sconto.",
    "INV-1041 è corretta.",
    "In tegenstelling tot INV-1041 ontbreekt de korting.",
    "INV-1041 klopt, de andere niet.",
]
MEANT = [
    "INV-1041 is wrong.",
    "INV-1041 was not billed correctly.",
    "INV-1041 isn't right.",
    "As for INV-1041, the rate is wrong.",
    "That is not right on INV-1041.",
    "The rate on INV-1041 is too high.",
    "INV-1041 ist nicht richtig.",
    "INV-1041 stimmt nicht.",
    "INV-1041 n'est pas conforme.",
    "INV-1041 no está bien.",
    "INV-1041 non è corretta.",
    "INV-1041 klopt niet.",
    "INV-1041 is niet juist.",
]


@pytest.mark.parametrize("words", LIKENED)
def test_named_to_compare_with(words: str) -> None:
    place = words.rindex(NUMBER)
    assert is_likened(words, place, place + len(NUMBER))


@pytest.mark.parametrize("words", MEANT)
def test_meant_itself(words: str) -> None:
    place = words.index(NUMBER)
    assert not is_likened(words, place, place + len(NUMBER))


@pytest.mark.parametrize(
    ("words", "praised", "denied"),
    [
        ("It was taken off on INV-1041, on the other it is missing.", True, False),
        ("INV-1041 hasn't a penny off.", False, True),
        ("Der Rabatt war auf INV-1041 abgezogen.", True, False),
        ("La remise figurait sur INV-1041 mais pas ici.", False, True),
        ("Lo sconto non risultava su INV-1041.", False, True),
        ("INV-1041 and INV-1056 were both right before.", False, True),
    ],
)
def test_what_is_said_of_it(words: str, praised: bool, denied: bool) -> None:  # noqa: FBT001 - two columns of a table
    span = words.index(NUMBER), words.index(NUMBER) + len(NUMBER)
    assert (is_praised(words, *span), is_denied(words, *span)) == (praised, denied)


@pytest.mark.parametrize(
    "words",
    ["the other one is not", "Die andere ist falsch", "L'autre ne peut être payée", "la otra no", "l'altra no", "de andere klopt niet"],
)
def test_the_other_one(words: str) -> None:
    assert speaks_of_the_other(words)
    assert not speaks_of_the_other("This one is wrong.")


def test_a_megabyte_is_no_trouble() -> None:
    for text in ("unlike " * 100_000, "INV-1041 " * 100_000, "(" * 500_000, "is not right " * 50_000):
        assert not is_praised(text, len(text) - 8, len(text))
