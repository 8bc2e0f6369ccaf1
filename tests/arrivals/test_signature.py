from __future__ import annotations

import pytest

from bot.arrivals.quoting import split


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Wrong VAT.\n\nRegards\nTom", "Wrong VAT."),
        ("Wrong VAT.\n\nMed vänlig hälsning / Best regards\nEva", "Wrong VAT."),
        ("Wrong VAT.\n--\nTom", "Wrong VAT."),
        ("Wrong VAT.\n______________\nTom | Director\nT +44 20 7946 0000", "Wrong VAT."),
        ("Wrong VAT.\n\nTom", "Wrong VAT."),
        ("Thanks!\nTom", "Thanks!"),
        ("Hi Ana,\nthanks\nTom", "Hi Ana,\nthanks"),
        ("Best price was 75, not 85.\nBest\nTom", "Best price was 75, not 85."),
        (
            "Thanks\nPlease send the purchase order as well, we need it for the audit.",
            "Thanks\nPlease send the purchase order as well, we need it for the audit.",
        ),
        ("Pay here:\n\nHarbour\nIBAN: GB33\nTel: +44 20 7946 0000", "Pay here:\n\nHarbour\nIBAN: GB33\nTel: +44 20 7946 0000"),
        ("Nein.\n\nVon meinem iPhone gesendet", "Nein."),
        ("CAUTION: This email originated outside\n\nWrong.", "Wrong."),
        ("Disclaimer wording in line 3 is wrong.", "Disclaimer wording in line 3 is wrong."),
    ],
)
def test_the_letter_stays_and_its_foot_goes(text: str, new: str) -> None:
    assert split(text, frozenset(), "Tom Ashdown tom@a.example").new_text == new
