from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot import machine
from tests.household import Household

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path) -> Household:
    made = Household(tmp_path / "desk")
    made.base.chmod(0o700)
    return made


@pytest.mark.parametrize(
    ("version", "user", "told"),
    [
        ((3, 11, 7), 1000, ["Python"]),
        ((3, 11, 15), 1000, []),
        ((3, 13, 2), 0, ["Python", "the"]),
        ((3, 15, 0), 1000, []),
    ],
)
def test_sec_11_an_old_interpreter_and_root_are_told(house: Household, version: tuple[int, int, int], user: int, told: list[str]) -> None:
    notes = machine.notes(house.settings, version, user)
    assert [note.split()[0] for note in notes] == told
    assert all("CVE-2024-6923" in note for note in notes if note.startswith("Python"))


@pytest.mark.parametrize(("mode", "noted", "wrong"), [(0o700, 0, 0), (0o755, 1, 0), (0o777, 1, 1), (0o1777, 1, 0)])
def test_sec_13_a_folder_that_others_may_enter_is_told(house: Household, mode: int, noted: int, wrong: int) -> None:
    house.base.chmod(mode)
    assert len(machine.notes(house.settings, (3, 11, 15), 1000)) == noted
    assert len(machine.problems(house.settings)) == wrong


def test_dig_09_a_desk_that_finishes_no_round_is_noticed(house: Household) -> None:
    assert machine.alive(house.settings)[0] is False
    house.books()
    house.poll()
    assert machine.alive(house.settings) == (True, "The desk finished a round within the last minute.")
    pulse = house.base / "desk.db.alive"
    os.utime(pulse, (pulse.stat().st_mtime - 3600, pulse.stat().st_mtime - 3600))
    fine, said = machine.alive(house.settings)
    assert not fine
    assert "60 minutes ago" in said


def test_int_15_a_round_without_the_mailbox_does_not_count(house: Household) -> None:
    house.books()
    (house.base / "inbox").write_text("no folder", encoding="utf-8")
    house.poll()
    assert machine.silence_s(house.settings.database_path) is None
