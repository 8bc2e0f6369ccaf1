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


def led(pattern: re.Pattern[str], lead: re.Pattern[str], text: str, before: int) -> Iterator[re.Match[str]]:
    """Yield what `finditer` yields of a pattern that begins with the first digit of a figure, or at most `before` characters ahead of it where
    `lead`, which ends with that digit, is found.
    """
    at = 0
    for digits in _DIGITS.finditer(text):
        first = digits.start()
        if first < at:
            continue
        leading = lead.search(text, max(at, first - before), first + 1)
        for begin in range(leading.start() if leading else first, first + 1):
            if found := pattern.match(text, begin):
                yield found
                at = found.end()
                break
        else:
            at = digits.end()
