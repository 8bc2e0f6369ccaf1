"""Looks for wordings that few texts have: first, cheaply, for words one of which each of them has, then for the wording itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import AnyOf, small

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence


class Wording:
    """A pattern in which case is ignored, and words in small letters (`a|b`) of which one stands in whatever it matches, as a test proves."""

    def __init__(self, pattern: re.Pattern[str], words: str) -> None:
        self.pattern, self.first = pattern, AnyOf(words.split("|"))

    def candidates(self, texts: Sequence[str]) -> list[str]:
        """Return those of the texts in which the pattern may be found; the others need not be searched."""
        if not self.first.within(small("\n".join(texts))):
            return []
        return [text for text in texts if self.first.within(small(text))]

    def within(self, texts: Sequence[str]) -> bool:
        """Whether the pattern is found in one of the texts."""
        return any(self.pattern.search(text) for text in self.candidates(texts))
