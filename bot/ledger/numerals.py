"""The numbers a client writes, in figures or in words, in the desk's six languages: every value each of them can have."""

# ruff: noqa: RUF001 - the typographic dashes are what people write
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.ledger.spoken import HALF, means_more, spoken
from bot.ledger.units import TIME, known_unit
from bot.ledger.work import stem
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.vocabulary.reading import Reading

_SEARCHED_CHARS = 20_000
_MOST = 200
#: Where figures begin; the longest sign before them is "US$ ".
_DIGITS = re.compile(r"\d+")
_SIGN_CHARS = 4
_FIGURE = re.compile(
    r"(?<![\w.,/#\u2019'-])(?P<sign>(?:[A-Z]{1,2})?[€£$¥] ?)?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f'\u2019]\d{3}(?!\d))+(?:[.,]\d{1,2})?|\d{1,3}(?:[.,]\d{3}(?!\d))+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,4})?)"
    r"(?![\d]|[.,:/-]\d)(?P<percent> ?(?:%|per ?cent\b|prozent\b|pour cent\b|por ciento\b|per cento\b|procent\b))?"
    r"(?P<after>,[-–]|[  ]?(?:[€£$]|(?:EUR|GBP|USD|CHF|euros?|pounds?|dollars?|quid)\b))?"
    r"(?P<cents>(?<=[€£])\d{2}(?![\d.,\w])|(?<=[€£sod]) \d{2}(?=[.,;:!?)]?(?:\s|$))(?!\s\w{1,9}s?\b\s(?:ago|late|early)))?",
    re.IGNORECASE,
)
#: A price for each: "56 an hour", "38 € pro Stunde", "12 la minute", "at 62".
_PER = re.compile(
    r"\s?(?:€|£|\$|euros?|eur|chf|gbp|usd)?\s?(?:/\s?|\b(?:all'|de l'|l')|\b(?:an?|each|per|pro|je|par|por|al|alla|la|cada|ogni|per stuk|à|die|de)\s)[^\W\d_]",
    re.IGNORECASE,
)
_AT = re.compile(r"(?:@|\b(?:at|à|zu|a|je)) ?$", re.IGNORECASE)
#: What is numbered and not counted: a line of the invoice, a page, a room; for a text in small letters.
_NUMBERED = re.compile(
    r"\b(?:line|item|position|pos\.?|no\.?|number|page|room|flat|unit|floor|phase|week|zeile|posten|nr\.?|seite|wohnung|ligne|poste|n°|página|línea|riga|voce|regel|post"
    r"|hal|halle|nave|site|house|plot) ?$"
)
_LOOK_BACK = 14
#: What "one" counts where it is no article.
_COUNTED = frozenset({"hour", "day", "visit", "session", "pallet"})
_NEXT = re.compile(
    r"[\s-]{0,3}(?:(?:of|von|de|di|van|out of)\s(?=(?:the|those|these|your|den|diesen|ihren|los|las|les|ces|vos|esos|quei|quelle|die|deze|de)\s))?"
    r"(?:(?:of|der|die|den|des|delle|dei|degli|les|de|los|las|di|i|le|van|the|those|these|your|full|whole|ganze|volle)\s)?([^\W\d_]{1,30}(?:[²³]|(?<=m)[23])?)"
)
#: Before or behind a word for one that is no article then: "only one was fitted", "une seule".
ONLY = re.compile(r"\b(?:only|just|nur|lediglich|bloß|solo|sólo|solamente|soltanto|slechts|maar) $", re.IGNORECASE)
#: "one new filter, not three": set against another number it is none either.
_SET_AGAINST = re.compile(
    r"[^.,;!?\n]{0,30},? (?:and |und |et |y |e |en )?(?:not|nicht|pas|non|no|niet) (?:all )?(?:two|three|four|five|six|ten|zwei|drei|vier|fünf|sechs|deux|trois|quatre|cinq|six|dos|tres|cuatro|cinco|seis|due|tre|quattro|cinque|sei|twee|drie|vier|vijf|zes|\d{1,3})\b",
    re.IGNORECASE,
)
_SOLE = re.compile(r" (?:seule?|sola?|solo|single|einzige[rsnm]?|única?|único|enkele?)\b", re.IGNORECASE)
_FOR_EACH = frozenset(["a", "an", "each", "per", "pro", "je", "par", "por", "al", "alla", "cada", "ogni", "à"])
#: The word behind it: "square metres", "carpenter hours".
_SECOND = re.compile(r"[ -]([^\W\d_]{1,30}[²³23]?)")
_SEPARATORS = re.compile(r"[ \u00a0\u202f'\u2019]")
#: Hours and minutes of a duration, and two times of day with the hours between them.
#: The looks back stand behind the first digit, so that a search skips from digit to digit.
_LASTED = re.compile(
    r"(?P<hours>\d(?<![\w.,:/-]\d)\d{0,2}) ?(?:h|hrs?|hours?|std\.?|stunden|heures?|horas?|ore|uur)(?: ?(?:and|und|et|y|e|en))? ?(?P<minutes>[0-5]\d)(?: ?(?:m|min\w*))?(?![\w:]|[.,]\d)",
    re.IGNORECASE,
)
_AT_TIME = re.compile(r"\b(?:at|at about|um|gegen|à|vers|a las|alle|om|before|after|vor|nach|avant|après) ?$", re.IGNORECASE)
_RANGE = re.compile(r"\d(?<![\w.,:/€£$-]\d)\d{0,3}(?:[.,]\d)?(?: ?[-–] ?| (?:to|bis|à|a|tot) )(\d{1,4}(?:[.,]\d)?)(?=[ -][^\W\d_])")
_QUARTERS = {"\u00bc": Decimal("0.25"), "\u00be": Decimal("0.75")}
_O_CLOCK = re.compile(r"\D{0,4}\b(?:à|vers|dès|a las) \d{1,2} ?h\d{0,2}\b", re.IGNORECASE)
_CLOCK = r"(?:(?: ?[:.h] ?|h)([0-5]\d))? ?(am|pm|a\.m\.|p\.m\.|uhr|h|heures|uur|o'clock)?"
_BETWEEN = re.compile(
    rf"(\d(?<![\w.,:/#€£$-]\d)\d?){_CLOCK} ?(?:-|\u2013|to|till|until|bis|à|a|alle|tot|and|und|et) ?(\d{{1,2}}){_CLOCK}(?![\w:/%€£$]|[.,]\d)",
    re.IGNORECASE,
)
_NOON, _DAY_HOURS, _HOUR_MINUTES = 12, 24, 60


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
    timed = [*_durations(text), *_ranges(text)]
    yield from timed
    for figure in _written(text):
        before = text[max(0, figure.start() - _LOOK_BACK) : figure.start()]
        if (
            _NUMBERED.search(small(before))
            or _O_CLOCK.match(text, max(0, figure.start() - 5))
            or any(each.start <= figure.start() < each.end for each in timed)
        ):
            continue
        half = HALF.match(text, figure.end())
        part = _QUARTERS.get(text[figure.end() : figure.end() + 1]) or (Decimal("0.5") if half else Decimal(0))
        end = half.end() if half and not half["unit"] else figure.end() + (1 if part and not half else 0)
        values = frozenset(value + part for value in readings(figure["digits"]))
        if figure["cents"]:
            values = frozenset(value + Decimal(figure["cents"]) / 100 for value in values)
        unit = "%" if figure["percent"] else "" if figure["after"] else _unit(text, end)
        priced = unit == "" and (_PER.match(text, figure.end()) is not None or _AT.search(before) is not None)
        money = bool(figure["sign"] or figure["after"]) or priced
        yield Numeral(values, unit, money, figure.start(), end)


