"""Joins the lines that a mail program broke, so that a narrow screen shows a client's letter as paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.inert import CLOSE, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Mail programs break lines at 65 to 80 columns; a text whose longest line is shorter or longer was not broken by one.
_NARROWEST, _WIDEST = 55, 82
_LISTED = ("-", "*", "•", ">", "|", "+", "#")


def reflowed(text: str) -> str:
    """Return the text with broken lines joined: a line ends where the next line's first word would have had room."""
    lines = text.split("\n")
    width = max((_columns(line) for line in lines), default=0)
    return text if not _NARROWEST <= width <= _WIDEST else "\n".join(_joined(lines, width))


def _joined(lines: list[str], width: int) -> Iterator[str]:
    held: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        held.append(line.rstrip() if _broken(line, following, width) else line)
        if not _broken(line, following, width):
            yield " ".join(held)
            held = []


def _broken(line: str, following: str, width: int) -> bool:
    """Tell whether the line went on in the next: both have words, the next begins no list, its first word did not fit."""
    if not line.strip() or not following.strip() or following[:1].isspace() or following.lstrip(OPEN + CLOSE).startswith(_LISTED):
        return False
    return _columns(line.rstrip()) + 1 + _columns(following.split(maxsplit=1)[0]) > width


def _columns(line: str) -> int:
    return len(line) - line.count(OPEN) - line.count(CLOSE)
