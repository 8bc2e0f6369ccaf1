from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.courtesy import _LEAD, _NAME, _SALUTATION, only_manners, to_the_point
from bot.responders.point import point

if TYPE_CHECKING:
    import re

BEGINNINGS = {
    "hi Ana, the place cards came late": "the place cards came late",
    "Hello again, one more for you: the artwork is billed at 72.00": "the artwork is billed at 72.00",
    "Hi Ana - your statement still shows it": "your statement still shows it",
    "Also two of them have the old logo": "two of them have the old logo",
    "Sehr geehrte Frau Lopes, die Grafik kam zu spät": "die Grafik kam zu spät",
    "Madame, Monsieur, la facture est fausse": "la facture est fausse",
    "Buenos días: La factura no es correcta": "La factura no es correcta",
    "Gentile Ana, un'altra cosa: mancano sei pezzi": "mancano sei pezzi",
    "Geachte heer/mevrouw, nog iets: de uren kloppen niet": "de uren kloppen niet",
    "Line 1: 14 hours at 85": "Line 1: 14 hours at 85",
    "One of the banners was torn": "One of the banners was torn",
    "Dear materials are no reason to bill more": "Dear materials are no reason to bill more",
    "Front-end build: 32 hours at 85": "Front-end build: 32 hours at 85",
}
#: (the client's words, what the cause was read from, the sentence that says more or "")
POINTS = (
    (
        "The design sprint on NL-2101 was four days, not five. Nobody was in on the Friday.",
        "Nobody was in on the Friday.",
        "The design sprint on NL-2101 was four days, not five.",
    ),
    (
        "Goedemorgen,\n\nDe folie op drie wagens laat al los. Zolang dat niet hersteld is betalen wij NL-2110 niet.",
        "Zolang dat niet hersteld is betalen wij NL-2110 niet.",
        "De folie op drie wagens laat al los.",
    ),
    ("Thanks for the 2 invoices. Line 1 has 14 hours, we had 12.", "Line 1 has 14 hours, we had 12.", ""),
    ("Please amend and resend it by the 14th. The rate is not what we agreed.", "The rate is not what we agreed.", ""),
)


@pytest.mark.parametrize("written", BEGINNINGS)
def test_beginnings(written: str) -> None:
    assert to_the_point(written) == BEGINNINGS[written]


@pytest.mark.parametrize(
    "words", ["Many thanks", "Mit freundlichen Grüßen", "Merci d'avance", "Un saludo", "Cordiali saluti", "Alvast bedankt"]
)
def test_manners(words: str) -> None:
    assert only_manners(words)


@pytest.mark.parametrize(("body", "evidence", "best"), POINTS)
def test_points(body: str, evidence: str, best: str) -> None:
    assert point(body, (evidence,)) == best


@pytest.mark.parametrize("beginning", [_SALUTATION, _NAME, _LEAD])
@given(
    st.lists(
        st.sampled_from(["Hi Ana,", "hello", "Dear Sirs", "one more", "Tom,", ":", "-", " ", "\n", "also", "it is wrong", "Madame"]),
        max_size=7,
    ).map(" ".join)
)
def test_a_beginning_is_found_at_the_beginning_alone(beginning: re.Pattern[str], text: str) -> None:
    found = beginning.search(text)
    assert found is None or (found.start() == 0 and found.span() == beginning.match(text).span())  # type: ignore[union-attr]
