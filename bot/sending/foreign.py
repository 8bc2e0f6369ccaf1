"""Does a text name an invoice of somebody else? Numbers count as references only: never as amounts, dates, quantities or orders."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ATOM = re.compile(r"[^\W_]+")
#: What may stand between the pieces of one number: `INV-1041`, `INV_1041`, `INV #1041`; a space only behind a short prefix.
_GLUE = re.compile(r"[-\u2010-\u2015\u2212\u2022\u00b7/_.=#\\(]{1,2}[ \t\n]?|[ \t\n]?[#\u00b0.:]?[ \t\n]?")
#: What people and programs put between the digits of one number that has letters before them: `INV-1 041`, `INV 10.41`, `INV - 1041`.
_LOOSE = re.compile(r"[ \t\n]?[-\u2010-\u2015\u2212/_.,\u00b7'\u2019]?[ \t\n]?")
#: Cyrillic, Greek and other letters that nobody can tell from Latin ones.
_LOOK_ALIKES = str.maketrans(
    "\u03bf\u0585\u0131\u04cf\u04c0\u00d8\u00f8\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405\u0430\u0435\u043e\u0440\u0441\u0445\u0456\u0458\u0455"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ooillOoABEKMHOPCTXIJSaeopcxijsABEZHIKMNOPTYX",
)
#: Letters that stand for digits, or are taken for them: one key for O and 0, for I, l and 1.
_AS_DIGITS = str.maketrans("oil", "011")
#: Letters that are written or read for digits inside a number: INV-1OS2.
_SWAPPED = str.maketrans("oilszbg", "0115286")
_HEAD = re.compile(r"[^\W\d_]*")
#: A year and a serial number apart: 2026 014.
_YEAR_LED = re.compile(r"(?:19|20)\d\d[ \t\n]{1,2}(\d{3,})")
_STROKE = re.compile(r"(?<=[\w-])\|(?=\d)|(?<=\d)\|(?=\w)")
_PREFIX_CHARS = 5
_PIECES = 12
#: Shorter numbers, numbers without letters below this length and words without digits need a word like "invoice" before them.
_PLAIN_CHARS = 4
_DIGITS = 5

_DATE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}")
_MONEY = re.compile(r"(?i)[\u00a3$\u20ac\u00a5%]|(?:eur|gbp|usd|chf|sek|nok|dkk|pln|cad|aud|euros?|pounds?|dollars?|francs?)\b")
_MONEY_BEFORE = re.compile(r"(?i)(?:[\u00a3$\u20ac\u00a5]|\b(?:eur|gbp|usd|chf|sek|nok|dkk|pln|cad|aud))[ \u00a0]?$")
_UNIT = re.compile(
    r"(?i)(?:x|h|hrs?|hours?|days?|weeks?|months?|years?|pcs|pieces?|units?|items?|words?|pages?|licen[cs]es?|seats?|kg|km|m|stunden?|std|tagen?|stk|"
    r"st\u00fcck|wochen?|monate?|w\u00f6rter|heures?|jours?|mots|semaines?|horas?|d\u00edas?|palabras|unidades|ore|giorni|parole|pezzi|uur|uren|dagen|"
    r"weken|woorden|stuks)\b"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INVOICES = _words(
    "invoice invoices inv bill bills rechnung rechnungen rechnungsnummer rg facture factures factura facturas fattura fatture "
    "factuur facturen factuurnummer"
)
_ORDERS = _words("po order orders purchase bestellung bestellnummer auftrag auftragsnummer commande pedido ordine bestelling inkooporder")
_BETWEEN = _words(
    "and or und oder et ou y o e ed en of no nr num number numbers nummer nummern numero num\u00e9ro n\u00famero n our your the"
)
_MONTHS = _words(
    "jan feb mar apr may jun jul aug sep oct nov dec m\u00e4r mai okt dez f\u00e9v avr ao\u00fb jui d\u00e9c ene abr ago dic gen mag giu lug set ott "
    "mrt maa mei"
)
_LOOK_BACK = 60


def foreign_number(texts: Collection[str], foreign: Collection[str], allowed: Collection[str]) -> str | None:
    """Return the first number of `foreign` (other clients' invoices) that a text names, as written there, else None.

    Both lists hold numbers as written in the ledger; they are compared normalised. What is part of an allowed number is
    allowed, and so is a number that is in both lists.
    """
    theirs, mine = _keys(frozenset(foreign)), _keys(frozenset(allowed))
    return next((found for text in texts for found in _named(text, theirs, mine)), None) if theirs.keys else None


@dataclass(frozen=True, slots=True)
class _Keys:
    """Numbers as they are compared, in order, the length of the longest, and whether some are nothing but digits."""

    keys: frozenset[str]
    ordered: tuple[str, ...]
    longest: int
    bare: bool

    def begins(self, written: str) -> bool:
        """Tell whether one begins so."""
        at = bisect_left(self.ordered, written)
        return at < len(self.ordered) and self.ordered[at].startswith(written)


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of text that may be one number, and its key; `loose` where its digits stand apart."""

    start: int
    end: int
    key: str
    loose: bool = False


@lru_cache(maxsize=8)  # a ledger's numbers change far less often than a mail leaves
def _keys(numbers: frozenset[str]) -> _Keys:
    keys = frozenset(_key(normalise_number(number)) for number in numbers) - {""}
    return _Keys(keys, tuple(sorted(keys)), max(map(len, keys), default=0), any(map(str.isdigit, keys)))


def _key(written: str) -> str:
    """The letters and digits of a number as they are compared; a word without a digit stays a word."""
    folded = written.casefold()
    return folded if folded.isalpha() else folded.translate(_AS_DIGITS)


def _digits(written: str) -> str:
    return written.casefold().translate(_SWAPPED)


def _swapped(atoms: list[str]) -> str:
    """The key of a number with letters in the place of digits, "" where none seem to be: each piece ends as digits do, a unit apart."""
    found = ""
    for at, atom in enumerate(atoms):
        folded = atom.casefold()
        head = _HEAD.match(folded)[0]  # type: ignore[index]
        kept = "" if at and folded != head and _digits(head).isdigit() else head
        tail = _digits(folded[len(kept) :])
        if tail and not tail.isdigit():
            return ""
        found += kept.translate(_AS_DIGITS) + tail
    return "" if found.isdigit() and atoms[-1][-1:].isalpha() else found


def _plain(text: str) -> str:
    """Digits of every script as digits, what is hidden or set over a letter as nothing, a stroke among digits as one."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        shown = (char for char in plain if unicodedata.category(char) not in {"Cf", "Mn", "Me"})
        plain = "".join(str(unicodedata.decimal(char, char)) for char in shown).translate(_LOOK_ALIKES)
    return _STROKE.sub("1", plain) if "|" in plain else plain


def _named(text: str, theirs: _Keys, mine: _Keys) -> Iterator[str]:
    plain = _plain(text)
    runs = [run for run in _runs(plain, theirs, mine) if run.key in theirs.keys or run.key in mine.keys]
    own = [run for run in runs if run.key in mine.keys]
    for run in runs:
        inside = any(each.start <= run.start and run.end <= each.end for each in own)
        beside = run.loose and any(each.start < run.end and run.start < each.end for each in own)
        if not (inside or beside) and _is_reference(plain, run):
            yield plain[run.start : run.end]


def _runs(text: str, theirs: _Keys, mine: _Keys) -> Iterator[_Run]:
    """Yield what may be one number: some pieces joined by separators, no longer than the longest known."""
    longest = max(theirs.longest, mine.longest)
    atoms = [(match.start(), match.end()) for match in _ATOM.finditer(text)]
    for first, (start, before) in enumerate(atoms):
        written, last, loose = text[start:before], before, False
        pieces = [written]
        yield from _read(start, last, pieces, loose=loose)
        for after, end in atoms[first + 1 : first + _PIECES]:
            if len(written) >= longest:
                break
            if not _joined(text, start, last, after):
                begun = written.casefold().translate(_AS_DIGITS)
                if not (theirs.begins(begun) or mine.begins(begun)) or not _spread(
                    text, (start, last), (after, end), bare=theirs.bare or mine.bare
                ):
                    break
                loose = True
            written, last = written + text[after:end], end
            pieces.append(text[after:end])
            yield from _read(start, last, pieces, loose=loose)


def _read(start: int, end: int, pieces: list[str], *, loose: bool) -> Iterator[_Run]:
    """What these pieces are as a number: as written, and with letters that stand in the place of digits."""
    written = "".join(pieces)
    key = _key(written)
    yield _Run(start, end, key, loose=loose)
    if any(map(str.isdigit, written)) and any(map(str.isalpha, written)) and (other := _swapped(pieces)) not in {"", key}:
        yield _Run(start, end, other, loose=loose)


def _joined(text: str, start: int, before: int, after: int) -> bool:
    gap = text[before:after]
    if not _GLUE.fullmatch(gap):
        return False
    spaced = any(c in " \t\n" for c in gap)
    return not spaced or (before - start <= _PREFIX_CHARS and text[start:before].isalpha() and text[after].isdigit())


def _spread(text: str, head: tuple[int, int], piece: tuple[int, int], *, bare: bool) -> bool:
    """Whether a piece of digits goes on with a number written apart: behind letters, or, where some are `bare`, a word like "invoice"."""
    digits = text[piece[0] : piece[1]]
    if not _LOOSE.fullmatch(text[head[1] : piece[0]]) or not any(map(str.isdigit, digits)) or not _digits(digits).isdigit():
        return False
    lettered = not _key("0" + "".join(filter(str.isalnum, text[head[0] : head[1]]))).isdigit()
    if lettered or not bare:
        return lettered
    return _YEAR_LED.match(_digits(text[head[0] : piece[1]])) is not None or _cue(text[max(0, head[0] - _LOOK_BACK) : head[0]]) == "invoice"


def _is_reference(text: str, run: _Run) -> bool:
    start, end, key = run.start, run.end, run.key
    cue = _cue(text[max(0, start - _LOOK_BACK) : start])
    if cue == "order":
        return False
    if not key.isdigit():
        return cue == "invoice" or (len(key) >= _PLAIN_CHARS and any(c.isdigit() for c in key) and not _is_month_year(text[start:end]))
    if _is_piece(text, start, end) or _DATE.fullmatch(text[start:end]) or _is_figure(text, start, end):
        return False
    return cue == "invoice" or (len(key) >= _DIGITS and (not run.loose or _is_serial(text, start, end)))


def _is_serial(text: str, start: int, end: int) -> bool:
    """A year and a serial number apart, no year and a count: the serial begins with a nought, or the words end there."""
    apart = _YEAR_LED.fullmatch(_digits(text[start:end]))
    return apart is not None and (apart[1][0] == "0" or not text[end : end + 2].strip() or text[end] in ".,;:!?)")


def _is_figure(text: str, start: int, end: int) -> bool:
    """An amount or a quantity: money signs beside it, or a unit behind it."""
    behind = text[end : end + 16].lstrip(" \u00a0")
    return bool(_MONEY_BEFORE.search(text[max(0, start - 5) : start]) or _MONEY.match(behind) or _UNIT.match(behind))


def _is_piece(text: str, start: int, end: int) -> bool:
    """Digits that belong to something longer: `1,190.00`, `INV-1041` (its own number), `12:30`."""
    before, after = text[max(0, start - 5) : start], text[end : end + 5]
    glued_before = re.search(r"(?:[^\W\d_]|(?<!\d)\d{1,3})[-/_.,:'\u2019]$", before)
    glued_after = re.match(r"[-/_.,:'\u2019](?:[^\W\d_]|\d{1,3}(?!\d))", after)
    return bool(glued_before or glued_after)


def _is_month_year(written: str) -> bool:
    """`May 2026` and `Sept 2026` are no numbers, though `MAY-2026` may be one."""
    word, _, year = written.partition(" ")
    return word[:3].casefold() in _MONTHS and not word.isupper() and re.fullmatch(r"(?:19|20)\d\d", year) is not None


def _cue(before: str) -> str:
    """What the words directly before say: "invoice", "order" or "". Numbers and words like "and", "no." are passed over."""
    if before and not before[-1].isspace() and before[-1] not in "#:.(\u00b0\"'":
        return ""
    marked = "invoice" if before.rstrip().endswith("#") else ""
    for word in reversed(_ATOM.findall(before)):
        lower = word.casefold()
        if lower in _INVOICES:
            return "invoice"
        if lower in _ORDERS:
            return "order"
        if lower not in _BETWEEN and not any(c.isdigit() for c in word):
            return marked
    return marked
