"""What a client counts - hours, panels, days - each at the line it is about, and what they say was billed of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.ledger.concluded import OF_THEM, concluded, is_paid_for, is_taken_off, is_the_last, is_the_rest
from bot.ledger.numerals import ONLY, Numeral
from bot.ledger.sums import ADDED, linked
from bot.ledger.units import TIME, known_unit, unit_of
from bot.ledger.work import stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Line

#: So many are missing, or too many are billed.
_LACKING = re.compile(
    r"\b(?:missing|short(?: by)?|too many|too much|over(?:charged|billed)?|extra|excess|never (?:came|arrived|delivered|received|turned up|showed up|got here|reached us|made it)|(?:un)?usable|fewer|did(?:n't| not) (?:come|arrive)|not delivered"
    r"|fehl\w+|zu viele?|zuviele?|nie angekommen|nicht (?:geliefert|angekommen)|manqu\w+|de trop|en trop|(?:pas|jamais) (?:été )?(?:reçue?s?|livrée?s?)|falta\w*|de más"
    r"|no (?:han |ha )?(?:llegad\w+|llegaron|entregad\w+)|manca\w*|in più|di troppo|(?:non|mai) (?:consegnat\w+|arrivat\w+)|ontbre\w+|te veel|(?:niet|nooit) (?:geleverd|aangekomen)"
    r"|too few|did(?:n't| not) (?:turn|show) up|weren't (?:there|delivered)|(?:non|mai|non (?:sono|è) mai)(?: stat[eio])? arrivat\w+|no llegar\w+|nunca llegar\w+|nooit aangekomen"
    r"|(?:went|gone|go|taken|took) back|zurück(?:gegangen|gegeben|gesandt|genommen)|(?:ging|gehen|gingen) [^.,;]{0,12}zurück|renvoyée?s?|retournée?s?|reparti\w*|rendue?s?|devuelt[oa]s?|devolv\w+|rientrat\w+|restituit\w+|res[ie] indietro"
    r"|teruggestuurd|teruggegaan|retour|split|cracked|broken|damaged|faulty|defective|useless|sent back|returned|kaputt|beschädigt|defekt|unbrauchbar|zurückgeschickt|weniger|cassée?s?|abîmée?s?|endommagée?s?|défectueu\w+|inutilisables?|de moins"
    r"|rot[oa]s|dañad[oa]s|defectuos[oa]s|menos|rott[aeio]|danneggiat\w+|difettos\w+|in meno|kapot|beschadigd|minder)(?!\w)",
    re.IGNORECASE,
)
#: What takes back so many, before the number: "a credit note for two lamps".
_CREDIT = re.compile(
    r"\b(?:credit(?: note)?(?: us)?(?: for| of)?|refund(?: us)?(?: for)?|take off|gutschrift (?:über|für)|avoir (?:pour|de)|abono (?:por|de)|nota di credito per|creditnota voor)"
    r" (?:the |die |les |los |las |le |i |de )?$",
    re.IGNORECASE,
)
_AROUND_CHARS = 26
#: Within the same sentence it may stand farther behind the number.
_FAR_CHARS = 44
#: So many too many, said of what the sentence names: "the network hours are eight too many".
_TOO_MANY = re.compile(r" (?:too (?:many|few)|zu viele?|zu wenige?|de trop|en trop|de más|di troppo|in più|te veel)\b", re.IGNORECASE)
_STOP = re.compile(r"[.,;:!?\n]")
_ANOTHER = re.compile(r"[,;] (?:(?:and|und|et|y|e|en) )?(?:one|eine[rsn]?|une?|uno|una|een)\b", re.IGNORECASE)
_STOP_BEFORE = re.compile(r"[,;!?\n]|\. ")
#: How the client says what was billed: before the number in its clause, or behind it.
_BILLED = re.compile(
    r"\b(?:charg(?:ed|ing)|bill(?:ed|ing)|invoic(?:ed|ing)|down (?:for|as)|put (?:us |me )?down|you(?:'ve| have) (?:got|put)|on the (?:invoice|bill)|(?:invoice|bill|it) (?:says|shows|lists|has|states)"
    r"|berechne[nt]\w*|(?:ab|ver)gerechnet|in rechnung gestellt|fakturiert|rechnung (?:steh(?:en|t)|weist)|aufgeführt|ausgewiesen"
    r"|facturée?s?|facturez|vous (?:nous )?(?:avez )?compt(?:ée?s?|ez)|facture (?:indique|mentionne|porte|affiche)|cobra(?:do|n|ron|is|éis)|factura(?:do|n|ron|da|das|dos)|factura (?:dice|indica|pone|figuran?)"
    r"|fatturat[eoi]|fatturate|addebitat[eoi]|avete conteggiat[eoi]|fattura (?:riporta|indica|dice)|gefactureerd|in rekening|berekend|reken(?:t|en)|factuur staan?)(?!\w)",
    re.IGNORECASE,
)
#: Time that passed and was not worked: "30 days later".
_WHEN = re.compile(
    r"\s?[^\W\d_]{1,12}\.?\s(?:ago|after|later|late|before|earlier|nach|später|zu spät|vor|après|plus tard|de retard|después|más tarde|de retraso|antes|dopo|più tardi|di ritardo|prima|na"
    r"|te laat|voor)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.,;:?!\n]|\b(?:but|only|instead of|rather than|not|though|although|while|whereas|and (?:you|the (?:bill|invoice))|und (?:sie|ihr|die rechnung)|et (?:vous|la facture)|y (?:ustedes|vosotros|la factura)|e (?:voi|la fattura)|en (?:u|jullie|de factuur)|aber|nur|statt|anstatt|nicht|sondern|obwohl|mais|seulement|au lieu de|pas|alors que"
    r"|pero|solo|sólo|en (?:lugar|vez) de|no|aunque|ma|soltanto|invece(?: di)?|non|mentre|maar|slechts|in plaats van|niet|terwijl)(?!\w)",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|und|et|y|e|en)\b", re.IGNORECASE)
_BEFORE_CHARS, _BEHIND_CHARS = 60, 30
#: Who works side by side: "three men, two hours".
_PEOPLE = re.compile(
    r"^ ?(?:\S+ )?(?:men|lads|guys|chaps|people|workers|mann|männer|leute|monteure|kollegen|hommes|personnes|gars|ouvriers|hombres|personas|operarios|uomini|persone|operai|man|mannen|mensen|monteurs),? $",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:for|je|jeweils|à|zu|für|pendant|chacun|durante|cada|per|ognuno|gedurende|elk)\b|[x\u00d7*]", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|von|mit|de|di|da|van)\b", re.IGNORECASE)
_PARTS = frozenset({"day", "visit", "session", "week"})
_MOST_PEOPLE = 50
#: A count of the client's own is at least this share of what was billed, where nothing but the number tells.
_LEAST_SHARE = 0.3
_SENTENCE = re.compile(r"[^.?!\n]{1,400}(?:[.?!](?=\S)[^.?!\n]{1,400}){0,9}")


@dataclass(frozen=True, slots=True)
class Count:
    """A counted thing of the client's: so many, of which line; `billed` if so many are what the client says was billed."""

    line: Line
    value: Decimal
    billed: bool = False

    @property
    def agrees(self) -> bool:
        """Whether this is the quantity that was billed."""
        return self.value == self.line.quantity


