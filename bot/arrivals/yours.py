"""Tells where a person speaks of an automatic answer: of the one they got from us, or of their own that we may forget."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from bot.vocabulary.ignorecase import AnyOf, small

_WORDS: dict[str, str] = tomllib.loads(Path(__file__).with_name("yours.toml").read_text(encoding="utf-8"))


def _any(name: str) -> str:
    return "|".join(re.escape(words).replace(r"\*", r"\w{0,12}").replace(r"\ ", " ") for words in _WORDS[name].split("|"))


#: How an automatic answer is called, up to where a word may end as it likes.
_CALLED = AnyOf(small(words.partition("*")[0]) for words in _WORDS["called"].split("|"))
_SPOKEN = re.compile(
    rf"(?<!\w)(?:(?:{_any('whose')})|(?:{_any('got')}|{_any('forget')})(?: (?:{_any('between')})){{0,3}}) (?:{_any('called')})(?!\w)",
    re.IGNORECASE,
)


def spoken_of(text: str) -> bool:
    """Whether a text, folded or not, says so."""
    return _CALLED.within(small(text)) and _SPOKEN.search(text) is not None
