"""Replies as people write them, with their signatures, footers and devices: read and ruled on as a whole, nothing applied.

The rule of what counts as a yes is strict, so two figures matter: no yes where there is none (not one), and how many are understood.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import journey, opening
from bot.minting import RandomMint
from bot.vocabulary.effects import QueueMail
from bot.vocabulary.outgoing import Audience
from tests.journeys import habits
from tests.journeys.habits import Reply
from tests.journeys.stage import HOUR, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.vocabulary.effects import Decision

PEOPLE: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("approver_people.jsonl").read_text("utf-8").splitlines()
]
#: Understood, of those that are not one of the unmistakable answers.
FLOOR = 0.93


@pytest.fixture(scope="module")
def ruled(asked: Stage) -> Iterator[Callable[[Reply], Decision]]:
    """How a reply to the waiting request would be decided now."""
    request, now = asked.requests()[-1], asked.now + HOUR
    with opening.store_of(asked.settings) as store:
        policy = opening.policy_of(asked.settings, store, now)
        day = datetime(now.year, now.month, now.day, tzinfo=UTC)

        def rule(reply: Reply) -> Decision:
            reading = journey.read(habits.written(request, reply, now - timedelta(minutes=5)), policy)
            dossier = store.answer(journey.ask(reading), 0, now, day)
            mint = RandomMint("northlight.example", dossier.next_case)
            return journey.decide(reading, dossier, journey.Desk(policy, now, mint, store.foreign_numbers, store.invoice_totals))

        yield rule


def reply_of(case: dict[str, Any]) -> Reply:
    return Reply(**{name: value for name, value in case.items() if name in Reply.__dataclass_fields__})


def test_people_are_understood_as_the_rule_says(ruled: Callable[[Reply], Decision]) -> None:
    found = {case["id"]: ruled(reply_of(case)) for case in PEOPLE}
    wrong = {case["id"]: found[case["id"]].report.command for case in PEOPLE if found[case["id"]].report.command != case["then"]}
    assert len(wrong) <= (1 - FLOOR) * len(PEOPLE), wrong
    missed = [case["id"] for case in PEOPLE if case["then"] == "approve" and case["id"] in wrong]
    assert missed == []


@pytest.mark.parametrize("case", [case for case in PEOPLE if case["then"] != "approve"], ids=lambda case: str(case["id"]))
def test_nothing_leaves_without_a_yes(case: dict[str, Any], ruled: Callable[[Reply], Decision]) -> None:
    decision = ruled(reply_of(case))
    assert not [e for e in decision.effects if isinstance(e, QueueMail) and e.mail.audience is Audience.CLIENT]
