"""May the reading count in which broken lines of a quotation are whole again? Only where each is a line of a mail of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.mail import Words


def with_whole_lines(words: Words, mailed: Iterable[str]) -> Words:
    """Return the words with whole lines where all that was put together stands so, line by line, in what we `mailed`; else as they are.

    So nothing is taken from the writer but the very words with which our line ends, right where they are missing.
    """
    if words.mended is None:
        return words
    ours = {_told(line) for text in mailed for line in text.split("\n")}
    return words.mended.words if all(_told(line) in ours for line in words.mended.lines) else words


def _told(line: str) -> str:
    return " ".join(line.split())
