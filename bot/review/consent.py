"""Is it nothing but a yes? Words are matched against the closed lists; whatever else is there makes it no yes."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.review.courtesy import apologised, is_leave, may_take_leave, thanked, wished
from bot.review.orders import single_words
from bot.review.words import (
    ADDRESSEES,
    ALONE,
    CONDITIONS,
    DEVICE_LINES,
    FROM_A_PLACE,
    INTERJECTIONS,
    LANGUAGES,
    NEVER_A_NAME,
    NEVER_BESIDE_A_YES,
)
from bot.vocabulary.smileys import without_smileys

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Punctuation that changes nothing about a yes. Quotes, brackets, "?" and signs of every other kind do.
DASHES = "-\u2013\u2014"
_SILENT = frozenset(" \t.,;:!\u00a1*_" + DASHES)
#: A word: letters and digits with inner apostrophes.
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACES = re.compile("[\u00a0\u2002-\u200a\u202f\u205f\u3000]")
#: What keyboards have beside the apostrophe, and people take for one between two letters.
_TICKS = re.compile(r"(?<=[^\W\d_])[`\u00b4\u2018\u02bc\u2032](?=[^\W\d_])")
#: Without any of these there is nothing to make plain but what is not composed.
_UNPLAIN = re.compile("[\u00a0\u2002-\u200a\u202f\u205f\u3000`\u00b4\u2018\u02bc\u2032\u2019\u2026]")
_PAUSE = r",.;:!\-\u2013\u2014"
#: What opens a line up to its first sign of punctuation.
_LEAD = re.compile(rf"((?>[^\W\d_]{{1,20}}(?: [^\W\d_]{{1,20}}){{0,3}}))[{_PAUSE} ]{{0,3}}[{_PAUSE}][ ]{{0,3}}(?=\S)")
_MAX_LEADS = 2
#: Letters of a line that is worth keeping with what it is.
_SHORT = 120
_CALL_ENDS = ".,;:!" + DASHES
_MAX_WORDS = 40
_MAX_NAME_WORDS = 3
_MAX_GREETINGS = 2
_MAX_PLACE = 2
_MAX_NAME_LINES = 2
_MAX_INITIALS = 3
_PAIR = 2
#: Kisses behind a name.
_KISSES = re.compile(r"[xX]{1,5}")
#: What a phrase that is on several lists is taken for first; what a name may stand behind.
_ORDER = ("yes", "please", "thanks", "greeting", "farewell", "joiner")
_LEAVING = ("thanks", "farewell", "wish", "apology")
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
        return _TICKS.sub("'", line).strip() if "`" in line else line.strip()
    if not _UNPLAIN.search(line) and unicodedata.is_normalized("NFC", line):
        return line.strip()
    spaced = _TICKS.sub("'", _SPACES.sub(" ", line)).replace("\u2019", "'").replace("\u2026", "...")
    if unicodedata.is_normalized("NFC", spaced):
        return spaced.strip()
    # Composing would turn a Kelvin sign into a K: such look-alikes become a sign that fits nowhere.
    honest = "".join("\ufffd" if char > "\x7f" and unicodedata.normalize("NFC", char) != char else char for char in spaced)
    return unicodedata.normalize("NFC", honest).strip()


def is_even(line: str) -> bool:
    """Tell whether nothing in a line must be made plain: then it, and what stands behind any blank of it, is plain once it is trimmed."""
    return not _UNPLAIN.search(line) and (line.isascii() or unicodedata.is_normalized("NFC", line))


def disguised(line: str) -> bool:
    """Tell whether a plain line holds characters that people do not see or take for others (invisible, bidi, look-alike forms)."""
    if line.isascii():
        return not line.replace("\t", "").isprintable()
    if unicodedata.normalize("NFKC", line) != line or any(char in line for char in "\u017f\u212a\u212b"):
        return True
    if line.isprintable():  # what is hidden never is
        return False
    return any(unicodedata.category(char) in _HIDDEN_CATEGORIES and char != "\t" for char in line)


def _spelled(line: str) -> str:
    """Return a line with the signs that people write for "and" and for a comma: "Thanks & regards", "BR//Åsa"."""
    return line.replace(" & ", " and ").replace("//", ", ") if "&" in line or "//" in line else line


def words_of(line: str) -> tuple[str, ...] | None:
    """Return the lower-case words of a plain line; None when it holds anything but words and silent punctuation."""
    if line.isascii() and line.replace(" ", "").isalnum():  # nothing but words
        return tuple(line.lower().split())
    if not _SILENT.issuperset(WORD.sub("", line)):
        return None
    return tuple(WORD.findall(line.replace("\u0130", "i").lower()))  # its small form is two letters, and two words


def is_device_line(line: str) -> bool:
    """Tell whether a mail program wrote this line ("Sent from my iPhone")."""
    return plain(line).lower().startswith(DEVICE_LINES)


def classify(line: str, names: frozenset[str]) -> Line:
    """Say what one plain, undisguised line is; `names` are lower-case words of the approver's and the desk's names."""
    return _kept(line, names) if len(line) <= _SHORT else _classified(line, names)


@lru_cache(maxsize=1024)
def _kept(line: str, names: frozenset[str]) -> Line:
    """Several questions about one short line begin with what it is."""
    return _classified(line, names)


def _classified(line: str, names: frozenset[str]) -> Line:
    line = _spelled(without_smileys(line))
    words = words_of(line)
    if not words:
        return _of_two(line, names)
    if len(words) > _MAX_WORDS:
        return Line.OTHER
    found = _roles(words, names, line)
    if found is None or found[0][0] == "joiner" or found[-1][0] == "joiner":
        return Line.POLITE if is_leave(words) else Line.OTHER
    return _said(line, words, found)


def _said(line: str, words: tuple[str, ...], found: Sequence[tuple[str, int]]) -> Line:
    """Say what the phrases that a line is made of are together; a name that means something makes it nothing known."""
    roles = [role for role, _ in found]
    meant = _named(words, found) & NEVER_BESIDE_A_YES
    if any(word.islower() and word in meant for word in WORD.findall(line)):
        return Line.OTHER
    if "yes" in roles:
        return Line.OTHER if meant or "wish" in roles[: roles.index("yes")] else Line.YES
    if roles[0] == "greeting":
        return Line.GREETING
    return Line.POLITE if {*_LEAVING, "name"} & set(roles) else Line.OTHER


def _named(words: tuple[str, ...], found: Sequence[tuple[str, int]]) -> set[str]:
    """Return the words of a line that are somebody's name in it."""
    named, position = set(), 0
    for role, length in found:
        named |= set(words[position : position + length]) if role == "name" else set()
        position += length
    return named


