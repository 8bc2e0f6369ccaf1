"""Which mails to ask for together, and what to make of the answer: whole mails in order, liars and giants set apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bot.arrivals.trouble import BROKEN
from bot.arrivals.wire import Oversize
from bot.vocabulary.doors import Arrival
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: The largest mail taken (TRUST R2).
MAX_MAIL_BYTES = 50 * 1024 * 1024
#: Larger mails are fetched in pieces of this size, so that one answer never fills the memory.
PIECE_BYTES = 4_000_000
#: Mails asked for in one command: beyond 100 it gets no faster, only bigger.
MAX_TOGETHER = 100
#: Bytes asked for in one command, by the sizes the server names.
MAX_TOGETHER_BYTES = 24_000_000
#: What is kept of a mail that is too big: its header block, up to the limit of the gate (TRUST R2).
HEADER_BYTES = 1_048_576
#: Allowed around the mails themselves: names, dates, and what the server says unasked.
_TALK_BYTES = 1_000_000
#: A mail that breaks the connection in this many polls, asked for alone, is given to a person instead of blocking the rest.
MAX_STRIKES = 5


class Client(Protocol):
    """The part of IMAPClient that fetching needs."""

    def search(self, criteria: list[str]) -> list[int]:
        """Return the UIDs that fit."""

    def fetch(self, messages: Sequence[int], data: list[str]) -> dict[int, dict[bytes, Any]]:
        """Return the items asked for, by UID."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail as the server describes it: its UID, the size it claims (None: it does not say) and when it received it (UTC)."""

    uid: int
    size_bytes: int | None
    received_at: datetime


class Found(NamedTuple):
    """What the server gave for an entry: its bytes, or why they could not be had."""

    entry: Entry
    raw: bytes
    problem: Reason | None = None

    def arrival(self, folder: str, uidvalidity: int) -> Arrival:
        """Return it as the station's value."""
        return Arrival(folder, uidvalidity, str(self.entry.uid), self.raw, self.entry.received_at, self.problem)


class _TooBig(Exception):  # noqa: N818 - a turn in the road inside this file, never an error outside
    """The mail is larger than MAX_MAIL_BYTES, by the server's word or by its bytes."""


