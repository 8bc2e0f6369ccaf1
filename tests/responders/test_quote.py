from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.manners import rude
from bot.responders.quote import quotation

CASES = [
    ("en", "You billed 32 hours and we agreed 24. We will not pay the 8 hours.", 180, "You billed 32 hours and we agreed 24"),
    ("en", "We dispute it and will not pay it.", 180, ""),
    ("de", "Die Lieferung am 9. Oktober kam zu spät.", 180, "Die Lieferung am 9. Oktober kam zu spät"),
    ("en", "You have four for the month.", 180, "You have four for the month"),
    ("en", "Hi. I ordered 12 and got 10. Please redo it, thanks a lot.", 180, "I ordered 12 and got 10. Please redo it, thanks a lot"),
    ("en", "24.5% of $812.00 is $198.94. The invoice has $298.94.", 180, "24.5% of $812.00 is $198.94. The invoice has $298.94"),
    ("en", "are you sure 14 hours is right?", 180, "are you sure 14 hours is right?"),
    ("en", "Invoice no. 12 has 3 hours too many.", 180, "Invoice no. 12 has 3 hours too many"),
    ("en", "The salmon was cold, you idiots, and $24.50 a head is not what we agreed.", 180, "and $24.50 a head is not what we agreed"),
    ("en", "Fix it or my lawyer will call.", 180, ""),
    ("en", "IDIOTS", 180, ""),
    ("en", "one, two, three, four, five, six, seven, eight, nine", 30, "one, two, three, four, five…"),
    ("en", "abcdefgh ijklmnop qrstuvwx yzabcdef ghijklmn", 30, "abcdefgh ijklmnop qrstuvwx…"),
    ("en", "Net is £1,450. 20% of that is £290. You have put £320.", 180, "Net is £1,450. 20% of that is £290. You have put £320"),
    (
        "en",
        "We set it off against the door your driver hit in January (EUR 2.900, see the estimate)",
        70,
        "We set it off against the door your driver hit in January…",
    ),
    ("de", "Am 18.02. wurde geliefert, z. B. 3 statt 5 Kisten.", 180, "Am 18.02. wurde geliefert, z. B. 3 statt 5 Kisten"),
    ("de", "Das ist Betrug, berechnet sind 5 Stunden statt 3.", 180, "berechnet sind 5 Stunden statt 3"),
    ("it", "i lavori con la gru non li abbiamo chiesti", 180, "i lavori con la gru non li abbiamo chiesti"),
    ("fr", "C'est une arnaque, l'heure est à 38 € au lieu de 32 €.", 180, "l'heure est à 38 € au lieu de 32 €"),
]


@pytest.mark.parametrize(("language", "text", "limit", "expected"), CASES)
def test_cases(language: str, text: str, limit: int, expected: str) -> None:
    assert quotation([text], language, limit) == expected


def test_the_next_evidence_serves_where_the_first_cannot() -> None:
    assert quotation(["You crooks!", "I make it 14 hours and not 18."], "en", 180) == "I make it 14 hours and not 18"


def test_a_forbidden_number_is_not_repeated() -> None:
    assert quotation(["INV-2001 was billed twice."], "en", 180, ("inv2001",)) == ""


@given(st.text(max_size=600), st.integers(10, 180))
def test_never_longer_never_rude(text: str, limit: int) -> None:
    found = quotation([text], "en", limit)
    assert len(found) <= limit + 1
    assert not rude(found, "en")
    assert not found.endswith(".")
