"""How much of something a contract allows per job - "at most 20 hours per order" - and how much an invoice bills beyond it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.ledger.units import GENERIC, known_unit, unit_of

if TYPE_CHECKING:
    from bot.vocabulary.books import Invoice, Line

_MOST = (
    r"(?:at (?:the )?most|max(?:imum|imal|imaal|\.)?(?: of| von| de| van)?|(?:no|not|never) more than|up to|capped at|(?:a )?cap of|limit(?:ed to| of)?|(?:not|never) (?:to )?exceed(?:ing)?"
    r"|höchstens|nicht mehr als|nie mehr als|bis zu|begrenzt auf|gedeckelt (?:bei|auf)|höchstgrenze|obergrenze|au (?:plus|maximum)|pas plus de|plafonn\w+ à|limité\w* à|plafond(?: de)?"
    r"|como máximo|un máximo de|máximo(?: de)?|no más de|hasta|(?:un )?tope de|limitad\w+ a|al massimo|(?:un )?massimo(?: di)?|non più di|fino a|limitat\w+ a|(?:un )?tetto di"
    r"|hooguit|ten hoogste|niet meer dan|tot maximaal|beperkt tot|plafond van)"
)
_BEHIND = r"(?:max(?:imum|imal|imaal|\.)?|at (?:the )?most|höchstens|au (?:plus|maximum)|como máximo|máximo|al massimo|massimo|hooguit)"
_NUMBER = r"(?P<{0}>\d{{1,5}}(?:[.,]\d{{1,2}})?)[ \u00a0-]?(?P<{1}>[^\W\d_]{{1,14}}[²2]?)\b"
_CAP = re.compile(
    rf"\b{_MOST}:? {_NUMBER.format('first', 'unit')}|(?<![\w.,]){_NUMBER.format('second', 'other')} {_BEHIND}(?!\w)", re.IGNORECASE
)
#: What a cap is counted by: the job as a whole, or a stretch of time, which one invoice does not tell.
_PER = re.compile(
    r"^[^.;]{0,30}?(?:/ ?|\b(?:per|an?|each|every|pro|je|jede\w*|par|por|cada|al?|alla|ogni|voor|elke?)\s)([^\W\d_]{2,20})", re.IGNORECASE
)
_TIMES = frozenset(
    """
    hour day week month quarter year annum stunde tag woche monat quartal jahr heure jour semaine mois trimestre an année hora día semana mes año
    ora giorno settimana mese anno uur dag maand kwartaal jaar person head mitarbeiter personne persona persoon
    """.split()  # noqa: SIM905 - a plain list of words
)
#: The days of payment terms are no such cap.
_PAYS = re.compile(
    r"\b(?:pay|paid|payment|terms|due|zahl\w*|fällig\w*|paiement|payer|réglement|pago|pagar|pagamento|pagare|betal\w*)\b", re.IGNORECASE
)
#: More is allowed where it was ordered.
_UNLESS = re.compile(
    r"\b(?:unless|except|without (?:written|prior|our)|es sei denn|außer|ohne (?:schriftliche|vorherige)|sauf|sans (?:accord|commande)|salvo|a menos que|sin (?:pedido|orden|autorización)"
    r"|se non|senza (?:ordine|autorizzazione|accordo)|tenzij|behoudens|zonder (?:schriftelijke|toestemming))(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `quantity` of `unit` per job; `unless` if more may be ordered."""

    quantity: Decimal
    unit: str
    unless: bool


@lru_cache(maxsize=1024)
def cap_of(note: str) -> Cap | None:
    """Read the first cap of a note that holds for a job as a whole; None where there is none."""
    for found in _CAP.finditer(note):
        unit = known_unit(found["unit"] or found["other"])
        sentence = re.split(r"[.;\n]", note[: found.end()])[-1]
        per = _PER.match(note[found.end() :])
        timed = per is not None and per[1].casefold() in _TIMES
        if (
            unit
            and unit not in GENERIC
            and not timed
            and not (unit == "day" and _PAYS.search(sentence + note[found.end() : found.end() + 30]))
        ):
            quantity = Decimal((found["first"] or found["second"]).replace(",", "."))
            return Cap(quantity, unit, _UNLESS.search(note) is not None)
    return None


def beyond(invoice: Invoice, cap: Cap) -> tuple[Decimal, tuple[Line, ...]]:
    """Return how much an invoice bills beyond the cap (0 if nothing), and the lines that bill this unit."""
    lines = tuple(line for line in invoice.lines if line.amount > 0 and unit_of(line.unit) == cap.unit)
    billed = sum((line.quantity for line in lines), Decimal(0))
    return max(Decimal(0), billed - cap.quantity), lines


def worth(over: Decimal, lines: tuple[Line, ...]) -> Decimal:
    """Return what so much costs net at the lowest price that these lines have."""
    return min((over * line.unit_price * (1 - line.discount_pct / 100) for line in lines), default=Decimal(0)).quantize(Decimal("0.01"))
