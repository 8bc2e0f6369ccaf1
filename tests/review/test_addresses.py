from __future__ import annotations

import pytest

from bot.review.addresses import plain_address


@pytest.mark.parametrize(
    "written",
    ["tom@x.example", " Tom@X.Example. ", "<tom@x.example>", "tom@x.example<mailto:tom@x.example>", "<mailto:tom@x.example>"],
)
def test_one_plain_address(written: str) -> None:
    assert plain_address(written) == "tom@x.example"


@pytest.mark.parametrize(
    "written",
    [
        "", "tom", "tom@x", "@x.example", "tom@", "a@b@c.example", "tom@x.example,ann@y.example", "tom@x.example; ann@y.example", "tom @x.example",
        '"tom"@x.example', "tom..a@x.example", ".tom@x.example", "tom@-x.example", "tom@x..example", "tom@[127.0.0.1]", "tom@127.0.0.1",
        "tom@x.example<mailto:ann@x.example>", "töm@x.example", "tom@exämple.example", "tom@x.example\nbcc:a@b.example", "a" * 65 + "@x.example",
        "a@" + "b" * 64 + ".example", "tom\u200b@x.example",
    ],
)  # fmt: skip
def test_anything_else_is_none(written: str) -> None:
    assert plain_address(written) is None
