"""Undoes format=flowed (RFC 3676): soft line breaks are joined within one depth of quotation."""

from __future__ import annotations

import re

_QUOTE = re.compile(r">{0,200}")


def unflow(text: str, *, delsp: bool) -> str:
    """Join soft-broken lines; `delsp` drops the blank that marked them. Quote depth is written as `> ` again."""
    out: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        match = _QUOTE.match(line)
        depth = len(match[0]) if match else 0
        content = line[depth:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        piece = content[:-1] if soft and delsp else content
        if open_depth == depth and content != "-- ":
            out[-1].append(piece)
        else:
            out.append([f"{'>' * depth} {piece}" if depth else piece])
        open_depth = depth if soft else -1
    joined = ("".join(pieces) for pieces in out)
    return "\n".join(line if line == "-- " else line.rstrip() for line in joined)
