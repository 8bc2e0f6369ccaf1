"""What programs write into quotations is silent or gone; what may be somebody's is left."""

from __future__ import annotations

import pytest

from bot.arrivals.beneath import beneath

ANA = ("ana@northlight.example", "Ana Lopes")


def spoken(quoted: str) -> list[str]:
    return [line.text for line in beneath(quoted, *ANA) if not line.silent]


@pytest.mark.parametrize(
    "quoted",
    [
        "On Tue, 6 Oct 2026 at 10:00, Desk <d@northlight.example> wrote:\n> \n",
        "> On 6 Oct 2026, at 10:00, Desk <d@northlight.example> wrote:\n> > ",
        "From: Desk <d@northlight.example>\nSent: Tuesday, 6 October 2026 10:00\nTo: Ana <ana@northlight.example>\nSubject: [D-1] x\n",
        "-----Urspr\u00fcngliche Nachricht-----\nVon: Desk <d@northlight.example>\nGesendet: Dienstag, 6. Oktober 2026 10:00\nAn: Ana\nBetreff: x",
        "> [EXTERNAL]\n> ",
        "> Caution: this mail came from outside the organisation. Do not click links.\n",
        "> This e-mail and any attachments are confidential and intended solely\n> for the addressee. Nothing here is binding if you are not the recipient.",
        "Ana Lopes\nFinance Lead\nNorthlight Studio\n+44 117 496 0123",
        "> Sent from my iPhone",
        "> Kind regards",
    ],
)
def test_what_no_person_says_to_us(quoted: str) -> None:
    assert spoken(quoted) == []


@pytest.mark.parametrize(
    ("quoted", "own"),
    [
        ("> but not before Friday", ["but not before Friday"]),
        ("> Caution: not before Friday", ["Caution: not before Friday"]),
        ("> Achtung: Anhang fehlt", ["Achtung: Anhang fehlt"]),
        ("Ana Lopes\nFinance Lead\nnot before Friday", ["not before Friday"]),
        ("> to ben@other.example", ["to ben@other.example"]),
        ("> in USD", ["in USD"]),
        ("On Tue, 6 Oct 2026 at 10:00, Desk <d@northlight.example> wrote:\n> Dear Tom,\n>> wait", ["Dear Tom,", "wait"]),
    ],
)
def test_what_somebody_may_have_said(quoted: str, own: list[str]) -> None:
    assert spoken(quoted) == own


def test_the_writers_own_earlier_mail_is_history_until_somebody_elses_begins() -> None:
    quoted = (
        "On Tue, 6 Oct 2026 at 12:00, Ana Lopes <ana@northlight.example> wrote:\n> only on Friday\n"
        "> On Tue, 6 Oct 2026 at 10:00, Desk <d@northlight.example> wrote:\n>> may this go out?\nand this"
    )
    assert spoken(quoted) == ["may this go out?", "and this"]


def test_what_lies_beyond_the_lines_that_are_looked_at_is_left_as_one() -> None:
    assert spoken("> \n" * 5_000 + "> wait\n> please")[-1] == "> wait\n> please"
