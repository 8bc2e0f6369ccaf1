"""Numbers written in words in the desk's six languages: whole ones into the thousands, halves, dozens, shares, sums of money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.ledger.numberwords import AND, BIG, HOMONYMS, JOINED, MORE, ONES, SINGLE, TENS, WHOLE
from bot.vocabulary.ignorecase import AnyOf, small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: "and a half" behind a number, with the counted word between where the language puts it there.
HALF = re.compile(
    r"(?:[ -](?:and|en)[ -](?:an?|een)[ -]hal(?:f|ve)\b|\s?½"
    r"|(?P<unit> (?:heures?|jours?|horas?|días?|ore|giorni))? (?:et demie?|y medi[ao]|e mezz[ao])\b)",
    re.IGNORECASE,
)
_DOZEN = re.compile(r"[ -](?:dozen|dutzend|douzaines|docenas|dozzine|dozijn)\b", re.IGNORECASE)
#: For words in small letters.
_HALF_OF_ONE = re.compile(
    r"\b(?:half an?(?= (?:hour|day)\b)|halbe[rn]?(?= (?:stunde|tag)\b)|demi-(?=heure|journée)|medi[ao](?= (?:hora|jornada|día)\b)"
    r"|mezz[ao](?= (?:ora|giornata)\b)|mezz'(?=ora)|(?<!een )half(?= uur\b)|halve(?= dag\b))"
)
#: A share of something, as percent; for words in small letters.
_SHARES = (
    (50, r"half (?:of|the)|(?:die )?hälfte|la moitié|la mitad|la metà|de helft"),
    (25, r"(?:an? |one )?quarter of|(?:ein )?viertel|un quart d|un cuarto|un quarto|een kwart"),
    (20, r"(?:an? |one[ -])?fifth\b|(?:ein )?fünftel|un cinquième|un quinto|een vijfde"),
    (10, r"(?:an? |one[ -])tenth\b|(?:ein )?zehntel|un dixième|un décimo|una décima parte|un decimo|een tiende"),
)
_SHARE = tuple((Decimal(percent), re.compile(rf"\b(?:{words})")) for percent, words in _SHARES)
#: One of these stands in whatever a share or a half of one is written as.
_SHARE_WORDS = AnyOf(
    (
        *("half", "halbe", "halve", "hälfte", "moitié", "mitad", "metà", "helft", "demi-", "media", "medio", "mezz", "quart", "viertel"),
        *("cuarto", "kwart", "fifth", "fünftel", "cinquième", "quinto", "vijfde", "tenth", "zehntel", "dixième", "décim", "decim"),
        "tiende",
    )
)
_WHOLE_WORDS = {code: AnyOf(words) for code, words in WHOLE.items()}
_PERCENT = re.compile(r"[ -]?(?:%|per ?cent\b|prozent\b|pour[ -]cent\b|por ciento\b|per cento\b|procent\b)", re.IGNORECASE)
_MONEY = re.compile(
    r"\s?(?:€|£|\$|euros?\b|eur\b|pounds?\b|quid\b|libras?\b|livres? sterling\b|sterline\b|dollars?\b|dólares\b|dollari\b|pond\b|franken\b|chf\b)",
    re.IGNORECASE,
)
_MINOR = re.compile(r"\s?(?:p\b|pence\b|cents?\b|centimes?\b|céntimos?\b|centesimi\b|ct\b)", re.IGNORECASE)
_TO_MINOR = re.compile(r"(?P<and>,?\s(?:and|und|et|con|y|e|en)\s|,?\s)(?=[^\W\d_])", re.IGNORECASE)
#: "by a hundred", "pour cent": a share's name and no number.
_OF_HUNDRED = re.compile(r"\b(?:per|pour|por)[ -]$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LONGEST_WORD = 60
_LEAST_MINOR = 10
_HUNDRED, _THOUSAND, _TWENTY = 100, 1000, 20


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words: its value and offsets; `percent` and `money` where the words say so."""

    value: Decimal
    start: int
    end: int
    percent: bool = False
    money: bool = False


