"""THE ONE FUNCTION that turns a mail into the right to decide a draft; there is no second path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.review.request import token_hash
from bot.vocabulary.cases import CaseStatus, DraftState
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Proof
from bot.vocabulary.outgoing import draft_hash
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from bot.review.facts import RuleContext
    from bot.vocabulary.dossier import Dossier, TokenRecord
    from bot.vocabulary.mail import Carriers
    from bot.vocabulary.reading import Arrived, Reading

_UNPROVEN = {
    Proof.FAILED: Reason.AUTH_FAIL,
    Proof.NONE: Reason.AUTH_NONE,
    Proof.UNTRUSTED: Reason.AUTH_UNTRUSTED,
    Proof.UNCONFIGURED: Reason.AUTH_NONE,
}
_CLOSED = {
    DraftState.SUPERSEDED: Reason.DRAFT_STALE,
    DraftState.EXPIRED: Reason.TOKEN_EXPIRED,
    DraftState.APPROVED: Reason.TOKEN_USED,
    DraftState.REJECTED: Reason.TOKEN_USED,
    DraftState.WITHDRAWN: Reason.TOKEN_USED,
    DraftState.ANSWERED: Reason.TOKEN_USED,
}


@dataclass(frozen=True, slots=True)
class Authorisation:
    """`reason` None: the mail may decide `record`'s draft. Otherwise why not; `record` is what it answers, if that is known."""

    record: TokenRecord | None
    reason: Reason | None = None


def authorise(reading: Reading, dossier: Dossier, ctx: RuleContext) -> Authorisation:
    """Check every condition of TRUST R5, in this order; the first that fails is the reason. Pure."""
    arrived = reading.arrived
    if arrived.kind is not Kind.APPROVER_REPLY:
        return Authorisation(None, arrived.reason or Reason.AUTO_REPLY)
    record, reason = _found(arrived.carriers, dossier)
    if record is None or reason:
        return Authorisation(record, reason)
    for problem in (_sender(arrived, record, ctx), _alive(record, ctx), _bound(record, dossier)):
        if problem:
            return Authorisation(record, problem)
    return Authorisation(record)


def _found(carriers: Carriers, dossier: Dossier) -> tuple[TokenRecord | None, Reason | None]:
    """Find the one request that all carriers name: plus-tags and `ref:` lines by hash, the thread by our Message-ID."""
    hashes = dict.fromkeys(token_hash(token) for token in (*carriers.tags, *carriers.refs))
    known = dict(dossier.tokens_by_hash)
    by_id = dict(dossier.tokens_by_message_id)
    threads = [by_id[message_id] for message_id in carriers.message_ids if message_id in by_id]
    named = [known[each] for each in hashes if each in known]
    records = {record.token.token_hash: record for record in (*named, *threads)}
    if not records:
        return None, Reason.TOKEN_UNKNOWN
    first = next(iter(records.values()))
    if len(records) > 1 or (hashes and len(named) != len(hashes)):
        return first, Reason.CMD_CONFLICT
    return first, None


def _sender(arrived: Arrived, record: TokenRecord, ctx: RuleContext) -> Reason | None:
    """From must be the approver asked, still one, proven by our own server; a different Sender must be an approver too."""
    sender = arrived.message.from_
    if sender is None:
        return Reason.FROM_MALFORMED
    if sender.email != record.token.approver or sender.email not in ctx.policy.approvers:
        return Reason.TOKEN_OTHER_USER
    if not arrived.trust.proven:
        return _UNPROVEN.get(arrived.trust.proof, Reason.AUTH_UNTRUSTED)
    on_behalf = arrived.message.sender
    if on_behalf and on_behalf.email != sender.email and on_behalf.email not in ctx.policy.approvers:
        return Reason.AUTH_UNTRUSTED
    return None


def _alive(record: TokenRecord, ctx: RuleContext) -> Reason | None:
    """The draft must wait, the token must be unspent and in time."""
    if record.draft.state is not DraftState.PENDING:
        return _CLOSED[record.draft.state]
    if record.token.used_at is not None:
        return Reason.TOKEN_USED
    if record.token.expires_at <= ctx.now or record.case.status is CaseStatus.CLOSED:
        return Reason.TOKEN_EXPIRED
    return None


def _bound(record: TokenRecord, dossier: Dossier) -> Reason | None:
    """The token must be for exactly this draft, and the draft the newest of its case."""
    draft, token = record.draft, record.token
    if token.draft_id != draft.id or token.draft_hash != draft.hash or draft_hash(draft.mail) != draft.hash:
        return Reason.DRAFT_STALE
    newer = [each for each in dossier.pending if each.case_id == draft.case_id and each.version > draft.version]
    return Reason.DRAFT_STALE if newer else None
