"""How much is truly in dispute, from readings as plain data beside the sample ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.ledger.match import match
from bot.ledger.meant import check
from bot.ledger.stake import restated, stake, without_counts
from bot.ledger.writer import writer_of
from tests.ledger.scene import Mail, cases, dossier

if TYPE_CHECKING:
    from bot.store.contract import Store

TOLD = cases("stake")


@pytest.mark.parametrize("name", TOLD)
def test_case(store: Store, name: str) -> None:
    told, reading = TOLD[name], Mail(TOLD[name]).reading
    known = dossier(store, reading)
    found = match(reading, writer_of(reading.arrived, known), known)
    reading = without_counts(reading, found)
    at_stake = stake(reading, found, check(reading, found, known))
    assert (f"{at_stake.value} {at_stake.currency}" if at_stake else None) == told["stake"]
    if "written" in told:
        written = restated(reading, at_stake).claim.disputed_amount
        assert (written.text if written else None) == told["written"]
