"""Erases contents in SQLite; hashes, dates and the chain stay, and a tombstone says what went and why."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.casefile import CaseFiles
from bot.store.codec import dumps, stamp
from bot.store.forgetting import ENDED, KEPT_KINDS, blank_case, blank_draft, must_be_ended, tombstone
from bot.vocabulary.accounts import Erasable
from bot.vocabulary.cases import OutboxState

if TYPE_CHECKING:
    from datetime import datetime


class Erasing(CaseFiles):
    """What may be erased, and erasing it."""

    def erasable(self, before: datetime, limit: int) -> Erasable:
        """Return what ended before a moment and is still there, at most `limit` of each."""
        at, ended = stamp(before), json.dumps([state.value for state in ENDED])
        return Erasable(
            cases=tuple(row[0] for row in self._link.all("cases_erasable", at, ended, limit)),
            mails=tuple(row[0] for row in self._link.all("mails_erasable", at, limit)),
            letters=tuple(row[0] for row in self._link.all("letters_erasable", at, ended, limit)),
        )

    def of_person(self, email: str) -> Erasable:
        """Return the cases an address wrote in or is the client of, and its settled mails that belong to none."""
        address = email.lower()
        return Erasable(
            cases=tuple(row[0] for row in self._link.all("cases_of_person", address)),
            mails=tuple(row[0] for row in self._link.all("mails_of_person", address)),
        )

    def erase(self, what: Erasable, by: str, why: str, now: datetime) -> None:
        """Erase contents in one transaction, with a journal entry that stays. Raises UsageError for a case that is not over."""
        with self._link.joined():
            cases = json.dumps(what.cases)
            for case_id in what.cases:
                states = self._link.all("letter_states_of_case", case_id)
                must_be_ended(self.case(case_id), [OutboxState(row[0]) for row in states])
            of_cases = [row[0] for row in self._link.all("mails_of_cases", cases)]
            what = replace(what, mails=tuple(dict.fromkeys((*what.mails, *of_cases))))
            letters: dict[str, str] = dict(self._link.all("letters_to_erase", cases, json.dumps(what.letters)))
            entries = self._entries(cases, json.dumps(what.mails))
            digests = self._forget_mails(json.dumps(what.mails), now)
            self._forget_cases(what.cases, now)
            self._forget_letters(json.dumps(list(letters)))
            self._link.run("erase_contents", json.dumps(entries))
            self._record("erasure", None, tombstone(what, entries, digests, letters, (why, by)), now)
        if not self._link.busy:
            self._link.command("PRAGMA wal_checkpoint(TRUNCATE)")  # what was written over must not live on in the log beside

    def refuse_erasure(self, cases: tuple[str, ...], by: str, why: str, now: datetime) -> None:
        """Write down that an erasure was asked for and refused, and why."""
        with self._link.joined():
            self._record("erasure_refused", None, {"cases": list(cases), "why": why, "by": by}, now)

    def _entries(self, cases: str, mails: str) -> list[int]:
        kept = json.dumps(sorted(KEPT_KINDS))
        found = [*self._link.all("entries_of_cases", cases, kept), *self._link.all("entries_of_mails", kept, mails)]
        return sorted({row[0] for row in found})

    def _forget_mails(self, mails: str, now: datetime) -> list[str]:
        """Return the hashes whose bytes went: not those that somebody else sent too."""
        self._link.run("forget_mails", stamp(now), mails)
        self._link.run("forget_explanations", mails)
        digests = [row[0] for row in self._link.all("bytes_to_erase", mails)]
        self._link.run("erase_bytes", json.dumps(digests))
        return digests

    def _forget_cases(self, cases: tuple[str, ...], now: datetime) -> None:
        for case_id in cases:
            for value, state, draft_id in self._link.all("drafts_of_case", case_id):
                self._link.run("forget_draft", dumps(blank_draft(rows.draft(value, state))), draft_id)
            self._link.run("forget_asked", case_id)
            self._change_case(blank_case(self.case(case_id)))
            self._link.run("mark_case_erased", stamp(now), case_id)

    def _forget_letters(self, letters: str) -> None:
        self._link.run("forget_recipients", letters)
        self._link.run("forget_letters", letters)
