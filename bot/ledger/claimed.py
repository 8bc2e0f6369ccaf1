"""The client's own prices, percentages and days beside what the invoice and the contract say."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.counted import says_billed
from bot.ledger.facts import tolerance
from bot.ledger.units import GENERIC, TIME, known_unit, unit_of
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.ledger.facts import Facts
    from bot.ledger.numerals import Numeral
    from bot.vocabulary.books import Line

_HUNDRED = Decimal(100)
_AGREED = re.compile(
    r"\b(?:(?:was|were|is|are) to be|price (?:per|was|of)|last time|each last|your letter|on the phone|been paying|used to (?:be|pay|charge)|until now|previously|bisher|zuletzt|jusqu'(?:ici|à présent)|hasta ahora|finora|tot nu toe|voorheen|agreed?|agreement|contract\w*|framework|quot\w*|rate|price list|estimate|offer\w*|should (?:be|have been)"
    r"|vereinbar\w*|vertrag\w*|angebot\w*|angeboten|stundensatz|tagessatz|satz|preisliste|statt|convenu\w*|contrat\w*|devis|tarif\w*|au lieu"
    r"|acord\w*|acuerdo|pactad\w*|contrato|presupuest\w*|tarifa\w*|en (?:lugar|vez) de|pattuit\w*|concordat\w*|contratto|preventiv\w*|tariff\w*|invece"
    r"|afgesproken|afspraak|overeengekomen|contract\w*|offerte|tarief|uurtarief|in plaats van)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.?!\n]{1,400}(?:[.?!](?=\S)[^.?!\n]{1,400}){0,9}")
#: An agreed price lies at least at this share of what was billed, and below it.
_LEAST_SHARE = Decimal("0.3")
#: So much too much for each: "5 euros an hour too much".
_TOO_MUCH = r"(?:too (?:much|dear|high)|over\b|more\b|zu (?:viel|teuer|hoch)|mehr\b|de (?:trop|plus)\b|trop\b|de más|demasiado|in più|di troppo|te (?:veel|duur|hoog)|meer\b)"
#: So much more than before, behind the price that is billed: "44 an hour is four pounds more than in spring".
_MORE_THAN = re.compile(
    r"[^.;!?\n\d]{0,14}\b(?:(?:more|dearer|higher|above) (?:than)?|mehr als|teurer als|de plus que|plus (?:cher )?que|más que|más car[oa]s? que|(?:in )?più (?:di|del|della|rispetto|che)|meer dan|duurder dan)\b",
    re.IGNORECASE,
)
_EACH_UNIT = r"(?:an?|each|per|pro|je|par|por|al|alla|de l'|l'|all'|die|la|/)\s?(?P<{}>[^\W\d_]{{1,12}})"
_OVER_EACH = re.compile(rf"\s?(?:{_EACH_UNIT.format('unit')}\s{_TOO_MUCH}|{_TOO_MUCH} {_EACH_UNIT.format('other')})", re.IGNORECASE)
#: A price for everything together, and what people say of a price that was named by word of mouth.
_LUMP = re.compile(
    r"\b(?:for (?:the )?(?:lot|everything|all|whole|job|work)|in total|all[- ]in|altogether|fixed price|flat (?:price|fee|rate)|lump sum|festpreis\w*|pauschal\w*|insgesamt|für alles"
    r"|forfait\w*|en tout|au total|pour le tout|precio cerrado|en total|por todo|tanto alzado|prezzo (?:fisso|chiuso)|a corpo|in tutto|per tutto|vaste prijs|in totaal|voor alles)(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:named|price of|said|told|promised|zugesagt|gesagt|genannt|versprochen|annoncé\w*|promis\w*|indiqué\w*|dij[oe]\w*|prometi\w*|dett[oe]|promess[oa]|gezegd|beloofd|genoemd)(?!\w)",
    re.IGNORECASE,
)
_NET_DAYS = re.compile(r"\bnet[- ]?(?:days )?(\d{1,3})\b|\b(\d{1,3})[- ]?(?:days? )?net\b", re.IGNORECASE)
#: Days in the other units that payment terms are given in.
_DAYS_IN = {"day": 1, "week": 7, "month": 30}


def own_price(facts: Facts) -> Decimal | None:
    """Return the one price the client says was agreed: named as such, below a price billed, and no other figure of the invoice.

    It may be told as what is too much for each: "3 pounds an hour too much".
    """
    prices = [line.unit_price for line in facts.invoice.lines if line.amount > 0]
    if not prices or not facts.numerals:
        return None
    known, money = _known_figures(facts), _known_sums(facts)
    spans = _sentences(facts, _AGREED)
    named = [
        each for each in facts.numerals if _may_be_price(each) and _inside(each, spans) and not _OVER_EACH.match(facts.words, each.end)
    ]
    values = [(v, money if each.money else known) for each in named for v in each.values]
    fitting = {v for v, taken in values if v not in taken and any(price * _LEAST_SHARE <= v < price for price in prices)}
    fitting = fitting or {price for each in facts.numerals for price in _less_each(facts, each)} or _set_beside(facts, money)
    return next(iter(fitting)) if len(fitting) == 1 and min(fitting) > 0 else None


def _set_beside(facts: Facts, taken: set[Decimal | None]) -> set[Decimal]:
    """The lower figure in a sentence that names a price billed, where a price is what is claimed: "15 each, not 18"."""
    prices = {line.unit_price for line in facts.invoice.lines if line.amount > 0}
    spans = [found.span() for found in _SENTENCE.finditer(facts.words)] if facts.claims(Cause.PRICE) else []
    inside = [[each for each in facts.numerals if _may_be_price(each) and start <= each.start < end] for start, end in spans]
    return {
        each.value
        for sentence in inside
        for price in prices & {each.value for each in sentence}
        for each in sentence
        if each.value not in taken and price * _LEAST_SHARE <= each.value < price
    }


def _less_each(facts: Facts, each: Numeral) -> set[Decimal]:
    """What the price would be, where a number says what is too much for each hour or piece."""
    said = _OVER_EACH.match(facts.words, each.end)
    if not said and each.money and _MORE_THAN.match(facts.words, each.end):
        billed = {line.unit_price for line in facts.invoice.lines if line.amount > 0 and facts.mentioned(line.unit_price)}
        return {price - each.value for price in billed if each.value < price}
    unit = known_unit(said["unit"] or said["other"]) if said else ""
    lines = [line for line in facts.invoice.lines if line.amount > 0 and (not unit or unit_of(line.unit) == unit)]
    return {line.unit_price - each.value for line in lines} if said else set()


def own_lump(facts: Facts) -> Decimal | None:
    """Return the one price the client says was agreed for everything: below the net amount, and no figure of the invoice."""
    net = facts.invoice.subtotal
    if net is None or not facts.numerals:
        return None
    taken = _known_sums(facts)
    spoken = _sentences(facts, _AGREED) + _sentences(facts, _NAMED)
    whole = _sentences(facts, _LUMP)
    named = [each for each in facts.numerals if each.unit in {"", "lot"} or each.money]
    named = [each for each in named if _inside(each, spoken) and _inside(each, whole)]
    fitting = {each.value for each in named if each.value not in taken and net * _LEAST_SHARE <= each.value < net}
    return next(iter(fitting)) if len(fitting) == 1 else None


def own_sum(facts: Facts) -> tuple[Line, Decimal] | None:
    """Return the line whose sum the client writes, and the lower one that they say was agreed for it."""
    spans, taken = _sentences(facts, _AGREED), _known_sums(facts)
    written = [line for line in facts.invoice.lines if line.quantity != 1 and facts.mentioned(line.amount)] if spans else []
    if len(written) != 1:
        return None
    line = written[0]
    named = [each for each in facts.numerals if _may_be_price(each) and _inside(each, spans)]
    fitting = {v for each in named for v in each.values if v not in taken and line.amount * _LEAST_SHARE <= v < line.amount}
    return (line, next(iter(fitting))) if len(fitting) == 1 else None


def misread_price(facts: Facts) -> tuple[Line, Decimal] | None:
    """Return the line that bills just what the client says was agreed, and the price they say was billed, which no line has."""
    prices = {line.unit_price: line for line in facts.invoice.lines if line.amount > 0} if facts.numerals else {}
    spans, taken = _sentences(facts, _AGREED), _known_figures(facts)
    agreed = [
        prices[each.value]
        for each in facts.numerals
        if each.value in prices and _inside(each, spans) and not says_billed(facts.words, each)
    ]
    billed = [each.value for each in facts.numerals if each.money and each.value not in taken and says_billed(facts.words, each)]
    dearer = [(line, value) for line in agreed for value in billed if line.unit_price < value < line.unit_price / _LEAST_SHARE]
    return dearer[0] if len(dearer) == 1 else None


def priced_line(facts: Facts, price: Decimal) -> Line | None:
    """Return the line whose price the client disputes: one whose billed price is written, else the only one dearer than `price`."""
    dearer = [line for line in facts.invoice.lines if line.unit_price > price]
    written = [line for line in dearer if facts.mentioned(line.unit_price)]
    chosen = written or dearer
    return chosen[0] if len(chosen) == 1 else None


def percentages(facts: Facts) -> tuple[Decimal, ...]:
    """Return the percentages the client writes, each once."""
    return tuple(dict.fromkeys(each.value for each in facts.numerals if each.unit == "%"))


def discounts(facts: Facts) -> tuple[Decimal, ...]:
    """Return the percentages that may be a discount: all but the tax rate of the invoice, where the client writes others too."""
    named = percentages(facts)
    rates = {line.tax_rate_pct for line in facts.invoice.lines}
    return tuple(each for each in named if each not in rates) or named


def other_line(facts: Facts, lines: Iterable[Line], theirs: Decimal | None) -> Line | None:
    """Return the one line besides these whose price the client writes, and below which the price lies that they name."""
    written = [line for line in facts.invoice.lines if line not in lines and facts.mentioned(line.unit_price)]
    return written[0] if len(written) == 1 and theirs is not None and theirs < written[0].unit_price else None


def days(facts: Facts) -> tuple[Decimal, ...]:
    """Return the numbers of days the client writes, weeks and months as days; in "30 days, not 14" both; "net 30" as well."""
    found = [each for each in facts.numerals if each.unit in _DAYS_IN]
    bare = [each for each in facts.numerals if found and not each.money and each.unit in {"", *GENERIC} and each.value != found[0].value]
    terms = [Decimal(first or second) for first, second in _NET_DAYS.findall(facts.words)]
    return tuple(dict.fromkeys((*(each.value * _DAYS_IN[each.unit] for each in found), *(each.value for each in bare[:1]), *terms)))


def agrees(facts: Facts, net: Decimal) -> str:
    """Return that the client's own figure is this difference, net or with the invoice's tax, or ""."""
    unit = tolerance(facts.invoice.currency)
    taxed = net * _gross_share(facts)
    for value, how in ((net, ""), (taxed, " with tax")):
        exact = value.quantize(unit)
        if exact > 0 and facts.mentioned(exact):
            return f" The client's own figure of {facts.money(exact)}{how} agrees."
    return ""


def _sentences(facts: Facts, said: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the sentences stand in which something is said."""
    return [found.span() for found in _SENTENCE.finditer(facts.words) if said.search(found.group())]


def _inside(each: Numeral, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= each.start < end for start, end in spans)


def _may_be_price(each: Numeral) -> bool:
    return each.unit != "%" and (each.money or each.unit not in {*TIME, "word", "page", "piece"})


def _known_figures(facts: Facts) -> set[Decimal | None]:
    return _known_sums(facts) | {line.quantity for line in facts.invoice.lines}


def _known_sums(facts: Facts) -> set[Decimal | None]:
    invoice = facts.invoice
    return {invoice.total, invoice.subtotal, invoice.tax, *(figure for line in invoice.lines for figure in (line.unit_price, line.amount))}


def _gross_share(facts: Facts) -> Decimal:
    """One plus the tax of the invoice, where it has one rate."""
    rates = {line.tax_rate_pct for line in facts.invoice.lines if line.tax_rate_pct is not None}
    return 1 + next(iter(rates)) / _HUNDRED if len(rates) == 1 else Decimal(1)