def spoken(text: str, language: str) -> Iterator[Spoken]:
    """Yield the numbers that a text writes in words; a mere "one" that may mean "a" is left to the caller (value 1)."""
    code = language if language in ONES else "en"
    words = [(said.casefold(), *word.span()) for word in _WORD.finditer(text) if len(said := word.group()) <= _LONGEST_WORD]
    fixed = [*_fixed(text, code)]
    yield from fixed
    taken = [(each.start, each.end) for each in fixed]
    nth = 0
    while nth < len(words):
        if not _may_begin(words[nth][0], code) or any(start <= words[nth][1] < end for start, end in taken):
            nth += 1
            continue
        run, value = _run(text, words, nth, code)
        if value is None:
            nth += 1
            continue
        found, last = _finished(text, words, (nth, run), (value, code))
        yield found
        nth = next((place for place in range(last, len(words)) if words[place][1] >= found.end), len(words))


def _may_begin(word: str, code: str) -> bool:
    """Whether a number can begin with a word: most words are none and have no part in one."""
    return bool(_parts(word, code)) or word.endswith("einhalb")


def _fixed(text: str, code: str) -> Iterator[Spoken]:
    plain = small(text)
    if _SHARE_WORDS.within(plain):
        for percent, words in _SHARE:
            yield from (Spoken(percent, found.start(), found.end(), percent=True) for found in words.finditer(plain))
        yield from (Spoken(Decimal("0.5"), found.start(), found.end()) for found in _HALF_OF_ONE.finditer(plain))
    if not _WHOLE_WORDS[code].within(plain):
        return
    taken = 0
    for found in _whole(code).finditer(text):
        if found.start() >= taken:
            taken = found.end()
            yield Spoken(Decimal(WHOLE[code][small(found.group())]), *found.span())


@lru_cache(maxsize=8)
def _whole(code: str) -> re.Pattern[str]:
    longest = sorted(WHOLE[code], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest)})(?![^\W\d_])", re.IGNORECASE)


def _run(text: str, words: Sequence[tuple[str, int, int]], first: int, code: str) -> tuple[int, Decimal | None]:
    """How many words from here make one number, and its value; None where there is none."""
    parts: list[int] = []
    length, value = 0, None
    half = Decimal(0)
    for nth in range(first, len(words)):
        word, start, _ = words[nth]
        if nth > first and text[words[nth - 1][2] : start].strip(" \u00a0-"):
            break
        if parts and word == AND[code]:
            continue
        more = _parts(word, code)
        if more is None and word.endswith("einhalb") and code == "de":
            more, half = _parts(word.removesuffix("einhalb"), code), Decimal("0.5")
        joined = _combined([*parts, *more], code) if more else None
        if not more or joined is None or (nth == first and _OF_HUNDRED.search(text, max(0, start - 6), start)):
            break
        parts += more
        length, value = nth - first + 1, Decimal(joined)
        if half:
            break
    return length, None if value is None else value + half


def _finished(text: str, words: Sequence[tuple[str, int, int]], span: tuple[int, int], told: tuple[Decimal, str]) -> tuple[Spoken, int]:
    """The number with what stands behind it: a half, a percent sign, a currency and its cents; and where to read on."""
    (first, run), (value, code) = span, told
    start, end = words[first][1], words[first + run - 1][2]
    if dozens := _DOZEN.match(text, end):
        return Spoken(value * 12, start, dozens.end()), first + run
    if half := HALF.match(text, end):
        return Spoken(value + Decimal("0.5"), start, end if half["unit"] else half.end()), first + run
    if percent := _PERCENT.match(text, end):
        return Spoken(value, start, percent.end(), percent=True), first + run
    if minor := _MINOR.match(text, end):
        return Spoken(value / _HUNDRED, start, minor.end(), money=True), first + run
    currency = _MONEY.match(text, end)
    if currency is None:
        return Spoken(value, start, end), first + run
    after = next((nth for nth in range(first + run, len(words)) if words[nth][1] >= currency.end()), len(words))
    cents, stop, length = _cents(text, words, (currency.end(), after), code)
    return Spoken(value + cents, start, stop, money=True), after + length


