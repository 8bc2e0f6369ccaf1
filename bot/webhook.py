"""DOOR, HTTPS: tells another program that a dispute was opened or resolved, signed; the journal is the queue, so nothing is forgotten.

The journal's own entries wait to be told, in order; how far it came is remembered in the store. What cannot be delivered is tried
again, later each time, and mail never waits for it. An event may be told twice (after a crash), never lost: receivers know it by
its number.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

from bot import log, tls
from bot.errors import UsageError
from bot.log import Event
from bot.summary import case_view
from bot.vocabulary.effects import Decision, Note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.store.contract import Store
    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.policy import Policy

T = TypeVar("T")

#: Journal kind -> the event that is told.
EVENTS = {"open_case": "dispute.opened", "close_case": "dispute.resolved"}
#: Seconds for connecting and for each answer of the other side; a stop of the desk waits for one of them at most.
TIMEOUT_S = 4.0
#: The first pause after a failure, the longest one, and how long one event is tried.
FIRST_PAUSE, LONGEST_PAUSE, TRIED_FOR = timedelta(seconds=30), timedelta(hours=1), timedelta(days=5)
#: Events told in one go.
MOST = 20
#: Under this name the store remembers how far it came.
_META = "webhook"
_GOOD = range(200, 300)


class Bench(Protocol):
    """What the webhook needs of the desk."""

    store: Store
    policy: Policy
    clock: Callable[[], datetime]
    stopping: bool

    async def work(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run something on the desk's thread."""

    def apply_alone(self, decision: Decision) -> None:
        """Apply a decision that no mail caused."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How far it came: the last entry told (`seq`), failures in a row, when to try again, since when the next one fails (aware)."""

    seq: int
    tries: int = 0
    next_at: datetime | None = None
    since: datetime | None = None


@dataclass(slots=True)
class Webhook:
    """One receiver: an https address and the key both sides know; `ca_file` for a private authority."""

    url: str
    key: bytes = field(repr=False)
    ca_file: Path | None = None

    async def deliver_due(self, bench: Bench) -> int:
        """Tell what is due, oldest first, until one fails; return how many were told. Raises StoreError only."""
        told = 0
        for entry, body in await bench.work(self._due, bench):
            why = await asyncio.to_thread(self.post, entry.seq, EVENTS[entry.kind], body, bench.clock())
            if bench.stopping:
                break  # told again next time: receivers know an event by its number
            await bench.work(self._settle, bench, entry, why)
            if why:
                break
            told += 1
        return told

    def post(self, seq: int, event: str, body: bytes, now: datetime) -> str:
        """Hand one event over; return "" or in a few words why it was not taken. Follows no redirect, raises nothing."""
        parts = urlsplit(self.url)
        at = int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "dispute-desk",
            "X-Dispute-Desk-Event": event,
            "X-Dispute-Desk-Delivery": str(seq),
            "X-Dispute-Desk-Signature": f"t={at},v1={signature(self.key, at, body)}",
        }
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            context = tls.context(self.ca_file)
            connection = http.client.HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=TIMEOUT_S, context=context)
            try:
                with tls.handshake():
                    connection.connect()
                connection.request("POST", path, body, headers)
                status = connection.getresponse().status
            finally:
                connection.close()
        except tls.UnsafeError as error:
            return f"it {error}"[:200]
        except (OSError, http.client.HTTPException, ValueError) as error:
            return f"{type(error).__name__}: {error}"[:200]
        return "" if status in _GOOD else f"it answered {status}"

    def _due(self, bench: Bench) -> list[tuple[JournalEntry, bytes]]:
        """The entries that may be told now; at the first start what happened before is no news."""
        place = _place(bench.store)
        if place is None:
            _keep(bench.store, _Place(bench.store.head()[0]))
            return []
        if place.next_at is not None and bench.clock() < place.next_at:
            return []
        found = bench.store.entries_of(tuple(EVENTS), place.seq, MOST)
        return [(entry, _body(entry, bench.store, bench.policy.timezone)) for entry in found]

    def _settle(self, bench: Bench, entry: JournalEntry, why: str) -> None:
        """Remember what became of one event; after days of failing it is given up, and the digest says so."""
        now, place = bench.clock(), _place(bench.store) or _Place(entry.seq)
        if not why:
            log.event(Event.WEBHOOK_TOLD, entry=entry.seq, case=entry.case_id)
            _keep(bench.store, _Place(entry.seq))
            return
        log.trouble(Event.WEBHOOK_TROUBLE, entry=entry.seq, why=why)
        since = place.since or now
        if now - since < TRIED_FOR:
            pause = min(FIRST_PAUSE * 2 ** min(place.tries, 10), LONGEST_PAUSE)
            _keep(bench.store, _Place(place.seq, place.tries + 1, now + pause, since))
            return
        sentence = f"The webhook did not take the news of case {entry.case_id} for {TRIED_FOR.days} days ({why}); it was given up."
        bench.apply_alone(Decision((Note("webhook_given_up", None, sentence),)))
        _keep(bench.store, _Place(entry.seq))


def signature(key: bytes, at: int, body: bytes) -> str:
    """Return the hex HMAC-SHA256 of `at` (Unix seconds), a dot and the body: a receiver that checks `at` is safe from repeats."""
    return hmac.new(key, b"%d." % at + body, hashlib.sha256).hexdigest()


def _body(entry: JournalEntry, store: Store, zone: str) -> bytes:
    """The event as JSON: the case as `cases` shows it, with all its invoices; the mails and the journal stay here."""
    told: dict[str, Any] = {"event": EVENTS[entry.kind], "delivery": entry.seq, "at": entry.at}
    try:
        case = store.case(entry.case_id or "")
    except UsageError:  # erased meanwhile
        told["case"] = {"id": entry.case_id}
    else:
        outcome = case.outcome.value if case.outcome and entry.kind == "close_case" else None
        told["case"] = {**case_view.cases((case,), zone)[0], "invoices": list(case.invoice_numbers), "outcome": outcome}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _place(store: Store) -> _Place | None:
    kept = store.meta(_META)
    if not kept:
        return None
    told = json.loads(kept)
    at = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in ("next_at", "since")}
    return _Place(told["seq"], told["tries"], **at)


def _keep(store: Store, place: _Place) -> None:
    times = {name: at.isoformat() if at else None for name, at in (("next_at", place.next_at), ("since", place.since))}
    store.set_meta(_META, json.dumps({"seq": place.seq, "tries": place.tries, **times}))
