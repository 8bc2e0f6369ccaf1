from __future__ import annotations

import dataclasses

import pytest

from bot.responders.thread import parent, references
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Original
from tests.responders.facts import reading


def test_the_thread_is_continued() -> None:
    arrived = reading(message={"references": ("a@x.example", "b@x.example"), "message_id": "c@x.example"}).arrived
    assert parent(arrived) == "c@x.example"
    assert references(arrived) == ("a@x.example", "b@x.example", "c@x.example")


def test_without_references_the_in_reply_to_serves() -> None:
    arrived = reading(message={"references": (), "in_reply_to": ("a@x.example", "b@x.example"), "message_id": "c@x.example"}).arrived
    assert references(arrived) == ("a@x.example", "c@x.example")


def test_ten_references_at_most_the_first_and_the_newest() -> None:
    ids = tuple(f"{number}@x.example" for number in range(30))
    found = references(reading(message={"references": ids, "message_id": "last@x.example"}).arrived)
    assert found == ("0@x.example", *(f"{number}@x.example" for number in range(22, 30)), "last@x.example")


def test_a_mail_without_a_message_id_starts_no_thread() -> None:
    arrived = reading(message={"references": (), "message_id": None}).arrived
    assert (parent(arrived), references(arrived)) == ("", ())


def test_a_forward_continues_the_clients_thread_not_the_colleagues() -> None:
    original = Original(from_=None, message_id="client@x.example", references=("r@x.example",))
    arrived = dataclasses.replace(
        reading(message={"message_id": "staff@northlight.example"}).arrived, original=original, kind=Kind.STAFF_FORWARD
    )
    assert (parent(arrived), references(arrived)) == ("client@x.example", ("r@x.example", "client@x.example"))
    unknown = dataclasses.replace(arrived, original=Original(from_=None))
    assert (parent(unknown), references(unknown)) == ("", ())


def test_a_client_who_forwards_is_answered_in_their_own_thread() -> None:
    original = Original(from_=None, message_id="colleague@x.example")
    arrived = dataclasses.replace(reading(message={"message_id": "client@x.example"}).arrived, original=original)
    assert parent(arrived) == "client@x.example"


@pytest.mark.parametrize(
    "bad", ["a b@x.example", "a@x.example\r\nBcc: y@z.example", "<a@x.example>", "a@x@y.example", "noat", "ä@x.example", "a" * 300 + "@x"]
)
def test_an_id_that_could_break_a_header_is_left_out(bad: str) -> None:
    arrived = reading(message={"references": (bad, "ok@x.example"), "message_id": bad}).arrived
    assert parent(arrived) == ""
    assert references(arrived) == ("ok@x.example",)
