from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.manners import _needed, _rudeness, listed, lists, pattern, rude, says
from bot.vocabulary.ignorecase import small
from bot.vocabulary.labels import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

#: The lists that are asked for by name.
ASKED = ("refusals", "wrong", "invoice", "no_reminders")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_list(language: str) -> None:
    assert lists()[language].keys() == lists()["en"].keys()
    assert len(lists()[language]["months"]) == 12


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "you crooks"), ("en", "I'll sue"), ("de", "das ist Betrug"), ("de", "mein Anwalt"), ("fr", "une arnaque"), ("es", "una estafa"), ("it", "una truffa"), ("nl", "oplichters"), ("de", "fucking hell"), ("pl", "you idiots")],
)  # fmt: skip
def test_rude(language: str, text: str) -> None:
    assert rude(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("it", "i lavori con la gru"), ("es", "con IVA"), ("de", "ein dickes Brett, helles Holz"), ("en", "the tennis court"), ("en", "assumed scope"), ("fr", "le délai est court"), ("nl", "de domeinnaam")],
)  # fmt: skip
def test_not_rude(language: str, text: str) -> None:
    assert not rude(text, language)


def test_phrases_are_whole_words_in_any_case() -> None:
    assert pattern("admission").search("OUR  Mistake")
    assert not pattern("admission").search("our mistaken neighbour")
    assert "gmbh" in listed("roles")


@pytest.mark.parametrize("name", ASKED)
def test_what_each_phrase_needs_stands_in_whatever_its_pattern_matches(name: str) -> None:
    phrases = [phrase for table in lists().values() for phrase in table[name]]
    assert all(_needed(name).within(" ".join(re.split(r"[\s*]+", phrase))) for phrase in phrases)
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    for letter in set("".join(_needed(name).words)):
        assert {small(same) for same in re.findall(re.escape(letter), every, re.IGNORECASE)} == {letter}


@pytest.mark.parametrize("language", sorted(lists()))
@given(data=st.data())
def test_what_is_looked_for_in_small_letters_is_found_in_any(language: str, data: st.DataObject) -> None:
    phrases = [*lists()[language]["insults"], *lists()[language]["threats_by_clients"], "x", ",", "idiot\u2019s"]
    text = data.draw(st.sampled_from(WAYS))(" ".join(data.draw(st.lists(st.sampled_from(phrases), max_size=4))).replace("*", ""))
    anyhow = re.compile(_rudeness(language).pattern, re.IGNORECASE)
    assert rude(text, language) == (anyhow.search(text.replace("\u2019", "'")) is not None)


def _oddly(text: str) -> str:
    return text.replace("i", "\u0131").replace("s", "\u017f")


#: Ways to write a phrase that a pattern which ignores case finds all the same.
WAYS: tuple[Callable[[str], str], ...] = (str, str.upper, str.title, _oddly)


@given(
    st.lists(st.sampled_from([p for t in lists().values() for name in ASKED for p in t[name]] + ["x", ",", "no", "is"]), max_size=4),
    st.data(),
)
def test_a_phrase_is_said_where_its_pattern_finds_it(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words).replace("*", data.draw(st.sampled_from(["", "en"])))
    written = data.draw(st.sampled_from(WAYS))
    text = written(text)
    for name in ASKED:
        assert says(text, name) == (pattern(name).search(text) is not None)
