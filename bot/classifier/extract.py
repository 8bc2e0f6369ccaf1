"""Reads numbers, sums, dates and counts from subject and new words, each with the exact characters it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.classifier import dates, history, money, numbering, numbers, quantities
from bot.vocabulary.claim import Amount, Mentions, Quantity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.classifier.numbering import Judge
    from bot.classifier.numbers import Candidate, Field

#: Characters of a body that are searched; a longer mail is a report, not a letter.
LONGEST = 60_000
#: Without one there is nothing of all this.
_DIGIT = re.compile(r"\d")
_Item = TypeVar("_Item", Amount, Quantity, Span)


def mentions(subject: str, body: str, judge: Judge | None = None) -> Mentions:
    """Return everything mentioned in the subject and the new words; each distinct text once, in order.

    Numbers are told apart by rules alone where there is no judge.
    """
    days: list[Span] = []
    sums: list[Amount] = []
    counts: list[Quantity] = []
    shares: list[Span] = []
    searched = []
    for field, text in _fields(subject, body):
        found = _found(field, text)
        searched.append(found.searched)
        days += found.days
        sums += found.sums
        counts += found.counts
        shares += found.shares
    ids = numbering.find(searched, judge)
    return Mentions(ids.invoices, ids.orders, _distinct(sums), _distinct(days), tuple(counts), _distinct(shares))


def numbered(subject: str, body: str) -> list[Candidate]:
    """Return the words of a mail that may be numbers of something."""
    return numbers.candidates(_found(field, text).searched for field, text in _fields(subject, body))


def _fields(subject: str, body: str) -> list[tuple[str, str]]:
    return [(field, text) for field, text in (("subject", subject[:1000]), ("body", _own(body))) if _DIGIT.search(text)]


@dataclass(frozen=True, slots=True)
class _Found:
    days: list[Span]
    sums: list[Amount]
    counts: list[Quantity]
    shares: list[Span]
    searched: Field


def _found(field: str, text: str) -> _Found:
    days = [Span(field, text[start:end], start, end) for start, end in dates.find(text)]
    taken = [(span.start, span.end) for span in days]
    sums = money.find(text, field, taken)
    counts = quantities.find(text, field)
    shares = quantities.percentages(text, field)
    taken += [(item.span.start, item.span.end) for item in sums] + [(span.start, span.end) for span in shares]
    return _Found(days, sums, counts, shares, (field, text, taken, [(item.span.start, item.span.end) for item in counts]))


def _own(body: str) -> str:
    """The writer's own words with '>' lines blanked, so that offsets stay true."""
    end = history.own_words_end(body[:LONGEST])
    text = body[:end]
    for start, stop in history.quoted_lines(text, end):
        text = text[:start] + " " * (stop - start) + text[stop:]
    return text


def _distinct(found: Iterable[_Item]) -> tuple[_Item, ...]:
    kept: dict[str, _Item] = {}
    for item in found:
        kept.setdefault(item.text, item)
    return tuple(kept.values())
