"""Finds explicit dates (day and month, with or without a year) in six languages and their numeric forms."""

from __future__ import annotations

import re

from bot.vocabulary import nearby
from bot.vocabulary.ignorecase import small

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
    "|januar|jänner|februar|feber|märz|mai|juni|juli|oktober|dezember|okt|dez|mrz"
    "|janvier|février|fevrier|mars|avril|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|janv|févr|juil|déc"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|januari|februari|maart|mei|augustus"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:20\d\d|19\d\d|'\d\d)"
#: "It comes at £1.02." ends with a sum.
_NOT_BEFORE = r"(?<![\w./£€$-])(?<![£€$] )"
#: No name of a month and what may follow it is longer before the day's first digit.
BEFORE_DIGIT = 17
DATE = re.compile(
    rf"{_NOT_BEFORE}(?=\D{{0,{BEFORE_DIGIT}}}+\d)(?:"
    rf"{_DAY}(?:st|nd|rd|th|\.|er|°|º|ª)?[ \u00a0]{{1,2}}(?:of |de |di |d')?(?:{_MONTHS})\b\.?(?:[ ,]{{1,2}}(?:de |del )?{_YEAR})?"
    rf"|(?:{_MONTHS})\b\.?[ \u00a0](?:the )?{_DAY}(?:st|nd|rd|th)?(?![\w:]|[.,]\d)(?:,? {_YEAR})?"
    rf"|20\d\d-(?:0[1-9]|1[0-2])-{_DAY}(?![\w-])"
    rf"|{_DAY}-(?:0?[1-9]|1[0-2])-(?:20)?\d\d(?![\w-])"
    rf"|{_DAY}\.(?:1[0-2]|0?[1-9])\.(?:20\d\d|\d\d(?!\d))?(?![\w€$£])"
    rf"|(?:{_DAY}/(?:1[0-2]|0?[1-9])|(?:1[0-2]|0?[1-9])/{_DAY})(?:/(?:20)?\d\d)?(?![\w/-]|[.,]\d)"
    rf")"
)
#: How a date begins that does not begin with a digit.
LEAD = re.compile(rf"{_NOT_BEFORE}(?:{_MONTHS})\b\.?[ \u00a0](?:the )?\d")
_TRAILING = " ,"


def find(text: str) -> list[tuple[int, int]]:
    """Return the spans of explicit dates in order; 'Friday' and 'in March' are none."""
    spans = []
    for found in nearby.led(DATE, LEAD, small(text), BEFORE_DIGIT):
        words = found.group()
        if "/" in words and words.count("/") == 1 and not _plausible(text, found):
            continue
        length = len(words.rstrip(_TRAILING))
        if words[:length].endswith(".") and words[:length][-2].isalpha():
            length -= 1
        spans.append((found.start(), found.start() + length))
    return spans


def _plausible(text: str, found: re.Match[str]) -> bool:
    """'2/3 of the pallets', '5/7 days' and 'invoice 12/24' are no dates."""
    before = text[max(0, found.start() - 14) : found.start()].lower()
    after = text[found.end() : found.end() + 6].lower().lstrip()
    if after.startswith(("of ", "von ", "de ", "pal", "%", "x", "h", "st")):
        return False
    cues = ("inv", "rechnung", "factu", "fattur", "no ", "nr", "n°", "#", "no. ", "bill", "nota", "half", "po ", "re:")
    return not any(cue in before for cue in cues)
