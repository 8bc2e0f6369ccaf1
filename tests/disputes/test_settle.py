from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.disputes.settle import settle
from bot.vocabulary.effects import Decision, FileMail, Hold, MarkBounced, UpdateCase
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Carriers
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import Reason
from tests.disputes.desk import ANA, NOW, POLICY, STRANGER, TOM, case, dossier, earlier, forwarded, ours, reading, sent

if TYPE_CHECKING:
    from bot.vocabulary.dossier import Dossier, MailRef
    from bot.vocabulary.reading import Reading


def settled(read: Reading, known: Dossier) -> Decision:
    decision = settle(read, known, POLICY)
    assert decision is not None
    return decision


def filed(decision: Decision) -> FileMail:
    (mail,) = [effect for effect in decision.effects if isinstance(effect, FileMail)]
    assert (mail.kind, mail.reason, mail.case_id) == (decision.report.kind, decision.report.reason, decision.report.case_id)
    return mail


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.OWN, Reason.LOOP_SELF),
        (Kind.LIST, Reason.LIST_MAIL),
        (Kind.SPAM, Reason.SPAM),
        (Kind.AUTO_REPLY, Reason.AUTO_REPLY),
        (Kind.BOUNCE, Reason.BOUNCE),
    ],
)
def test_kinds_that_are_filed_and_done(kind: Kind, reason: Reason) -> None:
    decision = settled(reading(kind=kind), dossier())
    assert (filed(decision).kind, filed(decision).reason) == (kind, reason)
    assert len(decision.effects) == 1


def test_the_reading_knows_the_reason_better() -> None:
    assert filed(settled(reading(kind=Kind.AUTO_REPLY, reason=Reason.CALENDAR), dossier())).reason is Reason.CALENDAR


def test_what_the_gate_refuses_is_held() -> None:
    decision = settled(reading(kind=Kind.HELD, reason=Reason.FROM_MULTI, sender=None), dossier())
    assert decision.effects[1:] == (Hold(Reason.FROM_MULTI),)
    assert filed(decision).sender == ""


@pytest.mark.parametrize("kind", list(Kind))
def test_history_keeps_its_kind_and_causes_nothing(kind: Kind) -> None:
    decision = settled(reading(kind=kind), dossier(is_history=True))
    assert decision.effects == (filed(decision),)
    assert (filed(decision).kind, filed(decision).reason) == (kind, Reason.BEFORE_SINCE)
    assert decision.report.draft is None


@pytest.mark.parametrize("read", [reading(), reading(kind=Kind.APPROVER_REPLY), reading(kind=Kind.STAFF_FORWARD, original=forwarded())])
def test_the_rest_goes_on(read: Reading) -> None:
    assert settle(read, dossier(), POLICY) is None


AGAIN = {
    "same bytes": {"same_bytes": (earlier(fingerprint="other", message_id=None),)},
    "same id, same words, weeks later": {"same_message_id": (earlier(received_at=NOW - timedelta(days=40)),)},
    "new id within a day": {"same_fingerprint": (earlier(message_id="new@c.example", received_at=NOW - timedelta(hours=23)),)},
    "clocks that run back": {"same_fingerprint": (earlier(received_at=NOW + timedelta(hours=1)),)},
}
NOT_AGAIN = {
    "new id after a day": {"same_fingerprint": (earlier(message_id="new@c.example", received_at=NOW - timedelta(hours=25)),)},
    "same id, other words": {"same_message_id": (earlier(fingerprint="f1"),)},
    "same id, another sender": {"same_message_id": (earlier(sender="jo@harbour.example"),)},
    "the mail itself": {"same_bytes": (earlier(9),)},
    "a later mail": {"same_bytes": (earlier(10),)},
    "an earlier one that was held": {"same_bytes": (earlier(kind=Kind.HELD),)},
}


@pytest.mark.parametrize("name", AGAIN)
@pytest.mark.parametrize("kind", [Kind.CLIENT_MAIL, Kind.STAFF_FORWARD])
def test_a_duplicate_is_linked(name: str, kind: Kind) -> None:
    decision = settled(reading(kind=kind, original=forwarded() if kind is Kind.STAFF_FORWARD else None), dossier(**AGAIN[name]))
    mail = filed(decision)
    assert (mail.kind, mail.reason, mail.duplicate_of, mail.case_id) == (Kind.DUPLICATE, Reason.DUPLICATE, 1, "D-0001")
    assert decision.effects == (mail,)


@pytest.mark.parametrize("name", NOT_AGAIN)
def test_no_duplicate(name: str) -> None:
    assert settle(reading(), dossier(**NOT_AGAIN[name]), POLICY) is None


def test_spam_again_is_spam() -> None:
    assert filed(settled(reading(kind=Kind.SPAM), dossier(same_bytes=(earlier(),)))).kind is Kind.SPAM


@pytest.mark.parametrize("kind", [Kind.CLIENT_MAIL, Kind.STAFF_FORWARD])
def test_a_mail_with_something_like_a_token_is_never_a_duplicate(kind: Kind) -> None:
    carriers = Carriers(tags=("0123456789abcdefghjkmnpqrs",))
    read = reading(kind=kind, original=forwarded())
    marked = replace(read, arrived=replace(read.arrived, carriers=carriers))
    assert settle(marked, dossier(same_bytes=(earlier(),)), POLICY) is None


