from __future__ import annotations

import pytest

from bot.arrivals import quoting

CASES = {
    "mutt": ("* Ana Lopes <ana@desk.example> [2026-11-16 16:20]:\n| Why is 88 open?\n\nBecause it is in pounds.\n\n| It is 377.\n\nIt is 324.",
             "Because it is in pounds.\n\nIt is 324."),
    "braces": ("Ana Lopes <ana@desk.example> wrote on 2026-11-02:\n} When will you pay?\n}\n\nWith the second pallet.", "With the second pallet."),
    "percent": ("Am 02.11.2026 um 10:15 schrieb Ana Lopes:\n\n% Wann zahlen Sie?\n\nNach der Gutschrift.", "Nach der Gutschrift."),
    "initials": ("On 3 Nov 2026 at 10:15, Ana Lopes wrote:\n\nAL> It is open.\nAL> Say when.\n\nOn Friday.", "On Friday."),
    "name": ('>>>>> "Ana" == Ana Lopes <ana@desk.example> writes:\n\n    Ana> Was it broken?\n    Ana> Please tell.\n\nYes, it was.', "Yes, it was."),
    "a table": ("We got:\n| nut | 4 |\n| bolt | 5 |\nFive of each were ordered.", None),
    "a conversation": ("This is what was said:\nTom> is it in?\nAna> no\nTom> then no money\nAna> fine\nSo it is settled.", None),
    "a list": ("Note, since 10:15:\n# the drum was empty\n# the seal was cut\nBoth are wrong.", None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_other_marks_quote_where_somebody_is_quoted(name: str) -> None:
    text, new = CASES[name]
    assert quoting.split(text).new_text == (text if new is None else new)
