from __future__ import annotations

import re

import pytest

from bot.responders.either import either, letters
from bot.responders.manners import lists, pattern

NAMES = ["admission", "threat", "refusals", "wrong", "insults"]


def plain(name: str) -> re.Pattern[str]:
    """The same phrases one after another, the longest first."""
    phrases = {phrase for table in lists().values() for phrase in table[name]}
    options = [r"\s{1,3}".join(re.escape(word).replace(r"\*", r"\w{0,20}") for word in phrase.split()) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(options, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_is_found_as_by_trying_one_phrase_after_another(name: str) -> None:
    said = [phrase.replace("*", ending) for table in lists().values() for phrase in table[name] for ending in ("", "en")]
    text = ", ".join(f"x{one} {one.upper()}  {one[:-1]} {one}\u00df {one}" for one in said)
    assert [found.span() for found in pattern(name).finditer(text)] == [found.span() for found in plain(name).finditer(text)]


@pytest.mark.parametrize(
    ("phrases", "written"),
    [(["ab"], "ab"), (["abc", "abd", "ab"], "ab(?:c|d|)"), (["b", "ab"], "(?:b|ab)"), (["a", "ab"], "a(?:|b)")],
)
def test_a_shared_beginning_is_written_once_and_the_order_stays(phrases: list[str], written: str) -> None:
    assert either([letters(phrase) for phrase in phrases]) == written
