"""The digest's first line, which says whether anybody must do anything, and the notices beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.summary.wording import count, day, safe

if TYPE_CHECKING:
    from datetime import date

    from bot.vocabulary.accounts import DigestFacts

#: Things to do that the subject names; an inbox shows no more of it.
_IN_SUBJECT = 2
#: Days without a digest that are named one by one; more are told as a span.
_NAMED_DAYS = 5


def to_do(facts: DigestFacts) -> tuple[str, ...]:
    """Return what a person must look at, most pressing first; empty when nobody must do anything."""
    late, held, troubled = len(facts.overdue), len(facts.held_mails), len(facts.troubled)
    parts = (
        f"{count(len(facts.waiting), 'answer waits', 'answers wait')} for you" if facts.waiting else "",
        count(late, "dispute is late", "disputes are late") if late else "",
        count(held, "mail needs a look", "mails need a look") if held else "",
        f"{count(troubled, 'message is', 'messages are')} in trouble" if troubled else "",
        "sending is paused" if facts.paused else "",
    )
    return tuple(part for part in parts if part)


def headline(facts: DigestFacts, *, quiet: bool) -> str:
    """Return the first line; `quiet` tells that nothing below it happened in the window."""
    found = to_do(facts)
    if found:
        line = ", ".join(found)
        ending = "nothing was lost" if adds_up(facts) else "the count of mails does not add up, see the end"
        return f"{line[0].upper()}{line[1:]}; {ending}."
    still_open = f"{count(len(facts.open_cases), 'dispute is', 'disputes are')} open" if facts.open_cases else ""
    if quiet and not facts.fetched:
        return f"A quiet day: nothing came and nothing waits for you{'; ' + still_open if still_open else ''}."
    return f"Nothing waits for you{'; ' + still_open if still_open else ''}."


def subject(facts: DigestFacts, on: date) -> str:
    """Return the subject: what is to be done, then the day."""
    found = to_do(facts)
    more = " and more" if len(found) > _IN_SUBJECT else ""
    line = ", ".join(found[:_IN_SUBJECT]) + more or "nothing waits for you"
    return f"{line[0].upper()}{line[1:]} - disputes of {day(on)}"


def adds_up(facts: DigestFacts) -> bool:
    """Return whether fetched = handled + held + ignored."""
    return facts.fetched == facts.handled + facts.held + facts.ignored


def notices(facts: DigestFacts) -> tuple[str, ...]:
    """Return what is unusual about this digest or the desk, one sentence each."""
    found = [safe(notice, 400) for notice in facts.notices]
    if facts.paused:
        found.append("Sending is paused: nothing leaves until `dispute-desk resume`.")
    if facts.history:
        kept = count(facts.history, "mail from before the start was", "mails from before the start were")
        found.append(f"{kept} kept and not answered.")
    if facts.skipped_dates:
        found.append(f"There was no digest on {_days(facts.skipped_dates)}; this one covers that time too.")
    if facts.unread:
        found.append(f"{count(facts.unread, 'mail is', 'mails are')} kept and not processed yet.")
    return tuple(found)


def _days(dates: tuple[date, ...]) -> str:
    if len(dates) <= _NAMED_DAYS:
        return ", ".join(map(day, dates))
    return f"{count(len(dates), 'day', 'days')} from {day(dates[0])} to {day(dates[-1])}"
