from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.point import _CONTRASTS
from bot.responders.position import _ASKS, asks, only_position, point_of
from bot.vocabulary.ignorecase import small


@pytest.mark.parametrize(
    ("sentence", "point"),
    [
        ("We dispute it and will not pay it", ""),
        ("We dispute the £500.00 and will not pay it", ""),
        ("your invoice over €1,071.00 is wrong", ""),
        ("Die Rechnung zahlen wir nicht", ""),
        ("die Rechnung R-3301 stimmt nicht", ""),
        ("nous contestons la facture F-2026-32", ""),
        ("No estamos de acuerdo con la factura A-5502", ""),
        ("That is not what we agreed, and we will not pay it", "That is not what we agreed"),
        ("your invoice is wrong, we never ordered this work and will not pay for it", "we never ordered this work"),
        ("I will not pay for what I never got", "I will not pay for what I never got"),
        ("The tax rate is wrong", "The tax rate is wrong"),
        ("We agreed £80 an hour and you billed £95", "We agreed £80 an hour and you billed £95"),
    ],
)
def test_a_bare_position_is_left_out(sentence: str, point: str) -> None:
    assert point_of(sentence) == point


@pytest.mark.parametrize(
    ("text", "asking"), [("Could you look at it?", True), ("Bitte prüfen Sie das", True), ("That is £1,190.00", False)]
)
def test_what_asks_for_something(text: str, *, asking: bool) -> None:
    assert asks(text) is asking


def test_a_long_clause_is_never_only_a_position() -> None:
    assert not only_position("we will not pay for the two chairs that never came to the site")


@given(st.text(alphabet="ab ,;and-", max_size=200))
def test_nothing_is_added(sentence: str) -> None:
    assert point_of(f"we will not pay, {sentence}") in f"we will not pay, {sentence}"


WORDS = (
    "PLEASE",
    "\u0130n",
    "ple\u0131ase",
    "veu\u0131llez",
    "K\u0131ndly",
    "merci de",
    "S\u00d3LO",
    "\u017folo",
    "nicht",
    "instead",
    " ",
    ".",
    "?",
    "x",
)


@pytest.mark.parametrize("pattern", [_ASKS, _CONTRASTS])
@given(text=st.lists(st.sampled_from(WORDS)).map("".join) | st.text())
def test_what_is_looked_for_in_small_letters_is_found_in_any(pattern: re.Pattern[str], text: str) -> None:
    anyhow = re.compile(pattern.pattern, re.IGNORECASE)
    assert (pattern.search(small(text)) is None) == (anyhow.search(text) is None)
