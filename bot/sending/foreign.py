"""Does a text name an invoice of somebody else? Numbers count as references only: never as amounts, dates, quantities or orders."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ATOM = re.compile(r"[^\W_]+")
#: What may stand between the pieces of one number: `INV-1041`, `INV_1041`, `INV #1041`; a space only behind a short prefix.
_GLUE = re.compile(r"[-\u2010-\u2015\u2212/_.#\\(]{1,2}[ \t\n]?|[ \t\n]?[#\u00b0.:]?[ \t\n]?")
#: Cyrillic and Greek letters that nobody can tell from Latin ones.
_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405\u0430\u0435\u043e\u0440\u0441\u0445\u0456\u0458\u0455"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABEKMHOPCTXIJSaeopcxijsABEZHIKMNOPTYX",
)
_PREFIX_CHARS = 5
_PIECES = 7
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
    """Normalised numbers and the length of the longest."""

    keys: frozenset[str]
    longest: int


@lru_cache(maxsize=8)  # a ledger's numbers change far less often than a mail leaves
def _keys(numbers: frozenset[str]) -> _Keys:
    keys = frozenset(key for number in numbers if (key := normalise_number(number)))
    return _Keys(keys, max(map(len, keys), default=0))


def _named(text: str, theirs: _Keys, mine: _Keys) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():  # digits of every script are digits, what is hidden is nothing
        plain = "".join(str(unicodedata.decimal(c, c)) for c in plain if unicodedata.category(c) != "Cf").translate(_LOOK_ALIKES)
    runs = [run for run in _runs(plain, max(theirs.longest, mine.longest)) if run[2] in theirs.keys or run[2] in mine.keys]
    own = [(start, end) for start, end, key in runs if key in mine.keys]
    for start, end, key in runs:
        if not any(a <= start and end <= b for a, b in own) and _is_reference(plain, start, end, key):
            yield plain[start:end]


def _runs(text: str, longest: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, normalised) of what may be one number: up to seven pieces joined by separators, `longest` characters."""
    atoms = [(match.start(), match.end()) for match in _ATOM.finditer(text)]
    for first, (start, before) in enumerate(atoms):
        key, last = text[start:before].casefold(), before
        yield start, last, key
        for after, end in atoms[first + 1 : first + _PIECES]:
            if len(key) >= longest or not _joined(text, start, last, after):
                break
            key, last = key + text[after:end].casefold(), end
            yield start, last, key


def _joined(text: str, start: int, before: int, after: int) -> bool:
    gap = text[before:after]
    if not _GLUE.fullmatch(gap):
        return False
    spaced = any(c in " \t\n" for c in gap)
    return not spaced or (before - start <= _PREFIX_CHARS and text[start:before].isalpha() and text[after].isdigit())


def _is_reference(text: str, start: int, end: int, key: str) -> bool:
    cue = _cue(text[max(0, start - _LOOK_BACK) : start])
    if cue == "order":
        return False
    if not key.isdigit():
        return cue == "invoice" or (len(key) >= _PLAIN_CHARS and any(c.isdigit() for c in key) and not _is_month_year(text[start:end]))
    if _is_piece(text, start, end) or _DATE.fullmatch(text[start:end]) or _is_figure(text, start, end):
        return False
    return cue == "invoice" or len(key) >= _DIGITS


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
