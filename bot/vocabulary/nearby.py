"""Looks for wordings with a figure in them only where a figure is near: most of a letter has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = re.compile(r"\d+")


def matches(pattern: re.Pattern[str], text: str, before: int = 0) -> Iterator[re.Match[str]]:
    """Yield what `finditer` yields of a pattern that begins with a digit or at most `before` characters ahead of one."""
    at = 0
    for digits in _DIGITS.finditer(text):
        at = max(at, digits.start() - before)
        while at < digits.end():
            found = pattern.match(text, at)
            if found:
                yield found
            at = found.end() if found else at + 1
