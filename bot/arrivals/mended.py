"""Puts together what a program broke: quoted lines cut to fewer columns, whose rest stands below them without the mark.

Whether the rest is the quotation's or somebody's words set in, only who knows what was mailed can say: both readings are handed on.
"""

from __future__ import annotations

import re

#: Lines that are looked at, and columns beyond which no program breaks lines.
_MOST, _WIDEST = 5_000, 80
#: Letters of a line that was put together; ours have fewer.
_LONGEST = 1_000
#: Where programs break lines; a no-break space is none of them.
_BLANK = re.compile(r"[ \t]+")
_MARKED = re.compile(r">[> \t]{0,40}")


def mended(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the text with each rest set back behind its quoted line, and those lines whole without their marks; None where none is.

    A rest is an unmarked line whose first word no longer fitted on the line above, which is quoted or itself a rest.
    """
    lines = text.split("\n", _MOST)
    columns = max((len(line) for line in lines[:_MOST] if line.startswith(">")), default=0)
    if not 0 < columns <= _WIDEST:
        return None
    whole: list[str] = []
    joined: list[int] = []
    above = ""
    for line in lines:
        if above and len(whole[-1]) < _LONGEST and _rests(line, above, columns):
            joined += [len(whole) - 1] if len(whole) - 1 not in joined[-1:] else []
            whole[-1] = f"{whole[-1].rstrip()} {line}"
            above = line.rstrip()
            continue
        whole.append(line)
        above = line.rstrip() if _MARKED.match(line) else ""
    found = tuple(_bare(whole[at]) for at in joined)
    return ("\n".join(whole), found) if found else None


def _rests(line: str, above: str, columns: int) -> bool:
    """Tell whether the first word of an unmarked line no longer fitted on the line above it."""
    return bool(line.strip()) and line[0] not in "> \t" and len(above) + 1 + len(_BLANK.split(line, maxsplit=1)[0]) > columns


def _bare(line: str) -> str:
    marks = _MARKED.match(line)
    return line[marks.end() if marks else 0 :]
