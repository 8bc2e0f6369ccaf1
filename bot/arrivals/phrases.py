"""The phrase tables of phrases.toml, merged over all languages: a mail does not say which one it is in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """Lower case as the tables have it: the Turkish dotted capital becomes a plain `i`, a curly apostrophe a straight one."""
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("\u2019", "'")


def loose(text: str) -> str:
    """A text as patterns take it that mind no case: to them the Turkish dotless `i` is an `i` as well."""
    return text.lower() if text.isascii() else fold(text).replace("\u0131", "i")


class AnyOf:
    """Words of which one may stand anywhere in a text, by their letters: far cheaper to look for than any pattern that holds one of them."""

    def __init__(self, words: Iterable[str]) -> None:
        every = set(words)
        self.words = tuple(sorted(word for word in every if not any(other != word and other in word for other in every)))
        self._plain = tuple(word for word in self.words if word.isascii())

    def within(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return any(map(text.__contains__, self._plain if text.isascii() else self.words))


def _all(table: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(phrase) for phrases in _TABLES[table].values() for phrase in phrases))


#: Label of a header block (lower case, no colon) -> from, date, to, cc, subject or other.
LABELS: dict[str, str] = {fold(label): kind for kind, by_language in _TABLES["labels"].items() for label in by_language["all"]}
FORWARD_MARKS = frozenset(_all("forward_marks"))
FORWARD_STARTS = _all("forward_starts")
ORIGINAL_MARKS = frozenset(_all("original_marks"))
ORIGINAL_WORDS = frozenset(_all("original_words"))
MAIL_WORDS = frozenset(_all("mail_words"))
WROTE = frozenset(_all("wrote"))
WROTE_STARTS = _all("wrote_starts")
WROTE_INSIDE = _all("wrote_inside")
PRONOUNS = frozenset(_all("pronouns"))
QUOTING = _all("quoting")
REPLY_ABOVE = _all("reply_above")
REPLY_PREFIXES = frozenset(_all("reply_prefixes"))
FORWARD_PREFIXES = frozenset(_all("forward_prefixes"))
EITHER_PREFIXES = frozenset(_all("either_prefixes"))
FAREWELLS = frozenset(_all("farewells"))
GREETING_WORDS = frozenset(_all("greeting_words"))
GREETINGS = frozenset(_all("greetings"))
DEVICES = _all("devices")
DISCLAIMERS = _all("disclaimers")
BANNERS = _all("banners")
