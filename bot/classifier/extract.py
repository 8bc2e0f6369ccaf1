"""Reads numbers, sums, dates and counts from subject and new words, each with the exact characters it came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from bot.classifier import dates, history, money, numbers, quantities
from bot.vocabulary.claim import Amount, Mentions, Quantity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Characters of a body that are searched; a longer mail is a report, not a letter.
LONGEST = 60_000
#: Without one there is nothing of all this.
_DIGIT = re.compile(r"\d")
_Found = TypeVar("_Found", Amount, Quantity, Span)


def mentions(subject: str, body: str) -> Mentions:
    """Return everything mentioned in the subject and the new words; each distinct text once, in order."""
    fields = [(field, text) for field, text in (("subject", subject[:1000]), ("body", _own(body))) if _DIGIT.search(text)]
    days: list[Span] = []
    sums: list[Amount] = []
    counts: list[Quantity] = []
    shares: list[Span] = []
    searched = []
    for field, text in fields:
        on = [Span(field, text[start:end], start, end) for start, end in dates.find(text)]
        taken = [(span.start, span.end) for span in on]
        paid = money.find(text, field, taken)
        taken += [(amount.span.start, amount.span.end) for amount in paid]
        counted = quantities.find(text, field)
        percent = quantities.percentages(text, field)
        taken += [(item.span.start, item.span.end) for item in counted] + [(span.start, span.end) for span in percent]
        searched.append((field, text, taken))
        days += on
        sums += paid
        counts += counted
        shares += percent
    ids = numbers.find(searched)
    return Mentions(ids.invoices, ids.orders, _distinct(sums), _distinct(days), tuple(counts), _distinct(shares))


def _own(body: str) -> str:
    """The writer's own words with '>' lines blanked, so that offsets stay true."""
    end = history.own_words_end(body[:LONGEST])
    text = body[:end]
    for start, stop in history.quoted_lines(text, end):
        text = text[:start] + " " * (stop - start) + text[stop:]
    return text


def _distinct(found: Iterable[_Found]) -> tuple[_Found, ...]:
    kept: dict[str, _Found] = {}
    for item in found:
        kept.setdefault(item.text, item)
    return tuple(kept.values())
