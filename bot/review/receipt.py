"""Receipts, hints and alerts: one or two sentences to an approver about what happened, what did not, and what would count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.rendering import render
from bot.review.inert import one_line
from bot.review.shown import money, paragraph
from bot.vocabulary.effects import QueueMail
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.cases import Case

_ABOUT_LENGTH = 160
#: An approval token, in whatever words of an approver that are told back.
_TOKEN = re.compile(r"(?<![0-9a-z])[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])", re.IGNORECASE)


def about(case: Case) -> str:
    """Name a case so that nobody mixes two threads up: client, invoice, amount."""
    sums = f", {money(case.amount, case.currency)}" if case.amount is not None else ""
    numbers = ", ".join(case.invoice_numbers[:3]) or "no invoice number yet"
    return one_line(f"Case {case.id}: {case.client_name or case.client_email or 'unknown client'}, {numbers}{sums}.", _ABOUT_LENGTH)


def tell(kind: StaffMail, to: str, case: Case, said: tuple[str, ...], ctx: RuleContext, headline: str) -> QueueMail:
    """Return a receipt, hint or alert as a mail in the approver's thread. No token is ever in it."""
    template = "receipt" if kind is StaffMail.RECEIPT else "hint"
    paragraphs = [paragraph(_TOKEN.sub("(...)", sentence)) for sentence in said]
    values = {"case_id": case.id, "headline": headline, "paragraphs": paragraphs, "about": about(case)}
    filled = render(template, "en", values)
    mail = Outgoing(
        audience=Audience.STAFF,
        recipients=(to,),
        sender_name=ctx.policy.desk_name,
        sender_email=ctx.policy.desk_address,
        subject=filled.subject,
        text=filled.text,
        html=filled.html,
        message_id=ctx.mint.message_id(),
        in_reply_to=ctx.answers_id,
        references=ctx.references,
        staff_mail=kind,
        case_id=case.id,
    )
    return QueueMail(outbox_id=ctx.mint.outbox_id(), mail=mail, date_at=ctx.now)
