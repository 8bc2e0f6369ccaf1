"""Applies decisions to dictionaries, each effect with its journal entry, and lists cases, drafts and requests."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.errors import ContradictionError, StoreError, UsageError
from bot.store.codec import clean
from bot.store.entries import content_of, kind_of
from bot.store.memory_outbox import RememberedOutbox
from bot.store.memory_state import KeptOutgoing
from bot.store.rules import case_number, in_order, noted, unasked
from bot.vocabulary.cases import WARNED, ApprovalToken, Case, CaseStatus, Draft, DraftState, OutboxRow, OutboxState
from bot.vocabulary.dossier import TokenRecord
from bot.vocabulary.effects import (
    Agree,
    AskApproval,
    CloseCase,
    CountHint,
    DigestMade,
    DraftReply,
    EnterInvoices,
    FileMail,
    Hold,
    MarkBounced,
    Note,
    OpenCase,
    PutOff,
    QueueMail,
    Remind,
    SettleDraft,
    SpendToken,
    UpdateCase,
)
from bot.vocabulary.labels import Kind
from bot.vocabulary.outgoing import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.effects import Decision, Effect


class RememberedCasework(RememberedOutbox, ABC):
    """Cases, drafts, tokens, and what a decision does to them."""

    def apply(self, mail_id: int, decision: Decision, explanation: str, now: datetime) -> None:
        """Apply all effects, journal entries included, inside the current transaction. mail_id 0: a command, no mail."""
        self._must_be_open()
        if mail_id and (mail_id not in self._state.mails or self._state.mails[mail_id].state != "waiting"):
            raise StoreError(f"mail {mail_id} is not waiting any more; another run has settled it")
        effects = in_order(mail_id, decision)
        for effect in effects:
            case_id = self._do(effect, mail_id, now)
            self._record(kind_of(effect), case_id, content_of(effect, mail_id), now)
        self._keep_promises(effects)
        if mail_id:
            self._state.mails[mail_id] = replace(self._state.mails[mail_id], explanation=clean(explanation))

    def _do(self, effect: Effect, mail_id: int, now: datetime) -> str | None:  # noqa: C901, PLR0912 - one arm per effect, nothing else
        """Do one effect; return the id of the case it concerns."""
        case_id: str | None = None
        match effect:
            case FileMail():
                case_id = self._file_mail(effect, mail_id, now)
            case Hold():
                held = {"state": "held", "kind": Kind.HELD, "reason": effect.reason, "ended_at": now}
                if mail_id:
                    self._state.mails[mail_id] = replace(self._state.mails[mail_id], **held)  # type: ignore[arg-type]
            case OpenCase():
                case_number(effect.case.id)
                case_id = self._add_case(effect.case, new=True)
            case UpdateCase():
                case_id = self._add_case(effect.case, new=False)
            case CloseCase():
                closed = replace(self.case(effect.case_id), status=CaseStatus.CLOSED, outcome=effect.outcome, closed_at=now)
                case_id = self._add_case(closed, new=False)
            case DraftReply():
                case_id = self._keep_draft(effect.draft)
            case SettleDraft():
                case_id = self._settle_draft(effect, now)
            case Agree() | Remind() | PutOff():
                case_id = self._remember(effect, now)
            case AskApproval():
                case_id = self._ask(effect.token, now)
            case SpendToken():
                self._spend([effect.token_hash], now)
                case_id = self._case_of_token(effect.token_hash)
            case CountHint():
                token = self._state.tokens.get(effect.token_hash)
                if token is not None:
                    self._state.tokens[effect.token_hash] = replace(token, hinted=token.hinted + (WARNED if effect.warning else 1))
                self._state.hints.append((effect.address.lower(), now))
                case_id = self._case_of_token(effect.token_hash)
            case QueueMail():
                case_id = self._queue(effect, now)
            case MarkBounced():
                case_id = next((row.case_id for row in self.outbox() if row.message_id == effect.message_id), None)
            case Note():
                case_id = effect.case_id
            case DigestMade():
                if effect.local_date in self._state.digests:
                    raise ContradictionError(f"the digest of {effect.local_date} was made before")
                self._state.digests[effect.local_date] = effect.until_at
            case EnterInvoices():
                self._enter(effect.invoices, now)
            case _:
                assert_never(effect)
        return case_id

    @abstractmethod
    def _enter(self, invoices: tuple[Invoice, ...], now: datetime) -> None:
        """Put invoices into the ledger: the bookkeeping of the whole store."""

    def _file_mail(self, effect: FileMail, mail_id: int, now: datetime) -> str | None:
        if mail_id:
            self._state.mails[mail_id] = replace(
                self._state.mails[mail_id],
                state="held" if effect.kind is Kind.HELD else "settled",
                kind=effect.kind,
                reason=effect.reason,
                case_id=effect.case_id,
                sender=clean(effect.sender.lower()),
                writer=clean((effect.writer or effect.sender).lower()),
                subject=clean(effect.subject),
                message_id=effect.message_id or None,
                inner_message_id=effect.inner_message_id or None,
                fingerprint=effect.fingerprint,
                intent=effect.intent,
                proven=effect.proven,
                ended_at=now,
            )
        return effect.case_id

    def _add_case(self, case: Case, *, new: bool) -> str:
        if new is (case.id in self._state.cases):
            raise ContradictionError(f"case {case.id} exists already" if new else f"there is no case {case.id}")
        self._state.cases[case.id] = case
        return case.id

    def _keep_draft(self, draft: Draft) -> str:
        if draft.id in self._state.drafts or draft.case_id not in self._state.cases:
            raise ContradictionError(f"draft {draft.id} exists already or has no case")
        self._state.drafts[draft.id] = draft
        return draft.case_id

    def _settle_draft(self, effect: SettleDraft, now: datetime) -> str:
        draft = self._state.drafts.get(effect.draft_id)
        if draft is None or draft.state is not DraftState.PENDING:
            raise ContradictionError(f"draft {effect.draft_id} is not pending any more; it was decided before")
        self._state.drafts[draft.id] = replace(draft, state=effect.state, note=effect.why or draft.note)
        self._spend([token.token_hash for token in self._state.tokens.values() if token.draft_id == draft.id], now)
        if effect.state is DraftState.APPROVED:
            content = {"draft_id": draft.id, "approved_hash": draft.hash, "by": effect.by}
            self._record("approval", draft.case_id, content, now)
        self._withdraw_requests(effect.draft_id, now)
        return draft.case_id

    def _remember(self, effect: Agree | Remind | PutOff, now: datetime) -> str:
        """Change what is remembered about a pending draft, never its mail."""
        draft = self._state.drafts.get(effect.draft_id)
        if draft is None or draft.state is not DraftState.PENDING:
            raise ContradictionError(f"draft {effect.draft_id} is not pending any more; it was decided before")
        self._state.drafts[draft.id] = noted(draft, effect)
        theirs = [token for token in self._state.tokens.values() if token.draft_id == draft.id and token.used_at is None]
        if isinstance(effect, Agree):
            self._spend([token.token_hash for token in theirs if token.approver == effect.by], now)
        if isinstance(effect, PutOff):
            for token in theirs:
                self._state.tokens[token.token_hash] = replace(token, expires_at=max(token.expires_at, effect.expires_at))
        return draft.case_id

    def _spend(self, hashes: Iterable[str], now: datetime) -> None:
        for token_hash in hashes:
            token = self._state.tokens.get(token_hash)
            if token is not None and token.used_at is None:
                self._state.tokens[token_hash] = replace(token, used_at=now)

    def _ask(self, token: ApprovalToken, now: datetime) -> str:
        draft = self._state.drafts.get(token.draft_id)
        if draft is None or token.token_hash in self._state.tokens:
            raise ContradictionError(
                f"a request needs its draft and a token of its own; draft {token.draft_id} is missing or the token is not new"
            )
        self._state.tokens[token.token_hash] = replace(token, approver=token.approver.lower())
        mail = self._state.mails.get(draft.mail_id)
        writer = (mail.writer if mail else "") or self._state.cases[draft.case_id].client_email.lower()
        self._state.asked.append((writer, now, draft.id))
        return draft.case_id

    def _queue(self, effect: QueueMail, now: datetime) -> str | None:
        mail = effect.mail
        draft = self._state.drafts.get(effect.draft_id or "")
        case_id = mail.case_id or (draft.case_id if draft else None)
        again = mail.audience is Audience.CLIENT and any(
            row.draft_id == effect.draft_id and row.audience is Audience.CLIENT for row in self.outbox()
        )
        if effect.outbox_id in self._state.outbox or again:
            raise ContradictionError(f"outgoing mail {effect.outbox_id} exists already, or one of its draft")
        row = OutboxRow(
            id=effect.outbox_id,
            audience=mail.audience,
            staff_mail=mail.staff_mail,
            case_id=case_id,
            draft_id=effect.draft_id,
            recipients=mail.recipients,
            message_id=mail.message_id,
            raw=effect.raw,
            raw_sha256=hashlib.sha256(effect.raw).hexdigest(),
            approved_hash=effect.approved_hash,
            state=OutboxState.QUEUED,
            queued_at=now,
            next_at=now,
            allowed_numbers=effect.allowed_numbers,
            promised_on=effect.promised_on,
        )
        self._state.outbox[row.id] = KeptOutgoing(len(self._state.outbox) + 1, row, clean(mail.subject), now)
        return case_id

    def _keep_promises(self, effects: Iterable[Effect]) -> None:
        """Check what must hold after a whole decision, in whatever order its effects came."""
        for effect in effects:
            if isinstance(effect, DraftReply) and len(self._pending_of(effect.draft.case_id)) > 1:
                raise StoreError(f"case {effect.draft.case_id} has two pending drafts; this is a fault of the program")
            if isinstance(effect, QueueMail) and effect.mail.audience is Audience.CLIENT:
                draft = self._state.drafts.get(effect.draft_id or "")
                right = draft is not None and draft.state is DraftState.APPROVED and draft.hash == effect.approved_hash != ""
                if not right:
                    raise StoreError(f"outgoing mail {effect.outbox_id} has no approved draft; it is not queued")

    def _pending_of(self, case_id: str) -> list[Draft]:
        return [draft for draft in self._state.drafts.values() if draft.case_id == case_id and draft.state is DraftState.PENDING]

    def _case_of_token(self, token_hash: str) -> str | None:
        token = self._state.tokens.get(token_hash)
        return self._state.drafts[token.draft_id].case_id if token else None

    def cases(self, *, include_closed: bool = True) -> tuple[Case, ...]:
        """Return all cases, newest first."""
        found = (case for case in self._state.cases.values() if include_closed or case.status is not CaseStatus.CLOSED)
        return tuple(sorted(found, key=lambda case: case_number(case.id), reverse=True))

    def case(self, case_id: str) -> Case:
        """Return one case. Raises UsageError if there is none."""
        if case_id not in self._state.cases:
            raise UsageError(f"there is no case {case_id}; `dispute-desk cases` lists them")
        return self._state.cases[case_id]

    def next_case(self) -> int:
        """Return the number the next case gets (from 1)."""
        return max(map(case_number, self._state.cases), default=0) + 1

    def case_mails(self, case_id: str) -> tuple[tuple[int, str, datetime, str, str], ...]:
        """Return (id, direction in|out, when, sender or recipient, subject) of the case's mails in order of time."""
        came = [(m.id, "in", m.received_at, m.sender, m.subject) for m in self._state.mails.values() if m.case_id == case_id]
        left = [
            (kept.n, "out", kept.row.sent_at or kept.row.queued_at, ", ".join(kept.row.recipients), kept.subject)
            for kept in self._state.outbox.values()
            if kept.row.case_id == case_id and kept.row.audience is Audience.CLIENT
        ]
        return tuple(sorted([*came, *left], key=lambda mail: (mail[2], mail[1], mail[0])))

    def pending(self, case_id: str) -> tuple[TokenRecord, ...]:
        """Return the pending draft of a case with each unspent token (one record per approver asked)."""
        drafts = {draft.id: draft for draft in self._pending_of(case_id)}
        tokens = [token for token in self._state.tokens.values() if token.draft_id in drafts and token.used_at is None]
        if tokens:
            tokens.sort(key=lambda token: token.created_at)
            return tuple(map(self._token_record, tokens))
        return tuple(unasked(draft, self.case(case_id)) for draft in drafts.values())

    def expire(self, now: datetime) -> tuple[TokenRecord, ...]:
        """Return pending drafts whose tokens have all expired, one record each (the latest token), for the caller to settle."""
        latest: dict[str, ApprovalToken] = {}
        for token in self._state.tokens.values():
            if token.draft_id not in latest or token.expires_at >= latest[token.draft_id].expires_at:
                latest[token.draft_id] = token
        return tuple(
            self._token_record(latest[draft.id])
            for draft in self._state.drafts.values()
            if draft.state is DraftState.PENDING and draft.id in latest and latest[draft.id].expires_at <= now
        )

    def unanswered(self, asked_before: datetime, now: datetime, below_step: int) -> tuple[TokenRecord, ...]:
        """Return unspent requests made by then, or put off until now, whose draft was reminded of fewer times; oldest draft first."""
        drafts = {n: draft for n, draft in enumerate(self._state.drafts.values()) if draft.state is DraftState.PENDING}
        order = {draft.id: n for n, draft in drafts.items() if draft.reminded < below_step}
        over = {draft.id for draft in drafts.values() if draft.held_until and draft.held_until <= now}
        unspent = [token for token in self._state.tokens.values() if token.draft_id in order and token.used_at is None]
        due = [token for token in unspent if token.created_at <= asked_before or token.draft_id in over]
        return tuple(map(self._token_record, sorted(due, key=lambda token: (order[token.draft_id], token.created_at))))

    def _token_record(self, token: ApprovalToken) -> TokenRecord:
        draft = self._state.drafts[token.draft_id]
        of_draft = [each for each in self._state.tokens.values() if each.draft_id == draft.id]
        mine = [each for each in of_draft if each.approver == token.approver]
        asked = tuple(sorted({each.approver for each in of_draft if each.used_at is None}))
        told = replace(token, hinted=sum(each.hinted for each in mine))
        return TokenRecord(told, draft, self._state.cases[draft.case_id], asked, len(mine))

    def mark_overdue(self, now: datetime) -> tuple[Case, ...]:
        """Return open cases whose `due_at` has passed and are not marked overdue yet, for the caller to update."""
        late = (CaseStatus.OPEN, CaseStatus.WAITING_US)
        found = (case for case in self.cases() if case.status in late and case.due_at is not None and case.due_at < now)
        return tuple(reversed(tuple(found)))
