from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.review.reminders import expired, unanswered
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import Note, QueueMail, Remind, SettleDraft
from bot.vocabulary.outgoing import StaffMail
from tests.review.desk import ANA, BEN, NOW, POLICY, CountingMint, asked, context, of_type

if TYPE_CHECKING:
    from bot.vocabulary.dossier import TokenRecord

RECORD = asked()[0]


def test_a_request_that_ran_out_expires_its_draft_and_sends_nothing() -> None:
    late = NOW + timedelta(days=7)
    decision = expired((RECORD, RECORD), POLICY, late, CountingMint())
    assert [(each.draft_id, each.state) for each in of_type(decision.effects, SettleDraft)] == [("r-first", DraftState.EXPIRED)]
    assert of_type(decision.effects, Note)[0].event == "draft_expired"
    assert not of_type(decision.effects, QueueMail)
    assert "nothing was sent." in decision.reasons[0]


def test_what_waits_or_was_decided_is_left_alone() -> None:
    decided = replace(RECORD, draft=replace(RECORD.draft, state=DraftState.APPROVED))
    assert expired((RECORD,), POLICY, NOW, CountingMint()).effects == ()
    assert expired((decided,), POLICY, NOW + timedelta(days=9), CountingMint()).effects == ()


def reminded(record: TokenRecord, hours: float, **changes: object) -> list[str]:
    """Whom a draft asked about at NOW is brought before so many hours later."""
    policy = replace(POLICY, approvers=(ANA, BEN), **changes)  # type: ignore[arg-type]
    decision = unanswered((record,), context(policy=policy, now=NOW + timedelta(hours=hours)))
    return [queued.mail.recipients[0] for queued in of_type(decision.effects, QueueMail)]


def test_one_reminder_after_the_time_and_the_substitute_after_twice_the_time() -> None:
    once = replace(RECORD, asked=(ANA,), draft=replace(RECORD.draft, reminded=1))
    assert reminded(RECORD, 47) == []
    assert reminded(RECORD, 48) == [ANA]
    assert reminded(once, 95, substitute=BEN) == []
    assert reminded(once, 96, substitute=BEN) == [BEN]
    assert reminded(once, 96) == []
    assert reminded(replace(once, draft=replace(once.draft, reminded=2)), 160, substitute=BEN) == []


def test_each_of_two_approvers_is_reminded_in_the_thread_of_their_own_request() -> None:
    both = replace(RECORD, asked=(ANA, BEN))
    bens = replace(both, token=replace(RECORD.token, approver=BEN, message_id="a.second@northlight.example"))
    ctx = context(policy=replace(POLICY, approvers=(ANA, BEN)), now=NOW + timedelta(hours=48))
    mails = [queued.mail for queued in of_type(unanswered((both, bens), ctx).effects, QueueMail)]
    assert [(mail.recipients, mail.in_reply_to, mail.staff_mail) for mail in mails] == [
        ((ANA,), RECORD.token.message_id, StaffMail.HINT),
        ((BEN,), "a.second@northlight.example", StaffMail.HINT),
    ]
    told = expired((both, bens), POLICY, NOW + timedelta(days=7), CountingMint()).reasons
    assert len(told) == 1
    assert f"asked of {ANA} and {BEN}" in told[0]


def test_who_has_agreed_or_was_asked_is_no_substitute() -> None:
    for waiting in (replace(RECORD, asked=(ANA, BEN)), replace(RECORD, draft=replace(RECORD.draft, agreed=(BEN,)))):
        once = replace(waiting, draft=replace(waiting.draft, reminded=1))
        assert reminded(once, 96, substitute=BEN) == []


def test_what_ran_out_or_rests_is_not_brought_to_mind() -> None:
    assert reminded(RECORD, 7 * 24) == []
    resting = replace(RECORD, draft=replace(RECORD.draft, held_until=NOW + timedelta(hours=100)))
    assert reminded(resting, 99) == []
    assert reminded(resting, 100) == [ANA]


def test_the_request_of_somebody_removed_is_brought_before_the_first_approver() -> None:
    gone = replace(RECORD, token=replace(RECORD.token, approver="gone@northlight.example"))
    assert reminded(gone, 48) == [ANA]


def test_each_step_is_remembered() -> None:
    decision = unanswered((RECORD,), context(now=NOW + timedelta(hours=48)))
    assert of_type(decision.effects, Remind) == [Remind("r-first", 1)]
