"""What a look through the whole ledger finds before anybody complains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.vocabulary.books import Check


class Level(StrEnum):
    """How sure a problem is: the books prove an `error`; a `look` is odd, and may be fine."""

    ERROR = "error"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the ledger; `detail` is a sentence with its numbers.

    `invoice` is the number to mend ("" for a payment that fits none), `others` further numbers it concerns, `amount` what is
    at stake in `currency` (None where no money is), `sources` the rows it rests on.
    """

    check: Check
    level: Level
    invoice: str
    client: str
    detail: str
    amount: Decimal | None = None
    currency: str = ""
    others: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
