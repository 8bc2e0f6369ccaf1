"""Is it nothing but a yes? Words are matched against the closed lists; whatever else is there makes it no yes."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from bot.review.orders import single_words
from bot.review.words import ADDRESSEES, CONDITIONS, DEVICE_LINES, INTERJECTIONS, LANGUAGES, NEVER_A_NAME, NEVER_BESIDE_A_YES

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Punctuation that changes nothing about a yes. Quotes, brackets, "?" and signs of every other kind do.
DASHES = "-\u2013\u2014"
_SILENT = frozenset(" \t.,;:!*_" + DASHES)
#: A word: letters and digits with inner apostrophes.
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACES = re.compile("[\u00a0\u2002-\u200a\u202f\u205f\u3000]")
_PAUSE = r",.;:!\-\u2013\u2014"
#: What opens a line up to its first sign of punctuation.
_LEAD = re.compile(rf"([^\W\d_]{{1,20}}(?: [^\W\d_]{{1,20}}){{0,3}})[{_PAUSE} ]{{0,3}}[{_PAUSE}][ ]{{0,3}}(?=\S)")
_MAX_LEADS = 2
_MAX_WORDS = 40
_MAX_NAME_WORDS = 3
_MAX_NAME_LINES = 2
_MAX_INITIALS = 3
_HIDDEN_CATEGORIES = frozenset({"Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"})


class Line(Enum):
    """What one line says."""

    YES = "yes"
    GREETING = "greeting"
    POLITE = "polite"
    OTHER = "other"


def plain(line: str) -> str:
    """Return the line with unusual spaces, typographic apostrophes and dots made plain, composed (NFC), trimmed."""
    if line.isascii():
        return line.strip()
    spaced = _SPACES.sub(" ", line).replace("\u2019", "'").replace("\u2026", "...")
    if unicodedata.is_normalized("NFC", spaced):
        return spaced.strip()
    # Composing would turn a Kelvin sign into a K: such look-alikes become a sign that fits nowhere.
    honest = "".join("\ufffd" if char > "\x7f" and unicodedata.normalize("NFC", char) != char else char for char in spaced)
    return unicodedata.normalize("NFC", honest).strip()


def disguised(line: str) -> bool:
    """Tell whether a plain line holds characters that people do not see or take for others (invisible, bidi, look-alike forms)."""
    if line.isascii():
        return not line.replace("\t", "").isprintable()
    if unicodedata.normalize("NFKC", line) != line or any(char in line for char in "\u017f\u212a\u212b"):
        return True
    if line.isprintable():  # what is hidden never is
        return False
    return any(unicodedata.category(char) in _HIDDEN_CATEGORIES and char != "\t" for char in line)


def words_of(line: str) -> tuple[str, ...] | None:
    """Return the lower-case words of a plain line; None when it holds anything but words and silent punctuation."""
    if not _SILENT.issuperset(WORD.sub("", line)):
        return None
    return tuple(WORD.findall(line.lower()))


def is_device_line(line: str) -> bool:
    """Tell whether a mail program wrote this line ("Sent from my iPhone")."""
    return plain(line).lower().startswith(DEVICE_LINES)


def classify(line: str, names: frozenset[str]) -> Line:
    """Say what one plain, undisguised line is; `names` are lower-case words of the approver's and the desk's names."""
    words = words_of(line)
    if not words or len(words) > _MAX_WORDS:
        return Line.OTHER
    roles = _roles(words, names, line)
    if roles is None or roles[0] == "joiner" or roles[-1] == "joiner":
        return Line.OTHER
    meant = _says_something() & set(words) if "name" in roles else frozenset()
    if any(word.islower() and word in meant for word in WORD.findall(line)):
        return Line.OTHER
    if "yes" in roles:
        return Line.OTHER if meant else Line.YES
    if roles[0] == "greeting":
        return Line.GREETING
    return Line.POLITE if {"thanks", "farewell", "name"} & set(roles) else Line.OTHER


def without_lead(line: str) -> str:
    """Return a plain line without what opens it and says nothing: a greeting, thanks, a "stop!", up to its comma or full stop."""
    for _ in range(_MAX_LEADS):
        found = _LEAD.match(line)
        head = found.group(1).lower() if found else ""
        if not found or not (head in INTERJECTIONS or classify(found.group(1), frozenset()) in {Line.GREETING, Line.POLITE}):
            break
        line = line[found.end() :]
    return line


def only_yes(lines: Sequence[str], names: frozenset[str]) -> bool:
    """Tell whether these plain, non-empty lines are a yes and politeness and nothing else."""
    found = False
    signed = _MAX_NAME_LINES + 1
    for position, line in enumerate(lines):
        if disguised(line):
            return False
        kind = classify(line, names)
        if kind is Line.YES:
            found = True
            signed = 0 if _takes_leave(line, names) else signed
        elif kind is Line.POLITE:
            signed = 0
        elif kind is Line.GREETING and position == 0:
            continue
        elif found and ((signed < _MAX_NAME_LINES and _is_name(line)) or _is_initials(line, names)):
            signed += 1
        else:
            return False
    return found


def _roles(words: tuple[str, ...], names: frozenset[str], line: str) -> list[str] | None:
    """Cut the words into listed phrases from the left, the longest first but another cut where that leads nowhere."""
    paths: dict[int, list[str]] = {0: []}
    for position in range(len(words)):
        if position not in paths:
            continue
        for role, length in _steps(words, position, names):
            paths.setdefault(position + length, [*paths[position], role])
        so_far = paths[position]
        if so_far and so_far[0] == "greeting" and "yes" not in so_far and (length := _greeted(words, position, line)):
            paths.setdefault(position + length, [*so_far, "name"])
        leaves = so_far[-1:] == ["farewell"] and ("yes" in so_far or len(so_far) == 1)
        leaves = leaves or (so_far[-1:] == ["thanks"] and "yes" in so_far)
        if leaves and _signs(words, position, line):
            paths.setdefault(len(words), [*so_far, "name"])
    return paths.get(len(words))


def _steps(words: tuple[str, ...], position: int, names: frozenset[str]) -> list[tuple[str, int]]:
    """Return what can begin here, as (role, number of words), the longest first; a greeting only begins a line."""
    units, longest = _units()
    steps = []
    for length in range(min(longest, len(words) - position), 0, -1):
        role = units.get(words[position : position + length])
        if role and (role != "greeting" or position == 0):
            steps.append((role, length))
    if words[position] in names and words[position] not in NEVER_A_NAME:
        steps.append(("name", 1))
    return steps


@cache
def _units() -> tuple[dict[tuple[str, ...], str], int]:
    units: dict[tuple[str, ...], str] = {}
    for language in LANGUAGES.values():
        lists = (
            ("joiner", language.joiner), ("farewell", language.farewell), ("greeting", language.greeting),
            ("thanks", language.thanks), ("please", language.please), ("yes", language.yes),
        )  # fmt: skip
        for role, phrases in lists:
            for phrase in phrases:
                key = tuple(phrase.split(" "))
                if role == "yes" or units.get(key) != "yes":
                    units[key] = role
    return units, max(map(len, units))


@cache
def _says_something() -> frozenset[str]:
    """Words that mean something beside a yes, though somebody may be called so."""
    units, _ = _units()
    return NEVER_BESIDE_A_YES - {word for phrase in units for word in phrase}


def _greeted(words: tuple[str, ...], position: int, line: str) -> int:
    """Count the words from here (at most three) that can only be the addressee of a greeting on a line of its own."""
    rest = words[position:]
    if all(word in ADDRESSEES for word in rest):
        return len(rest)
    if words[position] in ADDRESSEES:
        return 1
    capital = all(word[:1].isupper() for word in WORD.findall(line)[position:])
    return len(rest) if capital and len(rest) <= _MAX_NAME_WORDS and not NEVER_A_NAME & set(rest) and not _listed(rest) else 0


def _takes_leave(line: str, names: frozenset[str]) -> bool:
    """Tell whether a line of yes ends with a farewell or thanks, so that a name may stand below it."""
    return (_roles(words_of(line) or (), names, line) or [""])[-1] in {"farewell", "thanks"}


def _signs(words: tuple[str, ...], position: int, line: str) -> bool:
    """Tell whether the last word, behind a farewell on its line or on that of the yes, or behind its thanks, is who signs: "LG Tim", "Approved. Thanks, Jo"."""
    last = words[position:]
    return (
        len(last) == 1
        and last[0].isalpha()
        and WORD.findall(line)[position][:1].isupper()
        and not ((NEVER_A_NAME | _says_something()) & set(last) or _listed(last))
    )


def _is_name(line: str) -> bool:
    """Tell whether a line under a farewell is a person's or firm's name: up to three capitalised words, none with a meaning here."""
    words = WORD.findall(line)
    lower = words_of(line)
    if lower is None or not words or len(words) > _MAX_NAME_WORDS or NEVER_A_NAME & set(lower) or _listed(lower):
        return False
    return all(word[:1].isupper() and word.replace("'", "").isalpha() for word in words)


def _is_initials(line: str, names: frozenset[str]) -> bool:
    """Tell whether a line under a yes is nothing but initials of the approver's name: A., AL, A. L."""
    words = words_of(line) or ()
    letters = "".join(words)
    if not 0 < len(letters) <= _MAX_INITIALS or _listed(words) or _listed((letters,)) or {letters, *words} & (NEVER_A_NAME | CONDITIONS):
        return False
    return letters.isalpha() and set(letters) <= {name[0] for name in names}


def _listed(words: tuple[str, ...]) -> bool:
    """Tell whether one of these words is a decision in any language."""
    return bool(_deciding() & set(words))


@cache
def _deciding() -> frozenset[str]:
    phrases = [phrase for language in LANGUAGES.values() for phrase in (*language.yes, *language.no, *language.bare_no)]
    return frozenset(word for phrase in phrases for word in phrase.split(" ")) | single_words()
