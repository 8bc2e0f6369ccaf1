"""How a client pays: the usual days from invoice to money, what is open, what is overdue."""

from __future__ import annotations

from statistics import median_low
from typing import TYPE_CHECKING

from bot.ledger.clues import is_open
from bot.ledger.likeness import Likeness, likeness
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.listing import Listing, client_of, listing

if TYPE_CHECKING:
    from datetime import date

    from bot.vocabulary.books import Client, Invoice, Payment
    from bot.vocabulary.dossier import Dossier

#: Payments that are looked through for each invoice; the newest tell how a client pays today.
_MOST_INVOICES = 40


def paying(client: Client | None, dossier: Dossier, today: date) -> str:
    """Return one sentence for the approver, empty where the books tell nothing; `today` is the desk's local date."""
    if client is None:
        return ""
    invoices = [each for each in dossier.books.invoices if client_of(each, dossier.clients) == client]
    parts = [part for part in (_usual(client, invoices, dossier), _waiting(invoices, today)) if part]
    return f"{'; '.join(parts)}.".capitalize() if parts else ""


def _usual(client: Client, invoices: list[Invoice], dossier: Dossier) -> str:
    payments = [each for each in dossier.books.payments if listing(client, each.client_email) is not Listing.NOT_LISTED]
    settled = sorted((each for each in invoices if not is_open(each) and each.issue_date), key=_newest_first)[:_MOST_INVOICES]
    paid = [(invoice, found) for invoice in settled if (found := _paid_on(invoice, payments))]
    if not paid:
        return ""
    days = median_low([(on - invoice.issue_date).days for invoice, on in paid if invoice.issue_date])
    after = [(on - invoice.due_date).days for invoice, on in paid if invoice.due_date]
    late = median_low(after) if after else 0
    how = f"{_days(late)} late" if late > 0 else "in time" if after else "the due date is not known"
    return f"usually pays {_days(days)} after the invoice date, {how} ({len(paid)} paid {'invoice' if len(paid) == 1 else 'invoices'})"


def _waiting(invoices: list[Invoice], today: date) -> str:
    waiting = [each for each in invoices if is_open(each)]
    if not waiting:
        return ""
    overdue = sum(each.due_date is not None and each.due_date < today for each in waiting)
    many = "1 invoice is open" if len(waiting) == 1 else f"{len(waiting)} invoices are open"
    return f"{many}, {overdue or 'none'} of them overdue" if len(waiting) > 1 else f"{many}{' and overdue' if overdue else ''}"


def _paid_on(invoice: Invoice, payments: list[Payment]) -> date | None:
    """The day of the last payment that names the invoice, else of the first later one over its total."""
    named = [each.paid_on for each in payments if _names(each, invoice)]
    equal = [
        each.paid_on for each in payments if each.amount == invoice.total and invoice.issue_date and each.paid_on >= invoice.issue_date
    ]
    return max(named) if named else min(equal, default=None)


def _names(payment: Payment, invoice: Invoice) -> bool:
    return any(likeness(word, invoice.number) >= Likeness.CORE for word in number_words(payment.reference))


def _newest_first(invoice: Invoice) -> int:
    return -invoice.issue_date.toordinal() if invoice.issue_date else 0


def _days(count: int) -> str:
    return f"{count} {'day' if count == 1 else 'days'}"
