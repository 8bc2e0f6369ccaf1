"""What every store must agree on, as pure functions: history, the digest's three columns, the moves of the outbox."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.errors import StoreError
from bot.vocabulary.cases import ApprovalToken, Case, Draft, OutboxState
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.dossier import TokenRecord
from bot.vocabulary.effects import Agree, Decision, DraftReply, FileMail, Hold, OpenCase, PutOff, Remind
from bot.vocabulary.labels import IGNORED_KINDS, Kind
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.vocabulary.doors import Arrival
    from bot.vocabulary.effects import Effect

#: Lists of a Dossier are cut here (`bot.vocabulary.dossier`).
MOST_LISTED = 50
#: Cases in a Dossier at most.
MOST_CASES = 200
#: Invoices of one writer's clients in a Dossier at most, newest first; those whose total is mentioned come on top.
MOST_INVOICES = 200
#: States from which a person may send a mail again, and give one up.
RESENDABLE = (OutboxState.UNCERTAIN, OutboxState.REJECTED, OutboxState.GIVEN_UP)
GIVE_UP_ABLE = (OutboxState.UNCERTAIN, OutboxState.DEFERRED, OutboxState.REJECTED)
#: States the digest shows as trouble.
TROUBLED = (OutboxState.UNCERTAIN, OutboxState.REJECTED, OutboxState.BLOCKED)
#: States in which a mail waits to be sent, and those of an attempt under way.
DUE = (OutboxState.QUEUED, OutboxState.DEFERRED)
ON_ITS_WAY = (OutboxState.SENDING_DIALOGUE, OutboxState.SENDING_DATA)
#: The reason code that a state is counted under in the digest.
TROUBLE_CODES = {OutboxState.UNCERTAIN: "SEND_UNCERTAIN", OutboxState.REJECTED: "SEND_REJECTED"}
#: States that count as handed over for the limits.
HANDED = (OutboxState.SENDING_DIALOGUE, OutboxState.SENDING_DATA, OutboxState.SENT, OutboxState.UNCERTAIN)
#: The answer kept with an approval mail that nobody needs to read any more.
WITHDRAWN = "withdrawn: its draft was decided before it left"


def was_there(arrival: Arrival, first_uidvalidity: int, first_uidnext: int, *, in_first_keys: bool, first_done: bool) -> bool:
    """Return whether a mail was in the folder at the first start.

    After a renumbering this can no longer be seen; then every mail of the first day is known by its bytes if all of them were
    read before (`first_done`), else it counts as having been there: the desk never answers history.
    """
    if in_first_keys:
        return True
    if arrival.uidvalidity != first_uidvalidity:
        return not first_done
    return arrival.key.isdecimal() and int(arrival.key) < first_uidnext


def column(kind: Kind, reason: Reason | None) -> str:
    """Return `held`, `ignored` or `handled`: the one column of the digest that a settled mail counts in."""
    if kind is Kind.HELD:
        return "held"
    return "ignored" if kind in IGNORED_KINDS or reason is Reason.BEFORE_SINCE else "handled"


def in_order(mail_id: int, decision: Decision) -> list[Effect]:
    """Return the effects with those first that others build upon.

    A mail that nothing settles is settled by the report; a mail held without a reason gets one, so that it can be listed.
    """
    first = {FileMail: 0, OpenCase: 1, DraftReply: 2}
    effects = sorted(map(_with_reason, decision.effects), key=lambda effect: first.get(type(effect), 3))
    if mail_id and not any(isinstance(effect, (FileMail, Hold)) for effect in effects):
        effects.insert(0, _with_reason(FileMail(decision.report.kind, decision.report.reason, decision.report.case_id)))
    return effects


def _with_reason(effect: Effect) -> Effect:
    if isinstance(effect, FileMail) and effect.kind is Kind.HELD and effect.reason is None:
        return replace(effect, reason=Reason.PARSE_CRASH)
    return effect


def after(outcome: SendOutcome, audience: Audience, *, repeated: bool, wanted: bool) -> OutboxState:
    """Return where a handed-over mail stands. `repeated`: it was queued once more already; `wanted`: somebody may still need it."""
    match outcome.result:
        case SendResult.SENT:
            return OutboxState.SENT
        case SendResult.REJECTED:
            return OutboxState.REJECTED
        case SendResult.DEFERRED:
            return OutboxState.DEFERRED if wanted else OutboxState.GIVEN_UP
        case SendResult.UNCERTAIN:
            return after_doubt(audience, repeated=repeated, wanted=wanted)


def after_doubt(audience: Audience, *, repeated: bool, wanted: bool) -> OutboxState:
    """Return where a mail of unknown fate goes: to clients it waits for a person, to staff it is sent once more."""
    if not wanted:
        return OutboxState.GIVEN_UP
    return OutboxState.QUEUED if audience is Audience.STAFF and not repeated else OutboxState.UNCERTAIN


def answer_line(outcome: SendOutcome) -> str:
    """Return the server's words with the recipients it refused, as one line."""
    line = " ".join(outcome.answer.split())
    return f"{line}; refused: {', '.join(outcome.refused)}" if outcome.refused else line


