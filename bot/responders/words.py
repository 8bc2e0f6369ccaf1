"""The words of each language, read from templates/_words/<language>.toml: adding a language is adding files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FALLBACK = "en"


@dataclass(frozen=True)
class Words:
    """All sentences of one language; `table` is the file as read."""

    language: str
    table: Mapping[str, Any]

    def say(self, key: str, **values: str) -> str:
        """Return the sentence `section.name` (or deeper) with its `{places}` filled; values are never read as patterns.

        Raises KeyError when the file lacks the sentence or a value is missing.
        """
        found: Any = self.table
        for step in key.split("."):
            found = found[step]
        return str(found).format_map(values)

    def join(self, items: Sequence[str], last: str = "and") -> str:
        """Return `a, b and c` as the language writes it; `last` is `and` or `or`."""
        if len(items) <= 1:
            return "".join(items)
        return ", ".join(items[:-1]) + self.say(f"mail.{last}") + items[-1]

    def quoted(self, text: str) -> str:
        """Put the language's quotation marks around a text and end the sentence."""
        return self.say("mail.quote", text=text) + ("" if text.endswith("?") else ".")


@cache
def languages() -> tuple[str, ...]:
    """Return the languages answers can be written in, as ISO 639-1 codes."""
    return tuple(sorted(path.stem for path in (folder("templates") / "_words").glob("*.toml")))


@cache
def words(language: str) -> Words:
    """Return the words of a language that `languages()` lists. Raises KeyError for any other."""
    if language not in languages():
        raise KeyError(language)
    with (folder("templates") / "_words" / f"{language}.toml").open("rb") as file:
        return Words(language=language, table=tomllib.load(file))


def choose_language(wanted: Sequence[str]) -> str:
    """Return the first wanted language that has words, else English."""
    return next((language for language in wanted if language in languages()), FALLBACK)
