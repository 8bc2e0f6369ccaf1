"""The same work billed twice: other invoices of the client with the same figures, order, wording and nearly the same date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.ledger.twins import NEAR_DAYS, History, Twin, compare, wording
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from bot.ledger.facts import Facts
    from bot.ledger.twins import Pair
    from bot.vocabulary.books import Finding, Invoice

_MOST_TOLD = 3
_SEARCHED_CHARS = 4_000
#: The same, billed a second time.
_TWICE = re.compile(
    r"\b(?:twice|two times|2 ?x|double[- ]?(?:bill|charg|invoic|book)\w*|doubled|duplicat\w*|(?:two|2) (?:bills|invoices|charges) for|second (?:bill|invoice|charge) for|(?:charg|bill|invoic)\w*(?: \w+){0,3} again|again for the same"
    r"|another (?:bill|invoice|charge|[\u00a3$\u20ac]\s?\d[\d.,]*) for|(?:same|identical) (?:bill|invoice|charge|amount|work|job|thing|hours)|already (?:been )?(?:billed|invoiced|charged)|(?:identical|the same) (?:to|as)"
    r"|zweimal|zwei mal|2 ?mal|doppelt\w*|doppelberechn\w*|zum zweiten mal|(?:schon|bereits) (?:einmal )?(?:berechnet|abgerechnet|in rechnung gestellt)|(?:noch einmal|nochmals?|erneut|wieder) (?:berechnet|abgerechnet|in rechnung)|dieselbe[nr]?|identisch|dubletten?"
    r"|deux fois|en double|doublon\w*|déjà (?:été )?factur\w+|(?:encore|de nouveau|à nouveau) factur\w+|identiques?|(?:la|le|les) mêmes?"
    r"|dos veces|por duplicado|duplicad\w+|doble(?:mente)?|ya (?:nos )?(?:factur|cobr)\w+|otra vez|de nuevo|idéntic\w+|(?:la|lo|el|las|los) mism[oa]s?"
    r"|due volte|doppi[oae]|in doppio|già (?:stat\w )?fatturat\w+|di nuovo|nuovamente|identic\w+|(?:la|lo|le|gli|i) stess\w+"
    r"|twee keer|tweemaal|dubbel\w*|(?:opnieuw|nogmaals|nog een keer|weer) (?:gefactureerd|berekend|in rekening)|al (?:eerder )?(?:gefactureerd|in rekening gebracht|berekend)|identiek\w*|dezelfde|hetzelfde)(?!\w)",
    re.IGNORECASE,
)


def doubles(facts: Facts) -> tuple[Finding, ...]:
    """Return, for a claimed duplicate, the invoices that bill the same; else that none does.

    Two further signs beside an equal amount support the claim (same lines, same order number, close dates, like wording);
    another month, place or part in the wording speaks against it; one sign alone may be a monthly charge and cannot tell.
    """
    if not facts.claims(Cause.DUPLICATE):
        return ()
    return twins_of(facts) or (_nothing(facts),)


def twins_of(facts: Facts) -> tuple[Finding, ...]:
    """Return what can be said of the invoices that bill the same sum nearly at once; empty where there is none."""
    history = History((facts.invoice, *facts.siblings))
    pairs = [pair for other in facts.siblings if (pair := compare(facts.invoice, other, history))]
    sure = [pair for pair in pairs if pair.twin is Twin.YES]
    if sure:
        return tuple(_told(facts, pair, FindingVerdict.SUPPORTED) for pair in sure[:_MOST_TOLD])
    unclear = [pair for pair in pairs if not pair.of_a_kind]
    if unclear:
        return tuple(_told(facts, pair, FindingVerdict.CANNOT_TELL) for pair in unclear[:_MOST_TOLD])
    return tuple(_other_work(facts, pair) for pair in pairs[:_MOST_TOLD])


def says_twice(words: str) -> bool:
    """Return whether the words say that the same is billed a second time."""
    return _TWICE.search(words[:_SEARCHED_CHARS].replace("\u2019", "'")) is not None


def _told(facts: Facts, pair: Pair, verdict: FindingVerdict) -> Finding:
    other = pair.other
    dated = f" of {other.issue_date}" if other.issue_date else ""
    sames = ", ".join(pair.sames) or "nothing else alike"
    detail = f"{other.number}{dated} bills {facts.money(other.total)}, {facts.invoice.number} {facts.money(facts.invoice.total)}: {sames}."
    if verdict is FindingVerdict.CANNOT_TELL:
        detail += " It may be a regular charge."
    return facts.worth(facts.finding(Check.DOUBLE_BILLING, verdict, detail, f"invoice {other.number}"), facts.invoice.total)


def _other_work(facts: Facts, pair: Pair) -> Finding:
    """The same sum, but by their own words for another month, place or part."""
    other, invoice = pair.other, facts.invoice
    dated = f" of {other.issue_date}" if other.issue_date else ""
    detail = (
        f"{other.number}{dated} bills {facts.money(other.total)} too, but for other work by its wording: {_short(other)!r},"
        f" {invoice.number} {_short(invoice)!r}."
    )
    return facts.finding(Check.DOUBLE_BILLING, FindingVerdict.CONTRADICTED, detail, f"invoice {other.number}")


def _short(invoice: Invoice) -> str:
    return (invoice.description or wording(invoice).strip())[:80]


def _nothing(facts: Facts) -> Finding:
    """No second bill: either the invoice the client names beside it differs, or there is none at all."""
    named = [other for other in facts.siblings if other in facts.named]
    if named:
        told = ", ".join(f"{other.number} bills {facts.money(other.total)}" for other in named[:_MOST_TOLD])
        detail = f"{told}; {facts.invoice.number} bills {facts.money(facts.invoice.total)} for other lines."
        return facts.finding(Check.DOUBLE_BILLING, FindingVerdict.CONTRADICTED, detail, *(f"invoice {o.number}" for o in named))
    near = f"within {NEAR_DAYS} days of {facts.invoice.issue_date}" if facts.invoice.issue_date else "in the ledger"
    detail = f"No other invoice of the client {near} bills {facts.money(facts.invoice.total)} or the same lines."
    return facts.finding(Check.DOUBLE_BILLING, FindingVerdict.CONTRADICTED, detail)
