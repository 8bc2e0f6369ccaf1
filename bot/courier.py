"""Loop 3: hands over what is due, each mail at most once, and only while nothing says that another hand may be sending too."""

from __future__ import annotations

import asyncio
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot import errands, guards, log
from bot.errors import MailboxError
from bot.guards import Guards, steady
from bot.log import Event
from bot.sending import egress, limits, retry
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.effects import Decision, Note
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.contract import Store
    from bot.vocabulary.cases import OutboxRow
    from bot.vocabulary.doors import FoldersBeside, OutgoingBox
    from bot.vocabulary.policy import Policy

T = TypeVar("T")

#: Rows asked for at a time.
BATCH = 100
#: A claimed message is another worker's for this long; longer than any SMTP dialogue may take.
LEASE = timedelta(minutes=15)
#: How long the queue rests after the server refused everybody (login, throttling).
HOLD_ALL = timedelta(minutes=10)
#: Seconds after which the lease on the mailbox is renewed, and after which it no longer counts when that fails.
RENEW_S, LOST_S = 180.0, 480.0
#: Seconds between two searches for uncertain mails among the sent ones.
LOOK_UP_S = 600.0
#: How far back sent mails are compared and copied.
RECENT = timedelta(days=14)
#: A Message-ID as the desk mints it.
_MINTED = "[0-9a-hjkmnp-tv-z]{26}@"


