"""Somebody copies an approver's mail - its Message-ID, its words, its token - in the approver's name and is faster: the true mail still
counts. In another name a token has left the mailbox: it is burnt and a new request goes out (APR-13).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.vocabulary.books import UNCONFIRMED
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import HOUR, Stage
from tests.journeys.test_own_invoices import OURS, XML, ledger, send

if TYPE_CHECKING:
    from pathlib import Path

#: What an approver writes -> the command that the true mail gives, and the drafts afterwards.
TRUE = {
    "Approve": ("approve", ["approved"]),
    "Reject - the hours are right": ("reject", ["rejected"]),
    "Edit\n\nDear Tom,\n\nwe are looking at line 1.\n\nAna": ("edit", ["superseded", "pending"]),
    "Not a dispute": ("not_a_dispute", ["withdrawn"]),
    "assign ben@northlight.example": ("assign", ["pending"]),
    "close credit": ("close", ["withdrawn"]),
}
#: How a forgery looks: what proves it, or who claims to write it.
FORGED: dict[str, dict[str, Any]] = {
    "nothing proves it": {"proof": ""},
    "refuted": {"proof": "dmarc=fail header.from=northlight.example"},
    "another domain": {"proof": "dmarc=pass header.from=evil.example"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("words", TRUE, ids=lambda words: words.split()[0])
def test_a_copy_that_came_first_takes_nothing_from_the_true_reply(words: str, forged: dict[str, Any], asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    request = stage.requests()[0]
    stage.now += HOUR
    for reply in (replace(Reply(words), **forged), Reply(words)):
        raw = habits.written(request, reply, stage.now)
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = [b"Message-ID: <copied@northlight.example>" if line.startswith(b"Message-ID:") else line for line in head.split(b"\r\n")]
        stage.deliver(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    copy, true = stage.poll()
    assert (copy["command"], copy["draft"]) == ("refuse", None)
    command, drafts = TRUE[words]
    assert (true["kind"], true["command"], stage.drafts()) == ("approver_reply", command, drafts)
    stage.check()


@pytest.mark.parametrize("proof", ["", "dmarc=fail header.from=northlight.example"], ids=["unproven", "refuted"])
@pytest.mark.parametrize("message_id", ["<copied@northlight.example>", ""], ids=["same id", "new id"])
def test_a_copy_of_a_confirmation_that_came_first_confirms_nothing_and_blocks_nothing(proof: str, message_id: str, tmp_path: Path) -> None:
    house = Household(tmp_path / "desk")
    send(house, OURS, ("x.xml", XML.replace(b"Northlight Studio", b"Paper Mill Ltd")))
    (asked,) = house.left()
    answer = replace(world.reply(asked, APPROVER, "confirm NL-7001"), to=DESK, message_id=message_id)
    send(house, replace(answer, proof=proof))
    assert {status for status, _ in ledger(house).values()} == {UNCONFIRMED}
    (said,) = send(house, answer)
    assert (said["kind"], {status for status, _ in ledger(house).values()}) == ("staff_forward", {"open"})
    (again,) = send(house, answer)
    assert again["kind"] == "duplicate"


def test_a_true_forward_is_no_repetition_of_its_forgery(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk")
    house.books()
    body = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Tom Ashdown <tom.ashdown@harbourandpine.example>\n"
        f"Date: Mon, 5 Oct 2026 at 09:00\nSubject: Invoice INV-1041\nTo: Ana Lopes <{APPROVER}>\n\n{world.DISPUTE}"
    )
    letter = replace(OURS, to=DESK, subject="Fwd: Invoice INV-1041", text=body, message_id="<copied@northlight.example>")
    for each in (replace(letter, proof=""), letter):
        house.deliver(world.write(each, NOW))
    forged, true = house.poll()
    assert (forged["kind"], forged["reason"]) == ("staff_forward", "FWD_UNCLEAR")
    assert (true["kind"], true["reason"], true["case"]) == ("staff_forward", None, forged["case"])
    assert forged["draft"]["to"] == world.CLIENT
    house.deliver(world.write(letter, NOW))
    assert [one["kind"] for one in house.poll()] == ["duplicate"]


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forgery_costs_the_approver_no_hint(forged: dict[str, Any], asked: Stage, tmp_path: Path) -> None:
    """Told once of the forgeries, and once what would count when their own reply is unclear; then silence."""
    stage = asked.copy(tmp_path)
    for _ in range(2):
        assert stage.answer(replace(Reply("Approve"), **forged))["command"] == "refuse"
    for _ in range(2):
        assert stage.answer(Reply("looks good?"))["command"] == "help"
    assert stage.tally() == {f"approval {APPROVER}": 1, f"alert {APPROVER}": 1, f"hint {APPROVER}": 1}
    assert stage.answer(Reply("Approve"))["command"] == "approve"
    stage.check()
