"""Small letters for the question whether a pattern is worth trying: nothing that ignores case may match what they hide."""

import re
import sys

import pytest

from bot.vocabulary.ignorecase import AnyOf, small

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéèêáíóúñàçûôîìòùâïëøåœ"


@pytest.mark.parametrize("letter", LETTERS)
def test_whatever_a_pattern_that_ignores_case_takes_for_a_letter_is_its_small_one(letter: str) -> None:
    pattern = re.compile(letter, re.IGNORECASE)
    every = "".join(chr(code) for code in range(sys.maxunicode + 1))
    taken = [found.group() for found in pattern.finditer(every)]
    assert letter.upper() in taken
    assert all(small(other) == letter for other in taken)


def test_turkish_capitals_hide_no_word() -> None:
    assert "iban" in small("YOUR \u0130BAN")


def test_small_letters_are_those_that_a_pattern_takes_for_them_when_case_is_ignored() -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1)]
    assert all(len(small(letter)) == 1 for letter in letters)
    text = "".join(letters)
    assert small(text).encode("utf-32", "surrogatepass") == "".join(map(small, letters)).encode("utf-32", "surrogatepass")
    for plain in "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœ":
        assert [letter for letter in letters if small(letter) == plain] == re.findall(plain, text, re.IGNORECASE), plain
    for kind in (r"\w", r"\d", r"\s"):
        assert re.findall(kind, small(text)) == [small(letter) for letter in re.findall(kind, text)]


def test_one_of_the_words_is_found() -> None:
    words = AnyOf(["malware", "vír", "virus", "vir"])
    assert set(words.words) == {"malware", "vír", "vir"}
    assert words.within("the virus")
    assert words.within("vírus")
    assert not words.within("nothing")