def _written(text: str) -> Iterator[re.Match[str]]:
    """What _FIGURE finds, tried only where figures begin."""
    taken = 0
    for digits in _DIGITS.finditer(text):
        first = digits.start()
        places = range(max(taken, first - _SIGN_CHARS), first + 1)
        found = next((found for place in places if (found := _FIGURE.match(text, place))), None)
        if found is not None:
            taken = found.end()
            yield found


def _ranges(text: str) -> Iterator[Numeral]:
    """The upper end of a range of counted things: "10-12 hours", "zwischen 10 und 12 Stunden"."""
    for found in _RANGE.finditer(text):
        unit = _unit(text, found.end())
        if known_unit(unit):
            yield Numeral(frozenset({Decimal(found[1].replace(",", "."))}), unit, money=False, start=found.start(), end=found.end())


def _durations(text: str) -> Iterator[Numeral]:
    """Hours that are written as "3h30", or as the times of day between which they lie: "8:00 to 12:30"."""
    for found in _LASTED.finditer(text):
        if not _AT_TIME.search(text, max(0, found.start() - _LOOK_BACK), found.start()):
            yield _hours(Decimal(found["hours"]) + Decimal(found["minutes"]) / _HOUR_MINUTES, *found.span())
    for found in _BETWEEN.finditer(text):
        first, first_minutes, first_mark, last, last_minutes, last_mark = found.groups()
        if last_mark or (first_minutes and last_minutes):
            begins, ends = _time(first, first_minutes, first_mark or last_mark), _time(last, last_minutes, last_mark)
            begins -= _NOON if begins > ends and not first_mark and begins >= _NOON else 0
            if 0 < ends - begins < _DAY_HOURS:
                yield _hours(ends - begins, *found.span())


def _time(hours: str, minutes: str | None, mark: str | None) -> Decimal:
    afternoon = (mark or "").casefold().startswith("p") and int(hours) < _NOON
    return Decimal(hours) + Decimal(minutes or 0) / _HOUR_MINUTES + (_NOON if afternoon else 0)


def _hours(value: Decimal, start: int, end: int) -> Numeral:
    return Numeral(frozenset({value}), "hour", money=False, start=start, end=end)


def _words(text: str, language: str) -> Iterator[Numeral]:
    for found in spoken(text, language):
        if _NUMBERED.search(small(text[max(0, found.start - _LOOK_BACK) : found.start])):
            continue
        unit = "%" if found.percent else "" if found.money else _unit(text, found.end)
        plain = means_more(text[found.start : found.end], language) and not ONLY.search(text, max(0, found.start - _LOOK_BACK), found.start)
        if plain and not found.money and unit not in _COUNTED and not (_SOLE.match(text, found.end) or _SET_AGAINST.match(text, found.end)):
            continue
        yield Numeral(frozenset({found.value}), unit, money=found.money, start=found.start, end=found.end)


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
    behind = _SECOND.match(text, following.end())
    second = behind[1].casefold() if behind and word not in _FOR_EACH else ""
    if joined := known_unit(word + second):
        return joined
    return known_unit(word) or (known_unit(second) if known_unit(second) in TIME else "") or stem(word)
