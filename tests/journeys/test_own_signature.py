"""A desk whose server says nothing about senders: a yes that its approver's own domain signed is believed, by the readers' own check."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import config
from bot.arrivals.signed import available
from bot.errors import ConfigError
from tests.arrivals.test_signed import NAME, PEM, PUBLIC
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"content-type",
    b"content-transfer-encoding",
    b"mime-version",
)


def house_of(base: Path) -> Household:
    house = Household(base)
    path = base / "config.toml"
    records = f'dkim_records = {{ "{NAME}" = "v=DKIM1; k=rsa; p={PUBLIC}" }}'
    path.write_text(path.read_text("utf-8").replace(f'authserv_id = "{world.AUTHSERV}"', records), "utf-8")
    return house


def test_a_signed_yes_sends_and_an_unsigned_or_replayed_one_does_not(tmp_path: Path) -> None:
    """Through the real readers, which have no network; SPF-20: the same signed mail again is a used token."""
    house = house_of(tmp_path / "desk")
    house.books()
    house.deliver(world.write(world.client_mail(DESK), NOW))
    house.poll()
    (request,) = house.staff_mails("approval")
    raw = world.write(replace(world.reply(request, APPROVER, "Approve"), proof=""), NOW)
    signature = importlib.import_module("dkim").sign(raw, b"s1", b"northlight.example", PEM, include_headers=list(SIGNED))
    told = []
    for mail in (raw, signature + raw, signature + raw):
        house.deliver(mail)
        told += [(said["command"], said["reason"]) for said in house.poll()]
    assert told == [("refuse", "AUTH_NONE"), ("approve", None), ("ignore", "TOKEN_USED")]
    assert len(house.left_to(world.CLIENT)) == 1


@pytest.mark.parametrize(("name", "fine"), [(NAME, True), ("northlight.example", False), ("s1._domainkey.", False)])
def test_a_record_must_be_named_as_in_dns_and_the_extra_be_there(tmp_path: Path, name: str, *, fine: bool) -> None:
    house = house_of(tmp_path / "desk")
    path = house.base / "config.toml"
    path.write_text(path.read_text("utf-8").replace(f'"{NAME}"', f'"{name}"'), "utf-8")
    if not fine:
        with pytest.raises(ConfigError, match="names no DKIM record"):
            config.load(path)
        return
    cure = [problem for problem in config.problems(house.settings) if "pip install 'dispute-desk[dkim]'" in problem]
    assert len(cure) == (0 if available() else 1)
