"""Pairs answers written between quoted lines with the lines that each of them answers."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from bot.vocabulary.mail import Answered

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Pairs kept per mail, and letters kept of what each answers: context, not an archive.
_MAX_PAIRS = 50
_MAX_QUOTED = 500
#: A quotation of so many lines that one answer follows is what it answers; a longer one is the whole mail, kept below or above it.
_TRIMMED = 6


def pairs(lines: list[str], tags: list[str], new: str, quoted: str) -> tuple[Answered, ...]:
    """Return what each answer answers: the last paragraph of `>` lines above it.

    Only answers between quoted lines have one; words above all quotation have none, and words below a whole quoted mail answer all
    of it.
    """
    first = tags.index(quoted) if quoted in tags else len(tags)
    below = tags[first:]
    if new not in below or not any(map(str.strip, compress(lines[first:], map(new.__eq__, below)))):
        return ()  # nothing stands below a quotation
    runs = [run for run in _runs(lines, tags) if run[0] in {new, quoted}]
    answers = [number for number, (tag, _) in enumerate(runs) if tag == new and number and runs[number - 1][0] == quoted]
    between = len(answers) > 1 or any(runs[number + 1 :] for number in answers)
    found: list[Answered] = []
    for number in answers[:_MAX_PAIRS]:
        above = [line for line in runs[number - 1][1] if line.startswith(">") or not line.strip()]
        if between or len(above) <= _TRIMMED:
            found.append(Answered(_paragraph(above), _joined(runs[number][1])))
    return tuple(pair for pair in found if pair.quoted)


def _runs(lines: list[str], tags: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Stretches of lines of one tag; a stretch of blank lines belongs to the one above it."""
    current, run = "", list[str]()
    for line, tag in zip(lines, tags, strict=True):
        if tag != current and line.strip():
            if run:
                yield current, run
            current, run = tag, []
        run.append(line)
    if run:
        yield current, run


def _paragraph(quoted: list[str]) -> str:
    """The last paragraph of quoted lines, their marks taken off."""
    bare = [line.lstrip("> \t").rstrip() for line in quoted]
    while bare and not bare[-1]:
        bare.pop()
    start = next((number + 1 for number in range(len(bare) - 1, -1, -1) if not bare[number]), 0)
    return " ".join(bare[start:])[-_MAX_QUOTED:]


def _joined(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip()
