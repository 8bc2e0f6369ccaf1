from __future__ import annotations

import pytest

from bot.responders.manners import listed, lists, pattern, rude
from bot.vocabulary.labels import LANGUAGES


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
