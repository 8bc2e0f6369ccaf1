"""Finds counted things ("14 hours", "2 of 3 pallets") and percentages."""

# ruff: noqa: RUF001 - the typographic quotes, dashes and signs are what people write
from __future__ import annotations

import re
from decimal import Decimal

from bot.vocabulary.claim import Quantity, Span
from bot.vocabulary.ignorecase import AnyOf, small

#: The digit stands first, then what may not be before it: so a digit alone is looked for, which is several times faster.
PERCENT = re.compile(
    r"\d(?<![\w.,]\d)\d{0,2}(?:[.,]\d{1,3})?[ \u00a0]?(?:%|percent\b|per cent\b|prozent\b|pour cent\b|por ciento\b|per cento\b|procent\b)"
)
#: One of them stands in every share, in small letters.
SHARED = AnyOf(("%", "cent", "cient", "zent"))
COUNT = re.compile(
    r"(?P<value>\d(?<![\w.,/#-]\d)\d{0,5}(?:[.,]\d{1,2})?)(?: (?:of|out of|von|de|sur|di|van) (?:the )?(?P<whole>\d{1,6}))?[ \u00a0-]?"
    r"(?P<unit>hours?|hrs?|h|days?|weeks?|months?|visits?|units?|pieces?|pcs|pallets?|boxes|bags?|cartons?|sessions?|licen[cs]es?|users?|seats?|words?|pages?|miles|km|kg|tons?|tonnes?"
    r"|stunden|std|tage|stück|stk|paletten?|kartons|lizenzen|seiten|wörter|heures?|jours?|palettes?|pièces?|horas?|días?|cajas|palés|piezas|ore|giorni|pezzi|bancali|colli"
    r"|uur|uren|dagen|stuks|dozen|deliveries|plates|lunches|copies|photos|shots|bottles|chairs|lines|items)\b(?!['’])"
)


def percentages(text: str, field: str) -> list[Span]:
    """Return spans such as '5 %'."""
    said = small(text)
    if not SHARED.within(said):
        return []
    return [Span(field, text[slice(*found.span())], *found.span()) for found in PERCENT.finditer(said)]


def find(text: str, field: str) -> list[Quantity]:
    """Return counted things; for '2 of 3 pallets' the value is the first number."""
    return [_quantity(text, field, found) for found in COUNT.finditer(small(text))]


def _quantity(text: str, field: str, found: re.Match[str]) -> Quantity:
    words, unit = text[slice(*found.span())], text[slice(*found.span("unit"))]
    return Quantity(words, Decimal(found["value"].replace(",", ".")), unit.lower(), Span(field, words, *found.span()))
