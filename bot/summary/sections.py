"""The digest's lists: what waits, what is late, held or in trouble, what came, what left, what was closed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.summary.wording import age, count, moment, money, safe
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.vocabulary.accounts import DigestFacts, HeldMail, MailLine, WaitingDraft
    from bot.vocabulary.cases import Case, OutboxRow
    from bot.vocabulary.policy import Policy

#: Rows shown per list; the total is always told.
MOST_ROWS = 12
#: Rows for each held mail that is named under its reason: with 12 rows per list 3 mails are named, with 3 rows none.
_ROWS_PER_NAMED = 4
#: What the button writes: the approver's own words that ask for a new request (a digest carries no token).
ASK_AGAIN = "Send the request again"

_TROUBLE = {
    OutboxState.UNCERTAIN: Reason.SEND_UNCERTAIN,
    OutboxState.REJECTED: Reason.SEND_REJECTED,
    OutboxState.BLOCKED: Reason.EGRESS_BLOCK,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list: a headline, lines beneath it, and a `mailto:` address with the button's phrase."""

    headline: str
    lines: tuple[str, ...] = ()
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list; `more` tells how many rows are not shown. `urgent` lists ask for a person, `whole` ones are never cut."""

    title: str
    rows: tuple[Row, ...]
    more: str = ""
    urgent: bool = False
    whole: bool = False


def sections(facts: DigestFacts, policy: Policy, now: datetime, most: int = MOST_ROWS) -> tuple[Section, ...]:
    """Return the lists that have rows, in the order a person needs them, each with at most `most` rows.

    Held mails and reason codes are told by reason, and no reason is ever left out.
    """
    zone = policy.timezone
    waiting = sorted(facts.waiting, key=lambda draft: draft.asked_at)
    overdue = sorted(facts.overdue, key=lambda case: (case.due_at or case.opened_at, case.id))
    unwanted = [mail for mail in facts.ignored_mails if mail.kind is Kind.SPAM]
    found = (
        _section("Waiting for your yes", [_waiting(draft, policy, now) for draft in waiting], urgent=True),
        _section("Overdue", [_overdue(case, zone, now) for case in overdue], urgent=True),
        _held(facts.held_mails, now, most // _ROWS_PER_NAMED),
        _section("Messages in trouble", [_troubled(row) for row in facts.troubled], urgent=True),
        _section("New disputes", [_case(case, f"opened {moment(case.opened_at, zone)}") for case in facts.new_cases]),
        _section("Mails from clients", [_mail(mail, zone) for mail in _further(facts)]),
        _section("Sent to clients", _sent(facts, zone)),
        _section("Closed", [_case(case, f"outcome {case.outcome.value}" if case.outcome else "") for case in facts.closed_cases]),
        _section("Taken for spam", [Row(_who(mail)) for mail in unwanted]),
        _section("Out of the ordinary", _codes(facts.by_reason), whole=True),
    )
    return tuple(_cut(section, most) for section in found if section.rows)


def _section(title: str, rows: Sequence[Row], *, urgent: bool = False, whole: bool = False) -> Section:
    return Section(f"{title} ({len(rows):,})", tuple(rows), urgent=urgent, whole=whole)


def _cut(section: Section, most: int) -> Section:
    if section.whole or len(section.rows) <= most:
        return section
    return replace(section, rows=section.rows[:most], more=f"and {len(section.rows) - most:,} more")


def _waiting(waiting: WaitingDraft, policy: Policy, now: datetime) -> Row:
    case, mail = waiting.case, waiting.draft.mail
    to = f"to {safe(mail.recipients[0])}" if mail.recipients else "to nobody yet: answer the request with SEND TO and an address"
    waits = age(waiting.asked_at, now)
    asked = f"asked {safe(waiting.approver)} {waits} ago" if waiting.approver else f"not asked yet (limit reached), waits {waits}"
    agreed = f"{safe(', '.join(waiting.draft.agreed), 120)} said yes, a second person must" if waiting.draft.agreed else ""
    rests = f"rests until {moment(waiting.draft.held_until, policy.timezone)}" if waiting.draft.held_until else ""
    told = tuple(each for each in (to, asked, agreed, rests) if each)
    subject = quote(f"[{case.id}] {ASK_AGAIN}")
    href = f"mailto:{quote(policy.desk_address, safe='@')}?subject={subject}&body={quote(ASK_AGAIN)}"
    return Row(_title(case), told, href, "Have the request sent again")


def _overdue(case: Case, zone: str, now: datetime) -> Row:
    due = f"due {moment(case.due_at, zone)}, {age(case.due_at, now)} ago" if case.due_at else ""
    return _case(case, due)


def _case(case: Case, extra: str) -> Row:
    causes = ", ".join(cause.value.replace("_", " ") for cause in case.causes)
    return Row(_title(case), _joined(causes, extra))


def _title(case: Case) -> str:
    who = safe(case.client_name or case.client_email, 60) or "unknown client"
    numbers = safe(", ".join(case.invoice_numbers), 60) or "invoice not known yet"
    amount = money(case.amount, case.currency)
    return f"[{case.id}] {who}: {numbers}{', ' + amount if amount else ''}"


def _held(mails: Sequence[HeldMail], now: datetime, named: int) -> Section:
    """Every reason with its count, its oldest mail and the cure; none is left out, only mails beyond the first few are."""
    groups: dict[Reason, list[HeldMail]] = defaultdict(list)
    for mail in sorted(mails, key=lambda mail: (mail.held_at, mail.mail_id)):
        groups[mail.reason].append(mail)
    rows = tuple(_held_for(reason, group, now, named) for reason, group in groups.items())
    return Section(f"Mails that need a look ({len(mails):,})", rows, urgent=True, whole=True)


def _held_for(reason: Reason, group: Sequence[HeldMail], now: datetime, named: int) -> Row:
    shown = tuple(
        f"mail {mail.mail_id}: {safe(mail.sender, 60) or 'an unreadable sender'}, {safe(mail.subject, 60) or 'no subject'}"
        for mail in group[:named]
    )
    rest = (f"{'and ' if named else ''}{len(group) - named:,} more: `dispute-desk held`",) if len(group) > named else ()
    head = f"{count(len(group), 'mail', 'mails')}, {reason.value}, the oldest {age(group[0].held_at, now)} old"
    return Row(head, (" ".join(SENTENCES[reason]), *shown, *rest))


def _troubled(row: OutboxRow) -> Row:
    sentence = " ".join(SENTENCES[_TROUBLE[row.state]]) if row.state in _TROUBLE else "It has not left yet and is tried again by itself."
    said = (f"The server said: {safe(row.last_answer)}",) if row.last_answer else ()
    case = f" ({row.case_id})" if row.case_id else ""
    return Row(f"{row.state.value.replace('_', ' ')}: message {safe(row.id)} to {safe(', '.join(row.recipients))}{case}", (sentence, *said))


def _mail(mail: MailLine, zone: str) -> Row:
    said = (mail.intent or mail.kind.value).replace("_", " ")
    return Row(_who(mail), _joined(said, f"case {mail.case_id}" if mail.case_id else "", moment(mail.received_at, zone)))


def _who(mail: MailLine) -> str:
    sender = safe(mail.sender, 60) or "an unreadable sender"
    by = "forwarded by " if mail.kind is Kind.STAFF_FORWARD else ""
    return f"{by}{sender}: {safe(mail.subject, 70) or 'no subject'}"


def _further(facts: DigestFacts) -> list[MailLine]:
    """The mails of clients without those that opened a new dispute: these are told already."""
    opened = {case.id for case in facts.new_cases}
    kept = []
    for mail in sorted(facts.client_mails, key=lambda mail: (mail.received_at, mail.mail_id)):
        if mail.case_id in opened:
            opened.remove(mail.case_id)
        else:
            kept.append(mail)
    return kept


def _sent(facts: DigestFacts, zone: str) -> list[Row]:
    """What left, about which case and invoice, to whom and when."""
    cases = {case.id: case for case in (*facts.open_cases, *facts.new_cases, *facts.closed_cases)}
    rows = []
    for row in facts.sent:
        to = f"to {safe(', '.join(row.recipients))}" if row.recipients else ""
        about = (
            _title(cases[row.case_id])
            if row.case_id in cases
            else f"case {row.case_id}"
            if row.case_id
            else to or "a mail whose contents were erased"
        )
        rows.append(Row(about, _joined(to if about != to else "", moment(row.sent_at, zone) if row.sent_at else "")))
    return rows


def _joined(*parts: str) -> tuple[str, ...]:
    """The parts that say something, as one line; no line where none does."""
    line = "; ".join(part for part in parts if part)
    return (line,) if line else ()


def _codes(by_reason: Iterable[tuple[str, int]]) -> list[Row]:
    """One row per reason code of the window, the most frequent first."""
    return [Row(f"{number:,} {code}", _sentence(code)) for code, number in sorted(by_reason, key=lambda row: (-row[1], row[0]))]


def _sentence(code: str) -> tuple[str, ...]:
    return (SENTENCES[Reason(code)][0],) if code in Reason.__members__ else ()
