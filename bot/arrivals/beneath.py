"""Tells which lines of a quotation a program may have written: introductions, header blocks, banners, notices, signatures.

What is left is the quoted mail itself, or somebody's own words in the shape of one; only who knows what was mailed can say which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.arrivals import banner, blocks, intros, notices, undersigned
from bot.arrivals.phrases import FAREWELLS, fold
from bot.vocabulary.mail import QuotedLine

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Lines that are looked at one by one.
_MOST = 5_000
#: Letters of a line that are looked at.
_LONGEST = 1_000
_MARKS = re.compile(r"[> \t\xa0]{0,200}")
#: Letters that are neither small nor capital: no list of ours knows what they say.
_UNCASED = re.compile(r"[\u0590-\u1cff\u2e80-\ud7ff]{2}")
_EDGES = " \t*_|-,.;:!"
#: Lines of a header block that are looked at together, with those that go on below.
_NEAR = 20


def beneath(quoted: str, email: str, name: str = "") -> tuple[QuotedLine, ...]:
    """Return the lines of a quotation without marks, introductions and header blocks; `email` and `name` are the writer's.

    Silent are blank lines, banners, notices and signatures, and the writer's own earlier mails.
    """
    lines = quoted.split("\n", _MOST)
    rest = [QuotedLine(lines.pop())] if len(lines) > _MOST else []
    depths = [_MARKS.match(line)[0].count(">") for line in lines]  # type: ignore[index]
    found: list[tuple[str, bool]] = []
    at, mine, depth_of_mine = 0, False, 0
    while at < len(lines):
        end, writer = _introduction(lines, depths, at)
        if end > at:
            mine, depth_of_mine = bool(email) and writer == email, depths[at]
            found.append(("", True))
            at = end
            continue
        mine = mine and depths[at] >= depth_of_mine
        found.append((_bare(lines[at], depths[at]), mine))
        at += 1
    silent = _silent([text for text, _ in found], f"{name} {email.rpartition('.')[0]}")
    return (*(QuotedLine(text, own or hush) for (text, own), hush in zip(found, silent, strict=True)), *rest)


def _bare(line: str, depth: int) -> str:
    """A line without so many marks of quotation."""
    marks = _MARKS.match(line)
    at, end = 0, marks.end() if marks else 0
    for _ in range(min(depth, line.count(">", 0, end))):
        at = line.index(">", at) + 1
    return line[at:].strip()


def _introduction(lines: list[str], depths: list[int], at: int) -> tuple[int, str]:
    """Where an introduction that begins here ends (`at` for none), and whose words it introduces."""
    first = _bare(lines[at], depths[at])
    if not first:
        return at, ""
    if blocks.mark(first) or blocks.rule(first):
        return at + 1, ""
    label = blocks.label(first)
    if not (label or ":" in "".join(lines[at : at + 4]) or first[0].isdigit()):
        return at, ""
    near = [_bare(line, depths[at]) for line in lines[at : at + _NEAR]]
    block = blocks.block_at(near, 0) if label else None
    if block and block.sure:
        return at + block.end, intros.email_in(block.fields.get("from", "")) or ""
    intro = intros.intro_at(near, 0)
    if intro and (intro.strong or any(line.startswith(">") for line in near[intro.end : intro.end + 2]) or _deeper(depths, at, intro.end)):
        return at + intro.end, (intros.email_in(intro.text) or "").lower()
    return at, ""


def _deeper(depths: list[int], at: int, length: int) -> bool:
    return any(depth > depths[at] for depth in depths[at + length : at + length + 2])


def _silent(lines: Sequence[str], writer: str) -> list[bool]:
    """Which lines say nothing, paragraph by paragraph; a line too long to be looked at may say something."""
    found: list[bool] = []
    start = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not lines[at].strip(_EDGES):
            short = [line[:_LONGEST] for line in lines[start:at]]
            found += _paragraph(short, writer) + [True] * (at < len(lines))
            start = at + 1
    return found


def _paragraph(lines: Sequence[str], writer: str) -> list[bool]:
    folded = [fold(line) for line in lines]
    if banner.is_banner(folded):
        return [True] * len(lines)
    notice = next((at for at, line in enumerate(lines) if notices.opens(line)), len(lines))
    spoken = [bool(_UNCASED.search(line) or undersigned.doubtful(line, writer)) for line in lines[:notice]]
    signed = sum(spoken) <= 1 and undersigned.is_signature(lines, writer)
    hushed = [banner.is_banner([line]) or line.strip(_EDGES) in FAREWELLS for line in folded[:notice]]
    return [hush or (signed and not speaks) for hush, speaks in zip(hushed, spoken, strict=True)] + [True] * (len(lines) - notice)
