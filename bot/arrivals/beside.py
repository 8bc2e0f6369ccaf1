"""Folders beside the inbox: copies of what the desk sent, and the lease that keeps a second desk on this mailbox from sending."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.arrivals import filing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.arrivals.mailbox import ImapMailbox

#: How long a desk that has gone silent keeps others from sending, by the mail server's clock.
LEASE = timedelta(minutes=10)
_HOLDER = "X-Dispute-Desk-Lease"
#: Room for the answers about one folder.
_ANSWER_BYTES = 4_000_000
_ID_LINE = re.compile(rb"message-id:\s*<([^<>\s]{1,900})>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One lease message: its UID, who wrote it, when the server took it."""

    uid: int
    holder: str
    at: datetime


class Beside:
    """Each step opens a connection of its own, so that the inbox stays selected; empty folder names switch a thing off.

    Blocking; all steps raise MailboxError.
    """

    def __init__(self, mailbox: ImapMailbox, sent_folder: str = "", lease_folder: str = "", junk_folder: str = "") -> None:
        self._mailbox = mailbox
        self._junk = junk_folder
        self._sent = sent_folder
        self._lease = lease_folder

    @property
    def keeps_copies(self) -> bool:
        """Whether a sent folder is set."""
        return bool(self._sent)

    @property
    def leases(self) -> bool:
        """Whether a lease folder is set."""
        return bool(self._lease)

    def copy_sent(self, mails: Iterable[tuple[str, bytes]]) -> None:
        """Put copies of (Message-ID, bytes) into the sent folder, except those that the server filed there by itself."""
        with self._mailbox.aside(self._sent) as client:
            for message_id, raw in mails:
                if not self._holds(client, message_id):
                    filing.append(client, self._sent, raw)

    def sent_ids(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Return those Message-IDs whose mail lies in the sent folder."""
        with self._mailbox.aside(self._sent) as client:
            return frozenset(one for one in message_ids if self._holds(client, one))

    def sent_since(self, day: datetime, sender: str) -> tuple[str, ...]:
        """Return the Message-IDs of all mails of `sender` that came into the sent folder on that day or later."""
        with self._mailbox.aside(self._sent) as client:
            if not client.folder_exists(self._sent):
                return ()
            client.select_folder(self._sent, readonly=True)
            uids = client.search(["SINCE", day.date(), "FROM", sender])
            heads = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]) if uids else {}
            return tuple(found[1].decode("ascii", "replace") for items in heads.values() if (found := _ID_LINE.search(_header(items))))

    def _holds(self, client: Any, message_id: str) -> bool:
        if not client.folder_exists(self._sent):
            return False
        client.select_folder(self._sent, readonly=True)
        return bool(client.search(["HEADER", "Message-ID", message_id]))

    def junk_since(self, day: datetime) -> int:
        """Return how many mails came into the junk folder on that day or later; 0 where none is set."""
        if not self._junk:
            return 0
        with self._mailbox.aside(self._junk) as client:
            client.select_folder(self._junk, readonly=True)
            return len(client.search(["SINCE", day.date()]))

    def renew(self, holder: str) -> str | None:
        """Take or renew the lease for `holder`; return None if it has it, else who has it.

        Whoever wrote first keeps it: the folder's UIDs tell who that was, the server's clock when a lease has run out. A holder that
        slept longer than its lease finds the other's mark and yields.
        """
        with self._mailbox.aside(self._lease) as client:
            filing.append(client, self._lease, _lease_mail(holder))
            client.select_folder(self._lease)
            marks = _marks(client)
            own = [mark for mark in marks if mark.holder == holder]
            newest = max(mark.at for mark in marks)
            live = [mark for mark in marks if newest - mark.at <= LEASE]
            held = [mark for mark in live if mark.holder == holder][:-1]
            first = held[0].uid if held else own[-1].uid
            before = next((mark for mark in live if mark.holder != holder and mark.uid < first), None)
            old = own if before else own[:-1]
            filing.remove(client, [mark.uid for mark in (*old, *(mark for mark in marks if mark not in live and mark not in own))])
            return before.holder if before else None

    def release(self, holder: str) -> None:
        """Give the lease back."""
        with self._mailbox.aside(self._lease) as client:
            if client.folder_exists(self._lease):
                client.select_folder(self._lease)
                filing.remove(client, [mark.uid for mark in _marks(client) if mark.holder == holder])


def _marks(client: Any) -> list[_Mark]:
    """The lease messages that stand, in order of arrival."""
    uids = sorted(client.search(["UNDELETED"]))
    found = client.fetch(uids, ["INTERNALDATE", f"BODY.PEEK[HEADER.FIELDS ({_HOLDER})]"]) if uids else {}
    return [
        _Mark(uid, _header(found[uid]).partition(b":")[2].strip().decode("ascii", "replace"), found[uid][b"INTERNALDATE"])
        for uid in uids
        if uid in found and isinstance(found[uid].get(b"INTERNALDATE"), datetime)
    ]


def _header(items: dict[bytes, Any]) -> bytes:
    return next((value for key, value in items.items() if key.startswith(b"BODY[HEADER") and isinstance(value, bytes)), b"")


def _lease_mail(holder: str) -> bytes:
    words = "This message keeps a second Dispute Desk on this mailbox from sending. It is renewed and removed by the desk itself."
    return f"From: Dispute Desk <lease@desk.invalid>\r\nSubject: Dispute Desk is at work\r\n{_HOLDER}: {holder}\r\n\r\n{words}\r\n".encode()