def counts(facts: Facts) -> tuple[Count, ...]:
    """Return the client's counts, each at the line it is about: by unit, by the thing counted, or beside the quantity billed.

    What the client says was billed is told where no line bills it: they misread the invoice.
    """
    if not facts.numerals:
        return ()
    numbers = _whole(facts.words, concluded(facts.words, facts.numerals), facts.invoice.lines)
    numbers = [each for each in numbers if not each.money and each.unit != "%"]
    if paid := _paid_for(facts, numbers):
        return (paid,)
    numbers = [each for each in numbers if each.unit not in TIME or not _WHEN.match(facts.words, each.end)]
    numbers = [each for each in numbers if _lacks(facts, each) or not is_the_rest(facts.words, each)]
    placed = [(each, line) for each in numbers for line in _lines_of(facts, each)]
    misread = _misread(facts, placed)
    found: dict[int, list[Decimal]] = {}
    for each, line in placed:
        billed = each.value != line.quantity and says_billed(facts.words, each) and not _lacks(facts, each)
        if not billed:
            value = _value(facts, each, line)
            if line.line not in misread or value == each.value:
                found.setdefault(line.line, []).append(value)
    if not misread and not found:
        found = _alone(facts, numbers)
    if not misread and not any(_other(found.get(line.line, []), line) for line in facts.invoice.lines):
        agreeing = [line for line in facts.invoice.lines if line.quantity in found.get(line.line, [])]
        found = _beside(facts, numbers, agreeing) or found
    own = [count for line in facts.invoice.lines for count in _nearest(line, found.get(line.line, []))]
    own = [each for each in own if not each.agrees or not _only_billed(facts, each, numbers)]
    return (*misread.values(), *(each for each in own if each.line.line not in misread or each.value <= each.line.quantity))


