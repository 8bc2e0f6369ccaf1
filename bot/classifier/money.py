"""Finds sums of money as written and reads their exact value; None where the notation is ambiguous."""

# ruff: noqa: RUF001 - the typographic quotes, dashes and signs are what people write
from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bot.vocabulary import nearby
from bot.vocabulary.claim import Amount, Span
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = {
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
    "$": "USD",
    "¥": "JPY",
    "zł": "PLN",
    "kč": "CZK",
    "₦": "NGN",
    "₱": "PHP",
    "₺": "TRY",
    "₪": "ILS",
    "₵": "GHS",
    "฿": "THB",
    "₫": "VND",
    "₩": "KRW",
    "₴": "UAH",
}
_CODES = "EUR|USD|GBP|CHF|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|INR|ZAR|HUF|JPY|SGD|HKD|AED|MXN|BRL|RON|ISK|CNY|KES|NGN|SAR|QAR|KWD|BHD|OMR|EGP|GHS|UGX|TZS|MYR|THB|IDR|PHP|VND|KRW|TWD|TRY|ILS|COP|ARS|CLP|PEN|UAH|BGN|MAD|TND|LKR|PKR|BDT|XAF|XOF|RUB|JMD|TTD|ZMW|BWP|NAD|MUR"
_WORDS = {
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "dollar": "USD", "dollars": "USD", "bucks": "USD", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "franken": "CHF", "francs": "CHF", "fr": "CHF", "sfr": "CHF", "rs": "INR", "rupees": "INR", "kr": None, "kroner": None, "kronor": None, "rand": "ZAR",
    "balles": "EUR", "pesos": None, "pence": "GBP", "cents": None, "cent": None, "ct": None, "p": "GBP", "zl": "PLN", "eu": "EUR",
    "rm": "MYR", "ksh": "KES", "kshs": "KES", "ush": "UGX", "tsh": "TZS", "rp": "IDR", "php": "PHP", "dhs": "AED", "naira": "NGN", "ringgit": "MYR",
    "shillings": None, "baht": "THB", "dirhams": None, "riyals": None, "cedis": "GHS", "lei": "RON", "forint": "HUF", "lira": "TRY",
}  # fmt: skip
_DOLLARS = {
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "us$": "USD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "mx$": "MXN",
    "j$": "JMD",
    "tt$": "TTD",
    "nt$": "TWD",
    "bds$": "BBD",
}
_NUMBER = (
    r"\d{1,12}(?:[.,'’]\d{3}(?!\d)|[ \u00a0\u202f]\d{3}(?!\d)|,\d{2}(?=,\d)){0,4}"
    r"(?:[.,]\d{1,4}(?!\d)|[.,](?:--|-|–|—))?(?:/-)?"
)
_MARKS = "£€₹¥$₦₱₺₪₵฿₫₩₴"
#: The patterns of sums are looked for in small letters.
_SMALL_CODES = _CODES.lower()
_WORD_BEFORE = rf"{_SMALL_CODES}|fr\.|sfr\.|rs\.?|rm|kshs?\.?|ush|tsh|rp\.?|dhs\.?|kr"
_BEFORE = (
    rf"(?:(?:(?:au|a|ca|c|nz|us|hk|s|r|mx|j|tt|nt|bds)\$|[{_MARKS}]|(?<![^\W\d_])(?:{_WORD_BEFORE}|r(?=\d|[ \u00a0]\d{{1,3}}[ ,.]\d))))"
)
_AFTER = (
    rf"(?:[{_MARKS}]|(?:{_SMALL_CODES}|euros?|dollars?|bucks|naira|ringgit|shillings|baht|dirhams|riyals|cedis|lei|forint|lira|pounds|quid|zł|kč|kr|kroner|kronor|francs|franken|fr|rupees|rand|balles|pesos|pence"
    rf"|cents?|ct|p)\b(?![\w/]))"
)
#: Nothing longer stands before the first digit of a sum.
BEFORE_DIGIT = 9
#: "30112 GBP 5,105.60": a list of papers and their sums; the currency is that of the sum.
_OF_A_PAPER = rf"(?!\d{{1,12}}[ \u00a0](?:[{_MARKS}]|(?:{_SMALL_CODES})[ \u00a0])\d[\d.,'’]{{0,14}}[.,]\d\d(?!\d))"
#: "R2026 120" is an invoice, no rand.
SUM = re.compile(
    rf"(?=\D{{0,{BEFORE_DIGIT}}}+\d)(?!r20\d\d[ /-]\d)(?P<minus>(?<![\w)])[-–−] ?)?(?:(?P<before>{_BEFORE})(?P<gap>[ \u00a0]?)(?:(?<=[£€$₹])[-–−])?(?P<one>{_NUMBER})(?P<scale>[ ]?(?:k|m|mio\.?)(?![\w]))?"
    rf"(?P<code>[ \u00a0](?:{_SMALL_CODES})(?![\w]|[ \u00a0]?\d))?"
    rf"|(?<![\w.,/#:-]){_OF_A_PAPER}(?P<two>{_NUMBER})(?P<thousand>k| ?mio\.?)?[ \u00a0]?(?P<after>{_AFTER})"
    rf")(?!\d|[-/]\d|[a-z]{{2}})"
)
#: How a sum begins that does not begin with a digit, and what stands between that and its first digit.
LEAD = re.compile(rf"(?:[-–−] ?)?(?:[a-z]{{1,3}}\$|[{_MARKS}]|(?<![^\W\d_])(?:{_WORD_BEFORE}|r))[ \u00a0]?[-–−]?\d|[-–−] ?\d")
#: The digit stands first, then what may not be before it: so a digit alone is looked for, which is several times faster.
BARE = re.compile(r"\d(?<![\w.,/#:+-]\d)(?:\d{0,2}(?:[.,'’]\d{3}){1,3}(?:[.,]\d{2})?|\d{0,5}[.,]\d{2})(?:,-|,–)?(?![\w%/-]|[.,:]\d| ?%)")
_BARE_AFTER_NO = re.compile(
    r"[ \u00a0]?(?:%|percent|prozent|uhr|h\b|hrs?|hours?|stunden|std|stück|stk|kg|km|m²|m2|m3|m\b|mm|cm|t\b|tonn|liter|litre|l\b|ltr|units?|pcs|pieces"
    r"|pezzi|words?|wörter|woorden|mots|palabras|parole|uur|uren|heures|horas|ore\b|am\b|pm\b|a\.m|p\.m|miles|users?|copies|bags?|days?|gal\b|lbs?\b|ea\b|stuks|handles|days?|tage|jours|visits?|x\b)",
    re.IGNORECASE,
)
#: What a bare round number must stand near, in a text that names no currency, to be taken for money.
_COSTS = re.compile(
    r"total|sum|amount|net|gross|pay|paid|owe|balance|deposit|fee|rent|price|cost|worth|charge|bill|invoice|budget|quote|summe|betrag|netto|brutto|preis|zahl|montant|prix|importe|importo"
    r"|precio|prezzo|pag|bedrag|prijs|betaal|percent|%|difference|differenz|refund|credit",
    re.IGNORECASE,
)
#: A whole number without any mark.
_WHOLE = re.compile(r"\d{2,7}(?![\w%/-]|[.,:]\d| ?%)")
#: What stands between a sum and another that it is set against: "360 euro e non 390".
_AGAINST = re.compile(
    r"[,;]?[ \u00a0](?:(?:and|but|und|et|y|e|en|ma|mais) )?(?:not|instead of|rather than|nicht|statt|anstatt|pas|au lieu de|no|en lugar de|en vez de|non|invece di|niet|in plaats van)"
    r"[ \u00a0](?:the |die |les |los |las |i |de )?",
    re.IGNORECASE,
)
_CENTS = re.compile(r"[.,]\d{2}(?:,-|,–)?$|,[-–]$")
_NEAR = 40
#: Without three digits behind a mark nobody asks whether the marks are of cents or of thousands.
GROUPED = re.compile(r"[.,]\d{3}")
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[.,][0-5]\d$")
_HUNDREDTHS = {"p", "pence", "cents", "cent", "ct"}
_THOUSAND = Decimal(1000)


