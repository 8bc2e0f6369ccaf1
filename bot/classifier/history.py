"""Finds where a body stops being the writer's own words and becomes quoted history."""

# ruff: noqa: RUF001 - the typographic quotes, dashes and signs are what people write
from __future__ import annotations

import re

from bot.vocabulary.ignorecase import small

#: Separator lines that mail programs put above a quoted mail, in six languages (lower case, without dashes).
_SEPARATORS = frozenset(
    [
        "original message",
        "original appointment",
        "forwarded message",
        "begin forwarded message",
        "ursprüngliche nachricht",
        "originalnachricht",
        "weitergeleitete nachricht",
        "anfang der weitergeleiteten nachricht",
        "message d'origine",
        "message original",
        "message transféré",
        "message d’origine",
        "mensaje original",
        "mensaje reenviado",
        "messaggio originale",
        "messaggio inoltrato",
        "oorspronkelijk bericht",
        "origineel bericht",
        "doorgestuurd bericht",
    ]
)
_FROM = re.compile(r"(?:from|von|van|de|da) ?:", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|verzonden|aan|onderwerp|envoyé|à|objet"
    r"|enviado|enviado el|fecha|para|asunto|inviato|data|a|oggetto) ?:",
    re.IGNORECASE,
)
_INTRO_START = re.compile(r"(?:on|am|le|el|il|op|den|em|w dniu) ", re.IGNORECASE)
#: In small letters.
_INTRO_END = re.compile(r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev)\b[^\n]{0,90}$")
#: First letters of what `_FROM` and `_INTRO_START` match; to them a dotted or dotless i is one.
_BEGINS = frozenset("fvdoaleiwFVDOALEIW\u0130\u0131")
_DIGIT = re.compile(r"\d")
_LONGEST_LINE = 300


def own_words_end(body: str) -> int:
    """Return the offset at which quoted history starts (the length of `body` when there is none).

    A light cut only: separator lines, header blocks, 'On ... wrote:' lines and a first '>' line that is not followed by new
    words. Text that would leave nothing of its own is left whole, so a bare forward can still be read.
    """
    lines = body.splitlines(keepends=True)
    offset = 0
    for index, line in enumerate(lines):
        if _starts_history(lines, index):
            return offset if body[:offset].strip() else len(body)
        offset += len(line)
    return len(body)


def quoted_lines(body: str, end: int) -> list[tuple[int, int]]:
    """Return the spans of '>' lines within `body[:end]` (answers written between quotes keep their own words)."""
    spans: list[tuple[int, int]] = []
    if ">" not in body[:end]:
        return spans
    offset = 0
    for line in body[:end].splitlines(keepends=True):
        if line.lstrip().startswith(">"):
            spans.append((offset, offset + len(line)))
        offset += len(line)
    return spans


def _starts_history(lines: list[str], index: int) -> bool:
    line = lines[index][:_LONGEST_LINE].strip().lstrip("> *").strip()
    if not line:
        return False
    if line.strip("-_* :").lower() in _SEPARATORS or (len(line) > 15 and not line.strip("_")):  # noqa: PLR2004 - Outlook's rule is 32 long
        return True
    if line[0] not in _BEGINS:
        return False
    if _FROM.match(line):
        return any(_FIELD.match(other.strip().lstrip("> *")) for other in lines[index + 1 : index + 4]) or "@" in line
    if _INTRO_START.match(line) and _DIGIT.search(line):
        joined = line if line.endswith(":") or index + 1 >= len(lines) else f"{line} {lines[index + 1][:_LONGEST_LINE].strip()}"
        return bool(_INTRO_END.search(small(joined)))
    return False
