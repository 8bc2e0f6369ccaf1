"""The word lists of every language, from templates/_lists/: what is never repeated to a client, what an answer never says."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@cache
def refusals() -> Mapping[str, Mapping[str, Any]]:
    """Return the phrase lists of every language, `language -> list name -> phrases`."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted((folder("templates") / "_lists").glob("*.toml")):
        with path.open("rb") as file:
            found[path.stem] = tomllib.load(file)
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """Return the single words of a list in all languages together, lower case."""
    return frozenset(word for table in refusals().values() for word in str(table[name]).split())


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """Return one linear pattern for the named phrase lists of all languages together; `*` in a phrase is any word ending."""
    return _compile(phrase for table in refusals().values() for name in names for phrase in table[name])


def rude(text: str) -> bool:
    """Whether a text holds an insult or a threat."""
    return bool(pattern("insults", "threats_by_clients").search(text.replace("\u2019", "'")))


def _compile(phrases: Iterable[str]) -> re.Pattern[str]:
    options = sorted({_option(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(options) + r")(?!\w)", re.IGNORECASE)


def _option(phrase: str) -> str:
    return r"\s{1,3}".join(re.escape(word).replace(r"\*", r"\w{0,20}") for word in phrase.split())
