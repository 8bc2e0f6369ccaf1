from __future__ import annotations

import pytest

from bot.review.consent import Line, classify, only_yes
from bot.review.courtesy import wished

NAMES = frozenset({"nora", "whitlock"})


@pytest.mark.parametrize(
    "line",
    [
        "Je vous prie d'agréer, Madame, Monsieur, l'expression de mes sentiments distingués.",
        "Veuillez recevoir, cher confrère, mes cordiales salutations.",
        "Sin otro particular, le saluda atentamente",
        "La prego di gradire i miei più cordiali saluti.",
        "Wij verblijven inmiddels met de meeste hoogachting,",
        "I remain, Sirs, yours faithfully",
        "Best regards & God bless",
        "Mit freundlichen Grüßen / Kind regards",
        "BR//Nora",
        "Nora x",
    ],
)
def test_sentences_of_leave_say_nothing(line: str) -> None:
    assert classify(line, NAMES) is Line.POLITE


@pytest.mark.parametrize(
    "line",
    [
        "Je vous prie d'agréer, après correction, mes salutations distinguées.",
        "Je vous prie d'attendre, Monsieur, mes salutations.",
        "Veuillez agréer l'expression de mes doutes.",
        "Sin otro particular, le enviamos un cargo",
        "La prego di gradire i saluti e lo sconto",
        "I remain, Sirs, unconvinced",
        "Kind regards / Not yet",
        "BR//Hold",
        "Approved / Rejected",
        "Nora x 2",
    ],
)
def test_what_only_looks_like_one_says_something(line: str) -> None:
    assert classify(line, NAMES) is Line.OTHER


@pytest.mark.parametrize(
    ("lines", "yes"),
    [
        (["Dear Team,", "Greetings of the day!", "Approved."], True),
        (["Messieurs,", "Oui."], True),
        (["Estimados, buen día.", "Envíelo, por favor."], True),
        (["Approved.", "Ciao, Peppe"], True),
        (["Approved.", "Dear Team,"], False),
        (["Hi", "Hello", "Good day", "Approved."], False),
        (["All approved"], False),
    ],
)
def test_greetings_stand_above_the_yes(lines: list[str], *, yes: bool) -> None:
    assert only_yes(lines, NAMES) is yes


@pytest.mark.parametrize(
    "words",
    [
        "have a lovely long weekend everyone", "enjoy the rest of your day", "happy easter to you all", "einen schönen feierabend", "euch noch ein erholsames wochenende",
        "einen guten start in die woche", "bonne fin de semaine à tous", "bon week end à tous", "très belle soirée à toutes et à tous", "verder nog een aangename dag", "have a blessed week", "je vous souhaite une excellente journée", "que tenga un excelente fin de semana",
        "feliz puente a todos", "buon proseguimento", "vi auguriamo una serena pasqua", "nog een heel fijne vakantie allemaal", "prettig weekend",
    ],
)  # fmt: skip
def test_a_good_wish_is_nothing_else(words: str) -> None:
    assert wished(tuple(words.split())) == len(words.split())


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("have a good think first", 0), ("have a good day for sending it", 4), ("schönen tag abwarten", 2), ("good", 0), ("", 0), ("buona la prima", 0),
        ("bonne journée mais attendez", 2), ("feliz año nuevo después de cobrar", 2), ("fijne dag en pas morgen versturen", 2), ("happy", 0),
    ],
)  # fmt: skip
def test_what_goes_on_is_no_wish(words: str, count: int) -> None:
    assert wished(tuple(words.split())) == count