def _alone(facts: Facts, numbers: Sequence[Numeral]) -> dict[int, list[Decimal]]:
    """A number that counts nothing by name, of the only line it can be about: "only thirty-eight sat down", "six of them are scratched"."""
    for each in numbers:
        only = ONLY.search(facts.words[max(0, each.start - _AROUND_CHARS) : each.start]) is not None and not known_unit(each.unit)
        lacking = (each.unit in OF_THEM or not each.unit) and _lacks(facts, each)
        least = _LEAST_SHARE if only and not lacking else 0
        lines = [line for line in facts.invoice.lines if float(line.quantity) * least <= each.value < line.quantity]
        if (only or lacking) and len(lines) == 1:
            return {lines[0].line: [lines[0].quantity - each.value if lacking else each.value]}
    return {}


def _paid_for(facts: Facts, numbers: Sequence[Numeral]) -> Count | None:
    """The one count that the client says will be paid for, where it is plain of which line: by unit, or of the only one that has more."""
    for each in (each for each in numbers if is_paid_for(facts.words, each)):
        more = [
            line for line in facts.invoice.lines if each.value < line.quantity and float(each.value) >= float(line.quantity) * _LEAST_SHARE
        ]
        lines = [line for line in more if _counts(each, line)] or [
            line for line in more if _is_named(facts, numbers, line) and not each.unit
        ]
        lines = lines or (more if not each.unit else [])
        if len(lines) == 1:
            return Count(lines[0], each.value)
    return None


def _is_named(facts: Facts, numbers: Iterable[Numeral], line: Line) -> bool:
    return any(_counts(each, line) or _named_beside(facts.words, each, line, facts.invoice.lines) for each in numbers)


def _only_billed(facts: Facts, count: Count, numbers: Iterable[Numeral]) -> bool:
    """Whether the client names the quantity only as what was billed: that is no count of theirs that agrees."""
    same = [each for each in numbers if each.value == count.value]
    return bool(same) and all(says_billed(facts.words, each) for each in same)


def _whole(words: str, numbers: Sequence[Numeral], lines: Sequence[Line]) -> list[Numeral]:
    """The numbers, with what the client multiplies ("two men for six hours") or adds up ("6 h and 5 h, 11 in all") as one."""
    found: list[Numeral] = []
    for each in numbers:
        before = found[-1] if found else None
        found[-1:] = [product] if before and (product := _product(words, before, each, lines)) else [*found[-1:], each]
    for first, second in pairwise(tuple(found)):
        total = first.value + second.value
        if first.unit == second.unit in TIME and linked(words, first, second, ADDED) and any(each.value == total for each in found):
            found = [each for each in found if each is not first and each is not second and not (each.value == total and not each.unit)]
            found.append(replace(first, values=frozenset({total}), end=second.end))
    return found


def _product(words: str, first: Numeral, second: Numeral, lines: Sequence[Line]) -> Numeral | None:
    """So many people or visits of so many hours each, as hours."""
    between = words[first.end : second.start]
    wanted = second.unit in TIME and not first.money and first.unit not in {"%", "hour"} and 1 < first.value <= _MOST_PEOPLE
    if not wanted or (first.unit not in _PARTS and any(_counts(first, line) for line in lines)):
        return None
    side_by_side = _PEOPLE.search(between) is not None
    by_each = linked(words, first, second, _OF if first.unit in _PARTS else _EACH) or (first.unit in _PARTS and _EACH.search(between))
    if not by_each and not side_by_side:
        return None
    return Numeral(frozenset({first.value * second.value}), second.unit, money=False, start=first.start, end=second.end)


def _lines_of(facts: Facts, each: Numeral) -> Sequence[Line]:
    """The lines a number is about: those that bill just so many, else the one spoken of, else the nearest."""
    lines = [line for line in facts.invoice.lines if _counts(each, line)]
    if not lines and _TOO_MANY.match(facts.words, each.start + len(facts.words[each.start : each.end].rstrip())):
        named = [line for line in facts.invoice.lines if _spoken_of(facts.words, each, line)]
        return named if len(named) == 1 else ()
    same = [line for line in lines if line.quantity == each.value]
    if same or len(lines) < 2:  # noqa: PLR2004 - one needs no choice
        return same or lines
    spoken = [line for line in lines if _named_beside(facts.words, each, line, lines)]
    return (spoken if len(spoken) == 1 else sorted(lines, key=lambda line: abs(line.quantity - each.value)))[:1]


def _named_beside(words: str, each: Numeral, line: Line, lines: Iterable[Line]) -> bool:
    """Whether the sentence of a number names what only this line bills."""
    others = {stem for other in lines if other != line for stem in stems_of(other.description)}
    sentence = next((found.group() for found in _SENTENCE.finditer(words) if found.start() <= each.start < found.end()), "")
    return bool((stems_of(line.description) - others) & stems_of(sentence))


