"""Finds in a sentence what no list of words can hold: till when, how soon, whom to call, under which number, by language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.arrivals.phrases import fold
from bot.vocabulary.ignorecase import AnyOf

#: What a pattern may ask for: an end or a span of days, a day named, a delay, a phone number, the number of a file.
TILL, WHEN, DAYS, TEL, CODE = "$till", "$when", "$days", "$tel", "$code"
ALL = frozenset({TILL, WHEN, DAYS, TEL, CODE})

_DAY = r"\d{1,2}(?:\.|st|nd|rd|th|er|º|o\.)?\s?(?:(?:de|of|d\.)\s)?"
_DATE = r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{0,4})?|\d{1,2}\s?[月월]\s?\d{1,2}"
#: Where a date in figures stands, whatever comes before and behind it.
_FIGURES = re.compile(r"\d(?:[./-]|\s?[月월]\s?)\d")
#: Two days of one month: 20-30 November, 20.-30.11.
_RANGE = r"\d\d?\.?\s?(?:[-\u2013\u2014]|(?:a|al|au|à|to|bis|tot|til|till|do|\u0434\u043e|\u043f\u043e)\s)\s?\d{1,2}(?:\.\s?\d{1,2}|/\d{1,2}|\.?\s{NAME})"
#: What phone numbers are set behind where they are short.
_EXTENSIONS = "ext|extension|durchwahl|nebenstelle|dw|poste|wew|wewn|\u0434\u043e\u0431|\u0432\u043d|linka|klapka|tel|phone|mobile|mobil|int|doorkiesnummer|toestel|anknytning|lokal|mellék|dahili"
_EXTENSION = re.compile(rf"\b(?:{_EXTENSIONS})\b[.: ]{{0,3}}\d{{1,6}}\b")
_CALLING, _LINKS = AnyOf(_EXTENSIONS.split("|")), AnyOf(("http", "www."))
#: The look back stands behind the first sign, so that a search stops at such signs only.
_PHONE = re.compile(
    r"[+(\d](?<![\w.,/-].)(?:(?:(?<=\+)|(?<=\()0|(?<=0))\d[\d ()/.-]{5,18}\d(?![\w/-])|(?<=\d)\d{1,3}(?:[ -]\d{2,4}){2,4}(?![\w/-]))"
)
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"(?<![\w@.-])[^\W\d_]{0,6}[-/_#.]?\d[a-z0-9/_-]{3,24}(?![\w@])")
_PLAIN_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_LINK = re.compile(r"https?://\S{1,300}|www\.\S{1,200}")
_CODE_DIGITS = 5
#: Shorter names of days are whole words, longer ones may be the beginning of one: "Fri" is, "friend" is not.
_SHORT_NAME = 5
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Spans:
    """The patterns of one language."""

    till: re.Pattern[str]
    when: re.Pattern[str]
    days: re.Pattern[str]
    ranges: re.Pattern[str]
    #: Plain words of which one stands wherever a pattern finds more than figures.
    names: AnyOf
    bounds: AnyOf
    counted: AnyOf

    def terms(self, text: str) -> set[str]:
        """What of it stands in a folded sentence that is as it was written."""
        numbered = _DIGIT.search(text) is not None
        found = {DAYS} if self.counted.within(text) and self.days.search(text) else set[str]()
        dated = (numbered and _FIGURES.search(text) is not None) or (self.names.within(text) and self.when.search(text) is not None)
        if (numbered and self.ranges.search(text)) or (dated and self.bounds.within(text) and self.till.search(text)):
            return found | {TILL, WHEN}
        return found | {WHEN} if dated else found


def anywhere(text: str) -> set[str]:
    """What no language is needed for: phone numbers and the numbers of files, in a folded sentence."""
    if not _DIGIT.search(text):
        return set()
    bare = _LINK.sub(" ", text) if _LINKS.within(text) else text
    without = _PHONE.sub(" ", bare)
    calling = _CALLING.within(bare)
    calls = without != bare or (calling and _EXTENSION.search(bare) is not None)
    digits = sum(map(str.isdigit, without))
    coded = digits >= _CODE_DIGITS and any(
        sum(map(str.isdigit, code)) >= _CODE_DIGITS and not _PLAIN_DATE.fullmatch(code)
        for code in _CODE.findall(_EXTENSION.sub(" ", without) if calling else without)
    )
    return ({TEL} if calls else set()) | ({CODE} if coded else set())


def _plain(words: str) -> AnyOf:
    return AnyOf(fold(word) for word in words.split("|") if word)


def _any(words: str) -> str:
    return "|".join(re.escape(fold(word)) for word in words.split("|") if word)


def _compiled(table: dict[str, str]) -> Spans:
    """The patterns of a table; words of languages without blanks stand anywhere."""
    joined = _CJK.search(table["when"]) is not None
    edge = "" if joined else r"\b"
    whole = "" if joined else r"(?![^\W\d_])"
    names = "|".join(f"{name}{whole if len(name) < _SHORT_NAME else ''}" for name in _any(table["when"]).split("|"))
    day = rf"(?:{_DATE}|(?:{_DAY})?{edge}(?:{names}))"
    gap = r"\s{0,2}" if joined else r"\s{1,2}"
    ranges = _RANGE.replace("{NAME}", rf"(?:(?:{names}))")
    ways = []
    if table.get("until"):
        ways.append(rf"{edge}(?:{_any(table['until'])}){gap}(?:[^\W\d_]{{1,14}}[.,]?\s){{0,3}}?{day}")
    if table.get("after"):
        ways.append(rf"{day}[^.!?\n]{{0,14}}?(?:{_any(table['after'])})(?![^\W\d_]{{3}})")
    small = _any(table["nums"])
    within = rf"(?:\d{{1,3}}|{edge}(?:{small}){edge})(?:\s?(?:-|\u2013|[^\W\d_]{{1,4}})\s?\d{{1,3}})?\W{{0,2}}(?:[^\W\d_]{{1,14}}\s){{0,2}}?(?:{_any(table['days'])})"
    bounds = f"{table.get('until', '')}|{table.get('after', '')}"
    words = (_plain(text) for text in (table["when"], bounds, table["days"]))
    return Spans(re.compile("|".join(ways)), re.compile(day), re.compile(within), re.compile(ranges), *words)


SPANS: dict[str, Spans] = {
    language: _compiled(table)
    for language, table in tomllib.loads(Path(__file__).with_name("spans.toml").read_text(encoding="utf-8")).items()
}
