from __future__ import annotations

from dataclasses import replace

from bot.review.undelivered import undelivered
from bot.vocabulary.cases import WARNED, DraftState
from bot.vocabulary.effects import CountHint, Note, QueueMail
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Message
from bot.vocabulary.reading import Arrived, Reading
from tests.review.desk import ANA, BEN, POLICY, asked, context, dossier, of_type

RECORD, TOKEN, _ = asked()
BOUNCE = Reading(
    Arrived(
        "2" * 64, 1, Kind.BOUNCE, message=Message(subject="Undelivered"), bounced_ids=(RECORD.token.message_id,), failed_recipients=(ANA,)
    )
)
TWO = context(policy=replace(POLICY, approvers=(ANA, BEN)))


def test_the_next_approver_hears_of_it_without_any_token() -> None:
    effects = undelivered(BOUNCE, dossier(RECORD), TWO)
    (alert,) = of_type(effects, QueueMail)
    assert alert.mail.recipients == (BEN,)
    assert TOKEN not in alert.mail.text + alert.mail.reply_to
    assert of_type(effects, CountHint) == [CountHint(RECORD.token.token_hash, ANA, warning=True)]
    assert of_type(effects, Note)[0].case_id is None


def test_with_one_approver_only_the_digest_says_it() -> None:
    effects = undelivered(BOUNCE, dossier(RECORD), context(policy=replace(POLICY, approvers=(ANA,))))
    assert not of_type(effects, QueueMail)
    assert of_type(effects, Note)


def test_it_is_said_once_and_only_of_a_request_that_waits() -> None:
    hinted = replace(RECORD, token=replace(RECORD.token, hinted=WARNED))
    decided = replace(RECORD, draft=replace(RECORD.draft, state=DraftState.APPROVED))
    for record in (hinted, decided):
        assert undelivered(BOUNCE, dossier(record), TWO) == ()
    late = replace(BOUNCE, arrived=replace(BOUNCE.arrived, message=Message(subject="Delayed Mail (still being retried)")))
    other = replace(BOUNCE, arrived=replace(BOUNCE.arrived, bounced_ids=("x@y.example",)))
    nobody = replace(BOUNCE, arrived=replace(BOUNCE.arrived, failed_recipients=()))
    for reading in (late, other, nobody):
        assert undelivered(reading, dossier(RECORD), TWO) == ()
