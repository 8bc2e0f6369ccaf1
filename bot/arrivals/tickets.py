"""Finds the newest entry in the mail of a ticket system, which lists them one below the other, the newest first."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bot.arrivals import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Lines that are looked at, and in which the reply line must stand.
_MAX_LINES = 2_000
_TOP = 6
#: Who wrote an entry and when: "Oskar Lind, Oct 21, 2026, 11:14 GMT+2", "Maya Olsen (Support) 5. Okt. 2026, 09:30 MESZ".
_HEAD = re.compile(r"(?=[^\n]{0,90}\b20\d{2}\b)[^\W\d_][^\n:]{2,80}[, ]\d{1,2}:\d{2}(?::\d{2})?(?: [^\s:]{1,12}){0,2}(?P<colon>:?)")


def newest(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return where the words of the newest entry begin and end; None where a mail is no such list.

    A reply line stands on top, a drawn rule above each entry's head.
    """
    top = islice(filter(str.strip, islice(lines, _MAX_LINES)), _TOP)
    if not any(map(blocks.asks_above, top)):
        return None
    found = ((index, _HEAD.fullmatch(line.strip(" \t\xa0*>"))) for index, line in enumerate(lines[:_MAX_LINES]))
    heads = [index for index, head in found if head and (_ruled(lines, index) or (head["colon"] and _alone(lines, index)))]
    if not heads:
        return None
    end = _rule_above(lines, heads[1]) if len(heads) > 1 else len(lines)
    return heads[0] + 1, end


def _alone(lines: Sequence[str], index: int) -> bool:
    """Whether blank lines stand around a line."""
    return all(not lines[at].strip() for at in (index - 1, index + 1) if 0 <= at < len(lines))


def _ruled(lines: Sequence[str], index: int) -> bool:
    return _rule_above(lines, index) < index


def _rule_above(lines: Sequence[str], index: int) -> int:
    """The drawn rule above a line, blank lines between; the line itself where none is."""
    at = index - 1
    while at > 0 and not lines[at].strip():
        at -= 1
    return at if at >= 0 and blocks.rule(lines[at]) else index
