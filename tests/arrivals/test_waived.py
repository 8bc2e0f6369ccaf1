from __future__ import annotations

from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import Reason

TWO_SENDERS = b"From: a@client.example\r\nFrom: b@client.example\r\nSubject: Invoice 88\r\n\r\nThe hours are wrong.\r\n"


def test_a_released_mail_is_read_as_a_clients_without_a_known_sender() -> None:
    assert arrive(TWO_SENDERS, Policy()).reason is Reason.FROM_MULTI
    released = arrive(TWO_SENDERS, Policy(), (Reason.FROM_MULTI,))
    assert (released.kind, released.reason) == (Kind.CLIENT_MAIL, Reason.FROM_MULTI)
    assert released.words.new_text == "The hours are wrong."
    assert released.message.from_ is None


def test_only_the_waived_reason_is_waived() -> None:
    assert arrive(TWO_SENDERS.replace(b"From: a", b"Fr\rom: a"), Policy(), (Reason.FROM_MULTI,)).kind is Kind.HELD


def test_a_mail_with_two_faults_is_read_after_two_releases() -> None:
    raw = TWO_SENDERS.replace(b"From: a", b"Fr\rom: a")
    first = arrive(raw, Policy()).reason
    assert first is Reason.HDR_BARE_CR
    second = arrive(raw, Policy(), (first,)).reason
    assert second is Reason.FROM_MALFORMED
    assert arrive(raw, Policy(), (first, second)).kind is Kind.CLIENT_MAIL
