"""Whether an invoice was paid: applied, in part, or received but never applied because payer or reference differ."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.clues import is_open
from bot.ledger.facts import tolerance
from bot.ledger.likeness import Likeness, likeness
from bot.ledger.timing import says_day
from bot.ledger.work import stems_of
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.labels import Cause
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.ledger.facts import Facts
    from bot.vocabulary.books import Finding, Invoice, Payment

#: Money may come a little before the invoice's own date: deposits, invoices dated on the last of the month.
_EARLY_DAYS = 31
#: Says that all of it was paid: a word for all near a word for paying, in one sentence.
_ALL = (
    r"in full|fully|in its entirety|(?:full|whole|entire) (?:amount|sum|bill|invoice|total|lot)|vollständig|in voller höhe|komplett|zur gänze|die ganze\w*|den ganzen"
    r"|en totalité|intégral\w*|entièrement|por completo|íntegr\w*|en su totalidad|per intero|integralmente|interamente|volledig|geheel"
)
_PAID = (
    r"paid|settled|cleared|transferred|sent|beglichen|bezahlt|überwiesen|gezahlt|payée?s?|réglée?s?|virée?s?|pagad[oa]s?|abonad[oa]s?|liquidad[oa]s?"
    r"|transferid[oa]s?|pagat[oaie]|saldat[oaie]|versat[oaie]|betaald|voldaan|overgemaakt"
)
_IN_FULL = re.compile(rf"\b(?:(?:{_ALL})\b[^.;!?\n]{{0,30}}\b(?:{_PAID})|(?:{_PAID})\b[^.;!?\n]{{0,30}}\b(?:{_ALL}))(?!\w)", re.IGNORECASE)
#: With so many other open invoices a transfer for several is looked for.
_MOST_TOGETHER = 30


def received(facts: Facts) -> tuple[Finding, ...]:
    """Return, where the client says it was paid, what the books and the payments show."""
    if not facts.claims(Cause.ALREADY_PAID):
        return ()
    invoice = facts.invoice
    if invoice.status.casefold() == "paid" or (invoice.total > 0 and invoice.paid_amount >= invoice.total):
        detail = (
            f"The books show {invoice.number} as paid: {facts.money(invoice.paid_amount or invoice.total)} of {facts.money(invoice.total)}."
        )
        return (
            facts.worth(facts.finding(Check.PAYMENT, FindingVerdict.SUPPORTED, detail, "invoice"), invoice.paid_amount or invoice.total),
        )
    named = [payment for payment in facts.payments if _names(payment, invoice)]
    if sum((payment.amount for payment in named), Decimal(0)) + tolerance(invoice.currency) >= invoice.total > 0:
        return (_found(facts, named, "names the invoice, but is not applied to it"),)
    loose = [payment for payment in facts.payments if payment not in named and _fits(payment, facts)]
    if loose:
        return (_loose(facts, loose),)
    together = _with_others(facts, named)
    if together:
        return (together,)
    named = named or [payment for payment in facts.payments if _is_the_one(payment, facts)]
    return (_in_part(facts, named) if named or invoice.paid_amount > 0 else _nothing(facts),)


def _names(payment: Payment, invoice: Invoice) -> bool:
    """Whether the reference names the invoice, with or without its prefix, or its order."""
    words = number_words(payment.reference)
    ordered = bool(invoice.po_number) and any(normalise_number(word) == normalise_number(invoice.po_number) for word in words)
    return ordered or any(likeness(word, invoice.number) >= Likeness.CORE for word in words)


def _fits(payment: Payment, facts: Facts) -> bool:
    """Whether a payment that names no other invoice has the total or the open balance, at a time that can be."""
    invoice = facts.invoice
    amounts = (invoice.total, invoice.total - invoice.paid_amount)
    return payment.amount in amounts and _in_time(payment, invoice) and not any(_names(payment, other) for other in facts.siblings)


def _with_others(facts: Facts, named: list[Payment]) -> Finding | None:
    """One transfer for this and other open invoices of the client: those the mail names, else any two that make it up."""
    invoice = facts.invoice
    waiting = [other for other in facts.siblings if is_open(other) and other.currency == invoice.currency][:_MOST_TOGETHER]
    chosen = [tuple(other for other in facts.named if other in waiting), *((other,) for other in waiting)]
    for payment in (*named, *(each for each in facts.payments if each not in named and _in_time(each, invoice))):
        for others in chosen:
            due = sum((other.total - other.paid_amount for other in others), invoice.total - invoice.paid_amount)
            if others and payment.amount == due and (payment in named or facts.mentioned(payment.amount) or day_named(facts, payment)):
                numbers = ", ".join(other.number for other in others)
                detail = f"{_told(facts, payment)}; it is the sum of {invoice.number} and {numbers}, but is not applied."
                found = facts.finding(Check.PAYMENT, FindingVerdict.SUPPORTED, detail, *_sources([payment]))
                return facts.worth(found, invoice.total - invoice.paid_amount)
    return None


def _is_the_one(payment: Payment, facts: Facts) -> bool:
    """Whether a payment that no other invoice explains is the one the client speaks of: they name its sum, or it names the work."""
    invoice = facts.invoice
    if payment.amount > invoice.total or not _in_time(payment, invoice) or any(_explains(payment, other) for other in facts.siblings):
        return False
    work = stems_of(f"{invoice.description} {' '.join(line.description for line in invoice.lines)}")
    return facts.mentioned(payment.amount) or (day_named(facts, payment) and not stems_of(payment.reference).isdisjoint(work))


def _explains(payment: Payment, other: Invoice) -> bool:
    return _names(payment, other) or payment.amount in {other.total, other.paid_amount}


def _in_time(payment: Payment, invoice: Invoice) -> bool:
    return invoice.issue_date is None or payment.paid_on >= invoice.issue_date - timedelta(days=_EARLY_DAYS)


def _loose(facts: Facts, loose: list[Payment]) -> Finding:
    """A payment that was never applied; if other open invoices have the same amount it could be theirs.

    It is what the client says where the client names its amount or its day, or where there is one for each such invoice.
    """
    rivals = [other.number for other in facts.siblings if other.total == facts.invoice.total and is_open(other)]
    if not rivals:
        return _found(facts, loose[:1], f"has the amount of {facts.invoice.number}, but is not applied")
    best = next((payment for payment in loose if day_named(facts, payment)), loose[0])
    surely = facts.mentioned(best.amount) or day_named(facts, best) or len(loose) > len(rivals)
    verdict = FindingVerdict.SUPPORTED if surely else FindingVerdict.CANNOT_TELL
    detail = (
        f"{_told(facts, best)}; it was received but not applied, and would fit {facts.invoice.number} and {', '.join(rivals[:3])} alike."
    )
    return facts.worth(facts.finding(Check.PAYMENT, verdict, detail, *_sources([best])), best.amount)


def day_named(facts: Facts, payment: Payment) -> bool:
    """Return whether the client names the day of a payment."""
    return any(says_day(span.text, payment.paid_on) for span in facts.reading.mentions.dates)


def _found(facts: Facts, payments: list[Payment], how: str) -> Finding:
    told = "; ".join(_told(facts, payment) for payment in payments)
    found = facts.finding(Check.PAYMENT, FindingVerdict.SUPPORTED, f"{told}; it {how}.", *_sources(payments))
    return facts.worth(found, min(facts.invoice.total, sum((payment.amount for payment in payments), Decimal(0))))


def _in_part(facts: Facts, named: list[Payment]) -> Finding:
    """Some money came; that is what the client says only if the client names that sum, and does not say that all was paid."""
    invoice = facts.invoice
    paid = max(sum((payment.amount for payment in named), Decimal(0)), invoice.paid_amount)
    each = bool(named) and all(facts.mentioned(payment.amount) for payment in named)
    verdict = FindingVerdict.SUPPORTED if each or facts.mentioned(paid) else FindingVerdict.CANNOT_TELL
    if _IN_FULL.search(facts.reading.arrived.client_words):
        verdict = FindingVerdict.CONTRADICTED
    detail = f"{facts.money(paid)} of {facts.money(invoice.total)} was received for {invoice.number}; {facts.money(invoice.total - paid)} is open."
    return facts.worth(facts.finding(Check.PAYMENT, verdict, detail, *_sources(named)), paid)


def _nothing(facts: Facts) -> Finding:
    latest = max((payment.paid_on for payment in facts.payments), default=None)
    known = f"; the latest payment of the client in the books is of {latest}" if latest else ""
    detail = f"No payment of {facts.money(facts.invoice.total)} or with the number {facts.invoice.number} is in the books{known}."
    return facts.finding(Check.PAYMENT, FindingVerdict.CONTRADICTED, detail)


def _told(facts: Facts, payment: Payment) -> str:
    other = "" if payment.client_email == facts.invoice.client_email else f" from {payment.client_email}"
    reference = f" with reference {payment.reference[:60]!r}" if payment.reference else " without a reference"
    return f"{facts.money(payment.amount)} came on {payment.paid_on}{other}{reference}"


def _sources(payments: list[Payment]) -> tuple[str, ...]:
    return tuple(f"payment {payment.paid_on}" for payment in payments[:5])