class Bench(Protocol):
    """What the courier needs of the desk: the store on its own thread, the clock, whether to stop."""

    store: Store
    policy: Policy
    clock: Callable[[], datetime]
    stopping: bool

    async def work(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run something on the desk's thread."""

    def at_once(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run something on the desk's thread and wait for it."""


class Courier:
    """Sends for one desk."""

    def __init__(self, bench: Bench, outgoing: OutgoingBox, guarded: Guards) -> None:
        self._bench = bench
        self._outgoing = outgoing
        self._guards = guarded
        self._rests_until = datetime.min.replace(tzinfo=UTC)
        self._renewed_s = self._looked_s = float("-inf")

    @property
    def _beside(self) -> FoldersBeside | None:
        return self._guards.beside

    @property
    def resting(self) -> bool:
        """Whether the outgoing server refused everybody a short while ago, so that the queue waits."""
        return self._bench.clock() < self._rests_until

    async def send_due(self) -> dict[SendResult, int]:
        """Hand over what is due, oldest first, each at most once; return counts by result."""
        bench, counts = self._bench, dict.fromkeys(SendResult, 0)
        if self.resting or not await self._alone():
            return counts
        tried: set[str] = set()
        while rows := [row for row in await bench.work(lambda: bench.store.due(bench.clock(), BATCH)) if row.id not in tried]:
            for row in rows:
                tried.add(row.id)
                if bench.stopping or not await self._alone() or not await self._count(row, counts):
                    return counts
        await self._tidy_up()
        return counts

    async def _count(self, row: OutboxRow, counts: dict[SendResult, int]) -> bool:
        """Send one row; False when the whole queue must rest."""
        outcome = await self._send(row)
        if outcome is None:
            return True
        counts[outcome.result] += 1
        if outcome.hold_all:
            self._rests_until = self._bench.clock() + HOLD_ALL
        return not outcome.hold_all

    async def _send(self, row: OutboxRow) -> SendOutcome | None:
        bench = self._bench
        if not await bench.work(self._may_go, row):
            return None
        outcome = await self._outgoing.send(
            row.id, bench.policy.desk_address, row.recipients, row.raw, lambda: bench.at_once(self._begin_data, row)
        )
        await bench.work(self._settle, row, outcome)
        return outcome

    def _begin_data(self, row: OutboxRow) -> None:
        self._bench.store.begin_data(row.id, self._bench.clock())
        if self._guards.mark:
            self._guards.mark.write(self._bench.store)

    def _may_go(self, row: OutboxRow) -> bool:
        """Check limits and the egress guard, then claim the row; False leaves it where it belongs."""
        store, policy, now = self._bench.store, self._bench.policy, self._bench.clock()
        if row.audience is Audience.CLIENT:
            began = day_start(now, policy.timezone)
            counts = store.send_counts(row.recipients[0], now, began, row.case_id)
            later = limits.wait_until(counts, policy.limits, now, began + timedelta(days=1))
            if later is not None:
                self._postpone(row, later, limits.reason(counts, policy.limits), now)
                return False
        fault = egress.check(row, policy, approved=self._approved(row), foreign_numbers=self._foreign_numbers(row))
        if fault is not None:
            log.trouble(Event.EGRESS_BLOCKED, outbox=row.id, reason=fault.reason)
            store.block(row.id, fault.reason, fault.sentence, now)
            return False
        return store.begin_sending(row.id, now + LEASE, now)

    def _postpone(self, row: OutboxRow, later: datetime, reason: Reason, now: datetime) -> None:
        """Put a mail off; what looks like a loop is told in the next digest, once."""
        store = self._bench.store
        sentence, cure = SENTENCES[reason]
        if store.postpone(row.id, later, f"{reason}: {sentence}", now) and reason is Reason.LOOP_RATE:
            told = Note("kept_back", None, f"The answer {row.id} in case {row.case_id} waits. {reason}: {sentence} {cure}")
            with store.transaction():
                store.apply(0, Decision((told,)), "", now)

    def _approved(self, row: OutboxRow) -> bool:
        return row.draft_id is not None and self._bench.store.clears(row)

    def _foreign_numbers(self, row: OutboxRow) -> frozenset[str]:
        if row.audience is not Audience.CLIENT or row.case_id is None:
            return frozenset()
        return self._bench.store.foreign_numbers(self._bench.store.case(row.case_id).client_key)

    def _settle(self, row: OutboxRow, outcome: SendOutcome) -> None:
        now = self._bench.clock()
        next_at = None
        if outcome.result is SendResult.DEFERRED:
            next_at = now + HOLD_ALL if outcome.hold_all else retry.next_try(row.tries + 1, row.queued_at, now, random.random())  # noqa: S311 - jitter
            if next_at is None:
                outcome = replace(outcome, result=SendResult.REJECTED, answer=f"given up after five days; last answer: {outcome.answer}")
        with self._bench.store.transaction():
            self._bench.store.settle(row.id, outcome, next_at, now)
            if outcome.result is SendResult.UNCERTAIN:
                self._tell_of_doubt(replace(row, last_answer=outcome.answer))
        level = Event.SENT if outcome.result is SendResult.SENT else Event.SEND_TROUBLE
        log.event(level, outbox=row.id, result=outcome.result, answer=outcome.answer)

    # --- after a crash or a restored backup ---------------------------------------------------------------------------

    async def recover(self) -> None:
        """Settle what a crash left half sent, and lock sending where this database may be an old one."""
        bench = self._bench
        await bench.work(self._look_at_mark)
        await self._look_for_strangers()
        for row in await bench.work(bench.store.outbox, (OutboxState.SENDING_DATA,)):
            arrived = await self._outgoing.arrived(row.id)
            if arrived is not None:
                outcome = SendOutcome(SendResult.SENT if arrived else SendResult.DEFERRED, "looked up after the desk had stopped half way")
                await bench.work(bench.store.settle, row.id, outcome, bench.clock(), bench.clock())
        for row in await bench.work(self._recovered):
            log.trouble(Event.RECOVERED, outbox=row.id, state=row.state)
        await self._tidy_up()

    def _recovered(self) -> tuple[OutboxRow, ...]:
        store = self._bench.store
        with store.transaction():
            rows = store.recover(self._bench.clock())
            for row in rows:
                if row.state is OutboxState.UNCERTAIN:
                    self._tell_of_doubt(row)
        return rows

    def _tell_of_doubt(self, row: OutboxRow) -> None:
        """In the transaction in which its fate became unknown. Mails to our own people are no answers: nobody is told of them, so nothing loops."""
        if row.audience is Audience.CLIENT:
            searched = self._beside is not None and self._beside.keeps_copies
            errands.tell_of_doubt(row, self._bench.store, self._bench.policy, self._bench.clock(), searched=searched)

    def _look_at_mark(self) -> None:
        mark, store = self._guards.mark, self._bench.store
        if mark and not mark.fits(store):
            self.lock("database_restored", guards.RESTORED)
            mark.write(store)

    async def _look_for_strangers(self) -> None:
        """Mails of ours among the sent ones that this database never wrote; those an operator was told of are not told again."""
        beside, bench = self._beside, self._bench
        if beside is None or not beside.keeps_copies:
            return
        address = bench.policy.desk_address
        minted = re.compile(_MINTED + re.escape(address.rpartition("@")[2]))
        try:
            found = await asyncio.to_thread(beside.sent_since, bench.clock() - RECENT, address)
        except MailboxError as error:
            log.trouble(Event.MAILBOX_TROUBLE, problem=error)
            return
        await bench.work(self._lock_for, [one for one in found if minted.fullmatch(one)])

    def _lock_for(self, message_ids: list[str]) -> None:
        store = self._bench.store
        unknown = set(store.unknown_ids(message_ids))
        told = set((store.meta("strangers") or "").split())
        if unknown - told:
            store.set_meta("strangers", " ".join(sorted(unknown | told)))
            self.lock("strangers_in_sent_folder", guards.STRANGERS)

    def lock(self, event: str, sentence: str) -> None:
        """Stop all sending until a person resumes it, and say why in the journal and the next digest; on the desk's thread."""
        store, now = self._bench.store, self._bench.clock()
        with store.transaction():
            store.apply(0, Decision((Note(event, None, sentence),)), "", now)
            store.set_paused(True, "the desk itself", now)  # noqa: FBT003 - the state itself
        log.trouble(Event.SENDING_LOCKED, why=event)

    # --- the folders beside the inbox ---------------------------------------------------------------------------------

    async def _alone(self) -> bool:
        """Whether this desk holds the lease on its mailbox, where one is set."""
        beside, now_s = self._beside, steady()
        if beside is None or not beside.leases or now_s - self._renewed_s < RENEW_S:
            return True
        try:
            other = await asyncio.to_thread(beside.renew, self._guards.holder)
        except MailboxError as error:
            log.trouble(Event.MAILBOX_TROUBLE, problem=error)
            return now_s - self._renewed_s < LOST_S
        if other is not None:
            self._renewed_s = float("-inf")
            await self._bench.work(self._tell_second, other)
            return False
        self._renewed_s = now_s
        return True

    def _tell_second(self, other: str) -> None:
        """Once per other desk: a digest line, and a line in the log each time."""
        store = self._bench.store
        log.trouble(Event.SENDING_LOCKED, why="second_desk", holder=other)
        if store.meta("second_desk") != other:
            with store.transaction():
                store.apply(0, Decision((Note("second_desk", None, guards.SECOND.format(holder=other)),)), "", self._bench.clock())
                store.set_meta("second_desk", other)

    async def _tidy_up(self) -> None:
        """Copies of what left; uncertain mails that lie among the sent ones have left."""
        if self._beside is None or not self._beside.keeps_copies:
            return
        try:
            await self._look_up(self._beside)
            await self._copy(self._beside)
        except MailboxError as error:
            log.trouble(Event.MAILBOX_TROUBLE, problem=error)

    async def _look_up(self, beside: FoldersBeside) -> None:
        bench = self._bench
        if steady() - self._looked_s < LOOK_UP_S:
            return
        self._looked_s = steady()
        rows = {row.message_id: row for row in await bench.work(bench.store.outbox, (OutboxState.UNCERTAIN,))}
        found = await asyncio.to_thread(beside.sent_ids, list(rows)) if rows else frozenset()
        for message_id in found:
            await bench.work(bench.store.found_sent, rows[message_id].id, "found in the sent folder", bench.clock())
            log.event(Event.SENT, outbox=rows[message_id].id, result="found in the sent folder")

    async def _copy(self, beside: FoldersBeside) -> None:
        bench = self._bench
        rows = await bench.work(lambda: bench.store.uncopied(bench.clock() - RECENT, BATCH))
        if rows:
            await asyncio.to_thread(beside.copy_sent, [(row.message_id, row.raw) for row in rows])
            await bench.work(bench.store.copied, [row.id for row in rows], bench.clock())

    async def close(self) -> None:
        """Give the lease back and close the outgoing box."""
        if self._beside is not None and self._renewed_s > float("-inf"):
            try:
                await asyncio.to_thread(self._beside.release, self._guards.holder)
            except MailboxError as error:
                log.trouble(Event.MAILBOX_TROUBLE, problem=error)
        await self._outgoing.close()


def day_start(now: datetime, zone: str) -> datetime:
    """Return the moment at which the local date of `now` began, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
