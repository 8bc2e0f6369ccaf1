"""Which invoice a complaint is true of, by the books: named to compare with, one of two that fit, or one that nobody named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ledger.check import found_in
from bot.ledger.facts import facts_of
from bot.ledger.likened import is_denied, is_likened, is_praised
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Invoice, Match
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

_MOST_INVOICES = 5
#: As often as an invoice is looked for in the words.
_MOST_PLACES = 20
_PRAISED, _DENIED = "praised", "denied"


def check(reading: Reading, match: Match, dossier: Dossier) -> tuple[Finding, ...]:
    """Return the findings about the matched invoice and the others the mail names (five at most), the matched one first.

    See `weighed`, which also tells whether another invoice is meant.
    """
    return weighed(reading, match, dossier)[1]


def weighed(reading: Reading, match: Match, dossier: Dossier) -> tuple[Match, tuple[Finding, ...]]:
    """Return the match as the books let it be understood, and the findings about its invoices.

    An invoice that the mail names only to compare with moves behind the one the complaint is true of, or out of the match. Of
    candidates the one is asserted of which alone the complaint is true by the client's own figures. Where the books contradict all that
    is said of the invoices named, and bear it out by the client's own figures of one that is not named, both are candidates.

    Only what the claimed causes ask for is checked, and the invoice's own sums always; further what the client's own figures
    point to, told only where the books agree. Findings go to the approver; by themselves they never go to the client. No
    invoice, no findings.
    """
    match = _decided(reading, match, dossier)
    invoices = (match.invoice, *match.others)[:_MOST_INVOICES] if match.invoice else ()
    scenes = [found_in(facts_of(invoice, invoices, reading, dossier)) for invoice in invoices]
    if not invoices or reading.verdict.primary_cause is Cause.DUPLICATE:
        return match, tuple(_once(scenes))
    doubted = _doubted(reading, match, scenes, dossier)
    if doubted is not None:
        return doubted, ()
    first = _complained_of(reading, invoices, scenes)
    order = [first, *(nth for nth in range(len(invoices)) if nth != first and not _only_compared(reading, invoices, scenes, (nth, first)))]
    others = (*(invoices[nth] for nth in order[1:]), *match.others[_MOST_INVOICES - 1 :])
    return replace(match, invoice=invoices[first], others=others), tuple(finding for nth in order for finding in scenes[nth])


def _once(scenes: Sequence[Sequence[Finding]]) -> Iterator[Finding]:
    """What is found on invoices that may be one: a pair is told from one side, and of two alike the rest of the first alone."""
    pairs: set[frozenset[str]] = set()
    details: set[str] = set()
    for found in scenes:
        for each in found:
            pair = frozenset((each.invoice, *(source.removeprefix("invoice ") for source in each.sources)))
            if each.detail in details or (each.check is Check.DOUBLE_BILLING and pair in pairs):
                continue
            details.add(each.detail)
            if each.check is Check.DOUBLE_BILLING:
                pairs.add(pair)
            yield each


def _decided(reading: Reading, match: Match, dossier: Dossier) -> Match:
    """The one candidate of a client of which alone the books bear out the client's own figures."""
    one_client = len({each.client_key for each in match.candidates}) == 1 and match.confidence > 0
    if match.invoice is not None or not one_client or not 1 < len(match.candidates) <= _MOST_INVOICES:
        return match
    true = [each for each in match.candidates if _is_true_of(reading, each, dossier)]
    if len(true) != 1:
        return match
    why = f"books: of these the client's own figures are borne out for {true[0].number} alone"
    kept = (reason for reason in match.reasons if not reason.startswith("several_fit"))
    return replace(match, invoice=true[0], candidates=(), reasons=(why, *kept))


def _doubted(reading: Reading, match: Match, scenes: Sequence[Sequence[Finding]], dossier: Dossier) -> Match | None:
    """The match as a question where another invoice than those named can be meant; None where it stands."""
    said = [{finding.verdict for finding in found} for found in scenes]
    if match.invoice is None or FindingVerdict.CONTRADICTED not in said[0] or any(FindingVerdict.SUPPORTED in each for each in said):
        return None
    true = tuple(each for each in match.rivals if _is_true_of(reading, each, dossier))
    if not true:
        return None
    candidates = (match.invoice, *match.others, *true)[:_MOST_INVOICES]
    why = f"books: what the mail says is not so on {match.invoice.number}, but it is on {true[0].number}, which the mail does not name"
    return replace(match, invoice=None, others=(), candidates=candidates, reasons=(why, *match.reasons))


def _is_true_of(reading: Reading, invoice: Invoice, dossier: Dossier) -> bool:
    """Whether the books show an error of an invoice just as the client writes it: its size, or the figures that it lies between."""
    facts = facts_of(invoice, (invoice,), reading, dossier)
    return any(found.verdict is FindingVerdict.SUPPORTED and _is_written(facts, found) for found in found_in(facts))


def _is_written(facts: Facts, found: Finding) -> bool:
    if found.figures and all(map(facts.mentioned, found.figures)):
        return True
    if not found.apart:
        return False
    billed = (facts.invoice.total, facts.invoice.subtotal, *(line.amount for line in facts.invoice.lines))
    between = any(sum_ and facts.mentioned(sum_) and facts.mentioned(sum_ - found.apart) for sum_ in billed)
    return between or facts.mentioned(found.apart)


def _complained_of(reading: Reading, invoices: Sequence[Invoice], scenes: Sequence[Sequence[Finding]]) -> int:
    """The first place unless its own books contradict the client and those of a later one bear the client out: "it was taken off on INV-7".

    The words must say so too, or the client's own figures: the first was done right, or only at the later one something is denied.
    """
    said = [{finding.verdict for finding in found} for found in scenes]
    if FindingVerdict.CONTRADICTED not in said[0] or FindingVerdict.SUPPORTED in said[0]:
        return 0
    told = [_told(reading, invoice) for invoice in invoices]
    for nth, found in enumerate(scenes):
        by_words = _PRAISED in told[0] or (_DENIED not in told[0] and _DENIED in told[nth])
        if any(each.verdict is FindingVerdict.SUPPORTED and (by_words or each.own) for each in found):
            return nth
    return 0


def _only_compared(reading: Reading, invoices: Sequence[Invoice], scenes: Sequence[Sequence[Finding]], places: tuple[int, int]) -> bool:
    """Whether of two invoices the books contradict the client on one, which the mail says was done right, and agree on the other."""
    this, first = ({finding.verdict for finding in scenes[nth]} for nth in places)
    contrary = FindingVerdict.CONTRADICTED in this and FindingVerdict.SUPPORTED not in this
    return contrary and FindingVerdict.SUPPORTED in first and _PRAISED in _told(reading, invoices[places[0]])


def _told(reading: Reading, invoice: Invoice) -> frozenset[str]:
    """What the mail says of an invoice: PRAISED if it was right, or is set beside another, wherever it is named; DENIED if somewhere not."""
    words, number = reading.arrived.client_words.casefold(), invoice.number.casefold()
    spans, start = list[tuple[int, int]](), words.find(number)
    while start >= 0 and len(spans) < _MOST_PLACES:
        spans.append((start, start + len(number)))
        start = words.find(number, start + len(number))
    praised = bool(spans) and all(is_praised(words, *span) or is_likened(words, *span) for span in spans)
    denied = any(is_denied(words, *span) for span in spans)
    return frozenset(([_PRAISED] if praised else []) + ([_DENIED] if denied else []))
