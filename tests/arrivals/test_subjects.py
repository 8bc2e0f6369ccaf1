from __future__ import annotations

import pytest

from bot.arrivals.subjects import bare, case_tags, kind


@pytest.mark.parametrize(
    ("subject", "what", "rest"),
    [
        ("Re: AW: Fwd: [D-0042] Invoice 12", "reply", "Invoice 12"),
        ("WG: Rechnung", "forward", "Rechnung"),
        ("TR : facture", "forward", "facture"),
        ("RE[2]: x", "reply", "x"),
        ("[EXT] Re: x", "reply", "x"),
        ("Fwd: Re: x", "forward", "x"),
        ("回复: 发票", "reply", "发票"),
        ("Invoice: 12", "", "Invoice: 12"),
        ("Ref: PO 12", "", "Ref: PO 12"),
        ("Re: " * 30 + "x", "reply", "Re: " * 18 + "x"),
        ("", "", ""),
    ],
)
def test_prefixes(subject: str, what: str, rest: str) -> None:
    assert (kind(subject), bare(subject)) == (what, rest)


def test_case_tags() -> None:
    assert case_tags("Re: [D-0042] and [d-0042], [D-12], D-0099") == ("D-0042",)
