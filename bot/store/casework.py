"""Applies decisions in SQLite, each effect with its journal entry, and lists cases, drafts and requests."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.errors import ContradictionError, StoreError, UsageError
from bot.store import rows
from bot.store.codec import clean, dumps, stamp
from bot.store.entries import content_of, kind_of
from bot.store.outbox import Outbox
from bot.store.rules import case_number, in_order, noted, unasked
from bot.vocabulary.cases import WARNED, ApprovalToken, Case, CaseStatus, Draft, DraftState
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
from bot.vocabulary.numbers import normalise_number
from bot.vocabulary.outgoing import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.dossier import TokenRecord
    from bot.vocabulary.effects import Decision, Effect


class Casework(Outbox, ABC):
    """Cases, drafts, tokens, and what a decision does to them."""

    def apply(self, mail_id: int, decision: Decision, explanation: str, now: datetime) -> None:
        """Apply all effects, journal entries included, inside the current transaction. mail_id 0: a command, no mail."""
        self._link.must_be_open()
        effects = in_order(mail_id, decision)
        if mail_id and not isinstance(effects[0], FileMail) and self._link.one("is_waiting", mail_id) is None:
            raise _settled_before(mail_id)
        for effect in effects:
            case_id = self._do(effect, mail_id, now)
            self._record(kind_of(effect), case_id, content_of(effect, mail_id), now)
        self._keep_promises(effects)
        if mail_id:
            self._link.run("put_explanation", mail_id, clean(explanation))

    def _do(self, effect: Effect, mail_id: int, now: datetime) -> str | None:  # noqa: C901, PLR0912 - one arm per effect, nothing else
        """Do one effect; return the id of the case it concerns."""
        case_id: str | None = None
        match effect:
            case FileMail():
                case_id = self._file_mail(effect, mail_id, now)
            case Hold():
                self._link.run("hold_mail", effect.reason, stamp(now), mail_id)
            case OpenCase():
                case_id = self._open_case(effect.case)
            case UpdateCase():
                case_id = self._change_case(effect.case)
            case CloseCase():
                closed = replace(self.case(effect.case_id), status=CaseStatus.CLOSED, outcome=effect.outcome, closed_at=now)
                case_id = self._change_case(closed)
            case DraftReply():
                case_id = self._keep_draft(effect.draft)
            case SettleDraft():
                case_id = self._settle_draft(effect, now)
            case Agree() | Remind() | PutOff():
                case_id = self._remember(effect, now)
            case AskApproval():
                case_id = self._ask(effect.token, now)
            case SpendToken():
                self._link.run("spend_token", stamp(now), effect.token_hash)
                case_id = self._case_of_token(effect.token_hash)
            case CountHint():
                self._link.run("count_hint", WARNED if effect.warning else 1, effect.token_hash)
                self._link.run("insert_hint", effect.address.lower(), stamp(now), effect.token_hash)
                case_id = self._case_of_token(effect.token_hash)
            case QueueMail():
                case_id = self._queue(effect, now)
            case MarkBounced():
                found = self._link.one("case_of_message", effect.message_id)
                case_id = found[0] if found else None
            case Note():
                case_id = effect.case_id
            case DigestMade():
                skipped = json.dumps([day.isoformat() for day in effect.skipped])
                self._link.run("insert_digest", effect.local_date.isoformat(), stamp(effect.from_at), stamp(effect.until_at), skipped)
            case EnterInvoices():
                self._enter(effect.invoices, now)
            case _:
                assert_never(effect)
        return case_id

    @abstractmethod
    def _enter(self, invoices: tuple[Invoice, ...], now: datetime) -> None:
        """Put invoices into the ledger: the bookkeeping of the whole store."""

    def _file_mail(self, effect: FileMail, mail_id: int, now: datetime) -> str | None:
        """Settle a mail that waits; it is the first effect, so nothing is written where the mail does not."""
        state = "held" if effect.kind is Kind.HELD else "settled"
        filed = self._link.run(
            "file_mail", state, effect.kind, effect.reason, effect.case_id, effect.duplicate_of, clean(effect.sender.lower()),
            clean((effect.writer or effect.sender).lower()), clean(effect.subject), _optional(effect.message_id),
            _optional(effect.inner_message_id), clean(effect.fingerprint), effect.intent, int(effect.proven), stamp(now),
            mail_id,
        )  # fmt: skip
        if mail_id and not filed.rowcount:
            raise _settled_before(mail_id)
        return effect.case_id

    def _open_case(self, case: Case) -> str:
        self._link.run("insert_case", case_number(case.id), case.id, *_case_columns(case))
        self._name_invoices(case)
        return case.id

    def _change_case(self, case: Case) -> str:
        if not self._link.run("update_case", *_case_columns(case), case.id).rowcount:
            raise ContradictionError(f"there is no case {case.id}")
        self._link.run("forget_case_invoices", case.id)
        self._name_invoices(case)
        return case.id

    def _name_invoices(self, case: Case) -> None:
        numbers = dict.fromkeys(map(normalise_number, case.invoice_numbers))
        self._link.many("insert_case_invoice", ((case.id, number) for number in numbers))

    def _keep_draft(self, draft: Draft) -> str:
        created_at = stamp(draft.created_at)
        self._link.run("insert_draft", draft.id, draft.case_id, draft.state, draft.mail_id, draft.hash, created_at, dumps(draft))
        return draft.case_id

    def _settle_draft(self, effect: SettleDraft, now: datetime) -> str:
        found = self._link.one("get_draft", effect.draft_id)
        draft = rows.draft(found[0], effect.state) if found else None
        kept = replace(draft, state=DraftState.PENDING, note=effect.why or draft.note) if draft else None
        if draft is None or not self._link.run("settle_draft", effect.state, dumps(kept), effect.draft_id).rowcount:
            raise ContradictionError(f"draft {effect.draft_id} is not pending any more; it was decided before")
        self._link.run("spend_tokens_of_draft", stamp(now), effect.draft_id)
        if effect.state is DraftState.APPROVED:
            content = {"draft_id": draft.id, "approved_hash": draft.hash, "by": effect.by}
            self._record("approval", draft.case_id, content, now)
        self.withdraw_requests(effect.draft_id, now)
        return draft.case_id

    def _remember(self, effect: Agree | Remind | PutOff, now: datetime) -> str:
        """Change what is remembered about a pending draft, never its mail."""
        found = self._link.one("get_draft", effect.draft_id)
        if found is None:
            raise ContradictionError(f"there is no draft {effect.draft_id}")
        draft = noted(rows.draft(found[0], found[1]), effect)
        if not self._link.run("put_draft", dumps(draft), draft.id).rowcount:
            raise ContradictionError(f"draft {draft.id} is not pending any more; it was decided before")
        if isinstance(effect, Agree):
            self._link.run("spend_tokens_of_approver", stamp(now), draft.id, effect.by)
        if isinstance(effect, PutOff):
            self._link.run("prolong_tokens", stamp(effect.expires_at), draft.id)
        return draft.case_id

    def _ask(self, token: ApprovalToken, now: datetime) -> str:
        self._link.run(
            "insert_token", token.token_hash, token.draft_id, token.draft_hash, token.approver.lower(), token.message_id,
            stamp(token.created_at), stamp(token.expires_at), None if token.used_at is None else stamp(token.used_at), token.hinted,
        )  # fmt: skip
        self._link.run("insert_asked", stamp(now), token.draft_id)
        found = self._link.one("get_draft", token.draft_id)
        return str(found[2]) if found else ""

    def _queue(self, effect: QueueMail, now: datetime) -> str | None:
        mail = effect.mail
        found = self._link.one("get_draft", effect.draft_id or "")
        case_id = mail.case_id or (found[2] if found else None)
        n = self._link.run(
            "insert_outbox", effect.outbox_id, mail.audience, mail.staff_mail, case_id, effect.draft_id,
            json.dumps(list(mail.recipients)), mail.message_id, hashlib.sha256(effect.raw).hexdigest(), effect.approved_hash,
            stamp(now), stamp(now), json.dumps(list(effect.allowed_numbers)),
            effect.promised_on.isoformat() if effect.promised_on else None, clean(mail.subject), stamp(now), effect.raw,
        ).lastrowid  # fmt: skip
        emails = [address.lower() for address in mail.recipients]
        self._link.many("insert_recipient", ((n, clean(email), clean(email.rpartition("@")[2])) for email in emails))
        return case_id

    def _keep_promises(self, effects: Iterable[Effect]) -> None:
        """Check what must hold after a whole decision, in whatever order its effects came."""
        for effect in effects:
            if isinstance(effect, DraftReply) and self._link.all("count_pending", effect.draft.case_id)[0][0] > 1:
                raise StoreError(f"case {effect.draft.case_id} has two pending drafts; this is a fault of the program")
            if isinstance(effect, QueueMail) and effect.mail.audience is Audience.CLIENT:
                found = self._link.one("get_draft", effect.draft_id or "")
                if found is None or found[1] != DraftState.APPROVED or not effect.approved_hash or found[3] != effect.approved_hash:
                    raise StoreError(f"outgoing mail {effect.outbox_id} has no approved draft; it is not queued")

    def _case_of_token(self, token_hash: str) -> str | None:
        found = self._link.one("case_of_token", token_hash)
        return found[0] if found else None

    def cases(self, *, include_closed: bool = True) -> tuple[Case, ...]:
        """Return all cases, newest first."""
        return tuple(rows.case(row[0]) for row in self._link.all("all_cases" if include_closed else "open_cases"))

    def case(self, case_id: str) -> Case:
        """Return one case. Raises UsageError if there is none."""
        found = self._link.one("get_case", case_id)
        if found is None:
            raise UsageError(f"there is no case {case_id}; `dispute-desk cases` lists them")
        return rows.case(found[0])

    def next_case(self) -> int:
        """Return the number the next case gets (from 1)."""
        return int(self._link.all("next_case")[0][0])

    def case_mails(self, case_id: str) -> tuple[tuple[int, str, datetime, str, str], ...]:
        """Return (id, direction in|out, when, sender or recipient, subject) of the case's mails in order of time."""
        return tuple(rows.case_mail(row) for row in self._link.all("case_mails", case_id, case_id))

    def pending(self, case_id: str) -> tuple[TokenRecord, ...]:
        """Return the pending draft of a case with each unspent token (one record per approver asked)."""
        found = self._link.all("pending_records", case_id)
        if found:
            return tuple(map(rows.token_record, found))
        drafts = [rows.draft(*row) for row in self._link.all("pending_of_case", case_id)]
        return tuple(unasked(draft, self.case(case_id)) for draft in drafts)

    def expire(self, now: datetime) -> tuple[TokenRecord, ...]:
        """Return pending drafts whose tokens have all expired, one record each (the latest token), for the caller to settle."""
        return tuple(map(rows.token_record, self._link.all("expired_records", stamp(now))))

    def unanswered(self, asked_before: datetime, now: datetime, below_step: int) -> tuple[TokenRecord, ...]:
        """Return unspent requests made by then, or put off until now, whose draft was reminded of fewer times; oldest draft first."""
        return tuple(map(rows.token_record, self._link.all("unanswered_records", stamp(asked_before), stamp(now), below_step)))

    def mark_overdue(self, now: datetime) -> tuple[Case, ...]:
        """Return open cases whose `due_at` has passed and are not marked overdue yet, for the caller to update."""
        return tuple(rows.case(row[0]) for row in self._link.all("cases_past_due", stamp(now)))


def _settled_before(mail_id: int) -> StoreError:
    return StoreError(f"mail {mail_id} is not waiting any more; another run has settled it")


def _optional(text: str | None) -> str | None:
    return clean(text) if text else None


def _case_columns(case: Case) -> tuple[object, ...]:
    return (
        case.status,
        clean(case.client_key),
        clean(case.client_email.lower()),
        stamp(case.opened_at),
        None if case.due_at is None else stamp(case.due_at),
        None if case.closed_at is None else stamp(case.closed_at),
        clean(case.root_message_id),
        dumps(case),
    )
