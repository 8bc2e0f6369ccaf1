"""How a client's address may stand in the ledger, and what then leaves: one validated address, or nothing until a person names one."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from bot import bookwork
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

TOM = "tom@harbour.example"
#: As written in the ledger -> the client's From, and whether a yes sends the answer there.
WRITTEN = {
    "plain": (TOM, TOM, True),
    "blanks around it": (f" {TOM}  ", TOM, True),
    "capitals": ("Tom@Harbour.Example", TOM, True),
    "a domain with an umlaut": ("tom@härbour.example", "tom@xn--hrbour-bua.example", True),
    "two with a semicolon": (f"{TOM}; b@harbour.example", TOM, False),
    "two with a comma": (f"{TOM},b@harbour.example", TOM, False),
    "a quoted local part": ('"tom a"@harbour.example', TOM, False),
    "a name before it": (f"Tom <{TOM}>", TOM, False),
    "a line break and a header": (f"{TOM}\r\nBcc: eve@evil.example", TOM, False),
    "a route": (f"@evil.example:{TOM}", TOM, False),
}


@pytest.mark.parametrize(("written", "sender", "sent"), WRITTEN.values(), ids=WRITTEN)
def test_out_10_an_odd_address_in_the_ledger_is_one_address_or_nobodys(tmp_path: Path, written: str, sender: str, *, sent: bool) -> None:
    """OUT-10: what is not one plain address is refused with its row at import, and a yes then sends nothing."""
    house = Household(tmp_path / "desk")
    rows = list(csv.reader(io.StringIO(world.INVOICES)))
    for row in rows[1:3]:
        row[2] = written
    with (house.base / "invoices.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with house.store() as store:
        told = bookwork.import_ledger(store, {"invoices": house.base / "invoices.csv"}, house.base)
    assert [bool(row["reason"]) for row in told["rejected"]] == ([] if sent else [True, True])
    house.deliver(world.write(world.client_mail(DESK, sender=sender), NOW))
    (said,) = house.poll()
    assert said["draft"]["to"] == (sender if sent else None)
    (request,) = house.staff_mails("approval")
    house.deliver(world.write(world.reply(request, APPROVER, "Approve"), NOW))
    (yes,) = house.poll()
    assert yes["command"] == ("approve" if sent else "help")
    left = [mail for mail in house.left() if mail["X-Dispute-Desk"] is None]
    assert [(mail["To"], mail["Envelope-To"]) for mail in left] == ([(sender, sender)] if sent else [])
