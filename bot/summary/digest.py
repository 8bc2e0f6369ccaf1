"""The daily digest: first whether anybody must do anything, then what waits, what happened, the picture, the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import __version__
from bot.rendering import Rendered, render
from bot.summary import figures
from bot.summary.headline import adds_up, headline, notices, subject
from bot.summary.sections import MOST_ROWS, sections
from bot.summary.wording import count, moment, money
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.vocabulary.accounts import DigestFacts
    from bot.vocabulary.policy import Policy

#: Rows per list that are tried until the page is small enough; Gmail clips what is longer than about 102 KB.
_ROWS = (MOST_ROWS, 6, 3, 1)
_MOST_BYTES = 96 * 1024

#: Characters of the journal's head that a person compares by eye; the whole head stands beside them.
SHORT_HEAD = 12

_SHADOW = "Shadow mode: answers to clients are approved and kept, and handed to nobody ([outgoing] shadow)."


def window(facts: DigestFacts, last_on: date | None, today: date) -> DigestFacts:
    """Add the local dates between the last digest and today that had none."""
    if last_on is None:
        return facts
    missing = tuple(last_on + timedelta(days=days) for days in range(1, (today - last_on).days))
    return replace(facts, skipped_dates=missing)


def digest(facts: DigestFacts, policy: Policy, now: datetime, message_id: str) -> Outgoing:
    """Return the digest as a mail to all of [people] digest; the same facts give the same mail. It carries no token.

    `now` is aware; days and hours are told in the desk's zone.
    """
    filled = _filled(facts, policy, now)
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


def _filled(facts: DigestFacts, policy: Policy, now: datetime) -> Rendered:
    """The longest form that no mail program clips."""
    filled = render("digest", "en", _values(facts, policy, now, _ROWS[0]))
    for most in _ROWS[1:]:
        if len(filled.html.encode()) <= _MOST_BYTES:
            break
        filled = render("digest", "en", _values(facts, policy, now, most))
    return filled


def _values(facts: DigestFacts, policy: Policy, now: datetime, most: int) -> dict[str, Any]:
    lists, noticed = sections(facts, policy, now, most), notices(facts)
    noticed = (*noticed, *((_SHADOW,) if policy.shadow else ()))
    quiet = not lists and not noticed
    return {
        "subject": subject(facts, now.astimezone(ZoneInfo(policy.timezone)).date()),
        "headline": headline(facts, quiet=quiet),
        "notices": noticed,
        "sections": lists,
        **_picture(replace(facts, open_cases=()) if quiet else facts, now),
        **_account(facts, policy),
    }


def _picture(facts: DigestFacts, now: datetime) -> dict[str, Any]:
    right, judged = figures.validity(facts.closed_cases)
    return {
        "open_cases": f"{len(facts.open_cases):,}",
        "causes": figures.by_cause(facts.open_cases),
        "ages": figures.by_age(facts.open_cases, now),
        "amounts": tuple(
            (money(total, currency), count(cases, "case", "cases")) for currency, total, cases in figures.amounts(facts.open_cases)
        ),
        "hours": figures.hours_to_acknowledge(facts.acknowledge_hours),
        "acknowledged": count(len(facts.acknowledge_hours), "answer", "answers"),
        "validity": f"{right:,} of {judged:,}" if judged else "",
    }


def _account(facts: DigestFacts, policy: Policy) -> dict[str, Any]:
    told = f"{facts.fetched:,} fetched = {facts.handled:,} handled + {facts.held:,} held + {facts.ignored:,} ignored"
    return {
        "account": (
            told if adds_up(facts) else f"{told}: THIS DOES NOT ADD UP, please run `dispute-desk verify`",
            f"Mails of ours that bounced: {facts.bounces:,}",
            f"Told: {moment(facts.from_at, policy.timezone)} to {moment(facts.until_at, policy.timezone)}, {policy.timezone}",
            f"Journal: {count(facts.chain_length, 'entry', 'entries')}, head {facts.chain_head[:SHORT_HEAD] or 'none yet'}",
        ),
        "head": facts.chain_head,
        "version": f"Dispute Desk {__version__}",
    }
