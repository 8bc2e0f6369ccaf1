"""Looks for wordings that few texts have: first, cheaply, for words one of which each of them has, then for the wording itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence


def small(text: str) -> str:
    """Return `text` in small letters, character by character: a pattern of small letters then finds in it what it finds when case is ignored.

    The letters beside a to z that such a pattern takes for an i or an s are made one.
    """
    if text.isascii():
        return text.lower()
    return text.replace("\u0130", "i").lower().replace("\u0131", "i").replace("\u017f", "s")


class Wording:
    """A pattern in which case is ignored, and words in small letters (`a|b`) of which one stands in whatever it matches, as a test proves."""

    def __init__(self, pattern: re.Pattern[str], words: str) -> None:
        self.pattern = pattern
        self.words = tuple(words.split("|"))

    def candidates(self, texts: Sequence[str]) -> list[str]:
        """Return those of the texts in which the pattern may be found; the others need not be searched."""
        if not self._may(small("\n".join(texts))):
            return []
        return [text for text in texts if self._may(small(text))]

    def within(self, texts: Sequence[str]) -> bool:
        """Whether the pattern is found in one of the texts."""
        return any(self.pattern.search(text) for text in self.candidates(texts))

    def _may(self, text: str) -> bool:
        for word in self.words:  # noqa: SIM110 - a generator costs more than the look itself
            if word in text:
                return True
        return False
