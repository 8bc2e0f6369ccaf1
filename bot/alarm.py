"""What the desk says when it cannot write anything down: one mail a day about one trouble, straight through the outgoing box."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot import log
from bot.errors import DeskError
from bot.log import Event
from bot.minting import RandomMint
from bot.rendering import render
from bot.sending import compose
from bot.vocabulary.doors import SendResult
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail
from bot.vocabulary.reasons import SENTENCES, Reason
from bot.vocabulary.tidy import one_line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.vocabulary.doors import OutgoingBox
    from bot.vocabulary.policy import Policy

#: Octets of the file that remembers; it is written once in full and afterwards only over itself, so a full disk has room for it.
RESERVED = 4096
#: Octets below which a disk counts as full: SQLite's smallest side file needs more.
NO_ROOM = 32_768
DISK_FULL = "{}: {} {}".format(Reason.DISK_FULL, *SENTENCES[Reason.DISK_FULL])
#: Deaths within this time that make a crash loop, and the longest pause between two starts of one.
DEATHS, WITHIN, LONGEST_PAUSE_S = 5, timedelta(minutes=10), 300.0
_AGAIN = timedelta(days=1)
_MOST_STARTS, _MOST_UNWRITTEN = 40, 5


class Trouble(StrEnum):
    """What is told without the database."""

    DISK = "disk"
    DATABASE = "database"
    MAILBOX = "mailbox"
    CRASHES = "crashes"
    DIGEST = "digest"


#: Trouble -> the subject, what it means for the mail meanwhile, and how long it must last before it is told.
_TOLD: dict[Trouble, tuple[str, str, timedelta]] = {
    Trouble.DISK: ("The disk of the dispute desk is full", "New mail waits in the mailbox and answers wait here until there is room; then the desk goes on by itself.", timedelta()),
    Trouble.DATABASE: ("The dispute desk cannot use its database", "New mail waits in the mailbox, and no answer leaves that is not on record.", timedelta(minutes=5)),
    Trouble.MAILBOX: ("The dispute desk does not reach its mailbox", "New mail waits there; the desk tries again and goes on by itself.", timedelta(minutes=15)),
    Trouble.DIGEST: ("Somebody does not get the digest of the dispute desk", "The desk works. Please see who should get it: [people] digest in its configuration.", timedelta()),
    Trouble.CRASHES: ("The dispute desk keeps ending unexpectedly", "It pauses longer before each start. What was under way is repeated, nothing is sent twice.", timedelta()),
}  # fmt: skip


@dataclass(slots=True)
class Alarm:
    """One desk's alarms. `database` names the file beside which they are remembered; `box` opens a way out of its own.

    The record of an alarm is written before its mail is handed over, so that a crash in between costs an alarm and never
    makes two.
    """

    database: Path
    policy: Policy
    box: Callable[[], OutgoingBox]
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @property
    def path(self) -> Path:
        """The file of fixed size that remembers since when there is trouble, and when it was told."""
        return self.database.with_name(f"{self.database.name}.alarm")

    def reserve(self) -> None:
        """Take the room on the disk while there is some; call at every start."""
        if not self.path.exists() or self.path.stat().st_size != RESERVED:
            self._write({})

    async def of(self, error: DeskError) -> None:
        """Tell of an error of the store. What SQLite calls a failing disk is mostly a full one, where its side files find no room."""
        full = str(error).startswith(Reason.DISK_FULL) or self._no_room()
        await self.tell(Trouble.DISK if full else Trouble.DATABASE, DISK_FULL if full else str(error))

    def _no_room(self) -> bool:
        try:
            return shutil.disk_usage(self.database.parent).free < NO_ROOM
        except OSError:
            return False

    async def tell(self, trouble: Trouble, sentence: str, without: frozenset[str] = frozenset()) -> bool:
        """Mail the digest's readers (else the approvers) about a trouble that has lasted; True where a mail was handed over.

        Whoever is `without` is not asked; where nobody is left, only the log says it.
        """
        state, now = self._read(), self.clock()
        entry = state.setdefault(trouble.value, {})
        since = entry.setdefault("since", now.isoformat())
        lasts = now - datetime.fromisoformat(since) >= _TOLD[trouble][2]
        due = lasts and ("told" not in entry or now - datetime.fromisoformat(entry["told"]) >= _AGAIN)
        if due:
            entry["told"] = now.isoformat()
        self._write(state)
        if not due or await self._sent(trouble, sentence, without, now):
            return due
        del entry["told"]  # nobody could be told: the next round tries again
        self._write(state)
        return False

    def over(self, trouble: Trouble) -> bool:
        """Forget since when there was this trouble; return whether there was. That it was told today is remembered."""
        state = self._read()
        was = bool(state.get(trouble.value, {}).pop("since", None))
        if was:
            self._write(state)
        return was

    def unwritten(self) -> list[str]:
        """Return sentences about alarms that went out and are in no journal yet."""
        return [str(said) for said in self._read().get("unwritten", [])]

    def written(self) -> None:
        """Those sentences stand in the journal now."""
        self._write({**self._read(), "unwritten": []})

    async def started(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Note a start; after several deaths in a short time tell it, and wait longer each time."""
        self.reserve()
        state, now = self._read(), self.clock()
        starts = [at for at in state.get("starts", []) if now - datetime.fromisoformat(at) < WITHIN]
        state["starts"] = [*starts, now.isoformat()][-_MOST_STARTS:]
        self._write(state)
        if len(starts) >= DEATHS:
            log.trouble(Event.CRASH_LOOP, deaths=len(starts))
            minutes = int(WITHIN.total_seconds() // 60)
            await self.tell(
                Trouble.CRASHES, f"It ended {len(starts)} times within {minutes} minutes without being asked to. Its log says why."
            )
            await pause(min(LONGEST_PAUSE_S, 2.0 ** (len(starts) - DEATHS)))

    def ended(self) -> None:
        """The desk ended as it was asked to: its start is no death."""
        state = self._read()
        state["starts"] = state.get("starts", [])[:-1]
        self._write(state)

    async def _sent(self, trouble: Trouble, sentence: str, without: frozenset[str], now: datetime) -> bool:
        subject, meanwhile, _ = _TOLD[trouble]
        log.trouble(Event.ALARM, trouble=trouble, detail=sentence)
        people = (
            tuple(one for one in some if one not in without) for some in (self.policy.digest, self.policy.approvers, self.policy.staff)
        )
        readers = next(filter(None, people), ())
        if not readers:
            return True
        values = {"headline": subject, "language": "en", "trouble": one_line(sentence), "meanwhile": meanwhile, "subject": subject}
        filled = render("alarm", "en", {**values, "watch": "`dispute-desk alive` says whether it works again."})
        mail = Outgoing(
            audience=Audience.STAFF,
            recipients=readers,
            sender_name=self.policy.desk_name,
            sender_email=self.policy.desk_address,
            subject=filled.subject,
            text=filled.text,
            html=filled.html,
            message_id=RandomMint(self.policy.desk_address.rpartition("@")[2], 1).message_id(),
            staff_mail=StaffMail.ALERT,
        )
        box = self.box()
        try:
            name = f"alarm-{trouble}-{now:%Y%m%dT%H%M%S}"
            outcome = await box.send(name, mail.sender_email, readers, compose.build(mail, now, self.policy), lambda: None)
        except DeskError as error:
            log.trouble(Event.SEND_TROUBLE, problem=error)
            return False
        finally:
            await box.close()
        if outcome.result in {SendResult.SENT, SendResult.UNCERTAIN}:
            state = self._read()
            said = f"An alert went to {', '.join(readers)}: {subject}."
            self._write({**state, "unwritten": [*state.get("unwritten", []), said][-_MOST_UNWRITTEN:]})
            return True
        log.trouble(Event.SEND_TROUBLE, problem=outcome.answer)
        return False

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.path.read_text(encoding="ascii").strip() or "{}")
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, state: dict[str, Any]) -> None:
        """Write over the file in place; a file that cannot be written at all must not end the round."""
        text = json.dumps(state).encode("ascii").ljust(RESERVED)[:RESERVED]
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(descriptor)
        except OSError as error:
            log.trouble(Event.STORE_TROUBLE, problem=error)
