from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.arrivals.boilerplate import hear
from bot.arrivals.read import arrive
from bot.vocabulary.labels import Kind
from bot.vocabulary.policy import Policy

#: Mails whose header says nothing: `automatic` ones, and normal ones that use the same words. Three quarters of the second set are by
#: somebody who saw no code.
SETS: dict[str, list[dict[str, Any]]] = {
    path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted(Path(__file__).parent.glob("wording*.jsonl"))
}
#: How people say in thirteen languages where they are and till when: `frames` around `states`.
ABSENCES: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "absences.json").read_text(encoding="utf-8"))
DESK = Policy(desk_address="disputes@northlight.example", approvers=("ana@northlight.example",), staff=("sam@northlight.example",))


def _kind(sender: str, subject: str, text: str, *more: str) -> Kind:
    head = [f"From: {sender}", "To: disputes@northlight.example", f"Subject: {subject}", *more, "Content-Type: text/plain; charset=utf-8"]
    return arrive("\r\n".join([*head, "", *text.split("\n"), ""]).encode(), DESK).kind


@pytest.mark.parametrize("name", SETS)
def test_wording_alone_tells_machines_from_people(name: str) -> None:
    machines = {Kind.AUTO_REPLY, Kind.BOUNCE, Kind.LIST}
    taken = [(mail, _kind(mail["from"], mail["subject"], mail["text"]) in machines) for mail in SETS[name]]
    missed = [mail["text"] for mail, automatic in taken if mail["automatic"] and not automatic]
    alarms = [mail["text"] for mail, automatic in taken if automatic and not mail["automatic"]]
    assert len(missed) < 0.02 * sum(mail["automatic"] for mail in SETS[name]), missed
    assert len(alarms) <= 1, alarms


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("I am out until Friday.", {"absent"}),
        ("I was out until Friday.", set()),
        ("I am out until Friday. Could you call me?", set()),
        ("I am on leave. We paid 1,200.00 EUR.", set()),
        ("Dieses Postfach wird nicht gelesen.", {"unread"}),
        ("Yes", set()),
        ("I am out until Friday. Urgent? Ask Tom at tom@a.example.", {"absent", "instead"}),
        ("This address is not monitored. Our warehouse has no delivery of that order.", set()),
        ("Two orders were billed at the price of the goods, the old address is no longer in use.", set()),
        ("Send it. I am on leave until Monday.", set()),
        ("", set()),
    ],
)
def test_signs(text: str, signs: set[str]) -> None:
    assert hear(text).signs == signs


@pytest.mark.parametrize("language", ABSENCES)
def test_absences_are_heard_whatever_their_reason(language: str) -> None:
    told = [frame.replace("{}", state) for frame in ABSENCES[language]["frames"] for state in ABSENCES[language]["states"]]
    missed = [text for text in told if not hear(text[0].upper() + text[1:], "x@y.example").signs]
    assert len(missed) <= len(told) // 20, missed


def test_an_address_that_is_the_writers_own_is_no_other_one() -> None:
    text = "I am on leave. Please try tom@a.example."
    assert "instead" in hear(text).signs
    assert "instead" not in hear(text, "tom@a.example").signs


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please use this instead\n\nDear Tom,\n\nthank you for your message. Our team will answer shortly.", Kind.APPROVER_REPLY),
        ("note: the customer is on holiday until Monday", Kind.APPROVER_REPLY),
        ("I am out of the office until Monday.", Kind.AUTO_REPLY),
    ],
)
def test_a_new_text_of_our_own_people_is_no_machines(text: str, kind: Kind) -> None:
    token = "To: disputes+a2b3c4d5e6f7g2h3i4j5k6m7n2@northlight.example"
    raw = f"From: ana@northlight.example\r\n{token}\r\nSubject: Re: [D-0042] Draft\r\nIn-Reply-To: <x@northlight.example>\r\n\r\n{text}\r\n"
    assert arrive(raw.replace("\r\n", "\n").replace("\n", "\r\n").encode(), DESK).kind is kind


def test_a_colleague_who_tells_of_a_holiday_is_no_machine() -> None:
    assert _kind("sam@northlight.example", "Holiday plan", "I am away next week, Lena takes the desk.") is Kind.STAFF_FORWARD
