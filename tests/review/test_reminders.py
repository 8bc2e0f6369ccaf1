from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.review.reminders import expired
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import Note, QueueMail, SettleDraft
from tests.review.desk import NOW, POLICY, CountingMint, asked, of_type

RECORD = asked()[0]


def test_a_request_that_ran_out_expires_its_draft_and_sends_nothing() -> None:
    late = NOW + timedelta(days=7)
    decision = expired((RECORD, RECORD), POLICY, late, CountingMint())
    assert [(each.draft_id, each.state) for each in of_type(decision.effects, SettleDraft)] == [("r-first", DraftState.EXPIRED)]
    assert of_type(decision.effects, Note)[0].event == "draft_expired"
    assert not of_type(decision.effects, QueueMail)
    assert decision.reasons[0].endswith("nothing was sent.")


def test_what_waits_or_was_decided_is_left_alone() -> None:
    decided = replace(RECORD, draft=replace(RECORD.draft, state=DraftState.APPROVED))
    assert expired((RECORD,), POLICY, NOW, CountingMint()).effects == ()
    assert expired((decided,), POLICY, NOW + timedelta(days=9), CountingMint()).effects == ()
