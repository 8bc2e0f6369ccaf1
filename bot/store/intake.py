"""Keeps what arrives in SQLite: raw bytes first, each arrival once, renumbered mails recognised."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bot.errors import StoreError, UsageError
from bot.store import rows
from bot.store.chain import Chained
from bot.store.codec import clean, moment, stamp
from bot.store.contract import Kept, WaitingMail
from bot.store.rules import was_there
from bot.vocabulary.doors import Arrival, Cursor, FolderState
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.vocabulary.accounts import HeldMail


class Intake(Chained):
    """Folders, cursors, kept mails and their waiting line."""

    def begin_folder(self, state: FolderState, now: datetime) -> datetime:
        """Remember what was there at the very first start; return that first moment (UTC)."""
        with self._link.joined():
            row = self._link.one("get_folder", state.folder)
            if row is None:
                uidnext = 0 if state.keys else state.uidnext
                self._link.run("insert_folder", state.folder, stamp(now), state.uidvalidity, uidnext)
                self._link.many("insert_first_key", ((state.folder, clean(key)) for key in state.keys))
        return moment(row[0] if row else stamp(now))

    def cursor(self, folder: str) -> Cursor | None:
        """Return how far the folder was read, None before the first batch."""
        row = self._link.one("get_folder", folder)
        return None if row is None or row[4] is None else Cursor(folder, row[4], row[5])

    def known_keys(self, folder: str, uidvalidity: int, keys: Sequence[str]) -> frozenset[str]:
        """Return those keys that are kept already; one that vanished before it could be fetched is not."""
        rows = self._link.all("known_keys", folder, uidvalidity, json.dumps(list(keys)))
        return frozenset(row[0] for row in rows)

    def keep(self, batch: Sequence[Arrival], cursor: Cursor, since_at: datetime, now: datetime) -> Kept:
        """Keep raw bytes and the cursor in one transaction of its own."""
        new = relinked = known = 0
        with self._link.transaction():
            if self._link.one("get_folder", cursor.folder) is None:
                self._link.run("insert_folder", cursor.folder, stamp(now), cursor.uidvalidity, 0)
            before = self.cursor(cursor.folder)
            for arrival in batch:
                how = self._keep_one(arrival, since_at, now)
                new, relinked, known = new + (how == "new"), relinked + (how == "relinked"), known + (how == "known")
            self._move_cursor(before, cursor, relinked, now)
        return Kept(new, relinked, known)

    def _keep_one(self, arrival: Arrival, since_at: datetime, now: datetime) -> str:
        sha256 = hashlib.sha256(arrival.raw).hexdigest()
        known = self._link.one("mail_at", arrival.folder, arrival.uidvalidity, clean(arrival.key))
        if known is not None:
            return self._come_back(known[0], known[1], arrival, sha256, now)
        if arrival.uidvalidity and arrival.problem is not Reason.VANISHED:
            older = self._link.one("mail_elsewhere", sha256, arrival.folder, arrival.uidvalidity)
            if older is not None:
                self._link.run("relink_mail", arrival.uidvalidity, clean(arrival.key), older[0])
                return "relinked"
        history = arrival.received_at < since_at and self._was_there(arrival)
        self._put_bytes(sha256, arrival.raw)
        mail_id = self._link.run(
            "insert_mail", clean(arrival.folder), arrival.uidvalidity, clean(arrival.key), sha256, len(arrival.raw),
            stamp(arrival.received_at), stamp(now), int(history), arrival.problem,
        ).lastrowid or 0  # fmt: skip
        self._record_kept(mail_id, arrival, sha256, now)
        return "new"

    def _come_back(self, mail_id: int, problem: str | None, arrival: Arrival, sha256: str, now: datetime) -> str:
        """A mail under a known key: nothing to do, unless it had vanished and now its bytes are there."""
        if problem != Reason.VANISHED or arrival.problem is Reason.VANISHED:
            return "known"
        self._put_bytes(sha256, arrival.raw)
        self._link.run("mail_came_back", sha256, len(arrival.raw), arrival.problem, mail_id)
        self._record_kept(mail_id, arrival, sha256, now)
        return "new"

    def _put_bytes(self, sha256: str, raw: bytes) -> None:
        self._link.run("insert_raw", sha256, raw)

    def _record_kept(self, mail_id: int, arrival: Arrival, sha256: str, now: datetime) -> None:
        content = {
            "mail_id": mail_id,
            "sha256": sha256,
            "size_bytes": len(arrival.raw),
            "folder": arrival.folder,
            "uidvalidity": arrival.uidvalidity,
            "key": arrival.key,
            "received_at": stamp(arrival.received_at),
            "problem": arrival.problem,
        }
        self._record("mail_kept", None, content, now)

    def _was_there(self, arrival: Arrival) -> bool:
        row = self._link.one("get_folder", arrival.folder)
        if row is None:
            raise StoreError(f"folder {arrival.folder!r} was not begun; this is a fault of the program")
        first_key = self._link.one("is_first_key", arrival.folder, clean(arrival.key)) is not None
        return was_there(arrival, row[1], row[2], in_first_keys=first_key, first_done=bool(row[3]))

    def _move_cursor(self, before: Cursor | None, cursor: Cursor, relinked: int, now: datetime) -> None:
        self._link.run("move_cursor", cursor.uidvalidity, cursor.last_uid, cursor.folder)
        if before is not None and before.uidvalidity != cursor.uidvalidity:
            content = {"folder": cursor.folder, "from": before.uidvalidity, "to": cursor.uidvalidity, "matched": relinked}
            self._record("mailbox_renumbered", None, content, now)

    def waiting(self, limit: int, after: int = 0) -> tuple[WaitingMail, ...]:
        """Return unsettled mails with id > `after` in order of arrival (id)."""
        rows = self._link.all("waiting_mails", after, limit)
        return tuple(WaitingMail(row[0], row[1], moment(row[2]), *row[3:]) for row in rows)

    def backlog(self, most: int, after: int = 0) -> int:
        """Return how many unsettled mails with id > `after` there are, or `most` where there are more."""
        row = self._link.one("waiting_at_most", after, most)
        return int(row[0]) if row else 0

    def count_try(self, mail_id: int) -> int:
        """Count a failed reading (its own transaction); return the new count."""
        with self._link.transaction():
            self._link.run("count_try", mail_id)
            row = self._link.one("get_tries", mail_id)
        if row is None:
            raise StoreError(f"there is no mail {mail_id}")
        return int(row[0])

    def explanation(self, mail_id: int) -> str | None:
        """Return the kept explain object of a settled mail."""
        row = self._link.one("get_explanation", mail_id)
        return row[0] if row else None

    def held(self) -> tuple[HeldMail, ...]:
        """Return held mails, oldest first."""
        return tuple(map(rows.held_mail, self._link.all("held_mails")))

    def release(self, mail_id: int, by: str, now: datetime) -> None:
        """Put a held mail back to waiting with its reason overridden by a named person. Raises UsageError."""
        with self._link.joined():
            reason = self._held_reason(mail_id)
            self._link.run("release_mail", by, reason, mail_id)
            self._record("release", None, {"mail_id": mail_id, "by": by, "reason": reason}, now)

    def discard(self, mail_id: int, by: str, now: datetime) -> None:
        """Settle a held mail as looked at; its bytes stay. Raises UsageError."""
        with self._link.joined():
            reason = self._held_reason(mail_id)
            self._link.run("discard_mail", mail_id)
            self._record("discard", None, {"mail_id": mail_id, "by": by, "reason": reason}, now)

    def _held_reason(self, mail_id: int) -> str:
        row = self._link.one("held_reason", mail_id)
        if row is None:
            raise UsageError(f"mail {mail_id} is not held; `dispute-desk held` lists those that are")
        return str(row[0])
