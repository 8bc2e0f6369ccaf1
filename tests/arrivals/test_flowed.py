from __future__ import annotations

import pytest

from bot.arrivals.flowed import unflow


@pytest.mark.parametrize(
    ("text", "delsp", "plain"),
    [
        ("one \ntwo\nthree", False, "one two\nthree"),
        ("one \ntwo", True, "onetwo"),
        ("> a \n> b\nmine", False, "> a b\nmine"),
        (">> a \n> b", False, ">> a\n> b"),
        (" From x", False, "From x"),
        ("end\n-- \nsig", False, "end\n-- \nsig"),
        ("", False, ""),
    ],
)
def test_unflow(text: str, plain: str, *, delsp: bool) -> None:
    assert unflow(text, delsp=delsp) == plain
