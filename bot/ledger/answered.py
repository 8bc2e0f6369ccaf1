"""The lines of an invoice that the client answers: quoted right above their words, a clue to what they mean, never what they say."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.work import stems_of

if TYPE_CHECKING:
    from bot.vocabulary.books import Invoice, Line
    from bot.vocabulary.reading import Reading

#: A sum as it is written: digits with their signs of grouping.
_SUM = re.compile(r"\d[\d.,'\u2019 \u00a0]{0,18}\d")
_WRITTEN = re.compile(r"(.*?)(?:[.,](\d{2}))?")
#: Words of a description that must stand in the quoted text where no sum does.
_LEAST_WORDS = 2


def answered_lines(reading: Reading, invoice: Invoice) -> tuple[Line, ...]:
    """Return the lines of an invoice that the quoted text names which the client's words answer: by their sum, or by all their telling words.

    Empty where nothing was answered between quoted lines.
    """
    arrived = reading.arrived
    quoted = (arrived.original.words if arrived.original else arrived.words).context
    if not quoted:
        return ()
    text = "\n".join(pair.quoted for pair in quoted)
    sums = {_value(found[0]) for found in _SUM.finditer(text)}
    stems = stems_of(text.casefold())
    return tuple(line for line in invoice.lines if _named(line, sums, stems))


def _value(written: str) -> Decimal:
    """The value of a sum: two digits behind the last sign are cents, all other signs group."""
    found = _WRITTEN.fullmatch(written)
    whole, cents = found.groups() if found else (written, None)
    return Decimal(f"{''.join(filter(str.isdecimal, whole)) or 0}.{cents or 0}")


def _named(line: Line, sums: set[Decimal], stems: frozenset[str]) -> bool:
    words = stems_of(line.description.casefold())
    return bool(line.amount and abs(line.amount) in sums) or (len(words) >= _LEAST_WORDS and words <= stems)
