from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.review.panel import in_favour, to_ask, told, voices
from tests.review.desk import ANA, BEN, CASE, POLICY, context, draft

CARL = "carl@northlight.example"
HEAVY = context(policy=replace(POLICY, approvers=(ANA, BEN, CARL), second_above=Decimal("5000.50")), weighty=lambda _draft, _case: True)


def test_one_voice_is_enough_below_the_limit() -> None:
    assert voices(draft(), CASE, context()) == 1
    assert to_ask(draft(), CASE, BEN, context()) == (BEN,)
    assert told(draft(), CASE, ANA, context()) == ""


@pytest.mark.parametrize(
    ("first", "agreed", "asked"),
    [(ANA, (), (ANA, BEN)), (CARL, (), (CARL, ANA)), (ANA, (BEN,), (ANA,)), (ANA, (ANA,), (BEN,)), (ANA, ("gone@x.example",), (ANA, BEN))],
)
def test_above_it_two_different_people_are_asked(first: str, agreed: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert to_ask(replace(draft(), agreed=agreed), CASE, first, HEAVY) == asked


def test_a_voice_of_somebody_removed_counts_no_more_and_one_of_the_command_line_does() -> None:
    agreed = replace(draft(), agreed=(ANA, "gone@x.example", "command line (ana)"))
    assert in_favour(agreed, (ANA, BEN)) == (ANA, "command line (ana)")


def test_each_is_told_about_the_other() -> None:
    assert told(draft(), CASE, ANA, HEAVY) == f"More than 5,000.50 is at stake, so two people must say yes: {BEN} is asked as well."
    assert told(replace(draft(), agreed=(ANA,)), CASE, BEN, HEAVY).endswith(f"{ANA} has said yes already.")
