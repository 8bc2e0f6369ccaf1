"""Keeps what arrives in dictionaries: each arrival once, renumbered mails recognised."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.store.codec import stamp
from bot.store.contract import Kept, WaitingMail
from bot.store.memory_state import KeptFolder, KeptMail, Remembered
from bot.store.rules import was_there
from bot.vocabulary.accounts import HeldMail
from bot.vocabulary.doors import Arrival, Cursor, FolderState
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class RememberedIntake(Remembered):
    """Folders, cursors, kept mails and their waiting line."""

    def begin_folder(self, state: FolderState, now: datetime) -> datetime:
        """Remember what was there at the very first start; return that first moment (UTC)."""
        uidnext = 0 if state.keys else state.uidnext
        first = KeptFolder(now, state.uidvalidity, uidnext, frozenset(state.keys), first_done=uidnext <= 1)
        return self._state.folders.setdefault(state.folder, first).first_at

    def cursor(self, folder: str) -> Cursor | None:
        """Return how far the folder was read, None before the first batch."""
        known = self._state.folders.get(folder)
        return None if known is None or known.uidvalidity is None else Cursor(folder, known.uidvalidity, known.last_uid)

    def known_keys(self, folder: str, uidvalidity: int, keys: Sequence[str]) -> frozenset[str]:
        """Return those keys that are kept already; one that vanished before it could be fetched is not."""
        places = {mail.place for mail in self._state.mails.values() if mail.problem != Reason.VANISHED}
        return frozenset(key for key in keys if (folder, uidvalidity, key) in places)

    def keep(self, batch: Sequence[Arrival], cursor: Cursor, since_at: datetime, now: datetime) -> Kept:
        """Keep raw bytes and the cursor in one transaction of its own."""
        with self.transaction():
            self.begin_folder(FolderState(cursor.folder, cursor.uidvalidity, 0), now)
            before = self.cursor(cursor.folder)
            hows = [self._keep_one(arrival, since_at, now) for arrival in batch]
            self._move_cursor(before, cursor, hows.count("relinked"), now)
        return Kept(hows.count("new"), hows.count("relinked"), hows.count("known"))

    def _keep_one(self, arrival: Arrival, since_at: datetime, now: datetime) -> str:
        sha256 = hashlib.sha256(arrival.raw).hexdigest()
        place = (arrival.folder, arrival.uidvalidity, arrival.key)
        known = next((mail for mail in self._state.mails.values() if mail.place == place), None)
        if known is not None:
            if known.problem != Reason.VANISHED or arrival.problem is Reason.VANISHED:
                return "known"
            fresh = KeptMail(known.id, place, arrival.raw, sha256, known.received_at, known.history, arrival.problem, tries=known.tries)
            return self._write(fresh, arrival, now)
        older = self._elsewhere(arrival, sha256)
        if older is not None:
            self._state.mails[older.id] = replace(older, place=place)
            return "relinked"
        history = arrival.received_at < since_at and self._was_there(arrival)
        mail_id = max(self._state.mails, default=0) + 1
        return self._write(KeptMail(mail_id, place, arrival.raw, sha256, arrival.received_at, history, arrival.problem), arrival, now)

    def _elsewhere(self, arrival: Arrival, sha256: str) -> KeptMail | None:
        if not arrival.uidvalidity or arrival.problem is Reason.VANISHED:
            return None
        for mail in self._state.mails.values():
            same = mail.sha256 == sha256 and mail.place[0] == arrival.folder and mail.problem != Reason.VANISHED
            if same and mail.place[1] != arrival.uidvalidity:
                return mail
        return None

    def _write(self, mail: KeptMail, arrival: Arrival, now: datetime) -> str:
        for same in tuple(self._state.mails.values()):
            if same.erased and same.sha256 == mail.sha256:
                self._state.mails[same.id] = replace(same, raw=mail.raw)
        self._state.mails[mail.id] = mail
        content = {
            "mail_id": mail.id,
            "sha256": mail.sha256,
            "size_bytes": len(mail.raw),
            "folder": arrival.folder,
            "uidvalidity": arrival.uidvalidity,
            "key": arrival.key,
            "received_at": stamp(arrival.received_at),
            "problem": arrival.problem,
        }
        self._record("mail_kept", None, content, now)
        return "new"

    def _was_there(self, arrival: Arrival) -> bool:
        folder = self._state.folders[arrival.folder]
        first_key = arrival.key in folder.first_keys
        return was_there(arrival, folder.first_uidvalidity, folder.first_uidnext, in_first_keys=first_key, first_done=folder.first_done)

    def _move_cursor(self, before: Cursor | None, cursor: Cursor, relinked: int, now: datetime) -> None:
        folder = self._state.folders[cursor.folder]
        done = cursor.uidvalidity == folder.first_uidvalidity and cursor.last_uid >= folder.first_uidnext - 1
        moved = replace(folder, uidvalidity=cursor.uidvalidity, last_uid=cursor.last_uid, first_done=folder.first_done or done)
        self._state.folders[cursor.folder] = moved
        if before is not None and before.uidvalidity != cursor.uidvalidity:
            content = {"folder": cursor.folder, "from": before.uidvalidity, "to": cursor.uidvalidity, "matched": relinked}
            self._record("mailbox_renumbered", None, content, now)

    def waiting(self, limit: int, after: int = 0) -> tuple[WaitingMail, ...]:
        """Return unsettled mails with id > `after` in order of arrival (id)."""
        found = [mail for mail in self._state.mails.values() if mail.state == "waiting" and mail.id > after]
        return tuple(
            WaitingMail(mail.id, mail.raw, mail.received_at, mail.tries, mail.problem, mail.released_by, mail.released_reason)
            for mail in found[:limit]
        )

    def backlog(self, most: int, after: int = 0) -> int:
        """Return how many unsettled mails with id > `after` there are, or `most` where there are more."""
        return min(most, sum(mail.state == "waiting" and mail.id > after for mail in self._state.mails.values()))

    def count_try(self, mail_id: int) -> int:
        """Count a failed reading (its own transaction); return the new count."""
        self._must_be_free()
        mail = self._state.mails[mail_id]
        self._state.mails[mail_id] = replace(mail, tries=mail.tries + 1)
        return mail.tries + 1

    def explanation(self, mail_id: int) -> str | None:
        """Return the kept explain object of a settled mail."""
        mail = self._state.mails.get(mail_id)
        return mail.explanation if mail else None

    def held(self) -> tuple[HeldMail, ...]:
        """Return held mails, oldest first."""
        return tuple(
            HeldMail(mail.id, mail.reason, mail.ended_at, mail.sender, mail.subject, len(mail.raw))
            for mail in self._state.mails.values()
            if mail.state == "held" and mail.reason is not None and mail.ended_at is not None
        )

    def release(self, mail_id: int, by: str, now: datetime) -> None:
        """Put a held mail back to waiting with its reason overridden by a named person. Raises UsageError."""
        mail = self._held(mail_id)
        blank = {"state": "waiting", "kind": None, "reason": None, "ended_at": None, "tries": 0}
        self._state.mails[mail_id] = replace(mail, **blank, released_by=by, released_reason=f"{mail.released_reason} {mail.reason}".strip())  # type: ignore[arg-type]
        self._record("release", None, {"mail_id": mail_id, "by": by, "reason": mail.reason}, now)

    def discard(self, mail_id: int, by: str, now: datetime) -> None:
        """Settle a held mail as looked at; its bytes stay. Raises UsageError."""
        mail = self._held(mail_id)
        self._state.mails[mail_id] = replace(mail, state="discarded")
        self._record("discard", None, {"mail_id": mail_id, "by": by, "reason": mail.reason}, now)

    def _held(self, mail_id: int) -> KeptMail:
        mail = self._state.mails.get(mail_id)
        if mail is None or mail.state != "held":
            raise UsageError(f"mail {mail_id} is not held; `dispute-desk held` lists those that are")
        return mail
