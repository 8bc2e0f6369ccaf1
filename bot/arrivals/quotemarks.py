"""Knows the marks other than `>` that old mail programs set before quoted lines: `|`, `}`, `%`, the quoted writer's initials."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.arrivals import intros

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Lines that are looked at.
_LINES = 2_000
#: What a person can have set in mutt's indent_string, in vim and in Emacs instead of `>`.
_MARKS = frozenset("|}%:#+!")
#: `OR> `, `Owain> `: Supercite's way.
_INITIALS = re.compile(r" {0,8}([A-Z][A-Za-z]{0,11})> ?")
#: Lines with the same initials that are a quotation without any introduction.
_ENOUGH = 2


def plain(lines: list[str]) -> list[str]:
    """The lines with `>` before what is quoted in another way; the same list where nothing is."""
    own = [(at, line) for at, line in enumerate(lines[:_LINES]) if line[:1] != ">"]
    names = [found[1] for _, line in own if ">" in line[:22] and (found := _INITIALS.match(line))]
    cited = set(names) if len(names) >= _ENOUGH and len(set(names)) == 1 else set()  # several names are a conversation
    odd = next((line[0] for at, line in own if at and line[:1] in _MARKS and _introduced(lines, at)), "")
    if not cited and not odd:
        return lines
    return [_marked(line, odd, cited) if at < _LINES else line for at, line in enumerate(lines)]


def _introduced(lines: Sequence[str], index: int) -> bool:
    """Whether a wrote-line ends right above, a blank line between at most."""
    above = index - 1 if lines[index - 1].strip() else index - 2
    if above < 0 or lines[above].rstrip()[-1:] not in {":", "\uff1a"}:
        return False
    near = list(lines[max(0, above - 2) : above + 1])
    return any((found := intros.intro_at(near, at)) is not None and found.end == len(near) for at in range(len(near)))


def _marked(line: str, odd: str, cited: set[str]) -> str:
    if odd and line.startswith(odd) and line[1:2] in {"", " ", odd}:
        return f">{line[1:]}"
    found = _INITIALS.match(line) if cited else None
    return f"> {line[found.end() :]}" if found and found[1] in cited else line
