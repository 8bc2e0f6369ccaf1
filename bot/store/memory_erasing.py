"""Erases contents in dictionaries; hashes, dates and the chain stay, and a tombstone says what went and why."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.store.forgetting import ENDED, KEPT_KINDS, blank_case, blank_draft, must_be_ended, tombstone
from bot.store.memory_answering import RememberedAnswering
from bot.vocabulary.accounts import Erasable
from bot.vocabulary.cases import CaseStatus

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.store.memory_state import KeptMail


class RememberedErasing(RememberedAnswering):
    """What may be erased, and erasing it."""

    def erasable(self, before: datetime, limit: int) -> Erasable:
        """Return what ended before a moment and is still there, at most `limit` of each."""
        state = self._state
        busy = {row.case_id for row in self.outbox() if row.state not in ENDED}
        cases = (
            case.id
            for case in reversed(self.cases())
            if case.status is CaseStatus.CLOSED and case.closed_at and case.closed_at < before and case.id not in state.erased_cases | busy
        )
        mails = (mail.id for mail in state.mails.values() if _loose(mail) and mail.ended_at and mail.ended_at < before)
        letters = (
            kept.row.id
            for kept in state.outbox.values()
            if kept.row.case_id is None and not kept.erased and kept.changed_at < before and kept.row.state in ENDED
        )
        return Erasable(tuple(cases)[:limit], tuple(mails)[:limit], tuple(letters)[:limit])

    def of_person(self, email: str) -> Erasable:
        """Return the cases an address wrote in or is the client of, and its settled mails that belong to none."""
        address = email.lower()
        own = [mail for mail in self._state.mails.values() if address in {mail.sender, mail.writer}]
        written = {mail.case_id for mail in own}
        cases = (case for case in reversed(self.cases()) if case.client_email.lower() == address or case.id in written)
        return Erasable(
            cases=tuple(case.id for case in cases if case.id not in self._state.erased_cases),
            mails=tuple(mail.id for mail in own if _loose(mail)),
        )

    def erase(self, what: Erasable, by: str, why: str, now: datetime) -> None:
        """Erase contents in one transaction, with a journal entry that stays. Raises UsageError for a case that is not over."""
        with self._joined():
            for case_id in what.cases:
                must_be_ended(self.case(case_id), [row.state for row in self.outbox() if row.case_id == case_id])
            of_cases = (mail.id for mail in self._state.mails.values() if mail.case_id in what.cases and not mail.erased)
            what = replace(what, mails=tuple(dict.fromkeys((*what.mails, *of_cases))))
            rows = [row for row in self.outbox() if row.case_id in what.cases or row.id in what.letters]
            letters = {row.id: row.raw_sha256 for row in rows}
            entries = self._entries(what)
            digests = self._forget_mails(what.mails)
            self._forget_cases(what.cases)
            for outbox_id in letters:
                kept = self._state.outbox[outbox_id]
                blank = replace(kept.row, raw=b"", recipients=(), last_answer="")
                self._state.outbox[outbox_id] = replace(kept, row=blank, subject="", refused=(), erased=True)
            journal = self._state.journal
            journal[:] = [replace(entry, content=None) if entry.seq in entries else entry for entry in journal]
            self._record("erasure", None, tombstone(what, sorted(entries), digests, letters, (why, by)), now)

    def refuse_erasure(self, cases: tuple[str, ...], by: str, why: str, now: datetime) -> None:
        """Write down that an erasure was asked for and refused, and why."""
        self._record("erasure_refused", None, {"cases": list(cases), "why": why, "by": by}, now)

    def _entries(self, what: Erasable) -> set[int]:
        return {
            entry.seq
            for entry in self._state.journal
            if entry.content is not None and entry.kind not in KEPT_KINDS
            if entry.case_id in what.cases or (entry.case_id is None and json.loads(entry.content).get("mail_id") in what.mails)
        }

    def _forget_mails(self, ids: Collection[int]) -> list[str]:
        mails = self._state.mails
        for mail_id in ids:
            blank = {"sender": "", "writer": "", "subject": "", "fingerprint": "", "message_id": None, "inner_message_id": None}
            mails[mail_id] = replace(mails[mail_id], **blank, explanation=None, erased=True)  # type: ignore[arg-type]
        still = {mail.sha256 for mail in mails.values() if not mail.erased}
        gone = {mails[mail_id].sha256 for mail_id in ids} - still
        for mail in tuple(mails.values()):
            if mail.sha256 in gone:
                mails[mail.id] = replace(mail, raw=b"")
        return sorted(gone)

    def _forget_cases(self, cases: Collection[str]) -> None:
        state = self._state
        for case_id in cases:
            own = {draft.id: blank_draft(draft) for draft in state.drafts.values() if draft.case_id == case_id}
            state.drafts.update(own)
            state.asked[:] = [("" if draft in own else writer, at, draft) for writer, at, draft in state.asked]
            state.cases[case_id] = blank_case(state.cases[case_id])
            state.erased_cases.add(case_id)


def _loose(mail: KeptMail) -> bool:
    return mail.case_id is None and not mail.erased and mail.state in {"settled", "discarded"}
