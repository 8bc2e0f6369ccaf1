"""The words of each language, read from templates/_words/<language>.toml: adding a language is adding files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.resources import folder, templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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


def words(language: str) -> Words:
    """Return the words of a language that `languages()` lists. Raises KeyError for any other.

    A `_words/<language>.toml` in the firm's own templates changes single sentences; the others stay as shipped.
    """
    return _words(language, templates())


@cache
def _words(language: str, folders: tuple[Path, ...]) -> Words:
    if language not in languages():
        raise KeyError(language)
    table: dict[str, Any] = {}
    for path in reversed([each / "_words" / f"{language}.toml" for each in folders]):
        if path.is_file():
            with path.open("rb") as file:
                table = _over(table, tomllib.load(file))
    return Words(language=language, table=table)


def _over(table: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """One table laid over another, section by section."""
    merged = dict(table)
    for key, value in own.items():
        below = table.get(key)
        merged[key] = _over(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def choose_language(wanted: Sequence[str]) -> str:
    """Return the first wanted language that has words, else English."""
    return next((language for language in wanted if language in languages()), FALLBACK)
