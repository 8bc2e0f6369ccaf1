from __future__ import annotations

import pytest

from bot.classifier.conceding import pays_anyway
from bot.classifier.predict import load
from bot.vocabulary.labels import Intent

PAYS = (
    "We shall pay on the 12th even though the freight question is not yet settled.",
    "Regardless of how the talk about the paint ends, the transfer leaves on Monday.",
    "Auch wenn die Sache mit der Fracht noch offen ist, überweisen wir am Montag.",
    "Unabhängig davon, wie Sie wegen der Muster entscheiden: wir zahlen am 3. November.",
    "Nous virons la somme lundi, même si la question du transport n'est pas encore tranchée.",
    "Aunque lo de los portes siga pendiente, el lunes les pagamos.",
    "Paghiamo lunedì, anche se la questione del trasporto è ancora aperta.",
    "Wij betalen maandag, ook al is de vraag over de vracht nog niet beantwoord. Los daarvan spreken we elkaar.",
)
DISPUTES = (
    "We shall pay on the 12th although the rate is wrong, so please send a credit note.",
    "Even if nothing is settled yet we will pay the undisputed part only.",
    "Regardless of what your colleague says, we are not paying for the freight.",
    "Wir zahlen unter Vorbehalt, auch wenn die Sache noch offen ist.",
    "Nous payons sous réserve, même si la question reste ouverte.",
    "Pagamos el resto, aunque lo de los portes siga pendiente.",
    "Paghiamo con riserva, anche se la questione è ancora aperta.",
    "Wij betalen onder protest, ook al is de vraag nog niet beantwoord.",
    "Even though nothing is settled yet, why do you charge freight?",
    "The freight is still not agreed.",
)


@pytest.mark.parametrize("words", PAYS)
def test_who_pays_whatever_becomes_of_a_question(words: str) -> None:
    assert pays_anyway(words.split(". "))


@pytest.mark.parametrize("words", DISPUTES)
def test_who_pays_less_or_under_protest_does_not(words: str) -> None:
    assert not pays_anyway(words.split(". "))


def test_a_long_letter_is_read_as_a_whole() -> None:
    assert not pays_anyway([PAYS[0], "There is more to be said about it. " * 10])


def test_what_was_doubtful_becomes_a_doubtful_promise() -> None:
    words = "Die 640,00 € für die Girlanden überweisen wir am Montag, auch wenn über den Nachlass noch nicht entschieden ist."
    verdict = load().understand("Girlanden", words).verdict
    assert (verdict.intent, verdict.unsure) == (Intent.PROMISE_TO_PAY, True)
