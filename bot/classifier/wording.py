"""Looks for wordings that few texts have: first, cheaply, for words one of which each of them has, then for the wording itself.

Long lists of words it puts so that few of them are tried at a place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import AnyOf, small

if TYPE_CHECKING:
    from collections.abc import Sequence


#: So few alternatives are tried as quickly one after another.
_FEW = 3
_NOT_ALONE = tuple("?*+{")


def by_letter(alternatives: str) -> str:
    """Return the alternatives of a pattern (`a|b`) with those of one first letter together: where none begins so, none is tried. They match where
    they matched before; which of several that do comes first may be another.
    """
    parts = _alternatives(alternatives)
    if len(parts) <= _FEW:
        return alternatives
    beginnings: dict[str, list[str]] = {}
    for part in parts:
        lettered = part[:1].isalnum() and not part[1:].startswith(_NOT_ALONE)
        beginnings.setdefault(part[0] if lettered else "", []).append(part[1:] if lettered else part)
    together = {first: "|".join(rests) for first, rests in beginnings.items()}
    return "|".join(f"{first}(?:{by_letter(rests)})" if first else rests for first, rests in together.items())


def _alternatives(pattern: str) -> list[str]:
    """Cut a pattern at each `|` that stands in no brackets."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


#: A character of a pattern, escaped or not, or a set of them.
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


class Wording:
    """A pattern of small letters, which is looked for in such, and words (`a|b`) of which one stands in whatever it matches, as a test proves."""

    def __init__(self, pattern: re.Pattern[str], words: str) -> None:
        self.pattern, self.first = pattern, AnyOf(words.split("|"))

    def candidates(self, texts: Sequence[str]) -> list[str]:
        """Return, in small letters, those of the texts in which the pattern may be found; the others need not be searched."""
        if not self.first.within(small("\n".join(texts))):
            return []
        return list(filter(self.first.within, map(small, texts)))

    def within(self, texts: Sequence[str]) -> bool:
        """Whether the pattern is found in one of the texts."""
        return any(self.pattern.search(text) for text in self.candidates(texts))
