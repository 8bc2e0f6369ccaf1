"""Shadow mode: answers to clients are decided, approved and recorded as ever, and handed to nobody; our own people get their mails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.vocabulary.doors import SendOutcome, SendResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.vocabulary.doors import OutgoingBox

#: What stands in the outbox, the journal and the dossier where a server's answer would.
KEPT = "shadow mode: kept here, handed to nobody"


@dataclass(slots=True)
class ShadowBox:
    """An OutgoingBox before another one: only mails whose every recipient is one of `people` (lower case) reach that one."""

    box: OutgoingBox
    people: frozenset[str]

    async def send(
        self, outbox_id: str, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]
    ) -> SendOutcome:
        """Hand over a mail to our own people; say of any other that it was kept."""
        if all(to.lower() in self.people for to in recipients):
            return await self.box.send(outbox_id, sender, recipients, raw, before_data)
        before_data()
        return SendOutcome(SendResult.SENT, KEPT)

    async def arrived(self, outbox_id: str) -> bool | None:
        """Ask the box behind."""
        return await self.box.arrived(outbox_id)

    async def close(self) -> None:
        """Close the box behind."""
        await self.box.close()