def _cents(text: str, words: Sequence[tuple[str, int, int]], place: tuple[int, int], code: str) -> tuple[Decimal, int, int]:
    """The cents behind a currency - "pounds fifty", "euros y cincuenta céntimos" - where they stop and how many words they take."""
    (at, after), none = place, (Decimal(0), place[0], 0)
    link = _TO_MINOR.match(text, at)
    if link is None:
        return none
    skip = 1 if link["and"].strip(" ,\u00a0\n") else 0
    run, value = _run(text, words, after + skip, code) if after + skip < len(words) else (0, None)
    if value is None or not 0 < value < _HUNDRED or not run or words[after + skip][1] != link.end():
        return none
    end = words[after + skip + run - 1][2]
    minor = _MINOR.match(text, end)
    plain = value >= _LEAST_MINOR and not _counts_on(text, end) and (not skip or link["and"].strip().casefold() == "con")
    if minor is None and not plain:
        return none
    return value / _HUNDRED, minor.end() if minor else end, skip + run


def _counts_on(text: str, end: int) -> bool:
    """Whether a number counts something of its own: "ten pounds twenty days ago"."""
    return (
        re.match(
            r"\s(?:days?|hours?|weeks?|months?|times|tage|stunden|wochen|jours|heures|días|horas|giorni|ore|dagen|uur|of\b|per\b|%)",
            text[end : end + 12],
            re.IGNORECASE,
        )
        is not None
    )


@lru_cache(maxsize=4096)
def _parts(word: str, code: str) -> tuple[int, ...] | None:
    """The numbers that one word is made of: `dreihundertzwölf` is 3, 100, 12; None for any other word."""
    table = _table(code)
    if word in table:
        return (table[word],)
    if "-" in word:
        pieces = [_parts(piece, code) for piece in word.split("-") if piece != AND[code]]
        return tuple(part for piece in pieces for part in piece or ()) if pieces and all(pieces) else None
    if code not in JOINED:
        return None
    for big, value in sorted(BIG[code].items(), key=lambda item: -item[1]):
        head, found, tail = word.partition(big)
        if not found:
            continue
        tail = tail.removeprefix("und" if code == "de" else "en" if code == "nl" else "")
        before, behind = _parts(head, code) if head else (), _parts(tail, code) if tail else ()
        if before is not None and behind is not None:
            return (*before, value, *behind)
    return None


def _combined(parts: Sequence[int], code: str) -> int | None:
    """The one number that parts in a row make; None where they are several numbers."""
    total = group = 0
    for part in parts:
        if part == _THOUSAND:
            if total:
                return None
            total, group = max(group, 1) * _THOUSAND, 0
        elif part == _HUNDRED and group < _HUNDRED:
            group = max(group, 1) * _HUNDRED
        elif code == "fr" and part == _TWENTY and group % _HUNDRED == 4:  # noqa: PLR2004 - quatre vingts
            group += 76
        elif _fits(group, part, code):
            group += part
        else:
            return None
    return total + group


def _fits(group: int, part: int, code: str) -> bool:
    """Whether a part may be added: tens to hundreds, ones to tens; in French up to nineteen to sixty and eighty."""
    low = group % _HUNDRED
    if not group:
        return True
    if not low:
        return part < _HUNDRED
    return low >= _TWENTY and low % 10 == 0 and part < (_TWENTY if code == "fr" and low in {60, 80} else 10)


def means_more(word: str, language: str) -> bool:
    """Return whether a number word means something else as well, so that only a unit behind it makes it a number: a, neuf, sei."""
    code = language if language in ONES else "en"
    plain = word.casefold()
    return plain in HOMONYMS or (_table(code).get(plain) == 1 and plain not in SINGLE[code].split())


@lru_cache(maxsize=8)
def _table(code: str) -> dict[str, int]:
    """The words of a language that are a number by themselves; compounds of ten and one where they are one word."""
    ones, tens = ONES[code].split(), TENS[code].split()
    found = {word: number for number, word in enumerate(ones, start=1)}
    found |= dict.fromkeys(SINGLE[code].split(), 1)
    found |= {word: ten * 10 for ten, word in enumerate(tens, start=2)}
    found |= BIG[code] | MORE[code]
    if code in JOINED:
        for ten, first in enumerate(tens, start=2):
            for one, last in enumerate(ones[:9]):
                found.setdefault(_joined(code, first, last), ten * 10 + one + 1)
    return found


def _joined(code: str, ten: str, one: str) -> str:
    if code == "nl" and one.endswith("e"):
        return f"{one}ën{ten}"
    if code == "it":
        ten = ten[:-1] if one[0] in "ou" else ten
        one = "tré" if one == "tre" else one
    return JOINED[code].format(ten, one)