def end_of_day(day: date, zone: str) -> datetime:
    """Return the last moment of a local date (one second before midnight) in UTC; `zone` is an IANA name."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC) - timedelta(seconds=1)


def need_next(outcome: SendOutcome, next_at: datetime | None) -> None:
    """Raise StoreError where a deferred mail has no time for its next try."""
    if outcome.result is SendResult.DEFERRED and next_at is None:
        raise StoreError("a deferred mail needs the time of its next try; this is a fault of the program")


def unique(items: Sequence[str]) -> list[str]:
    """Return the non-empty items once each, at most MOST_LISTED."""
    return list(dict.fromkeys(filter(None, items)))[:MOST_LISTED]


def case_number(case_id: str) -> int:
    """Return 42 for `D-0042`; raises StoreError for anything else."""
    number = case_id.removeprefix("D-")
    if not (case_id.startswith("D-") and number.isascii() and number.isdecimal()):
        raise StoreError(f"{case_id!r} is not a case id; this is a fault of the program")
    return int(number)


def unasked(draft: Draft, case: Case) -> TokenRecord:
    """Return the record of a draft that waits without any request: nobody's token, which never expires and opens nothing."""
    never = datetime.max.replace(tzinfo=UTC)
    return TokenRecord(ApprovalToken("", draft.id, draft.hash, "", "", draft.created_at, never), draft, case)


def noted(draft: Draft, effect: Agree | Remind | PutOff) -> Draft:
    """Return the draft with what an effect remembers about it; its mail and its hash stay. Raises StoreError for another hash."""
    match effect:
        case Agree():
            if effect.draft_hash != draft.hash:
                raise StoreError(f"draft {draft.id} is not the one that was agreed to")
            return replace(draft, agreed=tuple(dict.fromkeys((*draft.agreed, effect.by))))
        case Remind():
            return replace(draft, reminded=effect.step)
        case PutOff():
            return replace(draft, held_until=effect.until, reminded=0)


class DigestCounts:
    """The digest's arithmetic: every mail is added once and falls into exactly one column."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.columns: Counter[str] = Counter()
        self.by_reason: Counter[str] = Counter()
        self.history = 0

    @property
    def fetched(self) -> int:
        """All mails added; the sum of the columns by construction."""
        return self.columns.total()

    def add(self, kind: Kind, reason: Reason | None, number: int = 1) -> None:
        """Add so many mails of that kind and reason."""
        self.columns[column(kind, reason)] += number
        if reason is not None:
            self.by_reason[reason.value] += number
        if reason is Reason.BEFORE_SINCE:
            self.history += number


#: Journal kinds that a digest repeats as a sentence when they concern no case.
NOTABLE = ("note", "mailbox_renumbered", "erasure", "erasure_refused")

#: Events of notes that every digest repeats for this many days: what a person should change, and can any day.
STANDING, STANDING_DAYS = ("no_dmarc",), 30

#: Events of notes about a case that a digest repeats as a sentence; beyond so many they are counted.
ENDED, MOST_ENDED = "draft_expired", 5


def ended(content: str) -> bool:
    """Tell whether a note says that a request ran out."""
    return bool(json.loads(content)["event"] == ENDED)


def notices(entries: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sentences for notable entries, (kind, content) each, in order and once."""
    over = [content for kind, content in entries if kind == "note" and ended(content)]
    told = [notice(kind, content) for kind, content in entries if content not in over[MOST_ENDED:]]
    more = len(over) - MOST_ENDED
    told += (
        [f"{_count(over[MOST_ENDED:], 'more request')} ran out unanswered; nothing was sent (`dispute-desk cases`)."] if more > 0 else []
    )
    return tuple(dict.fromkeys(told))


def standing(content: str) -> bool:
    """Tell whether a note is one of those."""
    return json.loads(content)["event"] in STANDING


def notice(kind: str, content: str) -> str:
    """Return the sentence for a notable journal entry."""
    told = json.loads(content)
    if kind == "mailbox_renumbered":
        return f"The mail server renumbered the mailbox; {told['matched']} mails were recognised by their bytes."
    if kind == "erasure":
        return f"Erased: {_count(told['cases'], 'case')}, {_count(told['mails'], 'mail')} ({told['why']})."
    return str(told["why"] if kind == "erasure_refused" else told["detail"])


def _count(items: Sequence[object], one: str) -> str:
    return f"{len(items)} {one if len(items) == 1 else one + 's'}"


def hours_between(start: datetime, end: datetime) -> Decimal:
    """Return the hours from start to end with two decimals."""
    return (Decimal((end - start) // timedelta(seconds=1)) / 3600).quantize(Decimal("0.01"))
