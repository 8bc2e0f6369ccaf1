from __future__ import annotations

import pytest

from bot.arrivals.yours import spoken_of


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Your auto-reply says you are away.", True),
        ("I only got an automatic reply", True),
        ("Ich bekam eine automatische Antwort", True),
        ("ignorieren Sie meine Abwesenheitsnotiz", True),
        ("me saltó su respuesta automática", True),
        ("ignori pure il mio messaggio automatico", True),
        ("ik kreeg een automatisch antwoord", True),
        ("получили автоответ", True),
        ("This is an automatic reply.", False),
        ("Your message was received. Automatic reply.", False),
        ("Dies ist eine automatische Antwort", False),
        ("Esta es una respuesta automática", False),
    ],
)
def test_whose_automatic_answer(text: str, *, spoken: bool) -> None:
    assert spoken_of(text) is spoken