def _of_two(line: str, names: frozenset[str]) -> Line:
    """Say what a line is whose halves a stroke sets apart, a farewell in two languages; no yes is in it."""
    head, stroke, tail = line.partition(" / ")
    polite = stroke and "/" not in tail and {classify(head, names), classify(tail, names)} == {Line.POLITE}
    return Line.POLITE if polite else Line.OTHER


def without_call(line: str) -> str:
    """Return a plain line without the one word that people call out before they say no, with no sign behind it: "stop dont send it"."""
    word, blank, rest = line.partition(" ")
    return rest.lstrip() if blank and word.lower().rstrip(_CALL_ENDS) in INTERJECTIONS else line


def behind_lead(line: str, at: int = 0) -> int:
    """Return where a plain line goes on behind what may open it from a place on and say nothing, or 0."""
    found = _LEAD.match(line, at)
    return found.end() if found else 0


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
    greeted, signed = 0, _MAX_NAME_LINES + 1
    if any(map(disguised, lines)):
        return False
    for position, line in enumerate(filter(None, map(without_smileys, lines))):
        kind = classify(line, names)
        if kind is Line.YES:
            found = True
            signed = 0 if _takes_leave(line, names) else signed
        elif kind is Line.POLITE:
            signed = 0
        elif kind is Line.GREETING and position == greeted < _MAX_GREETINGS:
            greeted += 1
        elif kind is Line.GREETING and found and _leaves_too(line):
            signed = 0
        elif found and ((signed < _MAX_NAME_LINES and _is_name(line)) or _is_initials(line, names)):
            signed += 1
        else:
            return False
    return found


