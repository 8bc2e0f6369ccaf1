"""The line that confirms what was read from a PDF, in the desk's languages, and lines that confirm nothing."""

from __future__ import annotations

import pytest

from bot.review.entering import confirmed_numbers

CONFIRMS = {
    "confirm INV-1041": ("INV-1041",),
    "Confirmed: INV-1041.": ("INV-1041",),
    "Please confirm invoice INV-1041": ("INV-1041",),
    "I confirm INV-1041 and INV-1042": ("INV-1041", "INV-1042"),
    "INV-1041 confirmed": ("INV-1041",),
    "confirm SI 20931": ("SI 20931",),
    "Bestätigt: RE-118": ("RE-118",),
    "Ich bestätige die Rechnung RE-118": ("RE-118",),
    "bestätige 2026/118, 2026/119": ("2026/118", "2026/119"),
    "RE-118 bestätigt": ("RE-118",),
    "Je confirme la facture F-117": ("F-117",),
    "confirmé F-117": ("F-117",),
    "Merci de confirmer F-117": ("F-117",),
    "Confirmo la factura A-17": ("A-17",),
    "confirmada A-17": ("A-17",),
    "Confermo la fattura n. 117/2026": ("117/2026",),
    "confermata 117/2026": ("117/2026",),
    "Bevestigd: factuur 417": ("417",),
    "ik bevestig 417 en 418": ("417", "418"),
    "Hi,\n\nconfirm INV-1\nconfirm INV-2\n\nThanks": ("INV-1", "INV-2"),
}
SAYS_MORE = (
    "confirm INV-1041?",
    "please confirm that INV-1041 is right",
    "I cannot confirm INV-1041",
    "not confirmed: INV-1041",
    "nicht bestätigt: RE-118",
    "confirm it",
    "I confirm we got INV-1041 yesterday",
    "unconfirmed INV-1041",
    "je ne confirme pas F-117",
)


@pytest.mark.parametrize("words", CONFIRMS)
def test_confirmed(words: str) -> None:
    assert confirmed_numbers(words) == CONFIRMS[words]


@pytest.mark.parametrize("words", SAYS_MORE)
def test_a_line_that_says_more_confirms_nothing(words: str) -> None:
    assert confirmed_numbers(words) == ()
