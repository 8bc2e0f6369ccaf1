from __future__ import annotations

import pytest

from bot.arrivals.blocks import block_at, label, mark
from bot.arrivals.intros import intro_at


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("From: Tom", ("from", "Tom")),
        ("*Von:* Tom", ("from", "Tom")),
        ("De\xa0: Tom", ("from", "Tom")),
        ("> Betreff: x", ("subject", "x")),
        ("件名\uff1a請求", ("subject", "請求")),
        ("Total: 12", None),
        ("no colon", None),
    ],
)
def test_labels(line: str, found: tuple[str, str] | None) -> None:
    assert label(line) == found


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("From: T <t@a.example>\nSent: x\nTo: y\nSubject: z", True),
        ("From:\nT <t@a.example>\nSent:\nx\nSubject:\nz", True),
        ("From: T\n\nSent: Monday 9:30\n\nSubject: z", True),
        ("From: London\nTo: Leeds\nDate: 3 May", False),
        ("Subject: x\nDate: y", False),
    ],
)
def test_blocks(text: str, *, sure: bool) -> None:
    block = block_at(text.split("\n"), 0)
    assert block is not None
    assert block.sure is sure


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("---------- Forwarded message ---------", "forward"),
        ("Anfang der weitergeleiteten Nachricht:", "forward"),
        ("-----Original Message-----", "original"),
        ("----- Ursprüngliche Nachricht -----", "original"),
        ("Original message", None),
        ("Our message", None),
    ],
)
def test_marks(line: str, found: str | None) -> None:
    assert mark(line) == found


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("On Wed, 30 Sep 2026 at 09:00, N <b@n.example> wrote:", True),
        ("On 3 May you wrote:", False),
        ("as you wrote on 3 May 2026:", False),
        ("The price is as follows:", None),
        ("Hi Ana,\nOn 1 Oct 2026 at 10:00 N wrote:", None),
    ],
)
def test_intros(text: str, *, strong: bool | None) -> None:
    intro = intro_at(text.split("\n"), 0)
    assert (intro.strong if intro else None) is strong
