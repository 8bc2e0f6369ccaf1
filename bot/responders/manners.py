"""The word lists of every language, from templates/_lists/: what is never repeated to a client, what an answer never says."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.resources import folder
from bot.responders.either import either, letters
from bot.vocabulary.ignorecase import AnyOf, small

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@cache
def lists() -> Mapping[str, Mapping[str, Any]]:
    """Return the phrase lists of every language, `language -> list name -> phrases`."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted((folder("templates") / "_lists").glob("*.toml")):
        with path.open("rb") as file:
            found[path.stem] = tomllib.load(file)
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """Return the single words of a list in all languages together, lower case."""
    return frozenset(word for table in lists().values() for word in str(table[name]).split())


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """Return one linear pattern for the named phrase lists of all languages together; `*` in a phrase is any word ending."""
    return re.compile(_any_of(phrase for table in lists().values() for name in names for phrase in table[name]), re.IGNORECASE)


@cache
def small_pattern(*names: str) -> re.Pattern[str]:
    """Return the same pattern for a text in small letters (`small`): it need not ask of each letter what else it may be, and is quicker."""
    return re.compile(pattern(*names).pattern)


def says(text: str, name: str) -> bool:
    """Whether a text holds a phrase of a list, in any language; most texts lack what each phrase needs, and are not read with the pattern."""
    plain = small(text)
    return _needed(name).within(plain) and small_pattern(name).search(plain) is not None


@cache
def _needed(name: str) -> AnyOf:
    """The longest word of each phrase of a list: without one of them no phrase can be in a text."""
    phrases = [phrase for table in lists().values() for phrase in table[name]]
    return AnyOf(max(re.split(r"[\s*]", small(phrase)), key=len) for phrase in phrases)


def rude(text: str, language: str) -> bool:
    """Whether a text in a language (ISO 639-1) holds an insult or a threat."""
    return bool(_rudeness(language if language in lists() else "en").search(small(text.replace("\u2019", "'"))))


@cache
def _rudeness(language: str) -> re.Pattern[str]:
    own = lists()[language]
    everywhere = (phrase for table in lists().values() for phrase in table["insults_everywhere"])
    return re.compile(_any_of((*own["insults"], *own["threats_by_clients"], *everywhere)))


def _any_of(phrases: Iterable[str]) -> str:
    options = sorted({_pieces(small(phrase)) for phrase in phrases}, key=lambda pieces: (-sum(map(len, pieces)), pieces))
    return r"(?<!\w)" + either(options) + r"(?!\w)"


def _pieces(phrase: str) -> tuple[str, ...]:
    """A phrase for `either`: `*` is any ending of a word, a space up to three blanks."""
    special = {"*": (r"\w{0,20}",), " ": (r"\s{1,3}",)}
    return tuple(piece for letter in " ".join(phrase.split()) for piece in special.get(letter) or letters(letter))
