"""Makes text inert: shown to a person it reads the same, read back as a reply no line of it is a command."""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.review.command import CommandKind, parse
from bot.review.likely import EDGES, first_words, in_passing, is_suspect, may_be_command, suspects
from bot.review.wrapping import Wrapping
from bot.vocabulary.smileys import without_smileys

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

#: Before every line of outside text and of the draft, in text and HTML (TRUST R6).
BAR = "| "
#: Columns of a barred line; wrappers at 70 or more leave it alone.
COLUMNS = 66
#: Columns of our own sentences.
PROSE_COLUMNS = 72
#: Private-use characters that stand for "deciding words begin / end here" until text or HTML is written.
OPEN, CLOSE = "\ue000", "\ue001"
_NARROWEST = 10
#: Letters behind a hyphen that tell whether a command may begin there; all commands are shorter.
_AHEAD = 240
_WINDOW = 6
#: Columns of a barred line that a browser wraps: a paragraph of a letter stays whole.
WHOLE = 600
#: One dangerous word more per so many characters is worth the search for ties that hold at every width.
_TIED_PER = 30
_TIED_AT_MOST = 8
#: How many words before and behind a dangerous one may be tied to it, the least first.
_TIES = ((0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (0, 3), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2))
_GLUE = "\u00a0"
_EDGES = EDGES + OPEN + CLOSE
_AROUND = _EDGES + _GLUE
#: Letters of a line that is looked at as a whole, before it is cut into pieces.
_KNOWN = 2 * WHOLE
#: The one letter whose small form is two: what is cut behind it reads otherwise than the whole.
_LONG_SMALL = "\u0130"
_MARKS = re.compile(f"[{OPEN}{CLOSE}]")
#: What makes of a word between blanks another one once it is looked at alone.
_UNEVEN = re.compile(rf"[^\S ]|[^ ][{OPEN}{CLOSE}]+[^ ]")
#: Where programs break a line inside a word: behind a hyphen, a dash, a slash.
_INSIDE = re.compile(r"([-\u2013\u2014/])(?=\w)")


