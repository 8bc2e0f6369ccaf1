"""Figures and words as people read them: money with grouping, quantities without idle zeros, words that mean something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

#: How much of a text is looked at for words.
_SEARCHED_CHARS = 20_000
_WORD = re.compile(r"[^\W\d_]{4,40}")
#: Words that stand on any invoice or in any mail about one, in the desk's languages.
_COMMON = frozenset(
    """
    about according account additional after again agreed also amount april attached august because been before being bill billed
    billing charge charged charges client copy could date days dear december discount does each extra fees final first from general
    hello hour hours have help here invoice invoiced invoices item items january july june just kind know last like line lines made
    march monthly more most need november number october only order other paid part payment please price project quarter rate regards
    received same second september service services should some still such support team than thank thanks that their them then there
    these they this time total under unit units until very want week weeks were what when which will with work would wrong year your
    aber alle auch bitte danke dass diese einen einer eine haben hallo ihre ihrer mehr nicht noch rechnung rechnungen sehr sich sind
    stunde stunden über unser unsere vielen wird wurde arbeit leistung leistungen pauschale betrag monat
    avec bonjour cette dans elle facture factures heure heures leur mais merci montant nous notre pour prestation prestations quoi sans
    travail travaux votre vous mois para como esta este factura facturas gracias hola hora horas importe nuestra nuestro pero servicio
    servicios trabajo usted della delle fattura fatture grazie importo lavoro nostra nostro questa questo servizi servizio sono vostra
    aantal bedrag bedankt deze dienst diensten factuur facturen graag maar maand naar niet onze uren voor werk zijn
    """.split()  # noqa: SIM905 - a list of four hundred quoted words is harder to read and to add to
)


def is_common(word: str) -> bool:
    """Whether a word (lower case) stands on any invoice or in any mail about one."""
    return word in _COMMON


def significant_words(text: str) -> frozenset[str]:
    """Return the words of four letters or more (lower case) that say what was bought."""
    return frozenset(word for word in _WORD.findall(text[:_SEARCHED_CHARS].casefold()) if word not in _COMMON)


def figure(value: Decimal, currency: str = "") -> str:
    """Return money as `1,190.00 GBP`: two decimals unless there are more to tell."""
    places = max(2, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 2
    return f"{value:,.{places}f} {currency}".rstrip()


def plain(value: Decimal) -> str:
    """Return a quantity or percentage without idle zeros: `14`, `7.5`."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
