"""Two voices where much is at stake, reminders, the substitute, drafts that rest: decisions of several people over several days."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest

from bot import bookwork, commands, opening
from bot.errors import ConfigError, UsageError
from tests.journeys import world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, BEN, CARL, DAY, HOUR, Stage

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

YES = Reply("Approve")
BENS = Reply("Approve", sender=f"Ben <{BEN}>")
CARLS = Reply("Approve", sender=f"Carl <{CARL}>")


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A draft of which more than the limit is at stake: two people are asked."""
    stage = Stage.build(tmp_path_factory.mktemp("heavy"), approval={"second_above": 3000, "substitute": CARL})
    stage.client()
    return stage


@pytest.fixture
def stage(heavy: Stage, tmp_path: Path) -> Stage:
    return heavy.copy(tmp_path)


def request_to(stage: Stage, who: str) -> EmailMessage:
    return next(mail for mail in reversed(stage.requests()) if mail["To"] == who)


def told(stage: Stage, kind: str, who: str) -> str:
    return " ".join(world.text_of(next(mail for mail in reversed(stage.left(kind)) if mail["To"] == who)).split())


# --- two voices -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(ANA, BEN), (BEN, ANA)])
def test_it_leaves_after_both_have_said_yes_each_by_their_own_request(stage: Stage, order: tuple[str, str]) -> None:
    assert stage.tally() == {f"approval {ANA}": 1, f"approval {BEN}": 1}
    assert request_to(stage, ANA)["Reply-To"] != request_to(stage, BEN)["Reply-To"]
    assert "two people must say yes" in " ".join(world.text_of(request_to(stage, ANA)).split())
    first, second = (Reply("Approve", sender=f"A <{who}>") for who in order)
    said = stage.answer(first, request_to(stage, order[0]))
    assert (said["command"], said["reason"], stage.left(None), stage.drafts()) == ("agree", None, [], ["pending"])
    assert "nothing has been sent yet" in told(stage, "receipt", order[0])
    assert stage.answer(second, request_to(stage, order[1]))["command"] == "approve"
    assert [mail["To"] for mail in stage.left(None)] == [world.CLIENT]
    for who in order:
        assert f"approved by {order[0]} and {order[1]}" in told(stage, "receipt", who)
    stage.check()


def test_one_person_has_one_voice_however_often_they_say_yes(stage: Stage) -> None:
    assert stage.answer(YES, request_to(stage, ANA))["command"] == "agree"
    said = stage.answer(YES, request_to(stage, ANA))
    assert (said["command"], said["reason"]) == ("ignore", "TOKEN_USED")
    assert "Your yes is noted already" in told(stage, "hint", ANA)
    stage.answer(Reply("Ask again", "bare", keep=frozenset(), subject="[D-0001] ask again"))
    said = stage.answer(YES, request_to(stage, ANA))
    assert (said["command"], said["reason"], stage.left(None)) == ("ignore", "TOKEN_USED", [])
    stage.command("approve")
    stage.poll()
    assert len(stage.left(None)) == 1
    stage.check()


def test_the_other_persons_request_does_not_open_for_the_first(stage: Stage) -> None:
    stage.answer(YES, request_to(stage, ANA))
    said = stage.answer(YES, request_to(stage, BEN))
    assert (said["command"], said["reason"], stage.left(None)) == ("refuse", "TOKEN_OTHER_USER", [])
    assert stage.answer(BENS, request_to(stage, BEN))["command"] == "approve"
    stage.check()


def test_the_second_no_drops_what_the_first_agreed_to(stage: Stage) -> None:
    stage.answer(YES, request_to(stage, ANA))
    assert stage.answer(Reply("Reject, wrong tone", sender=f"Ben <{BEN}>"), request_to(stage, BEN))["command"] == "reject"
    assert (stage.left(None), stage.drafts()) == ([], ["rejected"])
    assert f"{BEN} turned it down" in told(stage, "receipt", ANA)
    stage.check()


