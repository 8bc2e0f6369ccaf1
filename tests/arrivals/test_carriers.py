from __future__ import annotations

import pytest

from bot.arrivals.carriers import answers_request, collect
from bot.arrivals.gate import Field
from bot.arrivals.parse import Parts
from bot.vocabulary.mail import Carriers, Message

DESK = "disputes@northlight.example"
TOKEN = "7k2m9q4t5v6w8x0y1z2a3b4c5d"


def test_all_roads_are_read() -> None:
    parts = Parts(
        fields=(
            Field("to", f"Desk <Disputes+{TOKEN.upper()}@northlight.example>".encode()),
            Field("cc", b"disputes+other@northlight.example, disputes+x@evil.example"),
            Field("delivered-to", f"disputes+{TOKEN}@northlight.example".encode()),
        )
    )
    message = Message(
        subject="Re: [d-0042] x [D-0007]",
        in_reply_to=("a.1@northlight.example",),
        references=("b@c", "a.1@northlight.example"),
        text=f"> ref: {TOKEN}\nxref: 1",
    )
    carried = collect(parts, message, DESK)
    assert carried == Carriers((TOKEN, "other"), ("a.1@northlight.example", "b@c"), (TOKEN,), ("D-0042", "D-0007"))


@pytest.mark.parametrize("before", ["", "Grüße:\n", "a: b: c\n> ", "\u0130\u0130\n", "::\n*", "wrote:\n\n| "])
@pytest.mark.parametrize("label", ["ref:", "Ref:", "REF:", "rEf: "])
def test_a_token_is_found_however_its_label_is_written(before: str, label: str) -> None:
    assert collect(Parts(), Message(text=f"{before}{label}{TOKEN}"), DESK).refs == (TOKEN,)
    assert collect(Parts(), Message(text=f"{before}{label[:-1].strip(':')} {TOKEN}"), DESK).refs == ()


@pytest.mark.parametrize(
    ("carried", "answers"),
    [
        (Carriers(tags=(TOKEN,)), True),
        (Carriers(refs=(TOKEN,)), True),
        (Carriers(message_ids=("a.x7@northlight.example",)), True),
        (Carriers(message_ids=("a.x7@evil.example", "b.x7@northlight.example")), False),
        (Carriers(tags=("sales", TOKEN[:-1]), case_tags=("D-0042",)), False),
    ],
)
def test_the_shape_of_an_answer(carried: Carriers, *, answers: bool) -> None:
    assert answers_request(carried, DESK) is answers