def visible(text: str) -> str:
    """Return text in which characters that hide or turn others (control, bidi, zero-width) are written out as <U+202E>."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if plain.replace("\n", "").replace(OPEN, "").replace(CLOSE, "").isprintable():
        return plain
    hidden = {ord(char): written for char in set(plain) if (written := _shown(char)) != char}
    return plain.translate(hidden) if hidden else plain


def _parted(text: str) -> str:
    """Write `really- yes`: a word that may begin a command must stand alone to be seen, since programs break lines behind hyphens."""
    return _INSIDE.sub(_apart_sign, text) if any(sign in text for sign in "-\u2013\u2014/") else text


def _apart_sign(found: re.Match[str]) -> str:
    sign, rest = found.group(1), found.string[found.end() :].partition("\n")[0]
    return f"{sign} " if _may_start(rest[:_AHEAD]) else sign


def one_line(text: str, longest: int = 200) -> str:
    """Return outside text as one visible line of at most `longest` characters."""
    line = " ".join(visible(text[: 4 * longest].replace(OPEN, "").replace(CLOSE, "")).split())
    return line if len(line) <= longest else line[: longest - 1] + "\u2026"


def barred(text: str, sign: str = "", columns: int = COLUMNS) -> list[str]:
    """Return the lines of a text, each starting with `| ` (then `sign`), at most `columns` wide; marks are closed at line ends."""
    return _barred(_parted(visible(text)), sign, columns)


def barred_both(text: str, sign: str = "") -> tuple[list[str], list[str]]:
    """Return the lines of a text at most `COLUMNS` wide, and at most `WHOLE`."""
    parted = _parted(visible(text))
    return _barred(parted, sign, COLUMNS), _barred(parted, sign, WHOLE)


def _barred(parted: str, sign: str, columns: int) -> list[str]:
    lines: list[str] = []
    opened = False
    room = columns - len(BAR) - len(sign) - 4
    for line in parted.split("\n"):
        suspects, at = _suspects(line, room), 0
        for piece in _pieces(line, room):
            begun = line.index(piece, at)
            at = begun + len(piece)
            opening = OPEN if opened else ""
            whole = opening + piece
            opened = whole.rfind(OPEN) > whole.rfind(CLOSE)
            whole += CLOSE if opened else ""
            near = suspects[bisect_left(suspects, begun) : bisect_left(suspects, at)]
            starts = {start - begun + len(opening) * (start > begun) for start in near}
            lines.extend(BAR + sign + tamed for tamed in (_tame(whole, BAR + sign, starts) if starts else [whole]))
    return lines


def prose(text: str) -> list[str]:
    """Return one of our own paragraphs as lines; one that cannot be made inert comes barred."""
    tokens = _parted(text).split()
    near = _near(tokens)
    dangers = _dangers(tokens, near)
    joined, loose = _tied(tokens, dangers, near, "") if dangers else (" ".join(tokens), None)
    lines = _filled(joined.split(" "), PROSE_COLUMNS)
    inert = not dangers or (loose is None and all(_offence(line) is None for line in lines))  # a line's new end may free what was tied
    return lines if inert else barred(" ".join(tokens))


def as_text(line: str) -> str:
    """Write marks the way plain text shows them: **like so**."""
    return _MARKS.sub("**", line) if OPEN in line or CLOSE in line else line


def as_html(line: str) -> str:
    """Return the line as safe HTML with `<mark>` elements for marks."""
    opening = '<mark style="background-color:#ffe58f;color:#1a1a1a;">'
    return html.escape(line).replace(OPEN, opening).replace(CLOSE, "</mark>")


def _unmarked(text: str) -> str:
    return _MARKS.sub("", text) if OPEN in text or CLOSE in text else text


def _shown(char: str) -> str:
    if char in {"\n", OPEN, CLOSE} or unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return char
    return f"<U+{ord(char):04X}>"


def _suspects(line: str, longest: int) -> Sequence[int]:
    """Return where in a line words stand from which some run of it may read as a command: in no piece of it are there others.

    Of a line that is very long, whose words are broken, or whose small letters are more than its own, nothing is told beforehand: all of it may.
    """
    known = len(line) <= _KNOWN and _LONG_SMALL not in line and max(map(len, line.split(" "))) <= longest
    return _suspected(line) if known else range(len(line) + 1)


@lru_cache(maxsize=32)
def _suspected(line: str) -> tuple[int, ...]:
    """The same line is asked for twice in a row, in pieces of two widths."""
    tokens = line.split(" ")
    first = first_words()
    begun = [at for at, word in enumerate(tokens) if (word.lower() in first if word.isalpha() else _may_begin(tokens, at))]
    if not begun:
        return ()
    starts = _starts(tokens)
    bare = _unmarked(line)
    places = starts if bare is line else _starts(bare.split(" "))
    found = set(suspects(bare, [places[at] for at in begun]))
    return tuple([starts[at] for at in begun if places[at] in found])


def _starts(tokens: list[str]) -> list[int]:
    """Return where each word stands that one blank sets apart from the one before."""
    return list(accumulate([len(token) + 1 for token in tokens[:-1]], initial=0))


def _pieces(line: str, columns: int) -> list[str]:
    if len(line) <= columns:
        return [line.rstrip()]
    words = line.split(" ")
    if all(map(str.strip, words)) and max(map(len, words)) <= columns:
        return _filled(words, columns)
    return textwrap.wrap(line, columns, break_on_hyphens=False, drop_whitespace=True) or [""]


def _filled(words: list[str], columns: int) -> list[str]:
    """Return what `textwrap.wrap` makes of words with one blank between them, many times faster; a word that is too long stays whole."""
    lines = []
    begun, width = 0, len(words[0])
    for at in range(1, len(words)):
        width += 1 + len(words[at])
        if width > columns:
            lines.append(" ".join(words[begun:at]))
            begun, width = at, len(words[at])
    return [*lines, " ".join(words[begun:])]


def _tame(line: str, lead: str, starts: Container[int] | None = None) -> list[str]:
    """Return the line, or what must be shown instead (behind `lead`) so that no re-wrapping brings a command to a line start.

    `starts`, where they are known, are the places in the line of all words from which a command may begin.
    """
    tokens = line.split(" ")
    near = _near(tokens, starts)
    dangers = _dangers(tokens, near)
    if not dangers:
        return [line]
    if len(dangers) > min(_TIED_AT_MOST, 1 + len(line) // _TIED_PER):
        return _apart(tokens, dangers, len(lead))
    tied, loose = _tied(tokens, dangers, near, lead)
    if loose is None:
        return [tied]
    if loose == 0:
        return _apart(tokens, dangers, len(lead))
    return [*_tame(" ".join(tokens[:loose]), lead), *_tame(" ".join(tokens[loose:]), lead)]


def _tied(tokens: list[str], dangers: list[int], near: list[int], lead: str) -> tuple[str, int | None]:
    """Join by spaces, but tie words that start a command to their neighbours until every width is harmless; `near` are those that may do so.

    Returns the line and None, or the position of the dangerous word that no tie makes harmless.
    """
    starts = list(accumulate((len(_unmarked(token)) + 1 for token in tokens), initial=len(lead)))
    joined = " ".join(tokens)
    even = _UNEVEN.search(joined) is None and without_smileys(joined) is joined
    places = {starts[at] for at in near} if even else None
    chosen = [0] * len(dangers)
    tried: dict[str, int | None] = {}  # near a line's ends several ties give the same line
    while True:
        line = _glued(tokens, dangers, chosen)
        if line not in tried:
            tried[line] = _offence(lead + line, places)
        at = tried[line]
        if at is None:
            return line, None
        worst = next((n for n, position in enumerate(dangers) if starts[position] >= at), len(dangers) - 1)
        chosen[worst] += 1
        if chosen[worst] == len(_TIES):
            return "", dangers[worst]


def _near(tokens: list[str], starts: Container[int] | None = None) -> list[int]:
    """Return the positions of words from which a command may begin; of words at the places `starts` where these are known."""
    starts = _suspected(" ".join(tokens)) if starts is None else starts
    return [at for at, start in enumerate(_starts(tokens)) if start in starts] if starts else []


def _dangers(tokens: list[str], near: list[int]) -> list[int]:
    """Return the positions, among these, from which some run of words reads as a command."""
    return [at for at in near if _may_begin(tokens, at) and _starts_command(tokens, at)]


def _may_begin(tokens: list[str], at: int) -> bool:
    """Tell whether a command can begin with this word, or behind these dashes, dots and smileys."""
    word = tokens[at]
    bare = word if word.isalpha() else _bare(word)
    return bare.lower() in first_words() if bare else _heads(" ".join(tokens[at : at + _AHEAD]))


def _may_go_on(tokens: list[str], position: int) -> bool:
    """Tell whether the words from here, or some of them from here, may be a command; False is certain."""
    return is_suspect(_unmarked(" ".join(tokens[position:])))


def _heads(piece: str) -> bool:
    """Tell whether the first word, behind dashes, dots and smileys that mean nothing, is one a command can begin with."""
    word = piece.partition(" ")[0]
    if word.isalpha():
        return word.lower() in first_words()
    head = without_smileys(piece).lstrip(_AROUND).split(maxsplit=1)[:1]
    return bool(head) and head[0].strip(_EDGES).lower() in first_words()


def _bare(word: str) -> str:
    """Return a word without what says nothing to the parser: dashes, dots, smileys."""
    return word if word.isalpha() else without_smileys(word).strip(_AROUND)


def _starts_command(tokens: list[str], position: int) -> bool:
    if not _may_go_on(tokens, position):
        return False
    ends = {*range(position + 1, min(position + _WINDOW, len(tokens)) + 1), len(tokens)}
    return any(_commands(" ".join(tokens[position:end])) for end in ends)


@lru_cache(maxsize=4096)
def _commands(piece: str) -> bool:
    if not _heads(piece):
        return False
    bare = _unmarked(piece)
    return is_suspect(bare) and not in_passing(bare) and parse(bare).kind is not CommandKind.HELP


def _glued(tokens: list[str], dangers: list[int], chosen: list[int]) -> str:
    """Join by spaces, but tie each word that starts a command to as many neighbours as chosen, so that wrappers keep them on one line."""
    ties: set[int] = set()
    for position, choice in zip(dangers, chosen, strict=True):
        before, after = _TIES[choice]
        ties |= set(range(position - before, position + after))
    return "".join(token + ("" if at == len(tokens) - 1 else _GLUE if at in ties else " ") for at, token in enumerate(tokens))


def _offence(line: str, places: Container[int] | None = None) -> int | None:
    """Return where a command begins that some width brings to a line start, or None. Most pieces begin at the same few words.

    `places`, where they are known, are those of all whole words behind a blank from which a command may begin.
    """
    text = _unmarked(line)
    wrapping = Wrapping(text)
    begun, longest, size = _begun(text, wrapping.chunks, places), wrapping.longest, len(text)
    last = max((start for start, _, risky in begun if risky), default=None)
    harmless = {start: not risky for start, whole, risky in begun if whole}
    # where no word is broken any more, only a risky start can go wrong: beyond its widths, or without one, the widths end there
    width, stop = _NARROWEST, max(longest, *(risky for _, _, risky in begun), 0)
    pieces: Iterable[tuple[int, int]]
    while width < stop:
        if last is None or width < longest:
            pieces, width = wrapping.pieces(width), width + 1
        else:
            pieces, width = wrapping.unbroken(width, last)
        for start, end in pieces:
            if end == size or text[end] == " ":
                if start not in harmless:
                    harmless[start] = text[start] == "|" or not _may_start(text[start:])
                if harmless[start]:
                    continue
            if text[start] != "|" and _commands(_loose(text[start:end])):
                return start
    return None


def _loose(piece: str) -> str:
    """Return a piece without its ties, which the parser takes for blanks: what is told apart by them has a bracket or a colon."""
    return piece.replace(_GLUE, " ") if _GLUE in piece and "[" not in piece and ":" not in piece else piece


def _begun(text: str, chunks: list[str], places: Container[int] | None) -> list[tuple[int, bool, int]]:
    """Return where a line may begin at a width that breaks no word, whether a whole word stands there, and below which width what follows may
    be a command, 0 for none.
    """
    at, found = 0, []
    # what smiles in brackets may do so only with a plain blank; nowhere else does a tie make another command of the words
    read = text if "[" in text else text.replace(_GLUE, " ")
    for chunk in chunks:
        start, at = at, at + len(chunk)
        if chunk[0] == "|" or chunk.isspace():
            continue
        whole = (at == len(text) or text[at] == " ") and bool(_bare(chunk))
        if whole and places is not None and text[start - 1 : start] == " ":
            risky = start in places
        else:
            risky = (not whole or _heads(chunk)) and is_suspect(read[start:])
        found.append((start, whole, _wide(text, start, chunk, in_passing(read[start:])) if risky else 0))
    return found


def _wide(text: str, start: int, chunk: str, passing: int) -> int:
    """Return from which width on a risky line, that begins at `start`, is none; one that begins in `passing` so far has to hold that."""
    if not passing:
        return max(len(text), _NARROWEST) + 1
    behind = text.find(" ", start + passing)
    return 0 if _GLUE in chunk else (len(text) if behind < 0 else behind) - start


def _may_start(rest: str) -> bool:
    """Tell whether some beginning of these words might be a command; False is certain."""
    return _heads(rest) and may_be_command(rest)


def _apart(tokens: list[str], dangers: list[int], lead: int) -> list[str]:
    """Begin a barred line with each dangerous word; a word too long to stay beside its bar gets a second bar behind it."""
    starts = sorted({0, *dangers})
    lines = []
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        head = tokens[start]
        if start in dangers and len(head) + lead > _NARROWEST:
            head = f"{head}{_GLUE}|"
        lines.append(" ".join([head, *tokens[start + 1 : end]]))
    return lines