def test_an_edit_begins_with_no_voice_and_both_are_asked(stage: Stage) -> None:
    stage.answer(YES, request_to(stage, ANA))
    assert stage.answer(Reply("Edit\n\nDear Tom, we check it.", sender=f"Ben <{BEN}>"), request_to(stage, BEN))["command"] == "edit"
    assert stage.tally()[f"approval {ANA}"] == stage.tally()[f"approval {BEN}"] == 2
    assert stage.answer(BENS, request_to(stage, BEN))["command"] == "agree"
    assert stage.left(None) == []
    assert stage.answer(YES, request_to(stage, ANA))["command"] == "approve"
    stage.check()


def test_a_voice_counts_only_while_its_owner_may_decide(stage: Stage) -> None:
    stage.answer(YES, request_to(stage, ANA))
    stage.configure(people={"approvers": [BEN]}, approval={"second_above": 3000, "substitute": CARL})
    stage.also.add(ANA)
    assert stage.answer(BENS, request_to(stage, BEN))["command"] == "agree"
    assert stage.left(None) == []
    assert stage.answer(CARLS, request_to(stage, CARL))["command"] == "approve"
    stage.check()


def test_the_limit_is_read_when_it_is_decided(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.configure(approval={"second_above": 3000})
    assert stage.answer(YES)["command"] == "agree"
    assert [mail["To"] for mail in stage.requests()] == [ANA, BEN]
    assert stage.answer(BENS)["command"] == "approve"
    stage.check()


def test_below_the_limit_one_voice_is_enough(tmp_path: Path) -> None:
    stage = Stage.build(tmp_path, approval={"second_above": 4248})
    stage.client()
    assert stage.tally() == {f"approval {ANA}": 1}
    assert stage.answer(YES)["command"] == "approve"


def test_the_command_line_is_one_voice_too(stage: Stage) -> None:
    assert "nothing has been sent yet" in stage.command("approve")
    with pytest.raises(UsageError, match="noted already"):
        stage.command("approve")
    stage.poll()
    assert stage.left(None) == []
    assert stage.answer(YES, request_to(stage, ANA))["command"] == "approve"
    stage.check()


def test_who_was_asked_already_cannot_be_given_the_request(stage: Stage) -> None:
    said = stage.answer(Reply(f"Assign {BEN}"), request_to(stage, ANA))
    assert (said["command"], said["reason"]) == ("assign", "CMD_UNCLEAR")
    assert stage.answer(Reply(f"Assign {CARL}"), request_to(stage, ANA))["command"] == "assign"
    assert stage.answer(CARLS, request_to(stage, CARL))["command"] == "agree"
    assert stage.answer(BENS, request_to(stage, BEN))["command"] == "approve"
    stage.check()


def test_two_voices_need_two_people(tmp_path: Path) -> None:
    stage = Stage.build(tmp_path)
    stage.configure(people={"approvers": [ANA]}, approval={"second_above": 3000})
    with pytest.raises(ConfigError, match="second_above needs two people"):
        _ = stage.settings


# --- reminders and the substitute -------------------------------------------------------------------------------------


def test_dig_10_silence_brings_one_reminder_then_the_substitute_then_nothing(tmp_path: Path) -> None:
    """DIG-10: once each; no day of waiting ever sends."""
    stage = Stage.build(tmp_path, approval={"substitute": CARL})
    stage.client()
    seen = []
    for _ in range(20):
        stage.now += DAY
        stage.poll()
        seen.append([str(mail["To"]) for mail in (*stage.left("hint"), *stage.requests())])
    assert seen[0] == [ANA]
    assert seen[1] == seen[2] == [ANA, ANA]
    assert seen[3] == seen[-1] == [ANA, ANA, CARL]
    assert (stage.left(None), stage.drafts()) == ([], ["expired"])
    stage.poll(time(0))
    digest = " ".join(world.text_of(stage.left("digest")[-1]).split())
    assert "The request about case D-0001, asked of" in digest
    assert "ran out unanswered" in digest
    stage.check()


def test_the_substitute_may_decide_and_so_may_the_approver_until_then(tmp_path: Path) -> None:
    stage = Stage.build(tmp_path, approval={"substitute": CARL, "remind_after_hours": 2})
    stage.client()
    for _ in range(2):
        stage.now += 2 * HOUR
        stage.poll()
    first, substitute = stage.requests()
    (again,) = stage.left("hint")
    assert "A reminder" in world.text_of(again)
    assert again["In-Reply-To"] == first["Message-ID"]
    assert "as the substitute" in " ".join(world.text_of(substitute).split())
    assert stage.answer(CARLS, substitute)["command"] == "approve"
    for mail in (first, again):
        assert stage.answer(YES, mail)["reason"] == "TOKEN_USED"
    assert len(stage.left(None)) == 1
    assert stage.tally()[f"hint {ANA}"] == 2  # the reminder, and one sentence for two late answers
    stage.check()


def test_an_answer_to_the_reminder_answers_the_request(tmp_path: Path) -> None:
    stage = Stage.build(tmp_path)
    stage.client()
    stage.now += 2 * DAY
    stage.poll()
    (reminder,) = stage.left("hint")
    assert stage.answer(YES, reminder)["command"] == "approve"
    assert len(stage.left(None)) == 1
    stage.check()


def test_who_answers_in_the_same_hour_is_not_reminded(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.now += 2 * DAY
    stage.answer(Reply("Reject"))
    assert len(stage.requests()) == 1


def test_many_reminders_at_once_are_one_list(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    for number in range(6):
        sender = f"client{number}@elsewhere{number}.example"
        stage.client(world.DISPUTE.replace("Tom", f"Tom {number}"), f"Invoice INV-1041 number {number}", sender)
    before = len(stage.requests())
    stage.now += 2 * DAY
    stage.poll()
    assert (len(stage.requests()), stage.tally()[f"alert {ANA}"]) == (before, 1)
    stage.poll()
    assert stage.tally()[f"alert {ANA}"] == 1
    stage.check()


# --- a draft that rests -----------------------------------------------------------------------------------------------


def test_what_is_held_is_asked_again_on_its_day_and_not_before(tmp_path: Path) -> None:
    stage = Stage.build(tmp_path, approval={"substitute": CARL})
    stage.client()
    first = stage.requests()[0]
    assert stage.answer(Reply("Hold until 20 October"))["command"] == "hold"
    assert "rests until Tuesday 20 October" in told(stage, "receipt", ANA)
    for _ in range(13):
        stage.now += DAY
        stage.poll()
    assert len(stage.requests()) == 1
    stage.now += DAY
    stage.poll()
    assert [mail["To"] for mail in stage.requests()] == [ANA, ANA]
    assert "hold this until today" in " ".join(world.text_of(stage.requests()[1]).split())
    said = stage.answer(YES, first)
    assert (said["command"], said["reason"]) == ("help", "DRAFT_STALE")
    assert stage.answer(YES)["command"] == "approve"
    assert len(stage.left(None)) == 1
    stage.check()


@pytest.mark.parametrize("words", ["Hold until we know more", "Hold until 1 October 2026", "Hold until"])
def test_a_day_that_is_none_holds_nothing(words: str, asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    said = stage.answer(Reply(words))
    assert (said["command"], said["reason"]) == ("help", "CMD_UNCLEAR")


def test_a_case_closed_on_the_command_line_ends_all_requests(stage: Stage) -> None:
    with opening.store_of(stage.settings) as store:
        commands.close(store, "D-0001", "paid", "cli:ana", stage.now)
    for who, reply in ((ANA, YES), (BEN, BENS)):
        assert stage.answer(reply, request_to(stage, who))["command"] == "ignore"
    assert stage.left(None) == []
    stage.check()


def test_apr_21_one_of_us_in_the_ledger_is_told_at_import(asked: Stage, tmp_path: Path) -> None:
    """APR-21: an approver who is a client would say yes to an answer to themselves."""
    stage = asked.copy(tmp_path)
    (stage.base / "invoices.csv").write_text(world.INVOICES.replace(world.CLIENT, ANA), encoding="utf-8")
    with opening.store_of(stage.settings) as store:
        assert bookwork.own_people(store, stage.settings) == []
        bookwork.import_ledger(store, {"invoices": stage.base / "invoices.csv"}, stage.base)
        (told,) = bookwork.own_people(store, stage.settings)
    assert told.startswith(f"{ANA} is one of the desk's own people and a client's address (Harbour & Pine)")
    said = stage.client(sender=ANA, text=world.DISPUTE.replace("Tom", "Ana"))
    assert (said[-1]["kind"], said[-1]["draft"]) == ("staff_forward", None)
    stage.check()
