"""Tells the banner of a gateway, the tip of a mail program and the line of a scanner from what people say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_GROUPS: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _TABLES["banner"].items()}
_PROGRAMS = tuple(_TABLES["programs"]["all"])
_WITH_ORIGIN, _WITHOUT = 3, 4
#: Lines and words of a banner: more is a letter.
_MOST_LINES, _MOST_WORDS = 6, 80
#: Letters of what a program writes.
_MOST_LETTERS = 200
_WORD = re.compile(r"[^\W\d_]++(?:['-][^\W\d_]++)*+")


def is_banner(lines: Sequence[str]) -> bool:
    """Whether a paragraph (folded lines) is no person's: it warns of a mail from outside, or a program speaks of the mail."""
    return _warns(lines) or _by_program(lines)


def _by_program(lines: Sequence[str]) -> bool:
    """Whether a few lines are those of a program, broken or not."""
    whole = " ".join(lines)
    return len(lines) <= _MOST_LINES and len(whole) < _MOST_LETTERS and any(phrase in whole for phrase in _PROGRAMS)


def _warns(lines: Sequence[str]) -> bool:
    """Whether a paragraph warns of a mail from outside, or is the bare tag of one."""
    words = [word for line in lines for word in _WORD.findall(line)]
    if not words or len(lines) > _MOST_LINES or len(words) > _MOST_WORDS:
        return False
    met = {name for name, group in _GROUPS.items() if not group.isdisjoint(words)}
    if "origin" in met and set(words) <= _GROUPS["origin"] | _GROUPS["mail"] | _GROUPS["people"] | _GROUPS["care"]:
        return True
    return len(met) >= (_WITH_ORIGIN if "origin" in met else _WITHOUT)
