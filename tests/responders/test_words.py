from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Any

import pytest

from bot.responders.words import choose_language, languages, words
from bot.vocabulary.labels import LANGUAGES, Cause

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield path + key, value
        else:
            yield from _flat(value, f"{path}{key}.")


def _places(sentence: str) -> set[str]:
    return {place for _, place, _, _ in string.Formatter().parse(sentence) if place}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_places(language: str) -> None:
    ours, english = dict(_flat(words(language).table)), dict(_flat(words("en").table))
    assert ours.keys() == english.keys()
    assert {key for key in ours if _places(ours[key]) != _places(english[key])} == set()
    assert {key for key, sentence in ours.items() if "!" in sentence or not sentence.strip()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_has_its_words(language: str) -> None:
    assert set(words(language).table["causes"]) == {cause.value for cause in Cause}


@pytest.mark.parametrize(
    ("language", "informal"),
    [
        ("de", r"\b(?:du|dir|dich|dein\w*|euch|euer\w*)\b"),
        ("fr", r"\b(?:tu|te|toi|ton|ta|tes)\b|\bt[\u2019']"),
        ("es", r"\b(?:tú|te|ti|tu|tus|vosotros|os|vuestr\w+)\b"),
        ("it", r"\b(?:tu|ti|te|tuo|tua|tuoi|tue)\b"),
        ("nl", r"\b(?:je|jij|jou|jouw|jullie)\b"),
    ],
)
def test_the_register_is_formal(language: str, informal: str) -> None:
    assert [sentence for _, sentence in _flat(words(language).table) if re.search(informal, sentence)] == []


def test_values_are_never_read_as_places() -> None:
    assert words("en").say("mail.promise", date="{number}") == "You will have our answer by {number}."


def test_a_sentence_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("en").say("mail.nothing")
    with pytest.raises(KeyError):
        words("xx")


@pytest.mark.parametrize(("items", "expected"), [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")])
def test_lists_are_joined_as_people_do(items: tuple[str, ...], expected: str) -> None:
    assert words("en").join(items) == expected


def test_the_first_language_we_have_is_chosen() -> None:
    assert set(LANGUAGES) <= set(languages())
    assert [choose_language(wanted) for wanted in (("nl", "de"), ("pl", "de"), ("pl", "../en"), ())] == ["nl", "de", "en", "en"]
