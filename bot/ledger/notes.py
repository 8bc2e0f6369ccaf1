"""What the note of a contract adds to its figures: the unit of its rate, further prices, a first day, an order number required."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from bot.ledger.timing import month_named
from bot.ledger.units import unit_named

#: An order number is named, and wanted: in the desk's languages.
_ORDER = re.compile(
    r"\b(?:p\.?o\.?s?|purchase orders?|order (?:number|no|reference|ref)s?|bestell\w*|bon de commande|(?:num[eé]ro|n°) de commande"
    r"|pedido|orden de compra|n[uú]mero de orden|ordine|inkoop\w*|bestelbon|ordernummer)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:requir\w*|mandator\w*|must|obligator\w*|need\w*|only with|nur mit|uniquement avec|solo con|alleen met|without|every|each|all invoices|quote|always|show|state"
    r"|pflicht|erforderlich|n[oö]tig|notwendig|zwingend|immer|ohne|jede\w*|angeben|obligatoire\w*|exig\w*|requis\w*|sans|chaque|toujours"
    r"|obligatori\w*|requerid\w*|necesari\w*|siempre|sin|cada|richiest\w*|necessari\w*|sempre|senza|ogni|verplicht\w*|vereist\w*|nodig"
    r"|altijd|zonder|elke)\b",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    r"\b(?:no \w+(?: \w+){0,2} (?:is |are )?(?:required|needed|necessary)|not (?:required|needed|necessary|mandatory|obligatory)"
    r"|(?:does|do|need)(?: not|n't) (?:need|require|have)|optional\w*|fakultativ|nicht (?:n[oö]tig|erforderlich|notwendig|zwingend)|kein\w* bestell\w*"
    r"|facultati\w*|pas (?:obligatoire|n[eé]cessaire|requis|besoin)|sin necesidad|no (?:es |se )?(?:obligatori|necesari|requier)\w*"
    r"|non (?:è |e' )?(?:obbligatori|necessari|richiest)\w*|niet (?:nodig|verplicht|vereist)|without (?:a )?(?:po|purchase order) (?:is |are )?(?:fine|ok|accepted))\b",
    re.IGNORECASE,
)
_NO_PAY = re.compile(r"\bno (?:p\.?o\.?|purchase order)(?: number)?\s*[,;:=-]*\s*no (?:pay|money|settle)\w*", re.IGNORECASE)
#: A discount for paying soon is taken by the payer, not printed as a discount of the work.
_FOR_PAYING_SOON = re.compile(
    r"\b(?:if (?:paid|payment)|when paid|early[- ]pay\w*|prompt[- ]pay\w*|paid within|payment within|settlement discount|cash discount|skonto|bei zahlung"
    r"|escompte|si pay[eé]|paiement (?:anticip|sous)\w*|pronto pago|si se paga|sconto cassa|se pagat\w*|bij betaling|betalingskorting|kredietbeperking)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,6}(?:[.,]\d{1,4})?)(?!\d)(\s?(?:%|per ?cent|prozent|pour cent|por ciento|per cento|procent))?", re.IGNORECASE
)
_DAY = r"(?:(?:the )?(?:end of |ende )?(?P<words>[^\W\d_]{3,10}\.? )?(?P<year>20\d{2})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?)\b"
_SINCE = re.compile(
    r"\b(?:from|since|starting|as of|effective|valid from|ab|seit|gültig ab|à partir d[eu]|depuis|dès|desde|a partir de[l]?|dal(?:l'|la)?|vanaf|sinds)\s+"
    + _DAY,
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|up to|ends?(?: on| in)?|expire[sd]?(?: on| in)?|bis|jusqu(?:'à|'au|e)|hasta|fino al?|tot(?: en met)?)\s+"
    + _DAY,
    re.IGNORECASE,
)
_ONLY_ABOVE = re.compile(
    r"\b(?:over|above|exceed\w*|more than|from|minimum|at least|über|ab|mindestens|au[- ]del[aà]|plus de|d[eè]s|supérieur\w*"
    r"|m[aá]s de|superior\w*|a partir de|oltre|superior[ei]|boven|meer dan|vanaf)\s+(?:[A-Z]{3}|[£$€])?\s?(?!(?:19|20)\d{2}\b)(\d{1,3}(?:[.,' ]?\d{3})+|\d{3,7})(?![\d-])",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\b(?:not|except|excl\w*|without|ohne|außer|nicht|sauf|hors|excepto|salvo|sin|esclus\w*|tranne|eccetto|behalve|zonder|niet)\b",
    re.IGNORECASE,
)
#: Costs that are passed on are seldom meant by a discount on one's own work.
_PASSED_ON = frozenset(
    """
    travel expenses expense mileage hotel flight train taxi postage shipping freight delivery carriage courier materials material hosting
    domain licence license stock disbursements toll parking subsistence fares deposit surcharge fuel
    reise reisekosten fahrt fahrtkosten spesen auslagen porto versand versandkosten fracht materialkosten lizenz übernachtung
    frais déplacement déplacements port livraison transport matériel matériaux licence débours hébergement
    gastos viaje envío transporte material materiales licencia dietas desplazamiento
    spese viaggio spedizione trasporto materiale materiali licenza trasferta rimborso
    reiskosten verzending verzendkosten transport materiaal licentie onkosten
    """.split()  # noqa: SIM905 - a plain list of words
)


@dataclass(frozen=True, slots=True)
class Note:
    """A contract's note, read; anything it does not say is empty.

    `surcharges` are percentages on top of the rate; `covers_costs` if the discount is meant for passed-on costs as well,
    `for_paying_soon` if it is one for early payment; `since` and `until` are the first and last day of what was agreed.
    """

    unit: str = ""
    prices: frozenset[Decimal] = frozenset()
    surcharges: frozenset[Decimal] = frozenset()
    since: date | None = None
    until: date | None = None
    discount_above: Decimal | None = None
    order_wanted: bool = False
    covers_costs: bool = False
    for_paying_soon: bool = False


@lru_cache(maxsize=1024)
def note_of(text: str) -> Note:
    """Read a note as people write it; what is not understood is left out."""
    figures = [(Decimal(number.replace(",", ".")), bool(percent)) for number, percent in _NUMBER.findall(text)]
    above = _ONLY_ABOVE.search(text)
    return Note(
        unit=unit_named(text),
        prices=frozenset(value for value, percent in figures if not percent),
        surcharges=frozenset(value for value, percent in figures if percent),
        since=_first_day(_SINCE.search(text)),
        until=_last_day(_UNTIL.search(text)),
        discount_above=Decimal(re.sub(r"\D", "", above[1])) if above else None,
        order_wanted=bool(_NO_PAY.search(text) or (_ORDER.search(text) and _WANTED.search(text) and not _UNWANTED.search(text))),
        for_paying_soon=bool(_FOR_PAYING_SOON.search(text)),
        covers_costs=is_passed_on(text) and not _LEFT_OUT.search(text),
    )


def is_passed_on(description: str) -> bool:
    """Return whether a line is costs passed on: travel, postage, material."""
    return not _PASSED_ON.isdisjoint(word.strip(".,;:()-").casefold() for word in description.split())


def _first_day(found: re.Match[str] | None) -> date | None:
    """The first day of what a text names: a day, a month in figures or words, a year."""
    if found is None:
        return None
    month = int(found["month"] or 0) or month_named(found["words"] or "") or 1
    try:
        return date(int(found["year"]), month, int(found["day"] or 1))
    except ValueError:
        return None


def _last_day(found: re.Match[str] | None) -> date | None:
    """The last day of what a text names; the end of a year where it names no month."""
    first = _first_day(found)
    if found is None or first is None or found["day"]:
        return first
    named = found["month"] or month_named(found["words"] or "")
    return date(first.year + (0 if named and first.month < 12 else 1), first.month % 12 + 1 if named else 1, 1) - timedelta(days=1)  # noqa: PLR2004