class Fetcher:
    """Fetches mails of one folder. `line(answer_bytes)` gives the connected client, with that much allowed for its next answer;
    `drop()` gives the connection up, and the next `line` makes a new one.
    """

    def __init__(self, line: Callable[[int], Client], drop: Callable[[], None]) -> None:
        self._line = line
        self._drop = drop
        self._alone: set[int] = set()
        self._strikes: dict[int, int] = {}
        self.vanished = 0

    def forget(self) -> None:
        """Start over: the folder's UIDs mean other mails now."""
        self._alone.clear()
        self._strikes.clear()

    def mails(self, folder: str, uidvalidity: int, uids: Sequence[int], batch: int) -> Iterator[tuple[Arrival, ...]]:
        """Yield the mails with these UIDs in their order, at most `batch` and about MAX_TOGETHER_BYTES at a time."""
        for entries in self._portions(self._described(uids), batch):
            for mails in self._portion(entries):
                if mails:
                    yield tuple(mail.arrival(folder, uidvalidity) for mail in mails)

    def _described(self, uids: Sequence[int]) -> list[Entry]:
        answer = self._line(_TALK_BYTES).fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return [_entry(uid, answer.get(uid, {})) for uid in uids]

    def _portions(self, entries: Sequence[Entry], batch: int) -> Iterator[list[Entry]]:
        portion: list[Entry] = []
        total = 0
        for entry in entries:
            size = entry.size_bytes or 0
            alone = entry.uid in self._alone
            if portion and (alone or len(portion) >= batch or total + size > MAX_TOGETHER_BYTES):
                yield portion
                portion, total = [], 0
            portion.append(entry)
            total += size
            if alone:
                yield portion
                portion, total = [], 0
        if portion:
            yield portion

    def _portion(self, entries: Sequence[Entry]) -> Iterator[list[Found]]:
        """Fetch what belongs together; when the answer breaks a rule, ask for each of its mails alone to find the one that did."""
        try:
            yield self._together(entries) if len(entries) > 1 else self._by_itself(entries[0])
        except Oversize:
            self._drop()
            for entry in entries:
                yield self._by_itself(entry)
        except BROKEN:
            self._alone.update(entry.uid for entry in entries)
            raise

    def _together(self, entries: Sequence[Entry]) -> list[Found]:
        small = [entry for entry in entries if (entry.size_bytes or 0) <= PIECE_BYTES]
        raws = self._bodies([entry.uid for entry in small])
        odd = [entry.uid for entry in small if entry.uid in raws and entry.size_bytes not in {None, len(raws[entry.uid])}]
        for uid, raw in self._bodies(odd).items():
            # RFC822.SIZE is an estimate on some servers, while a literal's length is part of the protocol: ask once more, and
            # unless the second answer is longer, believe the first. A shortened mail needs the same lie twice.
            raws[uid] = max(raws[uid], raw, key=len)
        found: list[Found] = []
        for entry in entries:
            found += [Found(entry, raws[entry.uid])] if entry.uid in raws else self._by_itself(entry)
        return found

    def _bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        if not uids:
            return {}
        answer = self._line(MAX_MAIL_BYTES + _TALK_BYTES).fetch(uids, ["BODY.PEEK[]"])
        bodies = {uid: items.get(b"BODY[]") for uid, items in answer.items()}
        return {uid: raw for uid, raw in bodies.items() if isinstance(raw, bytes)}

    def _by_itself(self, entry: Entry) -> list[Found]:
        """Fetch one mail in pieces; nothing if it is gone. A mail nobody can fetch becomes an arrival that says so."""
        if self._strikes.get(entry.uid, 0) >= MAX_STRIKES:
            return [Found(entry, b"", Reason.VANISHED)]
        try:
            found = self._whole_or_header(entry)
        except BROKEN:
            self._alone.add(entry.uid)
            self._strikes[entry.uid] = self._strikes.get(entry.uid, 0) + 1
            raise
        self._alone.discard(entry.uid)
        return found

    def _whole_or_header(self, entry: Entry) -> list[Found]:
        try:
            raw = self._in_pieces(entry)
        except _TooBig:
            return [Found(entry, self._header(entry.uid), Reason.TOO_BIG)]
        return self._missing(entry) if raw is None else [Found(entry, raw)]

    def _in_pieces(self, entry: Entry) -> bytes | None:
        """Return the whole mail, or None when the server has no such mail (any more). Raises _TooBig."""
        whole = BytesIO()
        size = entry.size_bytes or 0
        while max(whole.tell(), size) <= MAX_MAIL_BYTES:
            start = whole.tell()
            try:
                answer = self._line(PIECE_BYTES + _TALK_BYTES).fetch([entry.uid], [f"BODY.PEEK[]<{start}.{PIECE_BYTES}>"])
            except Oversize:
                self._drop()
                break
            items = answer.get(entry.uid, {})
            if (key := f"BODY[]<{start}>".encode()) not in items:
                return None
            piece = items[key] or b""
            whole.write(piece)
            if not piece or size <= whole.tell() < start + PIECE_BYTES:
                return whole.getvalue()
        raise _TooBig

    def _header(self, uid: int) -> bytes:
        try:
            answer = self._line(HEADER_BYTES + _TALK_BYTES).fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"]).get(uid, {})
        except Oversize:
            self._drop()
            return b""
        header = answer.get(b"BODY[HEADER]<0>")
        return header if isinstance(header, bytes) else b""

    def _missing(self, entry: Entry) -> list[Found]:
        """Somebody took the mail away between SEARCH and FETCH: nothing to keep, and put back it gets a new UID. But a mail
        that is still listed and cannot be had is held for a person.
        """
        if entry.uid in self._line(_TALK_BYTES).search(["UID", str(entry.uid)]):
            return [Found(entry, b"", Reason.VANISHED)]
        self.vanished += 1
        return []


def _entry(uid: int, items: dict[bytes, Any]) -> Entry:
    size = items.get(b"RFC822.SIZE")
    date = items.get(b"INTERNALDATE")
    return Entry(uid, size if isinstance(size, int) else None, _utc(date) if isinstance(date, datetime) else datetime.now(UTC))


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.now(UTC)
