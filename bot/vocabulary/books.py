"""The books as values: invoices with lines, payments, contracts, clients; findings and matches made from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice line; `discount_pct` and `tax_rate_pct` are percentages, `amount` is net after discount."""

    line: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    discount_pct: Decimal = Decimal(0)
    tax_rate_pct: Decimal | None = None


#: The status of an invoice that was read from the words of a PDF, until one of us confirms it.
UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice of ours. Key = (`client_key`, `number`); amounts in `currency` (ISO 4217)."""

    number: str
    client_key: str
    client_name: str
    client_email: str
    issue_date: date | None
    due_date: date | None
    currency: str
    total: Decimal
    tax: Decimal | None = None
    subtotal: Decimal | None = None
    po_number: str = ""
    status: str = ""
    paid_amount: Decimal = Decimal(0)
    description: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received; `client_email` is the payer's address, `nth` tells equal rows of one file apart (from 0)."""

    paid_on: date
    client_email: str
    amount: Decimal
    reference: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Contract:
    """What was agreed with a client; any part may be unknown (None)."""

    client_email: str
    rate: Decimal | None = None
    discount_pct: Decimal | None = None
    payment_terms_days: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One more address or whole domain of a client (exactly one of `email`, `domain` is set)."""

    client_name: str
    email: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """A client: one name (case folded, spaces collapsed: `key`) with the addresses the ledger lists.

    `emails` are invoice and contacts addresses, `domains` non-freemail domains of those plus contacts' domains,
    `payer_emails` addresses that only ever paid (evidence, never a recipient).
    """

    key: str
    name: str
    emails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    payer_emails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Books:
    """A whole import, or the slice of the ledger that concerns one mail."""

    invoices: tuple[Invoice, ...] = ()
    payments: tuple[Payment, ...] = ()
    contracts: tuple[Contract, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not imported: file name, line number (header is line 1), the reason, the row as read."""

    file: str
    line: int
    reason: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `warnings` are sentences (unknown columns), nothing is half imported."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    payments_added: int = 0
    contracts: int = 0
    contacts: int = 0
    rejected: tuple[RejectedRow, ...] = ()
    warnings: tuple[str, ...] = ()


class FindingVerdict(StrEnum):
    """Whether our books agree with the claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"


class Check(StrEnum):
    """The checks a finding can come from."""

    LINE_SUM = "line_sum"
    SUBTOTAL = "subtotal"
    TAX = "tax"
    TOTAL = "total"
    RATE = "rate"
    DISCOUNT = "discount"
    TERMS = "terms"
    DOUBLE_BILLING = "double_billing"
    PAYMENT = "payment"
    PO = "po"
    DUE_DATE = "due_date"
    QUANTITY = "quantity"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of the claim against the books; `detail` is a sentence with its numbers, `invoice` the number checked.

    `sources` name the rows it rests on, for example `line 1` or `payment 2026-10-02`. `apart` is what it puts in dispute, in the
    invoice's currency, `figures` are the sums between which that lies; `own`: the client names the books' right figure too.
    """

    check: Check
    verdict: FindingVerdict
    detail: str
    invoice: str = ""
    sources: tuple[str, ...] = ()
    apart: Decimal | None = None
    figures: tuple[Decimal, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Stake:
    """What is truly in dispute: an amount above zero and its currency (ISO 4217, "" if unknown)."""

    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Match:
    """Which invoice a mail is about.

    `invoice` is the one asserted (None when unknown or ambiguous) with `confidence` 0..1; `others` are further invoices the
    mail concerns; `candidates` are equally good ones; `foreign_numbers` are numbers the mail names that belong only to
    other clients: never shown to the writer. `rivals` are invoices that the mail does not name though all else in it points to
    them: asserted by nobody, looked at where the books contradict what is said of the one named. `reasons` are sentences.
    """

    invoice: Invoice | None = None
    confidence: float = 0.0
    others: tuple[Invoice, ...] = ()
    candidates: tuple[Invoice, ...] = ()
    foreign_numbers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    rivals: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote the client mail, seen from the ledger.

    `email`/`name` as claimed (From, or the Reply-To of a listed platform's no-reply mail, or the original's From in a
    forward). `client` is the ledger's client or None; `listed` tells whether the address or its non-freemail domain is in
    the ledger (payments included by whole address); `proven` whether our server proved the address; `may_receive` is the
    address a draft may go to by TRUST R8 (1) or (2), or None where the approver must type one.
    """

    email: str
    name: str = ""
    client: Client | None = None
    listed: bool = False
    proven: bool = False
    may_receive: str | None = None
