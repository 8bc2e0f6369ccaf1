"""What deciding wants done: a closed union of values that the store applies in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.vocabulary.books import Finding, Invoice, Match, Writer
    from bot.vocabulary.cases import ApprovalToken, Case, CaseStatus, Draft, DraftState, Outcome
    from bot.vocabulary.claim import Claim, Verdict
    from bot.vocabulary.outgoing import Outgoing
    from bot.vocabulary.reasons import Reason


@dataclass(frozen=True, slots=True)
class FileMail:
    """Settle the incoming mail: what it was, why, which case it joined, which earlier mail it repeats.

    The rest is what the store must find the mail by later: `sender` (From, lower case) and `subject` as claimed, `message_id`
    and `fingerprint` of the reading, for a forward `inner_message_id`; `writer` is the client's address where it is not the
    sender (the original's From of a forward); `intent` is for the digest; `proven` whether our own server proved From.
    """

    kind: Kind
    reason: Reason | None = None
    case_id: str | None = None
    duplicate_of: int | None = None
    sender: str = ""
    subject: str = ""
    message_id: str | None = None
    fingerprint: str = ""
    inner_message_id: str | None = None
    writer: str = ""
    intent: str = ""
    proven: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a new case."""

    case: Case


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """Replace a case by its newer value (same id); `why` is a sentence for the journal."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Close a case with an outcome; pending drafts of it are withdrawn by separate effects."""

    case_id: str
    outcome: Outcome
    by: str


@dataclass(frozen=True, slots=True)
class DraftReply:
    """Keep a new pending draft."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class SettleDraft:
    """Move a pending draft to a final state; all its unspent tokens are spent with it."""

    draft_id: str
    state: DraftState
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Agree:
    """One of several voices said yes: the draft still waits, the tokens of this one are spent."""

    draft_id: str
    draft_hash: str
    by: str


@dataclass(frozen=True, slots=True)
class Remind:
    """Remember that a pending draft was brought to mind: `step` 1 to whom it waits for, 2 to the substitute."""

    draft_id: str
    step: int


@dataclass(frozen=True, slots=True)
class PutOff:
    """Let a pending draft rest until then (aware); its unspent tokens live at least until `expires_at`."""

    draft_id: str
    until: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AskApproval:
    """Remember a request's token (hashed); the request mail itself is a separate QueueMail."""

    token: ApprovalToken


@dataclass(frozen=True, slots=True)
class SpendToken:
    """Mark a token as used or burnt, without deciding its draft."""

    token_hash: str
    why: str


@dataclass(frozen=True, slots=True)
class CountHint:
    """Remember that a hint was sent for this token to this address (TRUST: one per draft, three per day).

    A `warning` tells of what others did - a forgery, a report of the mail system - and takes nothing of the approver's own hint.
    """

    token_hash: str
    address: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class QueueMail:
    """Put a mail into the outbox. `outbox_id` names it for ever (and the file in a maildir).

    For clients `approved_hash` must be the hash of the approved draft and `draft_id` its id. `raw` is empty until
    `sending.compose.freeze` has written the exact bytes (with `date_at` as Date).
    """

    outbox_id: str
    mail: Outgoing
    date_at: datetime
    draft_id: str | None = None
    approved_hash: str = ""
    allowed_numbers: tuple[str, ...] = ()
    promised_on: date | None = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Hold:
    """The mail must be looked at by a person; it stays listed until released or discarded."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class MarkBounced:
    """One of our mails (by Message-ID) is reported undelivered; a claim, shown, that reopens its case."""

    message_id: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A journal entry of its own; `event` is a short snake_case word, `detail` a sentence without secrets."""

    event: str
    case_id: str | None
    detail: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class DigestMade:
    """The digest of one local date was queued; there is never a second one for the same `local_date`.

    `from_at`..`until_at` is the window it told; `skipped` are earlier local dates without a digest that it caught up.
    """

    local_date: date
    from_at: datetime
    until_at: datetime
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class EnterInvoices:
    """Put invoices into the ledger that it does not hold, or only unconfirmed; `why` says whose word it is."""

    invoices: tuple[Invoice, ...]
    why: str


Effect = (
    FileMail
    | OpenCase
    | UpdateCase
    | CloseCase
    | DraftReply
    | SettleDraft
    | Agree
    | Remind
    | PutOff
    | AskApproval
    | SpendToken
    | CountHint
    | QueueMail
    | Hold
    | MarkBounced
    | Note
    | DigestMade
    | EnterInvoices
)


@dataclass(frozen=True, slots=True)
class Report:
    """What `explain --json` shows beside the reading: the outcome of stations 3 to 6.

    `verdict` and `claim` are set where the books may have made another thing of the words than the reading did.
    """

    kind: Kind
    reason: Reason | None = None
    writer: Writer | None = None
    match: Match | None = None
    case_id: str | None = None
    case_status: CaseStatus | None = None
    findings: tuple[Finding, ...] = ()
    draft: Draft | None = None
    command: str | None = None
    verdict: Verdict | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from one mail (or one command): effects in order, named reasons, the report."""

    effects: tuple[Effect, ...]
    reasons: tuple[str, ...] = ()
    report: Report = field(default_factory=lambda: Report(kind=Kind.CLIENT_MAIL))
