from __future__ import annotations

from dataclasses import replace

import pytest

from bot.review.decide import rule
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import AskApproval, QueueMail, SettleDraft
from bot.vocabulary.mail import Proof
from bot.vocabulary.outgoing import StaffMail
from bot.vocabulary.reasons import Reason
from tests.review.desk import ANA, TOM, asked, context, dossier, of_type, reply

RECORD = asked()[0]


@pytest.mark.parametrize("words", ["ask again", "Ask again.\n\nSent from my iPhone", "send the request again"])
def test_a_proven_approver_is_asked_again(words: str) -> None:
    decision = rule(reply(words), dossier(RECORD), context())
    assert decision.report.command == "again"
    assert [queued.mail.recipients for queued in of_type(decision.effects, QueueMail)] == [(ANA,)]
    assert of_type(decision.effects, QueueMail)[0].mail.staff_mail is StaffMail.APPROVAL
    assert of_type(decision.effects, AskApproval)[0].token.draft_hash == RECORD.draft.hash
    assert not of_type(decision.effects, SettleDraft)


@pytest.mark.parametrize(
    ("words", "sender", "proof"),
    [
        ("approve", ANA, Proof.PROVEN),
        ("ask again", TOM, Proof.PROVEN),
        ("ask again", ANA, Proof.NONE),
        ("ask again later", ANA, Proof.PROVEN),
    ],
)
def test_nobody_else_and_nothing_else(words: str, sender: str, proof: Proof) -> None:
    decision = rule(reply(words, sender=sender, proof=proof), dossier(RECORD), context())
    assert (decision.report.command, decision.report.reason) == ("refuse", Reason.TOKEN_UNKNOWN)
    assert not of_type(decision.effects, AskApproval)


def test_only_a_draft_that_waits() -> None:
    closed = replace(RECORD, draft=replace(RECORD.draft, state=DraftState.APPROVED))
    assert rule(reply("ask again"), dossier(closed), context()).report.command == "refuse"
