"""Looks for wordings with a figure in them only where a figure is near: most of a letter has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGIT = re.compile(r"\d")


def matches(pattern: re.Pattern[str], text: str, before: int) -> Iterator[re.Match[str]]:
    """Return the matches of a pattern that has at most `before` characters ahead of its first digit."""
    first = _DIGIT.search(text)
    return pattern.finditer(text, max(0, first.start() - before)) if first else iter(())
