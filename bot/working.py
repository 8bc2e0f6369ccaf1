"""The desk at work: one round of all loops, or rounds until a signal; what keeps it from working is told outside the database."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot import bookwork, lock, log, machine, opening, schedule
from bot.alarm import DISK_FULL, Alarm, Trouble
from bot.errors import DeskError, StoreError
from bot.log import Event
from bot.vocabulary.effects import Decision, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.config import Settings
    from bot.service import Desk

#: Seconds the readers get to finish after SIGTERM before they are ended; the whole stop must take under 5 s.
GRACE_S = 3.0


async def poll_once(settings: Settings, clock: Callable[[], datetime] | None, tell: Callable[[dict[str, Any]], None]) -> bool:
    """Run all four loops once under the lock; False where polling or sending failed. Raises ConfigError, UsageError, StoreError."""
    machine.refuse(settings)
    with lock.held(settings.database_path):
        alarm = alarm_of(settings, clock)
        try:
            with opening.desk(settings, clock) as desk:
                desk.on_processed = tell
                return await round_of(desk, settings, alarm)
        except StoreError as error:
            await alarm.of(error)
            raise


async def round_of(desk: Desk, settings: Settings, alarm: Alarm) -> bool:
    """Run all loops of an open desk once and close it; False where polling or sending failed. Raises StoreError."""
    try:
        await desk.recover()
        await desk.work(bookwork.import_folder, desk.store, settings)
        fine = await desk.once(settings.digest.at)
        hook = opening.webhook_of(settings)
        if hook is not None:
            await hook.deliver_due(desk)
        if fine:
            machine.beat(settings.database_path)
        await _settle(alarm, desk)
        return fine
    finally:
        await desk.close()


def alarm_of(settings: Settings, clock: Callable[[], datetime] | None = None) -> Alarm:
    """Return the way to tell of trouble that keeps the desk from writing or reading at all."""
    now = clock or (lambda: datetime.now(UTC))
    alarm = Alarm(settings.database_path, settings.decision_policy("", now()), lambda: opening.outgoing_of(settings), now)
    alarm.reserve()
    return alarm


async def _settle(alarm: Alarm, desk: Desk) -> None:
    """After a round that was written down: what is over is over, what was told without the journal goes into it."""
    told = alarm.unwritten()
    if alarm.over(Trouble.DISK):
        told.insert(0, DISK_FULL)
    alarm.over(Trouble.DATABASE)
    for sentence in told:
        await desk.work(desk.apply_alone, Decision((Note("alarm", None, sentence),)))
    if told:
        alarm.written()
    if desk.unreached is None:
        alarm.over(Trouble.MAILBOX)
    else:
        await alarm.tell(Trouble.MAILBOX, str(desk.unreached))
    if desk.unread_by:
        await alarm.tell(Trouble.DIGEST, f"{', '.join(sorted(desk.unread_by))} does not get it.", frozenset(desk.unread_by))
        desk.unread_by.clear()


async def run(settings: Settings, tell: Callable[[dict[str, Any]], None], signals: Sequence[int]) -> None:
    """Work until one of the signals arrives; ends at a clean point. Raises ConfigError, UsageError, StoreError."""
    machine.refuse(settings)
    with lock.held(settings.database_path):
        alarm = alarm_of(settings)
        await alarm.started()
        try:
            with opening.desk(settings) as desk:
                desk.on_processed = tell
                await _work(desk, settings, alarm, signals)
        except StoreError as error:
            await alarm.of(error)
            raise
        alarm.ended()


async def _work(desk: Desk, settings: Settings, alarm: Alarm, signals: Sequence[int]) -> None:
    """Run the loops of an open desk until a signal comes."""
    stop = asyncio.Event()
    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, _stop, desk, stop)
    log.event(Event.STARTED, desk=settings.desk.address)
    try:
        await desk.recover()
        gc.collect()
        gc.freeze()  # the program itself and what it knows from the start are not looked through for cycles again and again
        await schedule.run(loops(desk, settings, alarm), settings.mailbox.poll_seconds, stop)
    finally:
        gc.unfreeze()
        await desk.close()
        log.event(Event.STOPPED)


def _stop(desk: Desk, stop: asyncio.Event) -> None:
    stop.set()
    desk.stop()
    asyncio.get_running_loop().call_later(GRACE_S, desk.end_readers)


def loops(desk: Desk, settings: Settings, alarm: Alarm) -> schedule.Loops:
    """Return the work of each loop; none of them raises for what a disk, a database or a server may do."""

    async def cycle() -> None:
        await desk.work(bookwork.import_folder, desk.store, settings)
        reached = await desk.look_and_settle()
        await desk.send_due()
        if reached and not desk.refused:
            machine.beat(settings.database_path)
        await _settle(alarm, desk)

    async def send() -> None:
        await desk.send_due()

    async def tell_the_day() -> None:
        if await desk.digest_due(settings.digest.at):
            await desk.send_due()

    hook = opening.webhook_of(settings)

    async def tell_others() -> None:
        if hook is not None and not desk.stopping:
            await hook.deliver_due(desk)

    return schedule.Loops(
        cycle=_survive(cycle, alarm),
        send=_survive(send, alarm),
        digest=_survive(tell_the_day, alarm),
        wait=desk.wait_for_mail,
        wake=desk.stop,
        beside=_survive(tell_others, alarm) if hook else None,
    )


def _survive(loop: Callable[[], Any], alarm: Alarm) -> Callable[[], Any]:
    """A full disk, a locked database or a fault of ours stops one round, not the desk; the next round tries again."""

    async def guarded() -> None:
        try:
            await loop()
        except BrokenPipeError:
            raise  # whoever reads our output has gone, and wants us to go
        except DeskError as error:
            log.trouble(Event.STORE_TROUBLE, problem=error)
            if isinstance(error, StoreError):
                await alarm.of(error)
        except Exception as error:  # noqa: BLE001 - one of the four loops; every round is safe to repeat
            log.trouble(Event.UNIT_FAILED, error=type(error).__name__, detail=error)

    return guarded
