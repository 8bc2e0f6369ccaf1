"""Cases, drafts, approval tokens and outbox rows as the store knows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from bot.vocabulary.labels import Cause
    from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING_US = "waiting_us"
    WAITING_CLIENT = "waiting_client"
    OVERDUE = "overdue"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended."""

    CREDIT = "credit"
    CORRECTED = "corrected"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Case:
    """One dispute. `id` is `D-0042`; `due_at` is when our answer is promised or owed (aware UTC).

    `invoice_numbers` primary first; `amount` in dispute with `currency` if known; `client_key` empty if unknown;
    `subject` is of the mail that opened it; `root_message_id` of that, or of the client's mail before it whose thread it continues.
    """

    id: str
    status: CaseStatus
    client_key: str
    client_name: str
    client_email: str
    invoice_numbers: tuple[str, ...]
    causes: tuple[Cause, ...]
    opened_at: datetime
    due_at: datetime | None = None
    amount: Decimal | None = None
    currency: str = ""
    subject: str = ""
    root_message_id: str = ""
    closed_at: datetime | None = None
    outcome: Outcome | None = None


class DraftState(StrEnum):
    """Life of a draft; only PENDING can be decided. ANSWERED: one of our people wrote to the client themselves."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer waiting for a person. `mail.recipients` is empty while TRUST R8 allows nobody.

    `hash` is `draft_hash(mail)`; `promised_on` is the date the text promises (in the desk's zone); `template` names the
    folder it was rendered from, or `edited`; `version` counts from 1 within the case. `language` is ISO 639-1.
    `mail_id` is the store id of the incoming mail it answers; `allowed_numbers` are invoice numbers the text may name.
    `promised_text` is `promised_on` exactly as the text writes it ("" if it names none), so that it can be replaced.
    `agreed` are those who said yes while more voices are needed; `reminded` counts reminders (1: its approver, 2: the substitute);
    until `held_until` (aware) nobody is reminded. `note` says why it was settled, once it is. `chosen`: an approver named the recipient, the ledger need not.
    """

    id: str
    case_id: str
    version: int
    state: DraftState
    mail: Outgoing
    hash: str
    template: str
    language: str
    created_at: datetime
    promised_on: date | None = None
    mail_id: int = 0
    allowed_numbers: tuple[str, ...] = ()
    note: str = ""
    promised_text: str = ""
    agreed: tuple[str, ...] = ()
    reminded: int = 0
    held_until: datetime | None = None
    chosen: bool = False


#: What one warning adds to the count of hints of a token; there are never so many hints.
WARNED = 1000


@dataclass(frozen=True, slots=True)
class ApprovalToken:
    """A request to one approver for one draft; the token itself is never stored, only its sha256 (hex).

    `message_id` is that of the request mail. `used_at` set = spent or burnt. `hinted` counts hints already sent to this approver
    about this draft, whichever of its requests they answered, and WARNED more for each warning.
    """

    token_hash: str
    draft_id: str
    draft_hash: str
    approver: str
    message_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    hinted: int = 0

    @property
    def was_hinted(self) -> bool:
        """Whether the approver was told once what would count."""
        return self.hinted % WARNED > 0

    @property
    def was_warned(self) -> bool:
        """Whether the approver, or another in their place, was told once of a forgery or a returned request."""
        return self.hinted >= WARNED


class OutboxState(StrEnum):
    """Where an outgoing mail stands. SENDING_DIALOGUE and SENDING_DATA are the two committed phases of TRUST R9."""

    QUEUED = "queued"
    SENDING_DIALOGUE = "sending_dialogue"
    SENDING_DATA = "sending_data"
    SENT = "sent"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    GIVEN_UP = "given_up"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A frozen mail on its way. `raw` are the exact bytes, `raw_sha256` their hash, `approved_hash` the draft hash a person
    said yes to (clients only). `tries` counts attempts, `next_at` is when it is due, `last_answer` the server's words.
    """

    id: str
    audience: Audience
    staff_mail: StaffMail | None
    case_id: str | None
    draft_id: str | None
    recipients: tuple[str, ...]
    message_id: str
    raw: bytes
    raw_sha256: str
    approved_hash: str
    state: OutboxState
    queued_at: datetime
    next_at: datetime
    tries: int = 0
    last_answer: str = ""
    sent_at: datetime | None = None
    allowed_numbers: tuple[str, ...] = ()
    promised_on: date | None = None
