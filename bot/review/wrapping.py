"""Where a mail program may break a line: the pieces of a text at every width, many times faster than wrapping it anew each time."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from textwrap import TextWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Wrapping:
    """A single line without tabs or line ends, cut once into the chunks that stay together."""

    def __init__(self, text: str) -> None:
        """Cut at spaces and hyphens, as `textwrap` does."""
        self._text = text
        self.chunks = [chunk for chunk in TextWrapper.wordsep_re.split(text) if chunk]
        self.longest = max(map(len, self.chunks), default=0)
        self._ends = list(accumulate(map(len, self.chunks)))
        self._starts = [0, *self._ends]
        self._blank = [not chunk.strip() for chunk in self.chunks]

    def pieces(self, width: int) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each line of `textwrap.wrap(text, width)`; long words are broken. `width` is 1 or more."""
        text, ends = self._text, self._ends
        at = position = 0
        begun = False
        while at < len(ends):
            if begun and not text[position : ends[at]].strip():
                position, at = ends[at], at + 1
            after = bisect_right(ends, position + width, at)
            last = max(position, ends[after - 2] if after > 1 else 0) if after > at else position
            end = ends[after - 1] if after > at else position
            at = after
            if at < len(ends) and ends[at] - end > width:
                last, end = end, end + self._room(end, min(ends[at], position + width))
            kept = end if text[last:end].strip() else last
            if kept > position:
                begun = True
                yield position, kept
            position = end

    def unbroken(self, width: int, last: int) -> tuple[list[tuple[int, int]], int]:
        """Return what `pieces` yields at a width at which no word is broken (`longest` or more), of lines that begin at `last` or before,
        and the next width at which one of them takes in more.
        """
        starts, ends, blank, many = self._starts, self._ends, self._blank, len(self._ends)
        at, wider = 0, max(width, len(self._text)) + 1
        found: list[tuple[int, int]] = []
        while at < many:
            at += bool(found) and blank[at]
            if at == many or starts[at] > last:
                break
            start = starts[at]
            at = bisect_right(ends, start + width, at)
            if at < many:
                wider = min(wider, ends[at] - start)
            end = starts[at - 1] if blank[at - 1] else ends[at - 1]
            if end > start:
                found.append((start, end))
        return found, wider

    def _room(self, start: int, limit: int) -> int:
        """How much of a word too long for a line still goes onto this one: up to its last hyphen, else all that fits."""
        hyphen = self._text.rfind("-", start, limit)
        return hyphen + 1 - start if hyphen > start and self._text[start:hyphen].strip("-") else limit - start
