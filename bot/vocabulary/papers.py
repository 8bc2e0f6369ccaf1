"""Documents that belong to an invoice: what they are, and the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.vocabulary.outgoing import OutgoingFile


class PaperKind(StrEnum):
    """What a document shows."""

    INVOICE = "invoice"
    ORDER = "order"
    APPROVAL = "approval"
    CONTRACT = "contract"
    QUOTE = "quote"
    PRICE_LIST = "price_list"
    TIMESHEET = "timesheet"
    DELIVERY_NOTE = "delivery_note"
    ACCEPTANCE = "acceptance"
    SPECIFICATION = "specification"
    STATEMENT = "statement"
    REMITTANCE = "remittance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of an invoice of ours; `internal` is never sent to anybody."""

    kind: PaperKind
    file: OutgoingFile
    internal: bool = False
