"""Folding for the question whether a pattern is worth trying: nothing that ignores case may match what folding hides."""

import re
import sys

import pytest

from bot.vocabulary.causewords import folded

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéèêáíóúñàçûôî"


@pytest.mark.parametrize("letter", LETTERS)
def test_whatever_a_pattern_that_ignores_case_takes_for_a_letter_is_folded_to_it(letter: str) -> None:
    pattern = re.compile(letter, re.IGNORECASE)
    every = "".join(chr(code) for code in range(sys.maxunicode + 1))
    taken = [found.group() for found in pattern.finditer(every)]
    assert letter.upper() in taken
    assert all(folded(other) == letter for other in taken)


def test_turkish_capitals_hide_no_word() -> None:
    assert "iban" in folded("YOUR \u0130BAN")
