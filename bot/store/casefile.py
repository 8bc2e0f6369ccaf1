"""A case with everything that belongs to it, put together from SQLite for a reader outside."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.codec import moment
from bot.store.parties import part_of_books
from bot.store.telling import Telling
from bot.vocabulary.evidence import CaseFile, CaseMail
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.store.link import Row
    from bot.vocabulary.accounts import JournalEntry


class CaseFiles(Telling):
    """Case files."""

    def case_file(self, case_id: str) -> CaseFile:
        """Return all that is known of a case, mails as bytes, for a reader outside. Raises UsageError if there is none."""
        with self._link.snapshot():
            case = self.case(case_id)
            mails = self._link.all("case_received", case_id)
            return CaseFile(
                case=case,
                received=tuple(CaseMail(row[0], Kind(row[1]), moment(row[2]), *row[3:8]) for row in mails),
                sent=tuple(map(rows.outbox_row, self._link.all("case_sent", case_id))),
                entries=tuple(self._from_first(case_id, self._kept_entries(mails))),
                books=part_of_books(self.books(), case),
            )

    def _kept_entries(self, mails: list[Row]) -> set[int]:
        """The numbers of the entries that say that these mails were kept."""
        ids = {row[0] for row in mails}
        found = self._link.all("journal_kept_at", json.dumps(sorted({row[8] for row in mails})))
        return {seq for seq, content in found if json.loads(content)["mail_id"] in ids}

    def _from_first(self, case_id: str, kept: Collection[int]) -> Iterator[JournalEntry]:
        """The journal from the first entry that concerns the case on; contents of other matters are left out."""
        own = {entry.seq for entry in self.journal(case_id)} | set(kept)
        for entry in self._entries_after(min(own, default=1) - 1):
            yield entry if entry.seq in own else replace(entry, content=None)
