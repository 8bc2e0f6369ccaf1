"""An approved answer of which nobody knows whether it arrived: whoever said yes is told what is known and what settles it, once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.review.inert import one_line
from bot.review.receipt import tell
from bot.review.shown import moment
from bot.vocabulary.effects import Note
from bot.vocabulary.outgoing import StaffMail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.review.facts import RuleContext
    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.cases import Case, OutboxRow
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.policy import Policy

#: The event of the note that is kept with each such mail.
TOLD = "uncertain_told"
#: So many of these mails go to one person in a day; a server that breaks off over every answer would else flood them.
MOST_A_DAY = 5
_ANSWER_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the journal of a case says of one outgoing mail: who said yes to it, when its content began to leave, and whether it was told of."""

    by: str = ""
    at: datetime | None = None
    told: bool = False


def known(row: OutboxRow, entries: Iterable[JournalEntry]) -> Known:
    """Read it from the entries of the mail's case, in their order; contents that were erased say nothing."""
    by, at, told = "", None, False
    for entry in entries:
        content = json.loads(entry.content) if entry.content else {}
        match entry.kind:
            case "approval" if content.get("draft_id") == row.draft_id:
                by = content.get("by", "")
            case "send_data" if content.get("outbox_id") == row.id:
                at = datetime.fromisoformat(entry.at)
            case "note" if content.get("event") == TOLD:
                told = told or row.id in content.get("detail", "").split()
    return Known(by, at, told)


def whom(by: str, policy: Policy) -> str:
    """Return who is told: of those in whose name it was approved the last who may still decide, else the first approver."""
    voices = [voice for voice in reversed(by.split(" and ")) if voice in policy.approvers]
    return voices[0] if voices else policy.approvers[0]


def told(row: OutboxRow, case: Case, found: Known, nth: int, ctx: RuleContext, *, searched: bool) -> tuple[Effect, ...]:
    """Return the mail, with the note that says so. `nth` counts this person's of today, this one included; `searched`: the desk looks for it itself.

    The mail stands in no thread and carries no token, so that a reply to it can be taken for no approval.
    """
    to = whom(found.by, ctx.policy)
    note = Note(TOLD, case.id, f"{to} was told that nobody knows whether message {row.id} arrived.", to)
    yours = (
        "you approved"
        if to in found.by.split(" and ")
        else "approved on the command line"
        if found.by.startswith("command")
        else "approved"
    )
    when = moment(found.at or ctx.now, ctx.policy.timezone)
    heard = one_line(row.last_answer, _ANSWER_LENGTH)
    said = [
        f"The answer {yours} for {', '.join(row.recipients)} may have arrived, or not: the connection broke off while it was handed over "
        f"({when})." + (f' All that is known: "{heard}".' if heard else ""),
        "The desk will not send it again by itself. Please look among the sent mails or ask the client.",
        "If it did not arrive, this sends the same letter once more:",
        f"dispute-desk resend {row.id}",
        "If it arrived, or is not needed any more, this leaves it at that:",
        f"dispute-desk give-up {row.id}",
        "The desk looks into the sent folder too, every few minutes: if it is there, all is settled without you."
        if searched
        else "With sent_folder in [mailbox] the desk would look among the sent mails itself and settle what it finds there.",
        "A reply to this mail changes nothing.",
    ]
    if nth == MOST_A_DAY:
        said.append("More of these mails do not come today: `dispute-desk outbox` and the digest list the rest.")
    return (note, tell(StaffMail.ALERT, to, case, tuple(said), ctx, "nobody knows whether the answer arrived"))
