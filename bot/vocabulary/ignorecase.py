"""What a pattern that ignores case sees in a text: its small letters, and words looked for in them before the pattern is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def small(text: str) -> str:
    """Return `text` in small letters, character by character: a pattern of small letters then finds in it what it finds when case is ignored.

    The letters beside a to z that such a pattern takes for an i or an s are made one.
    """
    if text.isascii():
        return text.lower()
    return text.replace("\u0130", "i").lower().replace("\u0131", "i").replace("\u017f", "s")


class AnyOf:
    """Words in small letters of which one may stand anywhere in a text: far cheaper to look for than any pattern that holds one of them."""

    def __init__(self, words: Iterable[str]) -> None:
        every = set(words)
        self.words = tuple(sorted(word for word in every if not any(other != word and other in word for other in every)))
        self._plain = tuple(word for word in self.words if word.isascii())

    def within(self, text: str) -> bool:
        """Whether one of the words stands in the text, which is in small letters already."""
        return any(map(text.__contains__, self._plain if text.isascii() else self.words))
