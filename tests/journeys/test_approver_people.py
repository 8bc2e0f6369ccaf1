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

#: By file: replies of many kinds, those somebody wrote who saw no code (`then` is a list where the rule leaves it open), and those
#: where a yes stands above what looks like a signature and limits it, or is one.
SETS: dict[str, list[dict[str, Any]]] = {
    path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for path in sorted(Path(__file__).parent.glob("approver_people*.jsonl"))
}
#: Replies with jokes, dialects, slips and villages around their yes, and limits dressed as parts of a signature: some are asked back.
ODD: dict[str, list[dict[str, Any]]] = {
    path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for path in sorted(Path(__file__).parent.glob("approver_odd*.jsonl"))
}
PEOPLE = [case for cases in (SETS | ODD).values() for case in cases]
#: Understood, of those that are not one of the unmistakable answers; and of all among the odd ones.
FLOOR, ODD_FLOOR = 0.97, 0.9


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


ORDERS = [json.loads(line) for line in (Path(__file__).parents[1] / "review" / "orders.jsonl").read_text("utf-8").splitlines()]
#: Programs that mark what they quote.
MARKING = [name for name in habits.PROGRAMS if name != "unmarked"]


def test_commands_of_six_languages_are_read_from_any_program(ruled: Callable[[Reply], Decision]) -> None:
    for number, case in enumerate(ORDERS):
        program = MARKING[number % len(MARKING)]
        assert ruled(Reply(words=case["words"], program=program)).report.command == case["kind"], (case["words"], program)


def reply_of(case: dict[str, Any]) -> Reply:
    return Reply(**{name: value for name, value in case.items() if name in Reply.__dataclass_fields__})


def allowed(case: dict[str, Any]) -> list[str]:
    return case["then"] if isinstance(case["then"], list) else [case["then"]]


@pytest.mark.parametrize("name", SETS)
def test_people_are_understood_as_the_rule_says(name: str, ruled: Callable[[Reply], Decision]) -> None:
    found = {case["id"]: ruled(reply_of(case)).report.command for case in SETS[name]}
    wrong = {case["id"]: found[case["id"]] for case in SETS[name] if found[case["id"]] not in allowed(case)}
    assert len(wrong) <= (1 - FLOOR) * len(SETS[name]), wrong
    missed = [case["id"] for case in SETS[name] if case["then"] == "approve" and case["id"] in wrong]
    assert missed == []


@pytest.mark.parametrize("name", ODD)
def test_odd_people_are_mostly_understood(name: str, ruled: Callable[[Reply], Decision]) -> None:
    wrong = [case["id"] for case in ODD[name] if ruled(reply_of(case)).report.command not in allowed(case)]
    assert len(wrong) <= (1 - ODD_FLOOR) * len(ODD[name]), wrong


@pytest.mark.parametrize("case", [case for case in PEOPLE if "approve" not in allowed(case)], ids=lambda case: str(case["id"]))
def test_nothing_leaves_without_a_yes(case: dict[str, Any], ruled: Callable[[Reply], Decision]) -> None:
    decision = ruled(reply_of(case))
    assert not [e for e in decision.effects if isinstance(e, QueueMail) and e.mail.audience is Audience.CLIENT]
