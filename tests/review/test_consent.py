from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.consent import WORD, Line, _units, classify, disguised, is_device_line, only_yes, plain, words_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Hi Bob,", Line.GREETING),
        ("Hello dispute desk", Line.GREETING),
        ("Hi bob", Line.OTHER),
        ("Hey Stop", Line.OTHER),
        ("Hi, don't", Line.OTHER),
        ("Kind regards,", Line.POLITE),
        ("many thanks", Line.POLITE),
        ("please", Line.OTHER),
        ("approve and", Line.OTHER),
        ("yes yes", Line.YES),
        ("", Line.OTHER),
        ("yes " * 50, Line.OTHER),
    ],
)
def test_what_a_line_says(line: str, kind: Line) -> None:
    assert classify(line, frozenset()) is kind


def test_words_end_where_meaning_begins() -> None:
    assert words_of("Yes, *send* it!") == ("yes", "send", "it")
    assert words_of("yes?") is None
    assert words_of("'yes'") is None


@given(st.text("aZ9 'éİß_.\u00a0-", max_size=8))
def test_words_alone_are_read_as_any_others_are(line: str) -> None:
    words = words_of(line)
    silent = not WORD.sub("", line).strip(" \t.,;:!\u00a1*_-\u2013\u2014")
    assert words == (tuple(WORD.findall(line.replace("\u0130", "i").lower())) if silent else None)


def test_no_phrase_is_longer_than_is_looked_for() -> None:
    units, longest = _units()
    assert all(len(phrase) <= longest[phrase[0]] for phrase in units)


def test_disguises_are_seen() -> None:
    assert not disguised(plain("Approuvé\u00a0\u2026 d\u2019accord"))
    for char in "\u200b\u200e\u202e\u2066\ufeff\u00ad\x07\u017f\u2028\uff41\u2460":
        assert disguised(plain(f"yes{char}yes"))


def test_a_name_may_stand_below_a_farewell_only() -> None:
    assert only_yes(["approve", "Regards", "Ana Lopes", "Northlight Studio"], frozenset())
    assert not only_yes(["approve", "Ana Lopes"], frozenset())
    assert not only_yes(["approve", "Regards", "Not Yet"], frozenset())
    assert not only_yes(["approve", "Regards", "Ana", "Bea", "Cleo"], frozenset())
    assert not only_yes(["Regards", "Ana"], frozenset())


@pytest.mark.parametrize("line", ["Approved. Best, Jo", "Moin, freigegeben. LG Tim", "Oui. Cordialement Zoé", "ja, groeten Bas"])
def test_a_first_name_may_stand_behind_a_farewell_on_the_line_of_the_yes(line: str) -> None:
    assert classify(line, frozenset()) is Line.YES


@pytest.mark.parametrize(
    "line",
    [
        "Approved. Jo",
        "Approved. Best, jo",
        "Approved. Best, Later",
        "Yes. Regards, Cc Ben",
        "Best, Jo",
        "Approved. Best, No",
        "Yes best J0",
    ],
)
def test_anything_else_behind_it_is_no_name(line: str) -> None:
    assert classify(line, frozenset()) is not Line.YES


def test_device_lines() -> None:
    assert is_device_line("  Sent from my Galaxy")
    assert not is_device_line("Sent it yesterday")
