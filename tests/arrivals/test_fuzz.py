from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.arrivals.read import arrive
from bot.vocabulary.policy import Policy
from tests.fuzz.mutate import MUTATIONS, mutated, stock
from tests.fuzz.oracle import faults

if TYPE_CHECKING:
    from collections.abc import Callable

#: A sample; `make soak` reads a hundred thousand.
MAILS = 600
STOCK = stock(Path(__file__).parent / "cases")
POLICY = Policy(desk_address="disputes@northlight.example", staff=("sam@northlight.example",), authserv_id="mx.northlight.example")


@pytest.mark.timeout(120)
def test_mutated_mails_are_read_or_held() -> None:
    for number in range(MAILS):
        raw = mutated(STOCK, Random(number))  # noqa: S311 - repeatable, not secret
        assert faults(raw, arrive(raw, POLICY)) == [], number


@pytest.mark.parametrize("mutation", dict.fromkeys(MUTATIONS))
def test_a_mutation_survives_mails_that_are_none(mutation: Callable[[bytes, list[bytes], Random], bytes]) -> None:
    for raw in (b"", b"x", b"\n\n", b"From: a@b.example"):
        assert isinstance(mutation(raw, STOCK, Random(1)), bytes)  # noqa: S311 - repeatable, not secret
