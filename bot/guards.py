"""What makes the desk stop sending by itself: a database restored from a backup, a second desk, a clock that jumped."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.store.contract import Store
    from bot.vocabulary.doors import FoldersBeside, Mailbox

#: How far wall clock and steady clock may drift apart between two looks before somebody must see to it.
JUMP = timedelta(hours=1)

RESTORED = "This database is older than mails that were sent from it: a backup was restored. Sending waits. Look through the sent mails, then `dispute-desk resume`."
STRANGERS = "The sent folder holds mails of the desk that this database does not know: a backup was restored, or another desk writes here. Sending waits. Look through the sent mails, then `dispute-desk resume`."
SECOND = "Another desk holds the lease on this mailbox ({holder}); this one sends nothing. End one of the two."
JUNK = "The junk folder holds {count} of yesterday and today: look there, the desk does not read it."
JUMPED = "CLOCK_JUMP: the computer's clock jumped by {hours} hours. Sending waits. Check the time, then `dispute-desk resume`."


class Mark:
    """A small file beside the database with the head of its journal when a mail last left: a restored database lacks that head."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(f"{database.name}.mark")

    def write(self, store: Store) -> None:
        """Write down where the journal stands, so that it survives a power loss; trouble with the file is no trouble for the mail."""
        seq, head = store.head()
        partial = self.path.with_name(f"{self.path.name}.part")
        with contextlib.suppress(OSError), os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"entries": seq, "head": head}, file)
            file.flush()
            os.fsync(file.fileno())
            partial.replace(self.path)

    def fits(self, store: Store) -> bool:
        """Return whether the journal has the entry that the file names; a missing or damaged file says nothing against it, and a
        desk without a case begins anew.
        """
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            seq, head = int(told["entries"]), str(told["head"])
        except (OSError, ValueError, KeyError, TypeError):
            return True
        return seq == 0 or store.entry_hash(seq) == head or not store.cases()


@dataclass(frozen=True, slots=True)
class Guards:
    """The guards of one desk: `mark` beside its database, `beside` the inbox (None for maildirs), `holder` its name on the lease;
    `sent` reads what our people sent from the desk's own mailbox (None where no sent folder is set).
    """

    mark: Mark | None = None
    beside: FoldersBeside | None = None
    holder: str = ""
    sent: Mailbox | None = None


def holder_of(instance_id: str, database: Path) -> str:
    """Return the name of a desk on the lease: the same after a restart, another one on another host or for a copied database."""
    place = hashlib.sha256(f"{socket.gethostname()} {database.resolve()}".encode()).hexdigest()[:12]
    return f"{instance_id or 'desk'}-{place}"


def steady() -> float:
    """Return seconds of a clock that nobody sets and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(slots=True)
class ClockWatch:
    """Compares the wall clock with the steady one from look to look."""

    last: tuple[datetime, float] | None = field(default=None)

    def jump(self, now: datetime, steady_s: float) -> timedelta | None:
        """Return by how much the wall clock jumped since the last look, None where it went as it should."""
        before, self.last = self.last, (now, steady_s)
        if before is None:
            return None
        drift = (now - before[0]) - timedelta(seconds=steady_s - before[1])
        return drift if abs(drift) > JUMP else None
