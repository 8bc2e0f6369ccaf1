"""Where no reply can be believed the command line does all that a reply may do, and says so where nothing was done."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from bot import commands
from bot.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.stage import Stage

STRANGER = "someone@elsewhere.example"


@pytest.fixture
def stage(asked: Stage, tmp_path: Path) -> Stage:
    return asked.copy(tmp_path)


def states(stage: Stage) -> list[str]:
    return [row["state"] for row in stage.seen.rows("SELECT state FROM drafts ORDER BY rowid")]


@pytest.mark.parametrize("reason", ["if he pays", "until we know more", "", "yet another error", "approve", "or not?"])
def test_behind_reject_stands_a_reason_whatever_it_says(reason: str, stage: Stage) -> None:
    stage.command(f"reject {reason}".strip())
    assert states(stage) == ["rejected"]
    stage.poll()
    assert stage.left(None) == []
    stage.check()


def test_a_draft_for_nobody_gets_its_address_and_its_yes(stage: Stage) -> None:
    stage.client(sender=STRANGER)
    stage.configure(trust={"authserv_id": ""})
    with pytest.raises(UsageError, match="nobody may receive"):
        stage.command("approve", "D-0002")
    stage.command(f"send to {STRANGER}", "D-0002")
    stage.poll()
    assert stage.left(None) == []
    stage.command("approve", "D-0002")
    stage.poll()
    assert [mail["To"] for mail in stage.left(None)] == [STRANGER]


def test_a_new_text_comes_from_standard_input_and_needs_its_own_yes(stage: Stage) -> None:
    said = commands.with_text("Ändern", io.StringIO("Dear Tom,\n\nwe look into it.\n"))
    stage.command(said)
    stage.poll()
    assert (states(stage), stage.left(None)) == (["superseded", "pending"], [])
    stage.command("approve")
    stage.poll()
    assert "we look into it" in stage.left(None)[0].as_string()
    assert commands.with_text("hold until Friday", io.StringIO("never read")) == "hold until Friday"


@pytest.mark.parametrize("words", ["looks good", "cause weather", "hold until someday", "approve all"])
def test_what_is_not_understood_is_an_error(words: str, stage: Stage) -> None:
    with pytest.raises(UsageError):
        stage.command(words)
    assert states(stage) == ["pending"]
