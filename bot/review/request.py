"""The mail that asks an approver: may this go out? With a one-time token that only they can use."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rendering import render
from bot.review.facts import RequestFacts, RuleContext
from bot.review.panel import to_ask, told
from bot.review.view import values
from bot.vocabulary.cases import ApprovalToken, Case, Draft
from bot.vocabulary.effects import AskApproval, QueueMail
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail

if TYPE_CHECKING:
    from datetime import datetime

    from bot.vocabulary.minting import Mint
    from bot.vocabulary.policy import Policy

#: What Message-IDs of requests begin with, so that a reply to one is known by its thread.
REQUEST_PREFIX = "a."


def token_hash(token: str) -> str:
    """Return the hex sha256 under which a token is stored; tokens are lower case, gateways may not have kept that."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def ask(facts: RequestFacts, approver: str, policy: Policy, now: datetime, mint: Mint) -> tuple[AskApproval, QueueMail]:
    """Return the token (hashed) and the approval mail to this approver, and to nobody else. Raises nothing."""
    token = mint.token()
    message_id = REQUEST_PREFIX + mint.message_id()
    expires_at = now + timedelta(days=policy.expire_days)
    local, _, domain = policy.desk_address.rpartition("@")
    address = f"{local}+{token}@{domain}"
    filled = render("approval", "en", values(facts, policy, token, address, expires_at))
    mail = Outgoing(
        audience=Audience.STAFF,
        recipients=(approver,),
        sender_name=policy.desk_name,
        sender_email=policy.desk_address,
        subject=filled.subject,
        text=filled.text,
        html=filled.html,
        message_id=message_id,
        reply_to=address,
        staff_mail=StaffMail.APPROVAL,
        case_id=facts.case.id,
    )
    record = ApprovalToken(
        token_hash=token_hash(token),
        draft_id=facts.draft.id,
        draft_hash=facts.draft.hash,
        approver=approver,
        message_id=message_id,
        created_at=now,
        expires_at=expires_at,
    )
    return AskApproval(record), QueueMail(outbox_id=mint.outbox_id(), mail=mail, date_at=now, draft_id=facts.draft.id)


def again(draft: Draft, case: Case, approver: str, notice: str, ctx: RuleContext, previous_text: str = "") -> tuple[AskApproval, QueueMail]:
    """Ask (again) with what is known without the first reading: the draft, the case and a sentence why it is asked."""
    facts = RequestFacts(draft=draft, case=case, notices=(notice,), previous_text=previous_text)
    return ask_one(facts, approver, ctx)


def ask_one(facts: RequestFacts, approver: str, ctx: RuleContext) -> tuple[AskApproval, QueueMail]:
    """Ask one approver, who is told where a second voice is needed."""
    other = told(facts.draft, facts.case, approver, ctx)
    facts = replace(facts, notices=(*facts.notices, other)) if other else facts
    return ask(facts, approver, ctx.policy, ctx.now, ctx.mint)


def ask_all(facts: RequestFacts, first: str, ctx: RuleContext) -> tuple[AskApproval | QueueMail, ...]:
    """Ask everybody whose yes a draft needs, each with a mail and a token of their own."""
    return tuple(effect for approver in to_ask(facts.draft, facts.case, first, ctx) for effect in ask_one(facts, approver, ctx))
