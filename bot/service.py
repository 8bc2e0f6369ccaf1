"""THE SHELL: opens the doors; one function per loop, each safe to repeat after a crash; closes cleanly."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot import errands, guards, journey, log, sentmail
from bot.courier import Courier, day_start
from bot.errors import ContradictionError, DeskError, MailboxError
from bot.guards import ClockWatch, Guards, steady
from bot.log import Event
from bot.minting import RandomMint
from bot.review.undelivered import DIGEST_LOST
from bot.sandbox import Unreadable
from bot.summary import digest as digesting
from bot.summary.explain import explain_object
from bot.summary.wording import count
from bot.vocabulary.doors import Cursor, PollReport, SendResult
from bot.vocabulary.effects import Decision, Note
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.ledger.documents import Documents
    from bot.sandbox import Flight, Result, Sandbox
    from bot.store.contract import Store, WaitingMail
    from bot.vocabulary.doors import Mailbox, OutgoingBox
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

T = TypeVar("T")
Begun: TypeAlias = "tuple[Sequence[WaitingMail], Flight]"

#: Mails fetched per round trip (larger batches gain nothing) and decided per commit in a backlog.
BATCH = 96
#: A batch of large mails ends before its bytes fill the memory; mails are taken from the store a few at a time until then.
BATCH_BYTES, FEW = 16_000_000, 4
#: A batch is at most this share of all that waits, so that a backlog ends in ever smaller ones and little is left to decide once the last is read.
#: And how many are being read or decided at a time.
SHARE, AHEAD = 0.25, 3
#: Tries of a mail that ends its reader before it is held.
TRIES = 3
#: Seconds until the next look for kept mail while the mailbox is being polled and nothing waits.
PAUSE_S = 0.02
#: Writes what is explained of a mail.
_EXPLAINED = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def reading(raw: bytes, result: Result, problem: str | None = None) -> Reading:
    """The reading to decide on; a mail whose bytes could not be had, or read, is held with that reason."""
    if problem:
        return journey.unreadable(raw, Reason(problem), None if isinstance(result, Unreadable) else result)
    return journey.unreadable(raw, result.reason) if isinstance(result, Unreadable) else result


class Desk:
    """A working desk: the store and the decisions live on one thread, sending on the event loop, reading in processes."""

    def __init__(
        self, store: Store, sandbox: Sandbox, mailbox: Mailbox, outgoing: OutgoingBox, policy: Policy, guarded: Guards | None = None
    ) -> None:
        """Take over open doors; `close` closes the mailbox, the outgoing box and the sandbox, not the store."""
        self.store = store
        self.policy = policy
        self.clock: Callable[[], datetime] = _wall_clock
        self.steady: Callable[[], float] | None = None  # watched beside the wall clock; None: the machine's, unless `clock` is another
        self.on_processed: Callable[[dict[str, Any]], None] = lambda _object: None
        self.documents: Documents | None = None
        self.stopping = False
        self.unreached: MailboxError | None = None
        self.unread_by: set[str] = set()
        self._sandbox = sandbox
        self._mailbox = mailbox
        self._clock_watch = ClockWatch()
        self._guards = guarded or Guards()
        self._courier = Courier(self, outgoing, self._guards)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    async def work(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run something on the desk's own thread, where the store lives."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    def at_once(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run something on the desk's own thread and wait for it; from the event loop only where that must not go on meanwhile."""
        return self._thread.submit(function, *arguments).result()

    # --- loop 1: the mailbox ------------------------------------------------------------------------------------------

    async def poll_once(self) -> PollReport:
        """Keep everything new, raw, and commit; only then file it away. Raises MailboxError; the next poll goes on."""
        report = await self._keep_all(self._mailbox)
        if self._guards.sent is not None:
            try:
                await self._keep_all(self._guards.sent)
            except MailboxError as error:  # the inbox does not wait for a folder beside it
                log.trouble(Event.MAILBOX_TROUBLE, problem=error)
        return report

    async def _keep_all(self, mailbox: Mailbox) -> PollReport:
        batches = await self.work(self._new_batches, mailbox)
        kept = relinked = 0
        while not self.stopping:
            report = await self.work(self._keep_next, mailbox, batches)
            if report is None:
                break
            kept, relinked = kept + report.kept, relinked + report.relinked
        return PollReport(kept, relinked)

    def _new_batches(self, mailbox: Mailbox) -> Iterator[tuple[Any, Cursor]]:
        state = mailbox.open()
        self.store.begin_folder(state, self.clock())
        cursor = self.store.cursor(state.folder)
        highest = cursor.last_uid if cursor and cursor.uidvalidity == state.uidvalidity else 0

        def known(keys: Sequence[str]) -> frozenset[str]:
            return self.store.known_keys(state.folder, state.uidvalidity, keys)

        for batch in mailbox.new(cursor, known, BATCH):
            if state.uidvalidity:
                highest = max(highest, *(int(arrival.key) for arrival in batch))
            yield batch, Cursor(state.folder, state.uidvalidity, highest)

    def _keep_next(self, mailbox: Mailbox, batches: Iterator[tuple[Any, Cursor]]) -> PollReport | None:
        found = next(batches, None)
        if found is None:
            return None
        batch, cursor = found
        batch = sentmail.by_people(batch, self.store) if mailbox is self._guards.sent else batch
        kept = self.store.keep(batch, cursor, self._since_at(), self.clock())
        mailbox.file_away(batch)
        log.event(Event.MAIL_KEPT, new=kept.new, relinked=kept.relinked)
        return PollReport(kept.new, kept.relinked)

    def _since_at(self) -> datetime:
        if self.policy.since_at is None:
            raise DeskError("the desk was opened without its start date")
        return self.policy.since_at

    # --- loop 2: deciding ---------------------------------------------------------------------------------------------

    async def process_due(self) -> int:
        """Settle every kept mail in order of arrival, one transaction per batch; return how many."""
        await self.work(self._tend)
        settled = await self._settle_waiting()
        await self.work(self._remind)
        return settled

    async def look_and_settle(self) -> bool:
        """Poll and settle side by side: what is kept is read while more is fetched. False where the mailbox could not be reached."""
        await self.work(self._tend)
        polling = asyncio.ensure_future(self.reached())
        try:
            while not polling.done():
                if not await self._settle_waiting():
                    await asyncio.wait({polling}, timeout=PAUSE_S)
        finally:
            await asyncio.wait({polling})
        await self._settle_waiting()
        await self.work(self._remind)
        return polling.result()

    async def _settle_waiting(self) -> int:
        settled, ahead = 0, list[Begun]()
        while not self.stopping and await self._begin_more(ahead):
            results = await self.work(self._finish_reading, ahead[0])
            if self.stopping and any(isinstance(result, Unreadable) for result in results):
                break  # the readers were told to go: that is not the mail's fault
            settled += await self.work(self._settle_batch, ahead.pop(0)[0], results)
        return settled

    async def _begin_more(self, ahead: list[Begun]) -> bool:
        """Keep `AHEAD` batches under way, so that the readers never wait for a decision; False where nothing is left to settle."""
        while len(ahead) < AHEAD and (begun := await self.work(self._begin_batch, ahead[-1][0][-1].mail_id if ahead else 0)):
            ahead.append(begun)
        return bool(ahead)

    def _begin_batch(self, after: int) -> Begun | None:
        mails: list[WaitingMail] = []
        size = max(2 * FEW, int(SHARE * self.store.backlog(int(BATCH / SHARE), after)))
        while len(mails) < size and sum(len(mail.raw) for mail in mails) < BATCH_BYTES:
            if not (few := self.store.waiting(min(FEW, size - len(mails)), mails[-1].mail_id if mails else after)):
                break
            mails.extend(few)
        return (mails, self._sandbox.begin([mail.unread for mail in mails])) if mails else None

    def _finish_reading(self, batch: Begun) -> list[Result]:
        return [self._insist(mail, result) for mail, result in zip(batch[0], self._sandbox.results(batch[1]), strict=True)]

    def _insist(self, mail: WaitingMail, result: Result) -> Result:
        """A mail that ended its reader is tried again, on its own, until its tries are used up."""
        tries = mail.tries
        while isinstance(result, Unreadable) and not self.stopping:
            log.trouble(Event.READER_DIED, mail=mail.mail_id, reason=result.reason, detail=result.detail)
            tries = self.store.count_try(mail.mail_id)
            if tries >= TRIES:
                break
            result = self._sandbox.read_one(mail.unread)
        return result

    def _settle_batch(self, mails: Sequence[WaitingMail], results: Sequence[Result]) -> int:
        told: list[dict[str, Any]] = []
        with self.store.transaction():
            for mail, result in zip(mails, results, strict=True):
                told.append(self._settle(mail, result))
        for explained in told:
            self.on_processed(explained)
        return len(told)

    def _settle(self, mail: WaitingMail, result: Result) -> dict[str, Any]:
        try:
            with self.store.savepoint():
                return self._decide_and_apply(mail, result)
        except Exception as error:  # one of the four loops: a mail we fail on is held, the rest goes on
            if isinstance(error, DeskError) and not isinstance(error, ContradictionError):
                raise
            log.trouble(Event.UNIT_FAILED, mail=mail.mail_id, error=type(error).__name__, detail=error)
            with self.store.savepoint():
                return self._decide_and_apply(mail, Unreadable(Reason.PARSE_CRASH, f"{type(error).__name__} while deciding"))

    def _decide_and_apply(self, mail: WaitingMail, result: Result) -> dict[str, Any]:
        now = self.clock()
        found = reading(mail.raw, result, mail.problem if not mail.released_by else None)
        dossier = self.store.answer(journey.ask(found), mail.mail_id, now, day_start(now, self.policy.timezone))
        decision = journey.decide(found, dossier, self._here(now, dossier.next_case))
        explained = explain_object(str(mail.mail_id), found, decision)
        self.unread_by |= {note.by for note in decision.effects if isinstance(note, Note) and note.event == DIGEST_LOST}
        self.store.apply(mail.mail_id, decision, _EXPLAINED.encode(explained), now)
        log.event(Event.MAIL_SETTLED, mail=mail.mail_id, kind=decision.report.kind, case=decision.report.case_id)
        return explained

    def explain(self, name: str, raw: bytes) -> dict[str, Any]:
        """Say what would happen to this mail now; changes nothing."""
        now = self.clock()
        result = self._sandbox.read_one((raw, ()))
        found = reading(raw, result)
        dossier = self.store.answer(journey.ask(found), 0, now, day_start(now, self.policy.timezone))
        return explain_object(name, found, journey.decide(found, dossier, self._here(now, dossier.next_case)))

    def _tend(self) -> None:
        """Let time pass: requests that ran out end without sending, late cases become overdue. Not while the clock is in doubt."""
        now = self.clock()
        if self._clock_jumped(now):
            return
        expired, late = self.store.expire(now), self.store.mark_overdue(now)
        if expired or late:
            self.apply_alone(errands.time_passed(expired, late, self._here(now, self.store.next_case())))
        errands.erase_aged(self.store, self.policy, now, BATCH, lambda: self.stopping)

    def _clock_jumped(self, now: datetime) -> bool:
        """Lock sending where the clock jumped, or stands before what was already written; True until a person resumes it."""
        if self.steady is None and self.clock is not _wall_clock:
            return False
        doubted = self.store.meta("clock_in_doubt") == "yes"
        drift = self._clock_watch.jump(now, (self.steady or steady)())
        if self._clock_in_doubt():
            return True
        behind = self.store.last_entry_at() - now
        drift = None if doubted else drift  # a person has just seen to it: putting the clock right was the jump back
        if drift is None and behind > guards.JUMP:
            drift = -behind
        if drift is not None:
            hours = round(drift / timedelta(hours=1), 1)
            self._courier.lock("clock_jump", guards.JUMPED.format(hours=hours))
            self.store.set_meta("clock_in_doubt", "yes")
            log.trouble(Event.CLOCK_JUMP, hours=hours)
        return drift is not None

    def _clock_in_doubt(self) -> bool:
        """Whether a jump of the clock waits for a person; resuming ends it."""
        doubt = self.store.meta("clock_in_doubt") == "yes"
        if doubt and not self.store.paused():
            self.store.set_meta("clock_in_doubt", "no")
            return False
        return doubt

    def _remind(self) -> None:
        """Ask once more where nobody answered; after the mails, so that who has just answered is not reminded."""
        now = self.clock()
        before = now - timedelta(hours=self.policy.remind_after_hours)
        waiting = () if self.stopping else self.store.unanswered(before, now, 2 if self.policy.substitute else 1)
        decision = errands.remind(waiting, self._here(now, self.store.next_case())) if waiting else None
        if decision and decision.effects:
            self.apply_alone(decision)

    def apply_alone(self, decision: Decision) -> None:
        """Apply a decision that no incoming mail caused, in a transaction of its own."""
        with self.store.transaction():
            self.store.apply(0, decision, "", self.clock())

    def _here(self, now: datetime, next_case: int) -> journey.Desk:
        mint = RandomMint(self.policy.desk_address.rpartition("@")[2], next_case)
        here = journey.Desk(self.policy, now, mint, self.store.foreign_numbers, self.store.invoice_totals, self.store.lists)
        return replace(here, papers=self.documents.of) if self.documents else here

    # --- loop 3: sending ----------------------------------------------------------------------------------------------

    async def send_due(self) -> dict[SendResult, int]:
        """Hand over what is due, oldest first, each at most once; return counts by result."""
        return await self._courier.send_due()

    @property
    def refused(self) -> bool:
        """Whether the outgoing server takes no mail at all just now."""
        return self._courier.resting

    async def recover(self) -> None:
        """Settle what a crash left half sent, and see whether this database may send; call once before the first loop."""
        await self._courier.recover()

    # --- loop 4: the digest -------------------------------------------------------------------------------------------

    async def digest_due(self, at: time) -> bool:
        """Queue today's digest if its hour has come and none was made for this local date."""
        if not await self.work(self._digest_is_due, at):
            return False
        await self._look_into_junk()
        await self.work(self._make_digest)
        return True

    def _digest_is_due(self, at: time) -> bool:
        local, last = self.clock().astimezone(ZoneInfo(self.policy.timezone)), self.store.last_digest()
        told = last is not None and last[0] >= local.date()
        return bool(self.policy.digest) and local.time() >= at and not told and not self._clock_in_doubt()

    async def _look_into_junk(self) -> None:
        """Mail that a rule of the server put away is nobody's, so the digest says how much there is."""
        beside, since = self._guards.beside, self.clock() - timedelta(days=1)
        try:
            found = await asyncio.to_thread(beside.junk_since, since) if beside else 0
        except MailboxError as error:
            log.trouble(Event.MAILBOX_TROUBLE, problem=error)
            return
        if found:
            sentence = guards.JUNK.format(count=count(found, "mail", "mails"))
            await self.work(self.apply_alone, Decision((Note("junk", None, sentence),)))

    def _make_digest(self) -> None:
        now = self.clock()
        local = now.astimezone(ZoneInfo(self.policy.timezone))
        last = self.store.last_digest()
        facts = digesting.window(self.store.digest_facts(last[1] if last else None, now), last[0] if last else None, local.date())
        here = self._here(now, self.store.next_case())
        mail = digesting.digest(facts, self.policy, now, here.mint.message_id())
        self.apply_alone(errands.tell_the_day(mail, facts, local.date(), here))
        log.event(Event.DIGEST_QUEUED, date=local.date())

    # --- all of them --------------------------------------------------------------------------------------------------

    async def once(self, at: time) -> bool:
        """Run all four loops once; False where polling or sending failed."""
        fine = await self.look_and_settle()
        counts = await self.send_due()
        if await self.digest_due(at):
            later = await self.send_due()
            counts = {result: counts[result] + later[result] for result in SendResult}
        return fine and not any(counts[result] for result in SendResult if result is not SendResult.SENT)

    async def reached(self) -> bool:
        """Poll; False where the mailbox could not be reached, `unreached` then says why."""
        self.unreached = None
        try:
            await self.poll_once()
        except MailboxError as error:
            log.trouble(Event.MAILBOX_TROUBLE, problem=error)
            self.unreached = error
        return self.unreached is None

    async def wait_for_mail(self, seconds: float) -> bool:
        """Wait on the mailbox's own line (IDLE where it has it) in a thread; True means: look now."""
        return await asyncio.to_thread(self._mailbox.wait, seconds)

    def stop(self) -> None:
        """Ask all loops to end at the next clean point."""
        self.stopping = True
        self._mailbox.wake()

    def end_readers(self) -> None:
        """End the reader processes at once; what they were reading will be read again."""
        self._sandbox.close()

    async def close(self) -> None:
        """Close all doors but the store; what was under way is settled or will be repeated."""
        self.stop()
        await self.work(self._mailbox.close)
        if self._guards.sent is not None:
            await self.work(self._guards.sent.close)
        await self._courier.close()
        self._sandbox.close()
        self._thread.shutdown(wait=True)
