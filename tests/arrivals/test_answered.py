from __future__ import annotations

import pytest

from bot.arrivals.quoting import split


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("> Which line?\nLine 2.\n> How many hours?\n12.", [("Which line?", "Line 2."), ("How many hours?", "12.")]),
        ("Hi,\n\n> Dear Tom,\n>\n> is the rate\n> wrong?\n\nYes.\nBy far.\n\n> Regards", [("is the rate wrong?", "Yes.\nBy far.")]),
        ("On 1 Oct 2026, A <a@n.example> wrote:\n\n> Is it paid?\n\nNo.", [("Is it paid?", "No.")]),
        ("On 1 Oct 2026, A <a@n.example> wrote:\n" + "> line\n" * 9 + "\nNo.", []),
        ("No.\n\nOn 1 Oct 2026, A <a@n.example> wrote:\n> Is it paid?", []),
        (">> We ask.\n> You ask?\nI answer.\n> Thanks\nOk.", [("We ask. You ask?", "I answer."), ("Thanks", "Ok.")]),
        ("> one\n\n> two\n\nThree.\n> \nFour.", [("two", "Three.")]),
    ],
)
def test_each_answer_goes_with_what_it_answers(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(pair.quoted, pair.answer) for pair in split(text).context] == pairs
