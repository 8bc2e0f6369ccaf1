"""What is looked for first really stands in whatever a pattern matches."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier import conceding, signals, withdrawing, wondering
from bot.classifier.wording import Wording, by_letter
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULES = (signals, wondering, withdrawing, conceding)
WORDINGS = [(f"{module.__name__}.{name}", each) for module in MODULES for name, each in vars(module).items() if isinstance(each, Wording)]
MOST = 5_000


class Proof:
    """Goes through a parsed pattern: what a part of it may match, word for word, and whether it has one of the words for sure."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self.lacking: list[str] = []

    def holds(self, part: Iterable[Any]) -> bool:
        """Whether one of the words stands in whatever the part matches."""
        run = {""}
        for code, value in part:
            if self._one(code, value):
                return True
            exact = _ahead(value) if code is codes.ASSERT else _exact(code, value)
            if exact is None:
                if self._in_all(run):
                    return True
                run = {""}
                continue
            longer = {first + second for first in run for second in exact}
            if code is codes.ASSERT:
                if self._in_all(longer):
                    return True
            elif len(longer) <= MOST:
                run = longer
            else:
                if self._in_all(run):
                    return True
                run = exact
        return self._in_all(run)

    def _one(self, code: Any, value: Any) -> bool:
        if code is codes.SUBPATTERN:
            return self.holds(value[3])
        if code is codes.BRANCH:
            lacking = [alternative for alternative in value[1] if not self.holds(alternative)]
            self.lacking += map(str, lacking)
            return not lacking
        return code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0 and self.holds(value[2])

    def _in_all(self, run: Iterable[str]) -> bool:
        return all(any(word in text for word in self.words) for text in run)


def _ahead(value: Any) -> set[str] | None:
    return _sequence(value[1]) if value[0] == 1 else {""}


def _exact(code: Any, value: Any) -> set[str] | None:
    """All texts that a part can match, None where they are too many to be listed."""
    found: set[str] | None = None
    if code is codes.LITERAL:
        found = {chr(value).lower()}
    elif code is codes.IN and all(each is codes.LITERAL for each, _ in value):
        found = {chr(letter).lower() for _, letter in value}
    elif code in (codes.AT, codes.ASSERT_NOT):
        found = {""}
    elif code is codes.SUBPATTERN:
        found = _sequence(value[3])
    elif code is codes.BRANCH:
        parts = [_sequence(alternative) for alternative in value[1]]
        found = None if None in parts else {text for part in parts for text in part or ()}
    elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[1] == 1:
        once = _sequence(value[2])
        found = once if once is None or value[0] else once | {""}
    return found


def _sequence(part: Iterable[Any]) -> set[str] | None:
    run = {""}
    for code, value in part:
        exact = {""} if code is codes.ASSERT else _exact(code, value)
        if exact is None or len(run) * len(exact) > MOST:
            return None
        run = {first + second for first in run for second in exact}
    return run


def lacking(pattern: re.Pattern[str], words: Iterable[str]) -> list[str]:
    """The alternatives of a pattern of which it cannot be proved that they have one of the words; none where all have."""
    proof = Proof(words)
    return [] if proof.holds(parser.parse(pattern.pattern)) else [*proof.lacking, pattern.pattern]


@pytest.mark.parametrize(("name", "wording"), WORDINGS, ids=[name for name, _ in WORDINGS])
def test_one_of_its_words_stands_in_whatever_a_wording_matches(name: str, wording: Wording) -> None:
    assert not lacking(wording.pattern, wording.first.words), name
    assert _has_small_letters_alone(wording.pattern)
    assert all(word == small(word) for word in wording.first.words)


def test_a_missing_word_is_found_out() -> None:
    pattern = re.compile(r"\b(?:we|i) (?:dispute|contest)(?:ed)?\b|\btoo (?:high|much)\b", re.IGNORECASE)
    assert not lacking(pattern, ["dispute", "contest", "too "])
    assert lacking(pattern, ["dispute", "too "])
    assert lacking(pattern, ["dispute", "contest", "too high"])
    assert lacking(re.compile("a[bc]?d", re.IGNORECASE), ["ab"])


_ALTERNATIVES = (
    "",
    "or",
    "order",
    "orders?",
    "march[eé|]",
    "(?:lab |o)?rder",
    r"o\w*",
    "o|rd",
    r"a\.o",
    "a+b",
    "ab?",
    "é",
    "§",
    "1",
    r"\d+o",
    "[^]|]o",
    "(o|a)rd(?!e)",
)


@given(st.lists(st.sampled_from(_ALTERNATIVES), max_size=14), st.text(alphabet="orders lab.é§19|cmh", max_size=12))
def test_words_put_together_by_letter_are_found_where_they_were(alternatives: list[str], text: str) -> None:
    plain = "|".join(alternatives)
    for frame in (r"\b(?:%s)\b", "(?:%s)$", "(?:%s) o"):
        assert bool(re.search(frame % by_letter(plain), text)) == bool(re.search(frame % plain, text))


def _has_small_letters_alone(pattern: re.Pattern[str]) -> bool:
    plain = re.sub(r"\\[A-Za-z]|\(\?P<\w+>", "", pattern.pattern)
    return plain == small(plain) and not pattern.flags & re.IGNORECASE


@pytest.mark.parametrize("module", [signals, wondering, withdrawing, conceding])
def test_what_is_looked_for_in_small_letters_has_no_others(module: object) -> None:
    patterns = [each for each in vars(module).values() if isinstance(each, re.Pattern) and not each.flags & re.IGNORECASE]
    assert patterns
    assert all(map(_has_small_letters_alone, patterns))
