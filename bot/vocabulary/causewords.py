"""The words by which a payer gives the reason, in the desk's six languages, in the order of how surely a word means it."""

from __future__ import annotations

import re

from bot.vocabulary.labels import Cause

_SEARCHED_CHARS = 20_000
_SAID = tuple(
    (cause, re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for cause, words in (
        (Cause.DUPLICATE, r"duplicat|twice|doppelt|doublon|deux fois|dos veces|due volte|doppi|dubbel"),
        (
            Cause.LATE_DELIVERY,
            r"late\b|delay|penalt|lateness|verspät|verzug|vertragsstrafe|retard|pénalit|retraso|penaliza|ritard|penale|te laat|vertraging|boete",
        ),
        (
            Cause.QUALITY,
            r"damag|defect|faulty|rework|complaint|mangel|mängel|beschädig|reklamation|défaut|défectu|endommag|dañad|defectuos|difett|danneggiat|gebrek|beschadig|kapot",
        ),
        (Cause.DISCOUNT, r"discount|rebate|bonus|rabatt|remise|ristourne|descuento|rappel|sconto|korting"),
        (
            Cause.QUANTITY,
            r"missing|short(?:age| deliver| shipp)|hours not|not received|fehlmenge|fehlend|nicht geliefert|manquant|non livr|faltan|no entregad|mancan|non consegnat|ontbrek|niet geleverd",
        ),
        (Cause.PRICE, r"price|pricing|rate\b|preis|prix|tarif|precio|prezzo|tariff|prijs"),
        (Cause.TAX, r"vat\b|tax\b|steuer|tva\b|iva\b|btw\b"),
        (Cause.UNAPPROVED_WORK, r"not ordered|unapproved|not approved|nicht bestellt|non command|no pedid|non ordinat|niet besteld"),
    )
)


def cause_said(words: str) -> tuple[Cause, int] | None:
    """Return the reason that the words give and where, None where they give none that is known."""
    return next(((cause, found.start()) for cause, said in _SAID if (found := said.search(words, 0, _SEARCHED_CHARS))), None)
