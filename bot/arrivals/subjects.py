"""Subjects: reply and forward prefixes in many languages, and our case tags."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.arrivals.phrases import EITHER_PREFIXES, FORWARD_PREFIXES, REPLY_PREFIXES, fold

_PREFIX = re.compile(r"\s{0,9}([^\W\d_]{1,14}\.?)\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,3})?\s{0,3}[:\uff1a]\s{0,9}")
_TAG = re.compile(r"\[\s?(D-\d{4,9})\s?\]", re.IGNORECASE)
_BANNER = re.compile(r"\s{0,9}\[(?:ext|extern|external|externe)\]\s{0,9}", re.IGNORECASE)
_MAX_PREFIXES = 12
_KINDS = (("forward", FORWARD_PREFIXES), ("reply", REPLY_PREFIXES), ("either", EITHER_PREFIXES))
_ANY = REPLY_PREFIXES | FORWARD_PREFIXES | EITHER_PREFIXES


@lru_cache(maxsize=64)
def kind(subject: str) -> str:
    """Return `forward`, `reply`, `either` (it depends on the language) or an empty string by the first prefix that is known."""
    match = _PREFIX.match(_BANNER.sub("", subject))
    word = fold(match[1].rstrip(".")) if match else ""
    return next((name for name, table in _KINDS if word in table), "")


@lru_cache(maxsize=64)
def bare(subject: str) -> str:
    """Return the subject without prefixes, gateway tags and case tags, blanks folded."""
    text = _TAG.sub(" ", _BANNER.sub("", subject))
    for _ in range(_MAX_PREFIXES):
        match = _PREFIX.match(text)
        if not match or fold(match[1].rstrip(".")) not in _ANY:
            break
        text = text[match.end() :]
    return " ".join(text.split())


def case_tags(subject: str) -> tuple[str, ...]:
    """Return the case ids in square brackets, as we write them (`D-0042`)."""
    return tuple(dict.fromkeys(tag.upper() for tag in _TAG.findall(subject)))
