"""Which part of a longer job an invoice bills, as its wording says: a month, a week, an instalment, a phase, a date."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.ledger.timing import months_named

_SEARCHED_CHARS = 4000
_COUNTED = (
    r"week|wk|kw|cw|woche|semaine|semana|settimana|sprint|phase|part|teil|stage|milestone|meilenstein|instal?lment|rate|rata|tranche|acompte"
    r"|lot|session|day|tag|jour|módulo|module|modul|modulo|fase|parte|partie|episode|issue|ausgabe|edition|vol|volume|batch|visit|run|etappe"
    r"|étape|etapa|cuota|termijn|deel|quarter|quartal|trimestre|kwartaal|unit|house|plot|block|wave|round|cycle|area|floor|room|site|job"
)
#: `week 12`, `Phase B`, `instalment II`; `2 of 3`, `2/3`; `1st`, `Q3`.
_NAMED = re.compile(rf"\b({_COUNTED})s?\.?\s*(?:no\.?|nr\.?|#|n°)?\s*(\d{{1,4}}|[ivx]{{1,4}}|[a-h])\b", re.IGNORECASE)
_OF = re.compile(r"\b(\d{1,2})\s?(?:/|of|von|de|sur|di|van)\s?(\d{1,2})\b", re.IGNORECASE)
_NTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.\s(?=[A-ZÄÖÜ])|er|re|e|ème|º|ª|°)\b")
_QUARTER = re.compile(r"\b[QT]([1-4])\b")
_MONTH = r"(?:jan|feb|febr|f[eé]v|mar|mär|maa|mrt|apr|avr|abr|ma[iyg]|mei|jun|juin|giu|jul|juil|lug|aug|ao[uû]|ago|sep|set|oct|okt|ott|nov|de[cz]|dic|d[eé]c|ene|gen)[^\W\d_]*"
_DATED = re.compile(
    rf"\b\d{{4}}-\d{{2}}-(\d{{2}})\b|\b(\d{{1,2}})[./]\d{{1,2}}\b(?!\s?%)|\b(\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?:de\s)?{_MONTH}\b|\b{_MONTH}\s(\d{{1,2}})\b(?![.,]\d)",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Mai|Mars|Jun|Jul|Aug|Sept?|Oct|Okt|Nov|Dec|Dez)\b(?=\.?[\s,-]*(?:\d|$)|')")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_DIGITS = re.compile(r"\d{1,9}")
#: Words of an order among several, by what they mean; two invoices that name different ones bill different parts.
_ORDER = {
    "1": "first 1st erste erster première premier primera primer prima primo eerste",
    "2": "second 2nd zweite zweiter deuxième seconde segunda segundo seconda secondo tweede",
    "3": "third 3rd dritte dritter troisième tercera tercer terza terzo derde",
    "4": "fourth vierte vierter quatrième cuarta cuarto quarta quarto vierde",
    "advance": "deposit advance upfront prepayment anzahlung vorauszahlung acompte arrhes anticipo acconto aanbetaling voorschot",
    "interim": "interim midway abschlag abschlagszahlung intermédiaire intermedio tussentijds",
    "final": "final balance remainder completion schlussrechnung restzahlung schlusszahlung solde finale resto saldo restante eindafrekening",
    "north": "north northern nord norte noord",
    "south": "south southern süd sud zuid",
    "east": "east eastern ost oost",
    "west": "west western ouest oeste ovest",
}
_ORDER_OF = {word: meaning for meaning, words in _ORDER.items() for word in words.split()}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
#: `third instalment`, `2nd visit`, `1. Teil`.
_NTH_NAMED = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th|\.|er|re|e|ème|º|ª)|([^\W\d_]{{4,9}}))\s({_COUNTED})s?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,30}")
_REGULAR = re.compile(
    r"\b(?:retainer|monthly|weekly|quarterly|annual|yearly|subscription|membership|maintenance|hosting|rent|rental|lease|support (?:plan|contract)"
    r"|standing|recurring|service charge|monatlich\w*|pauschale|wartung\w*|abo(?:nnement)?|miete|mensuel\w*|forfait|loyer|maintenance"
    r"|mensual\w*|cuota|suscripción|mantenimiento|alquiler|mensile|canone|abbonamento|manutenzione|affitto|maandelijks\w*|onderhoud|huur)\b",
    re.IGNORECASE,
)

Parts = dict[str, frozenset[str]]


@lru_cache(maxsize=4096)
def parts_named(wording: str) -> Parts:
    """Return, by kind, the parts of a longer job that a wording names; kinds it does not name are missing."""
    text = wording[:_SEARCHED_CHARS]
    found: dict[str, set[str]] = {}
    for kind, value in _NAMED.findall(text):
        found.setdefault(kind.casefold(), set()).add(_ROMAN.get(value.casefold(), value.casefold().lstrip("0")))
    for digits, word, kind in _NTH_NAMED.findall(text):
        if digits or word.casefold() in _ORDER_OF:
            found.setdefault(kind.casefold(), set()).add(digits or _ORDER_OF[word.casefold()])
    found["of"] = {f"{nth} of {most}" for nth, most in _OF.findall(text)}
    found["nth"] = set(_NTH.findall(text))
    found["quarter of"] = set(_QUARTER.findall(text))
    found["month"] = {str(month) for month in months_named(text)} | {month[:3] for month in _SHORT_MONTH.findall(text)}
    found["date"] = {day.lstrip("0") for days in _DATED.findall(text) for day in days if day}
    found["year"] = set(_YEAR.findall(text))
    found["place in order"] = {_ORDER_OF[word] for word in _WORD.findall(text.casefold()) if word in _ORDER_OF}
    return {kind: frozenset(values) for kind, values in found.items() if values}


def other_part(ours: str, theirs: str) -> bool:
    """Return whether two wordings name different parts of one kind: March and April, week 12 and 13, deposit and balance."""
    first, second = parts_named(ours), parts_named(theirs)
    places = [parts.get("place in order", frozenset()) for parts in (first, second)]
    early = [not place.isdisjoint({"advance", "interim"}) for place in places]
    return early[0] != early[1] or any(first[kind].isdisjoint(second[kind]) for kind in first.keys() & second.keys())


def same_part(ours: str, theirs: str) -> bool:
    """Return whether both name the same month, week or part."""
    first, second = parts_named(ours), parts_named(theirs)
    return any(first[kind] & second[kind] for kind in (first.keys() & second.keys()) - {"year", "date"})


def is_regular(wording: str) -> bool:
    """Return whether a wording speaks of a charge that comes again and again."""
    return _REGULAR.search(wording[:_SEARCHED_CHARS]) is not None


def without_figures(wording: str) -> str:
    """Return a wording without any digits, to compare what is left."""
    return _DIGITS.sub(" ", wording[:_SEARCHED_CHARS])


def figures(wording: str) -> tuple[str, ...]:
    """Return the runs of digits of a wording in order."""
    return tuple(_DIGITS.findall(wording[:_SEARCHED_CHARS]))
