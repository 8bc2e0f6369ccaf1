"""One question to the store per mail, and its answer: everything deciding must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.vocabulary.books import Books, Client

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from bot.vocabulary.cases import ApprovalToken, Case, Draft, OutboxRow
    from bot.vocabulary.labels import Kind


@dataclass(frozen=True, slots=True)
class Question:
    """What one mail needs to know; lists are deduplicated and bounded (at most 50 each).

    `numbers` and `po_numbers` are as written; `amounts` are absolute values; `addresses` are the writer's possible ones
    (From, original From, Reply-To); `token_hashes` are sha256 (hex) of every plus-tag and ref token; `text` is the new words
    (for word-level matching by the ledger), `subject` the subject without prefixes.
    """

    sha256: str
    message_id: str | None
    fingerprint: str
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    po_numbers: tuple[str, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    thread_ids: tuple[str, ...] = ()
    case_tags: tuple[str, ...] = ()
    token_hashes: tuple[str, ...] = ()
    bounced_ids: tuple[str, ...] = ()
    inner_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class MailRef:
    """An earlier incoming mail: store id, kind, sender (lower case), when we received it, the case it joined, whether its From was proven."""

    id: int
    kind: Kind
    sender: str
    received_at: datetime
    message_id: str | None
    fingerprint: str
    sha256: str
    case_id: str | None
    proven: bool = True


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """A Message-ID of the thread that we know: ours (`ours`) or a client's, and the case it belongs to."""

    message_id: str
    case_id: str | None
    ours: bool
    sender: str


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token the mail carries, with its draft and case.

    `asked` are the approvers who hold an unspent token of this draft; `requests` counts how often this one was asked about it.
    """

    token: ApprovalToken
    draft: Draft
    case: Case
    asked: tuple[str, ...] = ()
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Dossier:
    """The store's answer to a Question.

    `books` holds every invoice that could be meant: of the writer's clients, with those numbers (exact after
    normalising, any client), those PO numbers, plus those clients' payments, contracts and contacts; `clients` are all
    clients of those invoices and of the addresses. `cases` are cases named by tag or thread and all cases of the writer's
    clients (newest first, at most 200). `pending` are pending drafts of those cases. `tokens_by_hash` keeps the token
    hash that the mail carried -> record; `tokens_by_message_id` the same for request Message-IDs in its thread.
    `requests_today` counts approval requests caused by the writer's address today, `hints_today` hints to it.
    `next_case` is the number the next case gets; `mail_id` the store id of the mail being decided (0 in explain).
    `sent` are outbox rows with a Message-ID in `thread_ids` or `bounced_ids`, and the requests whose tokens the mail carries. `history_until` is the last start-of-work
    moment: see DESIGN fine print 16; `is_history` is already computed for this mail. `folder` is where the mail lay; `asked`
    are (draft id, approver) of the unspent requests about `pending`.
    """

    mail_id: int = 0
    is_history: bool = False
    next_case: int = 1
    same_bytes: tuple[MailRef, ...] = ()
    same_message_id: tuple[MailRef, ...] = ()
    same_fingerprint: tuple[MailRef, ...] = ()
    inner_known: tuple[MailRef, ...] = ()
    thread: tuple[ThreadLink, ...] = ()
    tokens_by_hash: tuple[tuple[str, TokenRecord], ...] = ()
    tokens_by_message_id: tuple[tuple[str, TokenRecord], ...] = ()
    cases: tuple[Case, ...] = ()
    pending: tuple[Draft, ...] = ()
    sent: tuple[OutboxRow, ...] = ()
    books: Books = Books()
    clients: tuple[Client, ...] = ()
    requests_today: int = 0
    hints_today: int = 0
    received_at: datetime | None = None
    token_misses_hour: int = 0
    folder: str = ""
    asked: tuple[tuple[str, str], ...] = ()
