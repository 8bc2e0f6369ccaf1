"""The numbers a client writes, in figures or in words, in the desk's six languages: every value each of them can have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.ledger.units import unit_of
from bot.ledger.work import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.vocabulary.reading import Reading

_SEARCHED_CHARS = 20_000
_MOST = 200
_FIGURE = re.compile(
    r"(?<![\w.,/#\u2019'-])(?P<sign>(?:[A-Z]{1,2})?[€£$¥] ?)?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f'\u2019]\d{3}(?!\d))+(?:[.,]\d{1,2})?|\d{1,3}(?:[.,]\d{3}(?!\d))+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,4})?)"
    r"(?![\d]|[.,:/-]\d)(?P<percent> ?(?:%|per ?cent\b|prozent\b|pour cent\b|por ciento\b|per cento\b|procent\b))?"
    r"(?P<after>,[-–]|[  ]?(?:[€£$]|(?:EUR|GBP|USD|CHF|euros?|pounds?|dollars?)\b))?",  # noqa: RUF001 - dashes that people write
    re.IGNORECASE,
)
#: A price for each: "56 an hour", "38 € pro Stunde", "12 la minute", "at 62".
_PER = re.compile(
    r"\s?(?:€|£|\$|euros?|eur|chf|gbp|usd)?\s?(?:/|\b(?:an?|each|per|pro|je|par|por|al|alla|all'|de l'|la|l'|cada|ogni|per stuk|à))\s?[^\W\d_]",
    re.IGNORECASE,
)
_AT = re.compile(r"(?:@|\b(?:at|à|zu|a|je)) ?$", re.IGNORECASE)
#: What is numbered and not counted: a line of the invoice, a page, a room.
_NUMBERED = re.compile(
    r"\b(?:line|item|position|pos\.?|no\.?|number|page|room|flat|unit|floor|phase|week|zeile|posten|nr\.?|seite|wohnung|ligne|poste|n°|página|línea|riga|voce|regel|post"
    r"|hal|halle|nave|site|house|plot) ?$",
    re.IGNORECASE,
)
_LOOK_BACK = 14
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+){0,3}")
_NEXT = re.compile(r"[\s-]{0,3}(?:(?:of|der|die|des|les|de|los|las|di|i|le|van|the|full|whole|ganze|volle)\s)?([^\W\d_]{1,30})")
_SEPARATORS = re.compile(r"[ \u00a0\u202f'\u2019]")
_ONES = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "deux trois quatre cinq six sept huit - dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "it": "due tre quattro cinque - sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
#: A word for one that does not also mean "only".
_SINGLE = {
    "en": "single",
    "de": "einziger einzige einzigen einziges einzigem",
    "fr": "unique",
    "es": "único única",
    "it": "unico unica",
    "nl": "enkele enige",
}
#: How a ten and a one make one word: patterns of (ten, one).
_JOINED = {"en": "{0}-{1}", "de": "{1}und{0}", "fr": "{0}-{1}", "es": "{0} y {1}", "it": "{0}{1}", "nl": "{1}en{0}"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: `values` it can have ("1.190" is 1190 or 1.19), `unit` that follows it in one spelling (`hour`, `day`,
    `%`, else the stem of the next word), `money` if a currency stands at it, and its offsets in the client's words.
    """

    values: frozenset[Decimal]
    unit: str
    money: bool
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        """The likeliest value: with three digits behind a separator the whole number."""
        return max(self.values)


def numerals(reading: Reading) -> tuple[Numeral, ...]:
    """Return the numbers of the client's new words in order, without invoice and order numbers and dates."""
    mentions = reading.mentions
    taken = [(s.start, s.end) for s in (*mentions.invoice_numbers, *mentions.po_numbers, *mentions.dates) if s.field == "body"]
    found = _read(reading.arrived.client_words[:_SEARCHED_CHARS], reading.verdict.language)
    return tuple(each for each in found if not any(each.start < end and start < each.end for start, end in taken))


@lru_cache(maxsize=16)
def _read(text: str, language: str) -> tuple[Numeral, ...]:
    found = [*_figures(text), *_words(text, language)]
    return tuple(sorted(found, key=lambda each: each.start))[:_MOST]


def _figures(text: str) -> Iterator[Numeral]:
    for figure in _FIGURE.finditer(text):
        before = text[max(0, figure.start() - _LOOK_BACK) : figure.start()]
        if _NUMBERED.search(before):
            continue
        unit = "%" if figure["percent"] else "" if figure["after"] else _unit(text, figure.end())
        priced = unit == "" and (_PER.match(text, figure.end()) is not None or _AT.search(before) is not None)
        money = bool(figure["sign"] or figure["after"]) or priced
        yield Numeral(readings(figure["digits"]), unit, money, figure.start(), figure.end())


def _words(text: str, language: str) -> Iterator[Numeral]:
    table = _table(language if language in _ONES else "en")
    for word in _WORD.finditer(text):
        value = table.get(word.group().casefold())
        if value is not None and not _NUMBERED.search(text[max(0, word.start() - _LOOK_BACK) : word.start()]):
            yield Numeral(frozenset({Decimal(value)}), _unit(text, word.end()), money=False, start=word.start(), end=word.end())


def readings(digits: str) -> frozenset[Decimal]:
    """Return every value that figures with separators can have: with one separator and three digits behind it, two."""
    plain = _SEPARATORS.sub("", digits)
    marks = [letter for letter in plain if letter in ".,"]
    if not marks:
        return frozenset({Decimal(plain)})
    whole, _, behind = plain.rpartition(marks[-1])
    grouped, decimal = Decimal(re.sub(r"[.,]", "", plain)), Decimal(f"{re.sub(r'[.,]', '', whole)}.{behind}")
    if len(behind) != len("000"):
        return frozenset({decimal})
    return frozenset({grouped}) if len(marks) > 1 and len(set(marks)) == 1 else frozenset({grouped, decimal})


def _unit(text: str, end: int) -> str:
    following = _NEXT.match(text, end)
    if following is None:
        return ""
    word = following[1].casefold()
    known = unit_of(word)
    return known if known != word else known if _is_unit(known) else stem(word)


def _is_unit(word: str) -> bool:
    return word in {"hour", "day", "week", "month", "word", "page", "line", "piece", "visit", "session", "pallet"}


@lru_cache(maxsize=8)
def _table(language: str) -> dict[str, int]:
    """The words of a language for 2 to 99; those that mean something else as well are left out."""
    ones, tens = _ONES[language].split(), _TENS[language].split()
    found = {word: number for number, word in enumerate(ones, start=2) if word != "-"}
    found |= dict.fromkeys(_SINGLE[language].split(), 1)
    found |= {word: ten * 10 for ten, word in enumerate(tens, start=2)}
    for ten, first in enumerate(tens, start=2):
        for one, last in enumerate(ones[:8], start=2):
            found.setdefault(_joined(language, first, last), ten * 10 + one)
    return found


def _joined(language: str, ten: str, one: str) -> str:
    if language == "es" and ten == "veinte":
        return "veinti" + {"dos": "dós", "tres": "trés", "seis": "séis"}.get(one, one)
    if language == "nl" and one.endswith("e"):
        return f"{one}ën{ten}"
    if language == "it" and one[0] in "ou":
        ten = ten[:-1]
    return _JOINED[language].format(ten, one)
