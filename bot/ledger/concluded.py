"""What a client's counting comes to: so many hours a day, from arrival to departure, the last of several, what is paid for or taken off."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.numerals import Numeral
from bot.ledger.units import TIME
from bot.ledger.work import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Behind a number of hours: they are those of one day.
_A_DAY = re.compile(
    r"[\s-][^\W\d_]{1,12}\.?,?\s(?:(?:an?|per|each|every|on each|pro|je|am|jeden|par|chaque|al|por|cada|ogni|op een|elke|iedere)\s(?:single\s)?(?:day|tag|jour|día|dia|giorno|dag)\b|(?:daily|täglich|diari[ao]s|al día|giornalier[ei]|dagelijks)\b)",
    re.IGNORECASE,
)
_FAR_CHARS = 90
_TIME = r"(\d{1,2})(?:(?: ?[:.h] ?|h)([0-5]\d))? ?(am|pm|a\.m\.|p\.m\.|uhr|h|heures|uur|o'clock)?(?![\w%€£$]|[.,:]\d)"
_AT = r"(?:\s(?:at|in|by|on|not until|only|about|around|um|gegen|erst|schon|à|vers|a las|sobre las|alle|om|rond|pas))*\s"
_CAME = (
    r"\b(?:arriv\w+|came|started|starting|began|badged in|clocked (?:in|on)|signed in|in|got here|turned up|there|kam\w*|begann\w*|angefangen|anfing\w*|gekommen|da|venus?|arrivée?s?|commenc\w+|débuté"
    r"|llegaron|llegó|empez\w+|entraron|arrivat\w+|iniziat\w+|cominciat\w+|kwam\w*|begon\w*|gekomen|aangekomen)"
)
_WENT = (
    r"\b(?:left|leaving|gone|finished|stopped|out|off|away|clocked off|packed up|done|ging\w*|gegangen|weg|fertig|schluss|aufgehört|parti\w*|repart\w+|fini\w*|terminé\w*"
    r"|marcha\w*|fueron|termina\w*|salieron|andat\w+|finit\w+|uscit\w+|vertrok\w*|vertrokken|klaar|gestopt)(?: (?:via|off|away|weg|fort|home))?"
)
#: Two times of day with what somebody did then: "they arrived 11.30 and had gone by 3.30".
_STAYED = re.compile(
    rf"{_CAME}{_AT}{_TIME}[^?!\n]{{1,40}}?(?:{_WENT}{_AT}{_TIME}|(?<!\d){_TIME}[^.,;?!\n]{{0,20}}{_WENT}\b)", re.IGNORECASE
)
#: How many stayed so long, where it is told of them together.
_TOGETHER = (
    (2, r"(?:the )?(?:pair|two|both) of them|the both of them|the pair of you|alle beide|beide zusammen|zu zweit|tous les deux|à deux|los dos|ambos|tutti e due|in due|met z'n tweeën|allebei"),
    (3, r"the three of them|three of them|zu dritt|tous les trois|à trois|los tres|tutti e tre|in tre|met z'n drieën"),
    (4, r"the four of them|four of them|zu viert|tous les quatre|à quatre|los cuatro|tutti e quattro|in quattro|met z'n vieren"),
)  # fmt: skip
_BY_MANY = tuple((Decimal(many), re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)) for many, words in _TOGETHER)
#: Only the last of several: what is told of them is told against them.
_LAST = re.compile(r"\b(?:last|final|letzten|dernier(?:e?s)|últim[ao]s|ultim[ie]|laatste) $", re.IGNORECASE)
_LATELY = re.compile(
    r"\b(?:in|over|within|during|for|past|since|these|von den|in den|seit den|depuis les|ces|au cours des|en l[ao]s|negli|nelle|in de|sinds de)(?: the)? [^\W\d_]+ $",
    re.IGNORECASE,
)
#: So many, and no more, are paid for.
_PAYS_FOR = re.compile(
    r"\b(?:pay(?:ing)?|bezahlen?|zahlen?|begleichen|payons|paierons|paye(?:r|rons)|paierai|réglons|réglerons|règlerai|paga(?:mos|remos|r|ré)|paghiamo|pagheremo|pago|pagherò|betaal|betalen)"
    r"(?:\s(?:you|only|just|for|the|other|wir|ich|nur|lediglich|für|die|übrigen|que|pour|les|autres|solo|sólo|solamente|por|l[ao]s|otros|soltanto|per|le|altre|ne|wij|we|er|slechts|maar|voor|de|overige)){0,4}\s$",
    re.IGNORECASE,
)
#: What takes back what was counted before: "seven were rock hard, so knock those off", "los descontamos".
_TAKEN_OFF = re.compile(
    r"\b(?:(?:knock|take|leave|strike|cross) (?:those|these|them|it|that|the lot) (?:off|out)|deduct(?:ing|ed)? (?:those|these|them|it|that)|remove (?:those|these|them)|(?:not|never|won't|refuse to|intention of) (?:be )?pay(?:ing)?(?: for)?(?: (?:those|these|them|it|that)|\b(?=[.,;!]|$))"
    r"|ziehen wir (?:daher |also |entsprechend )?ab|(?:sind|werden) abzuziehen|abgezogen|(?:be)?zahlen wir nicht|gehören (?:da |hier )?nicht|bitte streichen|nous (?:les|la|le|l') ?(?:en )?dédui\w+|à déduire|ne (?:les |la |le )?(?:paierons|payons|paierai|réglerons) pas"
    r"|l[oa]s? (?:descontamos|descontaremos|deducimos)|hay que descontar|no (?:l[oa]s? )?(?:pagaremos|pagamos|vamos a pagar)|(?:li|le|la|lo) (?:detraiamo|scaliamo|togliamo)|da (?:detrarre|scalare|togliere)|non (?:li |le |la |lo )?(?:paghiamo|pagheremo)"
    r"|trekken (?:wij|we) (?:die |deze )?af|(?:gaan|moeten) eraf|betalen (?:wij|we) (?:die |deze )?niet)(?!\w)",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[^.!?\n]*(?:[.](?=\d)[^.!?\n]*){0,4}(?:[.!?]\s[^.!?\n]{0,70}(?:[.!?\n]|$))?")
#: The rest of several, of which the sentence before spoke: "the other two are old".
_OTHERS = re.compile(
    r"\b(?:other|others|remaining|rest|andere[nr]?|übrigen|restlichen|autres?|otr[ao]s|restantes|altr[ie]|restanti|andere|overige|resterende) $",
    re.IGNORECASE,
)
#: What the same pronoun stands for: "six of them", "sechs davon".
OF_THEM = frozenset(map(stem, ("davon", "denen", "eux", "elles", "ellos", "ellas", "loro", "essi", "esse", "ervan", "daarvan", "hen")))
_LOOK_BACK = 44
_NOON = 12
_HOUR_MINUTES = 60


def concluded(words: str, numbers: Sequence[Numeral]) -> list[Numeral]:
    """Return the numbers with what they come to in place of its parts: hours a day times days, hours between two times of day."""
    daily = [each for each in numbers if each.unit == "hour" and _A_DAY.match(words, each.end)]
    stays = _stays(words)
    spans = [(each.start, each.end) for each in stays]
    kept = [each for each in numbers if not any(start <= each.start < end for start, end in spans)]
    for each in daily:
        kept = _times_days(kept, each)
    return sorted((*kept, *([] if daily else stays)), key=lambda each: each.start)


def _times_days(numbers: list[Numeral], daily: Numeral) -> list[Numeral]:
    """Hours of one day as those of all days, where a number of days stands near; else they count nothing."""
    days = [each for each in numbers if each.unit == "day" and abs(each.start - daily.start) <= _FAR_CHARS]
    rest = [each for each in numbers if each is not daily and each not in days]
    if len(days) != 1:
        return [*rest, *days]
    return [*rest, replace(daily, values=frozenset({daily.value * days[0].value}))]


def _stays(words: str) -> list[Numeral]:
    found = []
    for stay in _STAYED.finditer(words):
        begins, ends = _clock(*stay.groups()[:3]), _clock(*(stay.groups()[3:6] if stay[4] else stay.groups()[6:9]))
        lasted = ends - begins if ends > begins else ends - begins + _NOON
        many = next((many for many, said in _BY_MANY if said.search(words)), Decimal(1))
        if 0 < lasted < _NOON:
            found.append(Numeral(frozenset({lasted * many}), "hour", money=False, start=stay.start(), end=stay.end()))
    return found


def _clock(hours: str, minutes: str | None, mark: str | None) -> Decimal:
    afternoon = (mark or "").casefold().startswith("p") and int(hours) < _NOON
    return Decimal(hours) + Decimal(minutes or 0) / _HOUR_MINUTES + (_NOON if afternoon else 0)


def is_the_last(words: str, each: Numeral) -> bool:
    """Return whether a number counts only the last of several hours or days that were billed."""
    before = words[max(0, each.start - _LOOK_BACK) : each.start]
    return each.unit in TIME and _LAST.search(before) is not None and _LATELY.search(before) is None


def is_taken_off(words: str, each: Numeral) -> bool:
    """Return whether what is counted is taken off behind it, in the same sentence or at the beginning of the next."""
    behind = _NEXT_SENTENCE.match(words, each.end)
    return behind is not None and _TAKEN_OFF.search(behind.group().replace("\u2019", "'")) is not None


def is_the_rest(words: str, each: Numeral) -> bool:
    """Return whether a number counts the others, not those that are spoken of."""
    return _OTHERS.search(words[max(0, each.start - _LOOK_BACK) : each.start]) is not None


def is_paid_for(words: str, each: Numeral) -> bool:
    """Return whether the client says that so many, and no more, will be paid for."""
    return not each.money and _PAYS_FOR.search(words[max(0, each.start - _LOOK_BACK) : each.start]) is not None
