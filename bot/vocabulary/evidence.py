"""All that the store knows of one case, for a reader outside: mails as bytes, the answers, the journal from its first entry on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.books import Books
    from bot.vocabulary.cases import Case, OutboxRow
    from bot.vocabulary.labels import Kind


@dataclass(frozen=True, slots=True)
class CaseMail:
    """One mail of a case as received: `raw` are the kept bytes (empty once erased), `explanation` its explain object as JSON text.

    `sender` (lower case) and `subject` are as claimed, outside text.
    """

    mail_id: int
    kind: Kind
    received_at: datetime
    sender: str
    subject: str
    sha256: str
    raw: bytes
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its mails in order of arrival, our mails to the client in order of time, and its part of the books.

    `entries` are the journal from the case's first entry to its end: those of the case, and those that say that its mails were
    kept, with their content; all others without, as links of the chain.
    """

    case: Case
    received: tuple[CaseMail, ...]
    sent: tuple[OutboxRow, ...]
    entries: tuple[JournalEntry, ...]
    books: Books
