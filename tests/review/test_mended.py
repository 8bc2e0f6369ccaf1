"""The reading with whole lines counts where every one of them is ours, and never else."""

from __future__ import annotations

from bot.review.mended import with_whole_lines
from bot.vocabulary.mail import Mended, Words

OURS = "To send the answer below as it stands, reply with the one word.\nPlease decide before Friday 9 October."
WHOLE = Words("Approve", "> To send ...")


def read(*lines: str) -> Words:
    return with_whole_lines(Words("Approve\nbefore Friday 9 October.", mended=Mended(WHOLE, lines)), [OURS])


def test_lines_of_our_mail_count_whatever_their_blanks() -> None:
    assert read("Please decide  before\u00a0Friday 9 October.") == WHOLE


def test_anything_else_stays_the_writers() -> None:
    for lines in (
        ("Please decide before Friday 9 October. Wait.",),
        ("Please decide",),
        ("Please decide before Friday 9 October.", "but not yet"),
        ("decide before Friday 9 October.",),
    ):
        assert read(*lines).new_text.endswith("October.")
    assert with_whole_lines(WHOLE, [OURS]) == WHOLE
