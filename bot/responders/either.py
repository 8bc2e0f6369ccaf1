"""Many phrases as one pattern that reads a shared beginning once: the same matches as trying one after another, many times faster."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: A phrase in pieces: single characters, and patterns that stand for several.
Pieces = Sequence[str]


def letters(text: str) -> tuple[str, ...]:
    """Return a text as pieces, each character escaped."""
    return tuple(map(re.escape, text))


def either(phrases: Sequence[Pieces]) -> str:
    """Return a pattern without groups that matches, case ignored, what `|` between the phrases in this order would match."""
    if len(phrases) == 1:
        return "".join(phrases[0])
    if not all(phrases[:-1]) or any(len(phrase[0]) > len(r"\.") for phrase in phrases if phrase):
        return _bracketed(["".join(phrase) for phrase in phrases])
    beginnings: dict[str, list[Pieces]] = {}
    for phrase in filter(None, phrases):
        beginnings.setdefault(phrase[0].lower(), []).append(phrase[1:])
    # phrases that begin differently never match the same text, so their order means nothing
    found = [first + either(rest) for first, rest in beginnings.items()]
    return _bracketed(found if phrases[-1] else [*found, ""])


def _bracketed(patterns: Sequence[str]) -> str:
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"
