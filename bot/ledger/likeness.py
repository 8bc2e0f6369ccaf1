"""How like a written number is to a number of ours: the same, or one known slip away; never by being its beginning."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from bot.vocabulary.numbers import normalise_number


class Likeness(IntEnum):
    """The kinds of likeness, weakest first."""

    UNLIKE = 0
    ONE_EDIT = 1
    SWAPPED = 2
    CORE = 3
    CONFUSED = 4
    SAME = 5


#: Identifiers longer than this are compared only for being the same.
_LONGEST = 40
#: Shorter numbers are all within one slip of each other: INV-10 and INV-11.
_SHORTEST_FOR_SLIPS = 5
_CONFUSED = str.maketrans("oil", "011")
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_SLIPPED = re.compile(r"(?<![^\W_])\d[\doil]{0,39}(?![^\W_])")
_YEAR = re.compile(r"(?:19|20)?\d{2}")


@lru_cache(maxsize=8192)
def bare(number: str) -> str:
    """Return `normalise_number`, kept: the same invoices are looked at for every mail of a client."""
    return normalise_number(number)


def likeness(written: str, number: str) -> Likeness:
    """Return how like two identifiers are (in either order); a proper beginning of the other is UNLIKE.

    CORE: a letter prefix, or the year in front, is missing on one side (`1041` for `INV-1041`, `60` for `2025-060`).
    CONFUSED: equal when O reads as 0 and I, l as 1. SWAPPED: two neighbours changed places. ONE_EDIT: one character is
    wrong, missing or too many.
    """
    ours, theirs = bare(number), bare(written)
    if not ours or not theirs:
        return Likeness.UNLIKE
    if ours == theirs:
        return Likeness.SAME
    if max(len(ours), len(theirs)) > _LONGEST or ours.startswith(theirs) or theirs.startswith(ours):
        return Likeness.UNLIKE
    ours_meant, theirs_meant = ours.translate(_CONFUSED), theirs.translate(_CONFUSED)
    if ours_meant == theirs_meant:
        return Likeness.CONFUSED
    if ours_meant[-1] == theirs_meant[-1] and _same_core(written, number):
        return Likeness.CORE
    return _slip(theirs, ours)


def _same_core(written: str, number: str) -> bool:
    """Whether one side is the other without its prefix; O or l behind a digit may be meant as 0 or 1."""
    return any(
        _is_tail(theirs, ours) or _is_tail(ours, theirs)
        for theirs in (_runs(written), _runs(_digits_meant(written)))
        for ours in (_runs(number), _runs(_digits_meant(number)))
    )


def _digits_meant(number: str) -> str:
    """The identifier with O, I and l read as digits in words that begin with a digit and hold no other letter: `1O41`."""
    return _SLIPPED.sub(lambda found: found.group().translate(_CONFUSED), unicodedata.normalize("NFKC", number).casefold())


def _is_tail(short: list[str], full: list[str]) -> bool:
    """Whether `short` is `full` without leading letters or a leading year; leading zeros of the first run may be missing."""
    dropped, tail = full[: len(full) - len(short)], full[len(full) - len(short) :]
    if not short or not dropped or not short[0].isdigit() or not tail[0].isdigit():
        return False
    same = tail[0].lstrip("0") == short[0].lstrip("0") and tail[1:] == short[1:]
    return same and all(not run.isdigit() or _YEAR.fullmatch(run) for run in dropped)


def _runs(number: str) -> list[str]:
    return _RUNS.findall(unicodedata.normalize("NFKC", number).casefold())


def _slip(theirs: str, ours: str) -> Likeness:
    if min(len(ours), len(theirs)) < _SHORTEST_FOR_SLIPS or abs(len(ours) - len(theirs)) > 1:
        return Likeness.UNLIKE
    start = next((i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), min(len(ours), len(theirs)))
    left, right = theirs[start:], ours[start:]
    if len(left) == len(right):
        if left[:2] == right[1::-1] and left[2:] == right[2:]:
            return Likeness.SWAPPED
        return Likeness.ONE_EDIT if left[1:] == right[1:] else Likeness.UNLIKE
    return Likeness.ONE_EDIT if left[1:] == right or left == right[1:] else Likeness.UNLIKE
