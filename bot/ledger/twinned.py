"""Whether a complaint is of a double billing: by the words and the books together, where the reading could only guess."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from bot.ledger.doubles import says_twice, twins_of
from bot.ledger.facts import facts_of
from bot.ledger.twins import History, compare
from bot.vocabulary.causewords import cause_said
from bot.vocabulary.claim import GUESSED, CauseVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from bot.vocabulary.books import Match
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

#: What such a cause is sure of: a rule read it, not the model.
_CHANCE = 0.6


def twinned(reading: Reading, match: Match, dossier: Dossier) -> Reading:
    """Return the reading with a double billing first where the cause was hardly read, the words say that something is billed twice and the
    books hold another invoice with the same sum; without it where neither is so; else as is.
    """
    causes = reading.verdict.causes
    guessed = reading.verdict.unsure and bool(causes) and causes[0].probability < GUESSED
    if reading.verdict.primary_cause is Cause.DUPLICATE or not guessed or match.invoice is None:
        return _untwinned(reading, match, dossier)
    facts = facts_of(match.invoice, (match.invoice, *match.others), reading, dossier)
    if not says_twice(facts.words) or not twins_of(facts):
        return reading
    known = next((each for each in causes if each.cause is Cause.DUPLICATE), CauseVerdict(Cause.DUPLICATE, _CHANCE, causes[0].evidence))
    rest = tuple(each for each in causes if each.cause is not Cause.DUPLICATE and each.probability >= GUESSED)
    return replace(reading, verdict=replace(reading.verdict, causes=(replace(known, probability=max(known.probability, _CHANCE)), *rest)))


def _untwinned(reading: Reading, match: Match, dossier: Dossier) -> Reading:
    """The reading with the reason that the words give in place of a double billing, where two invoices or more are named of which none
    bills the same as another and nothing says that they do: "INV-1 and INV-3 are both without our discount".
    """
    named = (match.invoice, *match.others) if match.invoice else ()
    words = f"{reading.arrived.client_subject}\n{reading.arrived.client_words}"
    if reading.verdict.primary_cause is not Cause.DUPLICATE or len(named) < 2 or says_twice(words):  # noqa: PLR2004 - one has no twin
        return reading
    history = History((named[0], *facts_of(named[0], named, reading, dossier).siblings))
    if any(compare(one, other, history) for one, other in combinations(named, 2)):
        return reading
    others = tuple(cause for cause in reading.verdict.causes if cause.cause is not Cause.DUPLICATE)
    said = cause_said(reading.arrived.client_words) or cause_said(reading.arrived.client_subject)
    likely = [each.cause for each in others if each.probability > _CHANCE]
    cause = likely[0] if likely else said[0] if said else Cause.OTHER
    told = CauseVerdict(cause, _CHANCE, reading.verdict.causes[0].evidence)
    rest = tuple(each for each in others if each.cause is not cause)
    return replace(reading, verdict=replace(reading.verdict, unsure=True, causes=(told, *rest)))