def _roles(words: tuple[str, ...], names: frozenset[str], line: str) -> list[tuple[str, int]] | None:
    """Cut the words into listed phrases from the left, the longest first but another cut where that leads nowhere."""
    if ALONE.issuperset(words):
        return [("greeting", len(words))]
    paths: dict[int, list[tuple[str, int]]] = {0: []}
    for position in range(len(words)):
        if position not in paths:
            continue
        so_far = paths[position]
        told = [role for role, _ in so_far]
        for role, length in _steps(words, position, names, told):
            paths.setdefault(position + length, [*so_far, (role, length)])
        if told and told[0] == "greeting" and "yes" not in told and (length := _greeted(words, position, line)):
            paths.setdefault(position + length, [*so_far, ("name", length)])
        leaves = told[-1:] in (["farewell"], ["wish"]) and ("yes" in told or len(told) == 1)
        leaves = leaves or (told[-1:] == ["thanks"] and "yes" in told)
        if told[-1:] == ["farewell"] and (length := _placed(words, position, line)):
            paths.setdefault(position + length, [*so_far, ("name", length)])
        if leaves and _signs(words, position, line):
            paths.setdefault(len(words), [*so_far, ("name", len(words) - position)])
    return paths.get(len(words))


def may_be_polite(line: str) -> bool:
    """Tell whether a plain line without smileys, or any beginning of it cut behind a word, may be more than `Line.OTHER`; False is certain."""
    words = _spoken(line)
    return bool(words) and (words[0] in ALONE or bool(_steps(words, 0, frozenset(), ())) or may_take_leave(words))


def is_other(line: str) -> bool:
    """Tell whether such a line, and every beginning of it that holds two words, is no more than `Line.OTHER`; True is certain.

    This asks only whether a phrase begins with its first word, or is a yes of one word with nothing to say behind it.
    """
    words = _spoken(line)
    if len(words) < _PAIR or words[0] in ALONE or may_take_leave(words):
        return False
    steps = _steps(words, 0, frozenset(), ())
    return not steps or (steps == [("yes", 1)] and not _kisses(words[1:2]) and not _steps(words, 1, frozenset(), ("yes",)))


def _spoken(line: str) -> tuple[str, ...]:
    """Return the lower-case words of a plain line, whatever signs stand between them."""
    return tuple(WORD.findall(_spelled(line).replace("\u0130", "i").lower()))


def _steps(words: tuple[str, ...], position: int, names: frozenset[str], told: Sequence[str]) -> list[tuple[str, int]]:
    """Return what can begin here, as (role, number of words), the longest first; greetings only begin a line."""
    units, longest = _units()
    lengths = longest.get(words[position], 0)
    begins = set(told) <= {"greeting", "name"} and told[:1] != ["name"]
    steps = []
    for length in range(min(lengths, len(words) - position), 0, -1):
        roles = units.get(words[position : position + length], ())
        steps += [(role, length) for role in roles if role != "greeting" or begins]
    for role, count in (("wish", wished), ("thanks", thanked), ("apology", apologised)):
        length = count(words[position:])
        steps += [(role, length)] if length else []
    word, last = words[position], told[-1] if told else ""
    own = word in names and word not in NEVER_A_NAME
    if own or (last in _LEAVING and word in ALONE) or (last in {*_LEAVING, "name", "yes"} and _kisses(words[position:])):
        steps.append(("name", 1))
    return steps