def find(text: str, field: str, taken: list[tuple[int, int]]) -> list[Amount]:
    """Return sums of money in order, spans in `field`; `taken` spans (dates) are left alone."""
    sums, others = list(nearby.led(SUM, LEAD, small(text), BEFORE_DIGIT)), list(BARE.finditer(text))
    comma = _decimal_comma(text) if (sums or others) and GROUPED.search(text) else None
    found = [_amount(text, field, match, comma=comma) for match in sums if not _overlaps(match.start(), match.end(), taken)]
    spans = taken + [(amount.span.start, amount.span.end) for amount in found]
    for match in others:
        start, end = match.span()
        if _overlaps(start, end, spans) or _BARE_AFTER_NO.match(text, end) or (_TIME.match(match.group()) and not found):
            continue
        if _TIME.match(match.group()) and _near_clock(text, start):
            continue
        if not found and not _CENTS.search(match.group()) and not _COSTS.search(text, max(0, start - _NEAR), start):
            continue
        found.append(Amount(match.group(), value_of(match.group(), comma=comma), None, Span(field, match.group(), start, end)))
    return sorted([*found, *_without_currency(text, field, spans, found)], key=lambda amount: amount.span.start)


def _without_currency(text: str, field: str, taken: list[tuple[int, int]], found: list[Amount]) -> Iterator[Amount]:
    """Whole numbers that are sums because a sum is set against them."""
    for amount in found:
        turn = _AGAINST.match(text, amount.span.end)
        match = _WHOLE.match(text, turn.end()) if turn else None
        if match and not _overlaps(*match.span(), taken) and not _BARE_AFTER_NO.match(text, match.end()):
            yield Amount(match.group(), Decimal(match.group()), None, Span(field, match.group(), *match.span()))


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)


