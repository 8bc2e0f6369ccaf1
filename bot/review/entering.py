"""Invoices that our own people send through the desk enter the ledger; what was only guessed waits for a person's word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.rendering import render
from bot.vocabulary.books import UNCONFIRMED
from bot.vocabulary.effects import EnterInvoices, QueueMail
from bot.vocabulary.labels import Kind
from bot.vocabulary.numbers import normalise_number
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail
from bot.vocabulary.tidy import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.review.facts import RuleContext
    from bot.vocabulary.books import Invoice
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.effects import Decision, Effect
    from bot.vocabulary.reading import Reading

_WORDS = (
    r"(?:i |we )?(?:hereby )?confirm(?:ed)?|(?:ich |wir )?(?:hiermit )?bestätig(?:e|en|t)|(?:je |nous )?confirm(?:e|ons|ée?s?|er)"
    r"|confirm(?:o|amos|ad[oa]s?|ar)|conferm(?:o|iamo|at[oaei]|a|are)|(?:ik |wij )?bevestig(?:d|en|t)?"
)
_PLEASE = r"please|bitte|merci de|s'il vous plaît|por favor|per favore|graag|a\.?u\.?b\.?"
_BILL = r"(?:the |die |der |la |le |les |las |los |il |de |het |our |unsere |notre |nuestra )?(?:invoices?|inv|rechnung(?:en)?|factures?|facturas?|fattur[ae]|factu(?:ur|ren))"
_NUMBERS = re.compile(r"[ \t]*(?:[,;&+]|\b(?:and|und|et|y|e|en)\b)[ \t]*", re.IGNORECASE)
#: A line that confirms: the word and the numbers, in either order, and nothing else.
_CONFIRM = re.compile(
    rf"^[ \t]*(?:(?:{_PLEASE})[ \t,]+)?(?:{_WORDS})[ \t:]+(?:(?:{_BILL})[ \t:.]+(?:(?:no|nr|n°|nº|n)\.?[ \t]*)?)?(?P<first>[^?\n]{{1,200}}?)[ \t.!]*$"
    rf"|^[ \t]*(?:(?:{_BILL})[ \t:.]+)?(?P<last>\S{{1,60}}(?:[ \t]\d\S{{0,30}})?)[ \t:,-]+(?:{_WORDS})[ \t.!]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(r"\S{1,60}(?: \d\S{0,30})?")
_MOST_CONFIRMED = 20


def with_invoices(decision: Decision, reading: Reading, dossier: Dossier, ctx: RuleContext) -> Decision:
    """Add to a decision what the mail does to the ledger. Only proven staff do anything to it, never history, never twice.

    An invoice the ledger holds stays as it is, unless it waits for confirmation.
    """
    arrived = reading.arrived
    sender = arrived.message.from_.email.lower() if arrived.message.from_ else ""
    proven = arrived.trust.proven and sender in ctx.policy.insiders
    if not proven or dossier.is_history or decision.report.kind is not Kind.STAFF_FORWARD:
        return decision
    entered = tuple(one.invoice for one in reading.enclosed)
    confirmed = _confirmed(reading, dossier) if arrived.original is None else ()
    if not entered and not confirmed:
        return decision
    guessed = [invoice for invoice in entered if invoice.status == UNCONFIRMED and not _known(invoice, dossier)]
    effects: tuple[Effect, ...] = (EnterInvoices((*entered, *confirmed), why=f"sent by {sender}"),)
    effects += (_ask(guessed, sender, ctx),) if guessed else ()
    told = [f"invoice {one.invoice.number} of {one.invoice.client_name} is read from {one.file} for the ledger" for one in reading.enclosed]
    told += [f"{sender} confirms invoice {invoice.number}" for invoice in confirmed]
    return replace(decision, effects=(*decision.effects, *effects), reasons=(*decision.reasons, *map(one_line, told)))


def _confirmed(reading: Reading, dossier: Dossier) -> tuple[Invoice, ...]:
    """The unconfirmed invoices that the sender's own new words confirm by number."""
    written = {normalise_number(number) for number in confirmed_numbers(reading.arrived.words.new_text)}
    waiting = [invoice for invoice in dossier.books.invoices if invoice.status == UNCONFIRMED]
    return tuple(replace(invoice, status="open") for invoice in waiting if normalise_number(invoice.number) in written)


def confirmed_numbers(words: str) -> tuple[str, ...]:
    """Return the numbers that lines of a mail confirm, in any of the desk's languages; a line that says more confirms nothing."""
    found: list[str] = []
    for line in _CONFIRM.finditer(words):
        told = [each.strip() for each in _NUMBERS.split(line["first"] or line["last"])]
        if all(_NUMBER.fullmatch(each) and any(letter.isdigit() for letter in each) for each in told):
            found += told
    return tuple(dict.fromkeys(found))[:_MOST_CONFIRMED]


def _known(invoice: Invoice, dossier: Dossier) -> bool:
    number = normalise_number(invoice.number)
    return any(normalise_number(other.number) == number and other.client_key == invoice.client_key for other in dossier.books.invoices)


def _ask(invoices: Sequence[Invoice], to: str, ctx: RuleContext) -> QueueMail:
    count = f"Invoice {invoices[0].number}" if len(invoices) == 1 else f"{len(invoices)} invoices"
    filled = render(
        "unconfirmed", "en", {"count": count, "rows": [_row(invoice) for invoice in invoices], "language": "en", "subject": count}
    )
    mail = Outgoing(
        audience=Audience.STAFF,
        recipients=(to,),
        sender_name=ctx.policy.desk_name,
        sender_email=ctx.policy.desk_address,
        subject=filled.subject,
        text=filled.text,
        html=filled.html,
        message_id=ctx.mint.message_id(),
        staff_mail=StaffMail.HINT,
    )
    return QueueMail(outbox_id=ctx.mint.outbox_id(), mail=mail, date_at=ctx.now)


def _row(invoice: Invoice) -> str:
    issued = f", of {invoice.issue_date}" if invoice.issue_date else ""
    due = f", due {invoice.due_date}" if invoice.due_date else ""
    return one_line(f"{invoice.number}, {invoice.client_name}, {invoice.total:,.2f} {invoice.currency}{issued}{due}")
