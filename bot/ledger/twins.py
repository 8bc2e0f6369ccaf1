"""Whether two invoices bill the same work twice, or are two of a kind: retainers, instalments, weeks, a correction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import IntEnum
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

from bot.ledger.clues import SETTLED
from bot.ledger.likeness import Likeness, likeness
from bot.ledger.periods import figures, is_regular, other_part, same_part, without_figures
from bot.ledger.wording import significant_words
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from decimal import Decimal

    from bot.vocabulary.books import Invoice

#: Further apart than this, equal invoices are a new order or the next quarter's.
NEAR_DAYS = 62
#: Nearer than this they are hardly two months of the same service.
_CLOSE_DAYS = 20
_ALIKE = 0.6
_A_LITTLE_ALIKE = 0.2
#: One month or two.
_MONTHS_DAYS = (range(26, 36), range(56, 63))
#: Two dates of a series lie at least this share of its usual gap apart.
_OF_THE_GAP = 0.7
_SURE = 3
_MAYBE = 2
_STEM_CHARS = 5
#: Shorter runs of digits are counts and dates, not numbers without their prefix.
_YEAR_CHARS = 4
#: In a sentence that differs only here, words change places with others of their kind: Elm Road, Oak Lane.
_MOST_SLOTS = 2
_SLOT_SHARED = 0.5
#: Invoices that were taken back bill nothing twice.
TAKEN_BACK = (SETTLED - {"paid"}) | frozenset(
    """
    corrected;replaced;reversed;refunded;credit note;superseded;reissued;withdrawn;credited in full;fully credited;deleted
    storniert;gutgeschrieben;ersetzt;annulé;annulée;avoir;anulada;anulado;annullata;annullato;stornata;geannuleerd;gecrediteerd
    """.replace("\n", ";")
    .replace("    ", "")
    .split(";")
) - {""}


class Twin(IntEnum):
    """How sure it is that two invoices bill the same."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """How two invoices of one client compare, and what is the same, in words; `of_a_kind` if they say that they bill different work."""

    other: Invoice
    twin: Twin
    sames: tuple[str, ...]
    of_a_kind: bool = False


class History:
    """All invoices of one client: which were taken back, and when equal sums were billed."""

    def __init__(self, invoices: Iterable[Invoice]) -> None:
        self.invoices = tuple(invoices)
        self._dates: dict[tuple[Decimal, str], list[tuple[date, str]]] = {}
        for each in self.invoices:
            if each.issue_date is not None:
                self._dates.setdefault((each.total, each.currency), []).append((each.issue_date, each.number))
        self.taken_back = {each.number for each in self.invoices if each.status.strip().casefold() in TAKEN_BACK or each.total <= 0}
        for credit in self.invoices:
            if credit.total < 0:
                self.taken_back |= self._credited(credit)

    def _credited(self, credit: Invoice) -> set[str]:
        """The invoice a credit note takes back as a whole: one that it names, else the latest before it with its sum."""
        equal = [each for each in self.invoices if each.total == -credit.total and each.currency == credit.currency]
        named = {each.number for each in equal if names(credit, each)}
        before = [each for each in equal if not _before(credit, each)]
        return named or {max(before, key=_when).number} if before or named else set()

    def usual_gap(self, invoice: Invoice, without: Invoice) -> float | None:
        """Return the usual number of days between equal sums, one invoice left out; None where there are fewer than three."""
        dates = sorted({day for day, number in self._dates.get((invoice.total, invoice.currency), ()) if number != without.number})
        gaps = [(later - earlier).days for earlier, later in pairwise(dates)]
        return median_low(gaps) if len(gaps) > 1 else None


def compare(invoice: Invoice, other: Invoice, history: History) -> Pair | None:
    """Compare two invoices of one client; None unless both stand, share a currency and bill the same sum nearly at once."""
    if other.currency != invoice.currency or not history.taken_back.isdisjoint((invoice.number, other.number)):
        return None
    days = _days_apart(invoice, other)
    if days is not None and days > NEAR_DAYS:
        return None
    lines = same_lines(invoice, other)
    if not lines and other.total != invoice.total:
        return None
    ours, theirs = wording(invoice), wording(other)
    alike = _likeness(ours, theirs)
    signs = {
        "the same lines": lines,
        "the same order number": bool(invoice.po_number) and normalise_number(invoice.po_number) == normalise_number(other.po_number),
        "like wording": alike >= _ALIKE,
        "dates close together": days is not None and days <= _CLOSE_DAYS,
        "the same part of the work named": same_part(ours, theirs),
    }
    sames = tuple(name for name, holds in signs.items() if holds)
    if _two_of_a_kind(invoice, other, history):
        return Pair(other, Twin.NO, sames, of_a_kind=True)
    points = sum(signs.values()) + (1 if lines and (not _flat(invoice) or alike >= _A_LITTLE_ALIKE) else 0)
    points -= (2 if _other_order(invoice, other) else 0) + (1 if _other_slot(ours, theirs) else 0)
    again = days is not None and days > _CLOSE_DAYS and not signs["the same order number"] and not signs["the same part of the work named"]
    points -= 1 if again else 0
    if _monthly(invoice, other):
        regular = is_regular(ours) or is_regular(theirs)
        return Pair(other, Twin.MAYBE if points > _SURE and not regular else Twin.NO, sames)
    return Pair(other, Twin.YES if points >= _SURE else Twin.MAYBE if points >= _MAYBE else Twin.NO, sames)


def same_lines(invoice: Invoice, other: Invoice) -> bool:
    """Return whether both bill the same quantities, prices and amounts, in any order and words."""
    return bool(invoice.lines) and line_figures(invoice) == line_figures(other)


def line_figures(invoice: Invoice) -> Hashable:
    """Return quantities, prices and amounts of the lines, whatever their order; equal for equal lines."""
    return frozenset(Counter((line.quantity, line.unit_price, line.amount) for line in invoice.lines).items())


def wording(invoice: Invoice) -> str:
    """Return all an invoice says about what it bills."""
    return " ".join((invoice.description, *(line.description for line in invoice.lines)))


def names(invoice: Invoice, other: Invoice) -> bool:
    """Return whether the wording of one names the other's number: a correction, a credit, a replacement."""
    written = number_words(wording(invoice))
    return any(likeness(word, other.number) >= (Likeness.CORE if len(word) > _YEAR_CHARS - 1 else Likeness.SAME) for word in written)


