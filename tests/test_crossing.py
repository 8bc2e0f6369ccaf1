"""What crosses the border between two processes arrives as it was, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing.reduction import ForkingPickler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import crossing, journey
from bot.sandbox import Unreadable
from bot.vocabulary import books, claim, mail, policy, reading
from bot.vocabulary.policy import Policy
from bot.vocabulary.reading import Reading
from bot.vocabulary.reasons import Reason

RAW = b"""From: Tom <tom@client.example>\r\nTo: disputes@desk.example\r\nDate: Tue, 6 Oct 2026 09:00:00 +0200\r\n\
Subject: Invoice INV-1\r\n\r\nInvoice INV-1 of 3 May is wrong: 2 hours at 85.00 EUR are 170.00, not 180.00.\r\n\r\n> You owe us.\r\n"""
KINDS: list[type[Any]] = [
    kind
    for module in (books, claim, mail, policy, reading)
    for kind in vars(module).values()
    if is_dataclass(kind) and isinstance(kind, type)
]


def over(value: object) -> object:
    """Return the value as it arrives: multiprocessing writes with this."""
    return ForkingPickler.loads(ForkingPickler.dumps(value))


def test_a_reading_and_a_policy_arrive_as_they_were() -> None:
    found = journey.read(RAW, Policy())
    assert found.mentions.amounts
    assert over([found]) == [found]
    ours = Policy(approvers=("ana@desk.example",), second_above=Decimal("1.50"), since_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert over(ours) == ours


@given(st.text(), st.binary(), st.none() | st.integers(), st.lists(st.text()))
def test_values_arrive_whatever_the_fields_hold(text: str, raw: bytes, number: int | None, several: list[str]) -> None:
    message = mail.Message(subject=text, message_id=text, references=tuple(several), text=text, received_count=number or 0)
    arrived = replace(journey.unreadable(raw, Reason.PARSE_CRASH).arrived, message=message)
    back = over(Reading(arrived))
    assert isinstance(back, Reading)
    assert back == Reading(arrived)


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_is_left_out(kind: type[Any]) -> None:
    """Every field holds another value, so that none can stand for another."""
    names = kind.__match_args__
    assert crossing.made_of_fields(kind) == (len(names) > 1)
    back = over(kind(*range(len(names))))
    assert type(back) is kind
    assert [getattr(back, name) for name in names] == [*range(len(names))]


@dataclass(frozen=True)
class _Checked:
    one: int = 0
    two: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "two", self.one)


@dataclass(frozen=True, kw_only=True)
class _Named:
    one: int = 0
    two: int = 0


def test_what_is_more_than_its_fields_is_left_to_pickle() -> None:
    assert not crossing.made_of_fields(_Checked)
    assert not crossing.made_of_fields(_Named)
    assert crossing.made_of_fields(Unreadable)