def _near_clock(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start].lower().split()
    return bool(before) and before[-1].strip("(") in {
        "at",
        "um",
        "till",
        "until",
        "from",
        "by",
        "à",
        "alle",
        "om",
        "bis",
        "for",
        "a",
        "gegen",
        "vers",
        "since",
    }


def _amount(text: str, field: str, match: re.Match[str], *, comma: bool | None) -> Amount:
    number = match["one"] or match["two"]
    start, end = match.start(), match.end()
    if match["minus"] and number == match["two"]:
        start = match.start("two")
    words = text[start:end]
    stripped = words.rstrip(" \u00a0")
    end -= len(words) - len(stripped)
    mark = (_written(text, match, "before") or _written(text, match, "after")).lower().rstrip(".")
    currency = _written(text, match, "code").strip().upper() or _currency(mark)
    value = value_of(number, comma=comma)
    if value is not None:
        scale = (_written(text, match, "scale") or _written(text, match, "thousand")).strip().lower()
        if mark in _HUNDREDTHS:
            value /= 100
        elif scale == "k":
            value *= _THOUSAND
        elif scale:
            value *= _THOUSAND * _THOUSAND
        negative = bool(match["minus"])
        value = -value if negative else value
    return Amount(stripped, value, currency, Span(field, stripped, start, end))


def _written(text: str, match: re.Match[str], group: str) -> str:
    """A group as it stands in the text, "" where it is not met."""
    start, end = match.span(group)
    return text[start:end] if start >= 0 else ""


def _currency(mark: str) -> str | None:
    if mark in _SIGNS:
        return _SIGNS[mark]
    if mark in _DOLLARS:
        return _DOLLARS[mark]
    if mark in _WORDS:
        return _WORDS[mark]
    if mark == "r":
        return "ZAR"
    return mark.upper() if mark.upper() in _CODES.split("|") else None


def _decimal_comma(text: str) -> bool | None:
    """Whether the text writes its cents after a comma (True), after a point (False); None if it does not show."""
    comma = len(re.findall(r"\d,(?:\d\d|-)(?![\d,])", text))
    point = len(re.findall(r"\d\.\d\d(?![\d.])", text)) + len(re.findall(r"\d,\d{3}(?!\d)", text))
    comma += len(re.findall(r"\d\.\d{3}(?!\d)", text))
    return None if comma == point else comma > point


def value_of(number: str, *, comma: bool | None = None) -> Decimal | None:
    """Return the exact value of a written number; `comma` is the text's habit. None when it cannot be told.

    Two kinds of marks: the last one is the decimal mark. One mark followed by three digits groups thousands; by one, two or four
    digits it is the decimal mark.
    """
    plain = re.sub(r"[ \u00a0\u202f'’]|/-$|[.,](?:--|-|–|—)$", "", number)
    marks = [char for char in plain if char in ".,"]
    if len(set(marks)) > 1:
        last = marks[-1]
        other = "," if last == "." else "."
        plain = plain.replace(other, "").replace(last, ".") if marks.count(last) == 1 else plain.replace(".", "").replace(",", "")
    elif marks:
        tail = len(plain) - plain.rfind(marks[0]) - 1
        if len(marks) > 1 or tail == 3:  # noqa: PLR2004 - groups of thousands
            if len(marks) == 1 and ((marks[0] == "," and comma is True) or (marks[0] == "." and comma is False)):
                return None
            plain = plain.replace(marks[0], "")
        else:
            plain = plain.replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
