"""Units as invoices and contracts write them, and which of them mean the same."""

from __future__ import annotations

import re

#: One word per unit -> the ways it is written.
_SPELLINGS = {
    "hour": "h hr hrs manhour manhours arbeitsstunden hour hours hourly std stunde stunden stundensatz heure heures horaire hora horas ora ore orario orari uur uren uurtarief",
    "day": "d day days daily manday mandays tag tage tagen tagessatz jour jours journée journalier día días dia dias diario giorno giorni giornaliero dag dagen dagtarief",
    "week": "week weeks weekly woche wochen semaine semaines semana semanas settimana settimane weken",
    "month": "month months monthly mth monat monate monatlich mois mensuel mes meses mensual mese mesi mensile maand maanden",
    "word": "word words wort wörter mot mots palabra palabras parola parole woord woorden",
    "page": "page pages seite seiten página páginas pagina pagine pagina's",
    "line": "line lines zeile zeilen normzeile normzeilen",
    "km": "km kilometre kilometres kilometer kilometers kilomètre kilomètres mile miles",
    "kg": "kg kilo kilos kilogram kilograms",
    "tonne": "t tonne tonnes ton tons",
    "sqm": "m² m2 sqm qm quadratmeter squaremetre squaremetres squaremeter squaremeters sqmetres mètrecarré mètrescarrés metrocuadrado metroscuadrados metroquadro metriquadri metroquadrato metriquadrati vierkantemeter",
    "cum": "m³ m3 cbm kubikmeter cubicmetre cubicmetres cubicmeter cubicmeters mètrecube mètrescubes metrocúbico metroscúbicos metrocubo metricubi kubiekemeter",
    "metre": "m metre metres meter meters laufmeter laufmetern lfm rm runningmetre runningmetres runningmeters mètre mètres metro metros metri",
    "litre": "l litre litres liter liters",
    "pallet": "pallet pallets palette paletten palettes palé palés bancale",
    "visit": "visit visits besuch besuche visite visites visita visitas",
    "session": "session sessions sitzung sitzungen séance séances sesión sesiones sessione sessioni sessie sessies",
    "piece": "pc pcs piece pieces item items unit units ea each st stk stück stücke pièce pièces pieza piezas pezzo pezzi stuk stuks",
}
_UNITS = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}
#: Units of whatever is sold: the same unit says nothing about being the same thing.
GENERIC = frozenset({"", "piece"})
#: Units of time that a rate is usually meant for.
TIME = frozenset({"hour", "day"})
_SIGNS = {"km": "km", "kg": "kg", "sqm": "m\u00b2"}
_PER = re.compile(r"(?:\b(?:per|an?|pro|par|por|al|all'|je)\s+|/\s?)([^\W\d_]{1,12}[²2]?)", re.IGNORECASE)
_RATE_WORD = re.compile(
    r"\b(hourly|daily|weekly|monthly|stundensatz|tagessatz|horaire|journalier|diario|uurtarief|dagtarief)\b", re.IGNORECASE
)


def unit_of(written: str) -> str:
    """Return the unit a line is billed in, in one spelling; what is not known stays as written (folded)."""
    bare = written.strip(". ()").casefold()
    return _UNITS.get(bare, bare)


def known_unit(written: str) -> str:
    """Return the unit that a word surely is, or an empty string."""
    return _UNITS.get(written.strip(". ()").casefold(), "")


def english(written: str, *, plural: bool) -> str:
    """Return a unit as a word of an English sentence, in the plural where wanted; what is not known stays as written."""
    bare = written.strip(". ()")
    known = _UNITS.get(bare.casefold())
    if known is None:
        return bare
    if known in _SIGNS:
        return _SIGNS[known]
    return f"{known}s" if plural else known


def unit_named(text: str) -> str:
    """Return the unit a text gives a price for (`per hour`, `/km`, `hourly`), or an empty string."""
    words = [*_PER.findall(text), *_RATE_WORD.findall(text)]
    return next((unit for word in words if (unit := _UNITS.get(word.casefold(), ""))), "")
