from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    "line",
    [
        "Sorry so late",
        "sorry for the delay!",
        "Apologies for the late reply.",
        "My apologies for the slow response",
        "Please forgive my slowness in replying.",
        "I'm so sorry it took so long",
        "Excuse the rush",
        "Entschuldigen Sie die späte Antwort",
        "Sorry, dass ich erst jetzt antworte",
        "Bitte um Nachsicht für die Verspätung",
        "Désolée pour le retard",
        "Excusez-moi de répondre si tard",
        "Perdona la tardanza",
        "Mis disculpas por el retraso en responder",
        "Scusate il ritardo",
        "Scusa la fretta",
        "Excuses voor de late reactie",
        "Sorry dat het zo lang duurde",
        "Thank you very much indeed for your message",
        "Many thanks for the reminder",
        "Thanks for checking with me first",
        "Vielen lieben Dank für Ihre Mühe",
        "Merci pour votre message",
        "Muchas gracias por el aviso",
        "Grazie mille per il promemoria",
        "Hartelijk dank voor je bericht",
        "See you Thursday!",
        "Wir sehen uns am Donnerstag!",
        "On se voit lundi",
        "Nos vemos el jueves",
        "Ci vediamo domani",
        "Thansk so much",
        "Sorry to be so slow!",
    ],
)
def test_excuses_and_thanks_say_nothing_beside_a_yes(line: str) -> None:
    assert only_yes([f"Approved. {line}"], NAMES)
    assert only_yes([line, "Approved."], NAMES)


@pytest.mark.parametrize(
    "line",
    [
        "Sorry for the late change",
        "Sorry so late to doubt it",
        "Apologies for the delay in checking",
        "Excuse the wrong figure",
        "Sorry for the error",
        "Entschuldigen Sie den Fehler",
        "Désolé pour le montant",
        "Perdona el importe",
        "Scusate il ritardo della consegna",
        "Sorry dat het bedrag niet klopt",
        "Thanks for checking the amount again",
        "Thanks for the reminder, I will look at it",
        "Thank you for your draft but",
        "Thanks for waiting for Karin",
        "Vielen Dank für die Korrektur",
        "Merci pour votre correction",
        "See you Thursday about it",
        "See to it on Thursday",
        "Wir sehen uns das noch an",
    ],
)
def test_other_excuses_and_thanks_say_something(line: str) -> None:
    assert not only_yes([f"Approved. {line}"], NAMES)
    assert not only_yes([line, "Approved."], NAMES)


_ENDS = ("", "!", ".", " Nora", ", Nora", "\nNora", "\nKind regards\nNora")


@given(
    st.sampled_from(["Approved", "Yes, send it", "Ja, bitte senden", "Oui, envoyez", "Sí, envíelo", "Sì, invia", "Akkoord, verstuur maar"]),
    st.sampled_from(
        ["sorry so late", "sorry for the delay", "entschuldigung für die späte antwort", "désolé pour le retard", "scusate il ritardo"]
    ),
    st.sampled_from(_ENDS),
    st.sampled_from(
        ["half", "not", "Friday", "tomorrow", "if", "first", "page", "wrong", "Karin", "until", "nicht", "pas", "solo", "erst", "niet"]
    ),
    st.integers(0, 12),
)
def test_a_word_more_in_an_excuse_makes_it_no_yes(yes: str, excuse: str, end: str, word: str, at: int) -> None:
    assert only_yes(f"{yes}. {excuse}{end}".split("\n"), NAMES)
    words = excuse.split()
    words.insert(at % (len(words) + 1), word)
    assert not only_yes(f"{yes}. {' '.join(words)}{end}".split("\n"), NAMES)
