"""The tables of machines.toml, merged over all languages: what servers and programs write that no person does."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("machines.toml").read_text(encoding="utf-8"))


def _all(table: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.casefold() for phrases in _TABLES[table].values() for phrase in phrases))


def _by_kind(table: str) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(one.casefold() for one in words) for kind, words in _TABLES[table].items()}


AUTO_SUBJECTS = _all("auto_subjects")
AUTO_TITLES = _all("auto_titles")
AUTO_PHRASES = _all("auto_phrases")
WEAK_PHRASES = frozenset(_all("weak_phrases"))
OWN_VOICE = _all("own_voice")
BOUNCE_SUBJECTS = _all("bounce_subjects")
BOUNCE_TITLES = _all("bounce_titles")
BOUNCE_PHRASES = _all("bounce_phrases")
BOUNCE_SENTENCES = _all("bounce_sentences")
RETURNED_MARKS = _all("returned_marks")
DAEMONS = frozenset(_all("daemons"))
HELPERS = frozenset(_all("helpers"))
LEAVING_LISTS = _all("leaving_lists")
BULK_WORDS = _all("bulk_words")
#: Signs of a help desk's receipt, each kind counted once: received, number, promise, unattended.
TICKET_WORDS = _by_kind("ticket_words")
#: Signs that go with an absence, each kind counted once: back, instead.
ABSENCE_WORDS = _by_kind("absence_words")
