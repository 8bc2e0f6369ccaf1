from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.disputes.evidence import _SURELY_BESIDES, _TURNS, announces_more, chases, explains, hands_in, turning_at, turns_to_more
from bot.vocabulary.ignorecase import small
from tests.classifier.test_wording import lacking
from tests.disputes.desk import LONG, reading

HANDED = (
    "Forgot to attach the framework page, here it is. Section 3 has the hourly rates.",
    "Hierbij de foto's van de drie wagens.",
    "Anbei wie besprochen der Stundenzettel.",
    "Voici le bon de livraison signé.",
    "Vous trouverez ci-joint notre commande.",
    "Adjunto el albarán firmado.",
    "In allegato la bolla di consegna.",
    "The delivery note you asked for.",
    "I've attached the quote.",
)
CLAIMED = (
    "Hier sind die Fotos. Außerdem fehlen zwei Tage.",
    "Here are the photos. Also, the rate is wrong.",
    "Ci-joint les photos. Par ailleurs la TVA est fausse.",
    "The hours are wrong.",
    "Wir hatten zwei Tage weniger.",
    f"Please find attached our letter. {LONG}{LONG}",
)


@pytest.mark.parametrize("words", HANDED)
def test_handing_in(words: str) -> None:
    assert hands_in(reading(words))


@pytest.mark.parametrize("words", CLAIMED)
def test_claiming(words: str) -> None:
    assert not hands_in(reading(words))


CHASED = (
    "Any news on this one? Month end is Friday and I have to tell my controller something.",
    "Still waiting for an answer.",
    "Gibt es schon Neues in der Sache?",
    "Où en êtes-vous ? Je n'ai toujours rien reçu.",
    "¿Hay alguna novedad?",
    "Ci sono novità?",
    "Ik heb nu twee keer gehoord dat ernaar gekeken wordt. Hoe staat het ervoor?",
)


@pytest.mark.parametrize("words", CHASED)
def test_chasing_asks_how_it_stands(words: str) -> None:
    assert chases(reading(words))


@pytest.mark.parametrize("words", [*CLAIMED, f"Any news? {LONG}{LONG}"])
def test_a_claim_is_no_chasing(words: str) -> None:
    assert not chases(reading(words))


EXPLAINED = (
    "To be clear, I mean the fitting in the yard, not the one at the gate.",
    "It's page two of the agreement, at the very bottom.",
    "Zur Klarstellung: gemeint ist die Anfahrt am Montag.",
    "Je précise : il s'agit de la deuxième livraison.",
    "Me refiero al segundo albarán.",
    "Per chiarire: intendo il primo sopralluogo.",
    "Ter verduidelijking, het gaat om de tweede rit.",
)


@pytest.mark.parametrize("words", EXPLAINED)
def test_explaining(words: str) -> None:
    assert explains(reading(words))


@pytest.mark.parametrize("words", [*CLAIMED, "To be clear, and besides that the rate is wrong as well.", f"To be clear: {LONG}{LONG}"])
def test_a_claim_is_no_explaining(words: str) -> None:
    assert not explains(reading(words))


TURNED = (
    "While we're at it, we were promised ten per cent off.",
    "Adding to the above: 16 hours against the 19 billed.",
    "Hinzu kommt, dass nur 3 Stück ankamen.",
    "À cela s'ajoute une remise de 5 % oubliée.",
    "Por otra parte, las horas no fueron 14 sino 11.",
    "Inoltre lo sconto del dieci per cento manca.",
    "Daar komt nog bij dat er 2 ontbreken.",
)


@pytest.mark.parametrize("words", TURNED)
def test_a_further_point_is_announced(words: str) -> None:
    assert turns_to_more(reading(words))
    assert announces_more(reading(words))


@pytest.mark.parametrize("words", ["The hours are wrong.", "Können Sie das auch prüfen?", "Thanks, that works for us too."])
def test_a_small_word_turns_to_nothing(words: str) -> None:
    assert not turns_to_more(reading(words))
    assert not announces_more(reading(words))


def test_a_word_that_turns_stands_in_whatever_turns_to_a_further_point() -> None:
    assert not lacking(_SURELY_BESIDES, _TURNS.words)
    assert all(word == small(word) for word in _TURNS.words)


PIECES = (
    "While I have you",
    "one more",
    "ONE MORE.",
    "\u0130noltre",
    "be\u017fides",
    "Au\u00dfERDEM",
    "noch ",
    "etwas",
    "qu'",
    "autre\u2019 ",
    "what\u2019s more",
    " ",
    "\n",
)


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_nothing_turns_where_no_such_word_stands(text: str) -> None:
    found = _SURELY_BESIDES.search(text.replace("\u2019", "'"))
    assert turning_at(text) == (found.end() if found else None)