def test_the_first_of_several_is_the_one_repeated() -> None:
    refs = (earlier(3, kind=Kind.DUPLICATE), earlier(5), earlier(4))
    assert filed(settled(reading(), dossier(same_bytes=refs))).duplicate_of == 4


def test_history_that_repeats_is_a_duplicate_of_before() -> None:
    mail = filed(settled(reading(), dossier(is_history=True, same_bytes=(earlier(),))))
    assert (mail.kind, mail.reason, mail.duplicate_of) == (Kind.DUPLICATE, Reason.BEFORE_SINCE, 1)


def test_a_forward_of_a_mail_we_hold_joins_its_case() -> None:
    known = dossier(inner_known=(earlier(message_id="m1@c.example"),))
    decision = settled(reading(kind=Kind.STAFF_FORWARD, sender=ANA, original=forwarded()), known)
    assert (filed(decision).kind, filed(decision).case_id) == (Kind.STAFF_FORWARD, "D-0001")
    assert filed(decision).writer == TOM
    assert decision.effects == (filed(decision),)


@pytest.mark.parametrize(("ref", "joins"), [
    (earlier(message_id="other@c.example"), True),
    (earlier(sender="jo@harbour.example"), False),
    (earlier(kind=Kind.STAFF_FORWARD), False),
    (earlier(received_at=NOW - timedelta(days=30)), False),
])  # fmt: skip
def test_a_forward_in_the_body_has_no_id_but_the_same_words(ref: MailRef, joins: bool) -> None:  # noqa: FBT001 - a value of the table
    inline = replace(forwarded(), message_id=None)
    decision = settle(reading(kind=Kind.STAFF_FORWARD, sender=ANA, original=inline), dossier(same_fingerprint=(ref,)), POLICY)
    assert (decision is not None and filed(decision).case_id == "D-0001") is joins


@pytest.mark.parametrize("ref", [earlier(kind=Kind.SPAM), earlier(case_id=None)])
def test_a_forward_of_a_mail_that_was_not_handled_is_handled_now(ref: object) -> None:
    assert settle(reading(kind=Kind.STAFF_FORWARD, original=forwarded()), dossier(inner_known=(ref,)), POLICY) is None


def test_a_note_of_proven_staff_joins_the_case_it_names() -> None:
    note = reading(kind=Kind.STAFF_FORWARD, sender=ANA, tags=("D-0001",))
    assert filed(settled(note, dossier(case()))).case_id == "D-0001"
    spoofed = reading(kind=Kind.STAFF_FORWARD, sender=ANA, tags=("D-0001",), proven=False)
    assert filed(settled(spoofed, dossier(case()))).case_id is None


def test_an_automatic_reply_joins_silently_where_its_sender_may() -> None:
    known = dossier(case(), thread=(ours(),))
    decision = settled(reading(kind=Kind.AUTO_REPLY), known)
    assert filed(decision).case_id == "D-0001"
    assert len(decision.effects) == 1
    assert filed(settled(reading(kind=Kind.AUTO_REPLY, sender=STRANGER), known)).case_id is None


def bounce(*failed: str) -> Reading:
    return reading(
        kind=Kind.BOUNCE, sender="mailer-daemon@mx.example", arrived={"bounced_ids": ("ours@desk.example",), "failed_recipients": failed}
    )


def test_a_bounce_of_ours_is_marked_and_its_case_waits_for_us() -> None:
    decision = settled(bounce(TOM.upper()), dossier(case("D-0001", "waiting_client"), sent=(sent(),)))
    assert filed(decision).case_id == "D-0001"
    assert decision.effects[1] == MarkBounced("ours@desk.example", (TOM,))
    assert isinstance(decision.effects[2], UpdateCase)
    assert decision.effects[2].case.status == "waiting_us"


def test_a_forged_bounce_loses_nothing() -> None:
    closed = settled(bounce(TOM), dossier(case("D-0001", "closed"), sent=(sent(),)))
    assert [type(effect) for effect in closed.effects] == [FileMail, MarkBounced]
    unknown = settled(bounce(TOM), dossier(case("D-0001", "waiting_client")))
    assert [type(effect) for effect in unknown.effects] == [FileMail]


def test_a_bounce_behind_an_alias_still_counts() -> None:
    decision = settled(bounce("real.tom@inside.example"), dossier(case(), sent=(sent(),)))
    assert decision.effects[1] == MarkBounced("ours@desk.example", (TOM,))


def test_a_bounce_of_a_mail_to_staff_moves_no_case() -> None:
    decision = settled(bounce(TOM), dossier(case("D-0001", "waiting_client"), sent=(sent(audience=Audience.STAFF),)))
    assert [type(effect) for effect in decision.effects] == [FileMail, MarkBounced]


def test_what_later_mails_find_it_by_is_kept() -> None:
    mail = filed(settled(reading(kind=Kind.LIST), dossier()))
    assert (mail.sender, mail.subject, mail.message_id, mail.fingerprint, mail.intent) == (
        TOM,
        "Re: your bill",
        "m9@c.example",
        "f9",
        "dispute",
    )
