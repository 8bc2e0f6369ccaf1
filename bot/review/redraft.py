"""A new version of a draft: other words, another recipient, another date; it always needs a yes of its own."""

from __future__ import annotations

import html
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.review.facts import RequestFacts
from bot.review.request import ask_all
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import DraftReply, SettleDraft
from bot.vocabulary.outgoing import draft_hash
from bot.vocabulary.tidy import tidied

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.cases import Draft
    from bot.vocabulary.dossier import TokenRecord
    from bot.vocabulary.effects import Effect


_TOO_CLOSE = "The date promised in the earlier text came too close, so it names a later one now. Nothing has been sent."


@dataclass(frozen=True, slots=True)
class Redrafted:
    """The new draft and everything that puts it before an approver."""

    draft: Draft
    effects: tuple[Effect, ...]


def reworded(record: TokenRecord, text: str, template: str, actor: str, ctx: RuleContext) -> Redrafted:
    """Put the approver's own text in place of the draft's; HTML is made from it. The promised date stays known if the text names it."""
    old = record.draft
    clean = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}).strip("\n") + "\n"
    keeps = bool(old.promised_text) and old.promised_text in clean
    mail = replace(old.mail, text=clean, html=_page(clean, old.language))
    draft = replace(
        old, mail=mail, template=template, promised_on=old.promised_on if keeps else None, promised_text=old.promised_text if keeps else ""
    )
    notice = "This is your own text. It has not been sent; it needs a yes of its own."
    return _renewed(record, draft, actor, ctx, notice, previous_text=old.mail.text)


def readdressed(record: TokenRecord, address: str, actor: str, ctx: RuleContext) -> Redrafted:
    """Give the draft another recipient, typed by the approver."""
    draft = replace(record.draft, mail=replace(record.draft.mail, recipients=(address,)), chosen=True)
    notice = f"You chose {address} to get this. Nothing has been sent; it needs a yes of its own."
    return _renewed(record, draft, actor, ctx, notice)


def redated(record: TokenRecord, actor: str, ctx: RuleContext, notice: str = _TOO_CLOSE) -> Redrafted | None:
    """Promise a later date in the same words, or None where the text does not name its date literally."""
    old = record.draft
    written = ctx.next_promise_texts.get(old.language) or ctx.next_promise_texts.get("en", "")
    if not (old.promised_text and old.promised_text in old.mail.text and written and ctx.next_promise):
        return None
    mail = replace(
        old.mail,
        text=old.mail.text.replace(old.promised_text, written),
        html=old.mail.html.replace(html.escape(old.promised_text), html.escape(written)),
    )
    draft = replace(old, mail=mail, promised_on=ctx.next_promise, promised_text=written)
    return _renewed(record, draft, actor, ctx, notice, previous_text=old.mail.text)


def confirmed(record: TokenRecord, actor: str, ctx: RuleContext) -> Redrafted:
    """Ask once more for a recipient whom the ledger does not list for the client any more."""
    address = ", ".join(record.draft.mail.recipients)
    notice = (
        f"The ledger has changed: it does not list {address} for this client any more. Nothing has been sent; please look at the address."
    )
    return _renewed(record, replace(record.draft, chosen=True), actor, ctx, notice)


def revived(record: TokenRecord, actor: str, ctx: RuleContext) -> Redrafted:
    """Put a draft whose requests all ran out before its approver again, with a later date where it promised one."""
    notice = "Your answer to the earlier request came after its time, so nothing was done. This one replaces it."
    new = redated(record, actor, ctx, notice) or _renewed(record, record.draft, actor, ctx, notice)
    return Redrafted(new.draft, tuple(effect for effect in new.effects if not isinstance(effect, SettleDraft)))


def _renewed(record: TokenRecord, draft: Draft, actor: str, ctx: RuleContext, notice: str, previous_text: str = "") -> Redrafted:
    mail = tidied(replace(draft.mail, message_id=ctx.mint.message_id()))
    new = replace(
        draft,
        id=ctx.mint.draft_id(),
        version=record.draft.version + 1,
        state=DraftState.PENDING,
        mail=mail,
        hash=draft_hash(mail),
        created_at=ctx.now,
        agreed=(),
        reminded=0,
        held_until=None,
    )
    approver = actor if actor in ctx.policy.approvers else record.token.approver or next(iter(ctx.policy.approvers), "")
    facts = RequestFacts(draft=new, case=record.case, notices=(notice,), previous_text=previous_text)
    request = ask_all(facts, approver, ctx) if approver else ()
    settled = SettleDraft(record.draft.id, DraftState.SUPERSEDED, actor, "a newer version was made")
    return Redrafted(new, (settled, DraftReply(new), *request))


def _page(text: str, language: str) -> str:
    """Return the text as a plain HTML page; every character of it is data."""
    paragraphs = [html.escape(part).replace("\n", "<br>\n") for part in text.strip("\n").split("\n\n")]
    body = "\n".join(f'<p style="margin:0 0 12px 0;">{part}</p>' for part in paragraphs)
    style = "margin:0;padding:16px;background-color:#ffffff;color:#1a1a1a;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="color-scheme" content="light dark">\n</head>\n<body style="{style}">\n'
        f'<div style="max-width:600px;">\n{body}\n</div>\n</body>\n</html>\n'
    )