def _placed(words: tuple[str, ...], position: int, line: str) -> int:
    """Count the words from here that say which place a farewell comes from: "aus Kiel"; a place is one or two words with a capital."""
    if words[position] not in FROM_A_PLACE:
        return 0
    written, end = WORD.findall(line), position + 1
    while end < min(len(words), position + 1 + _MAX_PLACE) and written[end][:1].isupper() and written[end].isalpha():
        end += 1
    place = set(words[position + 1 : end])
    return end - position if place and not ((NEVER_A_NAME | NEVER_BESIDE_A_YES) & place or _listed(tuple(place))) else 0


def _kisses(words: tuple[str, ...]) -> bool:
    """Tell whether the rest of a line is kisses: "Aoife x"."""
    return len(words) == 1 and _KISSES.fullmatch(words[0]) is not None


@cache
def _units() -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, int]]:
    """Return what each listed phrase can be, and how many words the longest has that begins with a word; a yes is nothing else."""
    units: dict[tuple[str, ...], tuple[str, ...]] = {}
    for language in LANGUAGES.values():
        lists = (
            ("yes", language.yes), ("please", language.please), ("thanks", language.thanks), ("greeting", language.greeting),
            ("farewell", language.farewell), ("joiner", language.joiner),
        )  # fmt: skip
        for role, phrases in lists:
            for phrase in phrases:
                key = tuple(phrase.split(" "))
                before = units.get(key, ())
                if role == "yes":
                    units[key] = ("yes",)
                elif role not in before and before != ("yes",):
                    units[key] = tuple(sorted({*before, role}, key=_ORDER.index))
    longest: dict[str, int] = {}
    for key in units:
        longest[key[0]] = max(len(key), longest.get(key[0], 0))
    return units, longest


def _leaves_too(line: str) -> bool:
    """Tell whether a greeting takes leave just as well: "Ciao, Peppe", "Servus"."""
    first = (words_of(_spelled(line)) or ("",))[:1]
    return "farewell" in _units()[0].get(first, ())


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
    line = _spelled(line)
    return (_roles(words_of(line) or (), names, line) or [("", 0)])[-1][0] in _LEAVING


def _signs(words: tuple[str, ...], position: int, line: str) -> bool:
    """Tell whether the last word, behind a farewell on its line or on that of the yes, or behind its thanks, is who signs: "LG Tim", "Approved. Thanks, Jo"."""
    last = words[position:-1] if len(words) > position + 1 and _kisses(words[-1:]) else words[position:]
    written = WORD.findall(line)[position:]
    if len(last) > 1 and len(last[0]) == 1:  # "W. Loquet"
        last, written = last[1:], written[:1] + written[2:] if written[1][:1].isupper() else []
    return (
        len(last) == 1
        and last[0].isalpha()
        and written != []
        and written[0][:1].isupper()
        and not ((NEVER_A_NAME | NEVER_BESIDE_A_YES) & set(last) or _listed(last))
    )


def _is_name(line: str) -> bool:
    """Tell whether a line under a farewell is a person's or firm's name: up to three capitalised words, none with a meaning here."""
    words = WORD.findall(line)
    lower = words_of(line)
    if lower and len(lower) > 1 and _kisses(lower[-1:]):
        words, lower = words[:-1], lower[:-1]
    if lower is None or not words or len(words) > _MAX_NAME_WORDS or NEVER_A_NAME & set(lower) or _listed(lower):
        return False
    return all(word[:1].isupper() and word.replace("'", "").isalpha() for word in words)


def signs(line: str) -> bool:
    """Tell whether a line is somebody's name, post or initials, whoever they are; not enough to stand below a yes."""
    letters = "".join(words_of(line) or ())
    initials = (
        line.isupper() and 0 < len(letters) <= _MAX_INITIALS and letters.isalpha() and not _listed((letters,)) and letters not in CONDITIONS
    )
    return not disguised(line) and (_is_name(without_smileys(line)) or (initials and letters not in NEVER_A_NAME))


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
