"""The desk on trial, and a configuration that changes while it works: what is decided is the same, what leaves is known."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import config, opening
from bot.sending.shadow import KEPT, ShadowBox
from bot.sending.smtp import SmtpBox
from bot.vocabulary.cases import OutboxState
from bot.vocabulary.doors import SendResult
from bot.vocabulary.outgoing import Audience
from tests.household import APPROVER, NOW, Household, opened
from tests.journeys import world
from tests.servers.ports import free_ports

if TYPE_CHECKING:
    from pathlib import Path


def told(base: Path, more: str) -> Household:
    """Dispute, request, yes, answer."""
    house = Household(base)
    text = (base / "config.toml").read_text("utf-8").replace('path = "outbox"\n', f'path = "outbox"\n{more}\n')
    (base / "config.toml").write_text(text, "utf-8")
    house.books()
    house.deliver(world.write(world.client_mail("disputes@northlight.example"), NOW))
    house.poll()
    (request,) = house.staff_mails("approval")
    house.deliver(world.write(world.reply(request, APPROVER, "Approve"), NOW))
    house.poll()
    return house


def rows(house: Household) -> list[tuple[Audience, str | None, OutboxState, bool]]:
    with house.store() as store:
        return [(row.audience, row.staff_mail, row.state, row.draft_id is not None) for row in store.outbox()]


def test_out_15_in_shadow_mode_the_rows_are_the_same_and_no_client_gets_anything(tmp_path: Path) -> None:
    """OUT-15: the same story with and without."""
    real, shadow = told(tmp_path / "real", ""), told(tmp_path / "shadow", "shadow = true")
    assert rows(real) == rows(shadow)
    assert (len(real.left_to(world.CLIENT)), len(shadow.left_to(world.CLIENT))) == (1, 0)
    assert [mail["X-Dispute-Desk"] for mail in shadow.left()].count("approval") == 1
    (request,), (receipt,) = shadow.staff_mails("approval"), shadow.staff_mails("receipt")
    assert "Shadow mode" in world.text_of(request)
    assert "handed to nobody" in " ".join(world.text_of(receipt).split())
    with shadow.store() as store:
        (answer,) = [row for row in store.outbox() if row.audience is Audience.CLIENT]
        assert (answer.state, answer.last_answer) == (OutboxState.SENT, KEPT)
        assert store.verify().broken is None
    assert any("outgoing.shadow" in warning for warning in config.warnings(shadow.settings))


def test_out_15_no_connection_is_made_for_a_client(tmp_path: Path) -> None:
    """OUT-15: behind the shadow stands a server that does not exist: asking it would fail."""
    (port,) = free_ports(1)
    box = ShadowBox(SmtpBox("localhost", port, timeout_s=2.0), frozenset({APPROVER}))
    begun: list[str] = []

    async def hand_over(*to: str) -> SendResult:
        outcome = await box.send("o-1", "disputes@northlight.example", to, b"Subject: x\r\n\r\nx\r\n", lambda: begun.append(to[0]))
        return outcome.result

    assert asyncio.run(hand_over(world.CLIENT)) is SendResult.SENT
    assert asyncio.run(hand_over(APPROVER, world.CLIENT)) is SendResult.SENT
    assert begun == [world.CLIENT, APPROVER]
    assert asyncio.run(hand_over(APPROVER)) is SendResult.DEFERRED
    assert tmp_path.exists()


def test_sec_10_a_configuration_that_changes_in_mid_work_counts_from_the_next_start(tmp_path: Path) -> None:
    """SEC-10: between deciding and sending every key changes; what is under way ends by the old rules as a whole."""
    house = Household(tmp_path / "desk")
    house.books()
    house.deliver(world.write(world.client_mail("disputes@northlight.example"), NOW))
    house.poll()
    (request,) = house.staff_mails("approval")
    house.deliver(world.write(world.reply(request, APPROVER, "Approve"), NOW))
    path = house.base / "config.toml"
    with opened(house) as desk:
        asyncio.run(desk.poll_once())
        changed = path.read_text("utf-8").replace(APPROVER, "ben@northlight.example").replace('path = "outbox"', 'path = "elsewhere"')
        path.write_text(changed.replace(world.AUTHSERV, "mx2.northlight.example"), "utf-8")
        asyncio.run(desk.process_due())
        path.write_text("[desk]\nnonsense", "utf-8")
        asyncio.run(desk.send_due())
        path.write_text(changed, "utf-8")
        assert desk.policy.approvers == (APPROVER,)
    assert len(house.left_to(world.CLIENT)) == 1
    assert not (house.base / "elsewhere").exists()
    with opening.desk(house.settings, lambda: NOW) as later:
        assert later.policy.approvers == ("ben@northlight.example",)
        asyncio.run(later.close())
