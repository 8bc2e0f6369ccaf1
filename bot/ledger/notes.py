"""What the note of a contract adds to its figures: the unit of its rate, further prices, a first day, an order number required."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.ledger.units import unit_named

#: An order number is named, and wanted: in the desk's languages.
_ORDER = re.compile(
    r"\b(?:p\.?o\.?s?|purchase orders?|order (?:number|no|reference|ref)s?|bestell\w*|bon de commande|(?:num[eé]ro|n°) de commande"
    r"|pedido|orden de compra|n[uú]mero de orden|ordine|inkoop\w*|bestelbon|ordernummer)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:requir\w*|mandator\w*|must|obligator\w*|need\w*|only with|without|every|each|all invoices|quote|always|show|state"
    r"|pflicht|erforderlich|n[oö]tig|notwendig|zwingend|immer|ohne|jede\w*|angeben|obligatoire\w*|exig\w*|requis\w*|sans|chaque|toujours"
    r"|obligatori\w*|requerid\w*|necesari\w*|siempre|sin|cada|richiest\w*|necessari\w*|sempre|senza|ogni|verplicht\w*|vereist\w*|nodig"
    r"|altijd|zonder|elke)\b",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    r"\b(?:not? (?:p\.?o|purchase|order)\w*|not (?:required|needed|necessary|mandatory)|no \w+(?: \w+)? (?:required|needed|necessary)"
    r"|optional\w*|fakultativ|nicht (?:nötig|erforderlich|notwendig)|kein\w* bestell\w*|facultati\w*|pas (?:obligatoire|n[eé]cessaire|requis)"
    r"|no (?:es |se )?(?:obligatori|necesari|requier|requiere)\w*|non (?:è )?(?:obbligatori|necessari|richiest)\w*|niet (?:nodig|verplicht|vereist)"
    r"|without (?:a )?(?:po|purchase order) (?:is |are )?(?:fine|ok|accepted))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,6}(?:[.,]\d{1,4})?)(?!\d)(\s?(?:%|per ?cent|prozent|pour cent|por ciento|per cento|procent))?", re.IGNORECASE
)
_SINCE = re.compile(
    r"\b(?:from|since|starting|as of|effective|valid from|ab|seit|gültig ab|à partir du|depuis|dès|desde|a partir de[l]?|dal(?:l'|la)?|vanaf|sinds)"
    r"\s+(?:the\s+)?(\d{4})-(\d{2})-(\d{2})\b",
    re.IGNORECASE,
)
_ONLY_ABOVE = re.compile(
    r"\b(?:over|above|exceed\w*|more than|from|minimum|at least|über|ab|mindestens|au[- ]del[aà]|plus de|d[eè]s|supérieur\w*"
    r"|m[aá]s de|superior\w*|a partir de|oltre|superior[ei]|boven|meer dan|vanaf)\s+(?:[A-Z]{3}|[£$€])?\s?(\d{1,3}(?:[.,' ]?\d{3})+|\d{3,7})(?![\d-])",
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

    `surcharges` are percentages on top of the rate; `covers_costs` if the discount is meant for passed-on costs as well.
    """

    unit: str = ""
    prices: frozenset[Decimal] = frozenset()
    surcharges: frozenset[Decimal] = frozenset()
    since: date | None = None
    discount_above: Decimal | None = None
    order_wanted: bool = False
    covers_costs: bool = False


@lru_cache(maxsize=1024)
def note_of(text: str) -> Note:
    """Read a note as people write it; what is not understood is left out."""
    figures = [(Decimal(number.replace(",", ".")), bool(percent)) for number, percent in _NUMBER.findall(text)]
    above = _ONLY_ABOVE.search(text)
    return Note(
        unit=unit_named(text),
        prices=frozenset(value for value, percent in figures if not percent),
        surcharges=frozenset(value for value, percent in figures if percent),
        since=_since(text),
        discount_above=Decimal(re.sub(r"\D", "", above[1])) if above else None,
        order_wanted=bool(_ORDER.search(text) and _WANTED.search(text) and not _UNWANTED.search(text)),
        covers_costs=is_passed_on(text) and not _LEFT_OUT.search(text),
    )


def is_passed_on(description: str) -> bool:
    """Return whether a line is costs passed on: travel, postage, material."""
    return not _PASSED_ON.isdisjoint(word.strip(".,;:()-").casefold() for word in description.split())


def _since(text: str) -> date | None:
    found = _SINCE.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