def _two_of_a_kind(invoice: Invoice, other: Invoice, history: History) -> bool:
    """Whether they are different parts, two of a series, the same thing for different places, or one corrects the other."""
    ours, theirs = wording(invoice), wording(other)
    if other_part(ours, theirs) or names(invoice, other) or names(other, invoice):
        return True
    rest_alike = _likeness(without_figures(ours), without_figures(theirs)) >= _ALIKE
    if rest_alike and figures(ours) and figures(theirs) and figures(ours) != figures(theirs):
        return True
    elsewhere = _other_slot(invoice.description, other.description, named=True) or _other_slot(ours, theirs, named=True)
    if elsewhere and (len(invoice.lines) <= 1 or _other_order(invoice, other)):
        return True
    gap, days = history.usual_gap(invoice, other), _days_apart(invoice, other)
    return not same_part(ours, theirs) and gap is not None and days is not None and days >= _OF_THE_GAP * gap


def _other_slot(ours: str, theirs: str, *, named: bool = False) -> bool:
    """Whether the same sentence is about different things: most words stay, one or two change places with others.

    `named` asks that these are names, written with a capital inside the sentence: Leeds and York, Elm Road and Oak Lane.
    """
    first, second = ours.split(), theirs.split()
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    replaced = [(first[i1:i2], second[j1:j2], i1, j1) for tag, i1, i2, j1, j2 in blocks if tag == "replace"]
    kept = sum(i2 - i1 for tag, i1, i2, _, _ in blocks if tag == "equal")
    odd = any(tag in {"insert", "delete"} for tag, *_ in blocks)
    if not replaced or odd or kept <= _SLOT_SHARED * max(len(first), len(second)):
        return False
    if named and not all(i and j and _capital(a) and _capital(b) for a, b, i, j in replaced):
        return False
    return all(len(a) == len(b) <= _MOST_SLOTS for a, b, _, _ in replaced)


def _capital(words: Sequence[str]) -> bool:
    return all(word[:1].isupper() for word in words)


def _monthly(invoice: Invoice, other: Invoice) -> bool:
    """Whether they lie about a month or two apart and speak of the same: more likely the next month than the same work."""
    days = _days_apart(invoice, other)
    if not any(days in months for months in _MONTHS_DAYS) or same_part(wording(invoice), wording(other)):
        return False
    return _likeness(wording(invoice), wording(other)) >= _ALIKE or is_regular(wording(invoice)) or is_regular(wording(other))


def _flat(invoice: Invoice) -> bool:
    """Whether all it bills is one flat sum, which other work may cost as well."""
    return len(invoice.lines) == 1 and invoice.lines[0].quantity == 1


def _other_order(invoice: Invoice, other: Invoice) -> bool:
    return bool(invoice.po_number and other.po_number) and normalise_number(invoice.po_number) != normalise_number(other.po_number)


def _likeness(ours: str, theirs: str) -> float:
    """Share of the significant word stems that both wordings have."""
    first, second = ({word[:_STEM_CHARS] for word in significant_words(text)} for text in (ours, theirs))
    return len(first & second) / len(first | second) if first | second else 0.0


def _days_apart(invoice: Invoice, other: Invoice) -> int | None:
    if invoice.issue_date is None or other.issue_date is None:
        return None
    return abs((invoice.issue_date - other.issue_date).days)


def _before(credit: Invoice, invoice: Invoice) -> bool:
    return credit.issue_date is not None and invoice.issue_date is not None and credit.issue_date < invoice.issue_date


def _when(invoice: Invoice) -> date:
    return invoice.issue_date or date.min