def _spoken_of(words: str, each: Numeral, line: Line) -> bool:
    """Whether the sentence of a number names what a line bills, or its unit."""
    sentence = next((found.group() for found in _SENTENCE.finditer(words) if found.start() <= each.start < found.end()), "")
    stems = stems_of(sentence)
    return bool(stems_of(line.description) & stems) or unit_of(line.unit) in {unit_of(word) for word in sentence.casefold().split()} - {""}


def _misread(facts: Facts, placed: Iterable[tuple[Numeral, Line]]) -> dict[int, Count]:
    """By line the one number that the client says was billed and is not; several may be parts of what is billed."""
    told: dict[int, dict[Decimal, Count]] = {}
    for each, line in placed:
        if says_billed(facts.words, each) and not _lacks(facts, each):
            told.setdefault(line.line, {})[each.value] = Count(line, each.value, billed=_is_billed_nowhere(facts, each))
    only = {nth: next(iter(values.values())) for nth, values in told.items() if len(values) == 1}
    return {nth: count for nth, count in only.items() if count.billed}


def _is_billed_nowhere(facts: Facts, each: Numeral) -> bool:
    """Whether no line of what the client speaks of bills so many, nor all together."""
    lines = [other for invoice in (facts.invoice, *facts.named) for other in invoice.lines if _counts(each, other)]
    own = [other for other in lines if other in facts.invoice.lines]
    billed = {other.quantity for other in lines} | {sum((other.quantity for other in own), start=Decimal(0))}
    return each.value not in billed


def says_billed(words: str, each: Numeral) -> bool:
    """Return whether the client says of a number that this is what was billed: "you charged 22", "22 Stunden berechnet"."""
    before = _CLAUSE.split(words[max(0, each.start - _BEFORE_CHARS) : each.start])[-1]
    behind = _AND.split(_CLAUSE.split(words[each.end : each.end + _BEHIND_CHARS])[0])[0]
    return _BILLED.search(before) is not None or _BILLED.search(behind) is not None


def _value(facts: Facts, each: Numeral, line: Line) -> Decimal:
    """The client's count: where so many are missing or too many, what is left of the quantity billed."""
    return line.quantity - each.value if each.value < line.quantity and _lacks(facts, each) else each.value


def _lacks(facts: Facts, each: Numeral) -> bool:
    """Whether so many are missing, or too many are billed, or are to be taken back; what stands behind another number is about that."""
    words = facts.words
    until = min((other.start for other in facts.numerals if other.start >= each.end), default=len(words))
    before = _STOP_BEFORE.split(words[max(0, each.start - _AROUND_CHARS) : each.start])[-1]
    behind = _STOP.split(words[each.end : each.end + _FAR_CHARS])[0]
    behind = _ANOTHER.split(max(behind, words[each.end : each.end + _AROUND_CHARS], key=len)[: until - each.end])[0]
    lacking = _LACKING.search(f"{before} {behind}") is not None or _CREDIT.search(before) is not None
    return lacking or is_the_last(words, each) or is_taken_off(words, each)


def _counts(each: Numeral, line: Line) -> bool:
    """Whether a number counts what a line bills: in its unit, or the thing itself ("34 photographs" billed as pieces)."""
    unit = unit_of(line.unit)
    if not each.unit:
        return False
    return each.unit == unit or (unit not in TIME and each.unit in stems_of(line.description))


def _other(values: list[Decimal], line: Line) -> bool:
    return any(value != line.quantity for value in values)


def _beside(facts: Facts, numbers: list[Numeral], agreeing: list[Line]) -> dict[int, list[Decimal]]:
    """Where the quantity of exactly one line is written, a bare number beside it is the client's count: "six, but only five came".

    A quantity written with its unit or thing (`agreeing`) goes before one that only happens to be the same number.
    """
    written = {each.value for each in numbers}
    lines = agreeing if len(agreeing) == 1 else [line for line in facts.invoice.lines if line.quantity in written]
    lines = [line for line in lines if line.quantity != 1] or lines
    if len(lines) != 1:
        return {}
    line = lines[0]
    least = float(line.quantity) * _LEAST_SHARE
    near = [each for each in numbers if each.unit not in TIME - {unit_of(line.unit)} and each.value <= line.quantity]
    values = [(each.value, _value(facts, each, line)) for each in near]
    return {line.line: [value for said, value in values if said >= least or value != said]}


def _nearest(line: Line, values: list[Decimal]) -> Iterator[Count]:
    """The count nearest to what was billed, first of all one that differs."""
    differing = [value for value in values if value != line.quantity]
    if differing:
        yield Count(line, min(differing, key=lambda value: abs(line.quantity - value)))
    elif values:
        yield Count(line, values[0])
