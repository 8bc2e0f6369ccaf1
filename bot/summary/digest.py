"""The daily digest: first whether anybody must do anything, then what waits, what happened, the picture, the proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot import __version__
from bot.rendering import render
from bot.summary import figures
from bot.summary.wording import age, count, moment, money, safe
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.vocabulary.accounts import DigestFacts, HeldMail, MailLine, WaitingDraft
    from bot.vocabulary.cases import Case, OutboxRow
    from bot.vocabulary.policy import Policy

#: Rows shown per section; the total is always told. Keeps the mail under the 102 KB at which Gmail clips.
MOST_ROWS = 12
_TROUBLE = {
    OutboxState.UNCERTAIN: Reason.SEND_UNCERTAIN,
    OutboxState.REJECTED: Reason.SEND_REJECTED,
    OutboxState.BLOCKED: Reason.EGRESS_BLOCK,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a section: a headline, lines beneath it, and a `mailto:` address with the button's phrase."""

    headline: str
    lines: tuple[str, ...] = ()
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list, capped; `more` says how many are not shown."""

    title: str
    rows: tuple[Row, ...]
    more: str = ""


def window(facts: DigestFacts, last_on: date | None, today: date) -> DigestFacts:
    """Add the local dates between the last digest and today that had none."""
    if last_on is None:
        return facts
    missing = tuple(last_on + timedelta(days=days) for days in range(1, (today - last_on).days))
    return replace(facts, skipped_dates=missing)


def digest(facts: DigestFacts, policy: Policy, now: datetime, message_id: str) -> Outgoing:
    """Return the digest as a mail to all of [people] digest; the same facts give the same mail. It carries no token."""
    local = now.astimezone(ZoneInfo(policy.timezone))
    headline = _headline(facts)
    values = {
        "day": f"{local:%a} {local.day} {local:%b}",
        "headline": headline,
        "notices": _notices(facts),
        "sections": tuple(section for section in _sections(facts, policy, now) if section.rows),
        "causes": figures.by_cause(facts.open_cases),
        "ages": figures.by_age(facts.open_cases, now),
        "amounts": tuple(
            f"{money(total, currency)} in {count(number, 'case', 'cases')}" for currency, total, number in figures.amounts(facts.open_cases)
        ),
        "hours": figures.hours_to_acknowledge(facts.acknowledge_hours),
        "acknowledged": len(facts.acknowledge_hours),
        "arithmetic": f"{facts.fetched} fetched = {facts.handled} handled + {facts.held} held + {facts.ignored} ignored",
        "ignored": _ignored(facts),
        "bounces": facts.bounces,
        "head": facts.chain_head,
        "entries": facts.chain_length,
        "window": f"{moment(facts.from_at, policy.timezone)} to {moment(facts.until_at, policy.timezone)} ({policy.timezone})",
        "version": __version__,
    }
    filled = render("digest", "en", values)
    return Outgoing(
        audience=Audience.STAFF,
        recipients=policy.digest,
        sender_name=policy.desk_name,
        sender_email=policy.desk_address,
        subject=filled.subject,
        text=filled.text,
        html=filled.html,
        message_id=message_id,
        staff_mail=StaffMail.DIGEST,
    )


def _headline(facts: DigestFacts) -> str:
    """The first line: must anybody do anything?"""
    parts = []
    if facts.waiting:
        parts.append(f"{count(len(facts.waiting), 'answer waits', 'answers wait')} for you")
    if facts.held_mails:
        parts.append(f"{count(len(facts.held_mails), 'mail needs', 'mails need')} a look")
    if facts.overdue:
        parts.append(f"{len(facts.overdue)} late")
    if facts.troubled:
        parts.append(f"{count(len(facts.troubled), 'message', 'messages')} in trouble")
    if parts:
        return f"{', '.join(parts)}; nothing was lost."
    return "Nothing waits for you." if facts.fetched or facts.open_cases else "A quiet day: nothing came and nothing waits."


def _notices(facts: DigestFacts) -> tuple[str, ...]:
    found = list(facts.notices)
    if facts.paused:
        found.append("Sending is paused: nothing leaves until `dispute-desk resume`.")
    if facts.history:
        found.append(
            f"{count(facts.history, 'mail', 'mails')} from before the start {'was' if facts.history == 1 else 'were'} kept for threading and not answered."
        )
    if facts.skipped_dates:
        days = ", ".join(day.isoformat() for day in facts.skipped_dates[-MOST_ROWS:])
        found.append(f"There was no digest on {days}: the desk was not running. This one covers those days.")
    if facts.unread:
        found.append(f"{count(facts.unread, 'mail is', 'mails are')} kept and not processed yet.")
    return tuple(found)


def _ignored(facts: DigestFacts) -> str:
    named = ", ".join(f"{number} {code}" for code, number in facts.by_reason)
    return f"Reasons: {named}" if named else ""


def _sections(facts: DigestFacts, policy: Policy, now: datetime) -> Iterable[Section]:
    zone = policy.timezone
    waiting = sorted(facts.waiting, key=lambda draft: draft.asked_at)
    yield _section("Waiting for your yes", [_waiting(draft, policy, now) for draft in waiting])
    yield _section("Overdue", [_case(case, zone, f"due {moment(case.due_at, zone)}" if case.due_at else "") for case in facts.overdue])
    yield _section("Mails that need a look", [_held(mail, now) for mail in facts.held_mails])
    yield _section("Messages in trouble", [_troubled(row) for row in facts.troubled])
    yield _section("New disputes", [_case(case, zone, "") for case in facts.new_cases])
    yield _section("Mails from clients", [_mail(mail) for mail in facts.client_mails])
    yield _section("Sent to clients", [_sent(row, zone) for row in facts.sent])
    yield _section("Closed", [_case(case, zone, f"outcome {case.outcome.value}" if case.outcome else "") for case in facts.closed_cases])


def _section(title: str, rows: Sequence[Row]) -> Section:
    more = f"and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    return Section(f"{title} ({len(rows)})", tuple(rows[:MOST_ROWS]), more)


def _waiting(waiting: WaitingDraft, policy: Policy, now: datetime) -> Row:
    case, mail = waiting.case, waiting.draft.mail
    to = mail.recipients[0] if mail.recipients else "nobody yet: reply with an address"
    asked = (
        f"asked {waiting.approver} {age(waiting.asked_at, now)} ago"
        if waiting.approver
        else f"not asked yet (limit reached), waits {age(waiting.asked_at, now)}"
    )
    subject = quote(f"[{case.id}] please send the request again")
    href = f"mailto:{quote(policy.desk_address, safe='@+')}?subject={subject}&body=status"
    return Row(_title(case), (f"to {safe(to)}; {asked}",), href, "Ask where this stands")


def _case(case: Case, zone: str, extra: str) -> Row:
    causes = ", ".join(cause.value.replace("_", " ") for cause in case.causes)
    line = "; ".join(part for part in (causes, extra or f"opened {moment(case.opened_at, zone)}") if part)
    return Row(_title(case), (line,))


def _title(case: Case) -> str:
    numbers = ", ".join(case.invoice_numbers) or "invoice not known yet"
    amount = money(case.amount, case.currency)
    return f"[{case.id}] {safe(case.client_name or case.client_email, 60)}: {safe(numbers, 60)}{', ' + amount if amount else ''}"


def _held(mail: HeldMail, now: datetime) -> Row:
    sentence, cure = SENTENCES[mail.reason]
    who = f"mail {mail.mail_id} from {safe(mail.sender, 60) or 'an unreadable sender'}: {safe(mail.subject, 60) or 'no subject'}"
    return Row(f"{mail.reason.value}, {age(mail.held_at, now)} old", (who, f"{sentence} {cure}"))


def _troubled(row: OutboxRow) -> Row:
    sentence, cure = SENTENCES[_TROUBLE.get(row.state, Reason.SEND_REJECTED)]
    if row.state is OutboxState.DEFERRED:
        sentence, cure = "It could not be handed over yet.", "It is tried again by itself."
    lines = (f"{sentence} {cure}", *((f"The server said: {safe(row.last_answer)}",) if row.last_answer else ()))
    return Row(f"{row.state.value}: message {row.id} to {safe(', '.join(row.recipients))}", lines)


def _mail(mail: MailLine) -> Row:
    said = mail.intent.replace("_", " ") or mail.kind.value.replace("_", " ")
    return Row(
        f"{safe(mail.sender, 60)}: {safe(mail.subject, 70) or 'no subject'}", (f"{said}{', case ' + mail.case_id if mail.case_id else ''}",)
    )


def _sent(row: OutboxRow, zone: str) -> Row:
    when = moment(row.sent_at, zone) if row.sent_at else ""
    return Row(f"to {safe(', '.join(row.recipients))}", (f"{when}{', case ' + row.case_id if row.case_id else ''}",))
