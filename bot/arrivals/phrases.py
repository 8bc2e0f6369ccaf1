"""The phrase tables of phrases.toml, merged over all languages: a mail does not say which one it is in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """Lower case as the tables have it: the Turkish dotted capital becomes a plain `i`, a curly apostrophe a straight one."""
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("\u2019", "'")


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
