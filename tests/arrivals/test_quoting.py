from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arrivals.quoting import split

LINES = [
    "",
    "Hi Ana,",
    "line 1 is wrong",
    "> quoted",
    ">> deeper",
    "On 1 Oct 2026 at 10:00, Tom <tom@a.example> wrote:",
    "-----Original Message-----",
    "________________________________",
    "From: Tom <tom@a.example>",
    "Sent: 1 October 2026 10:00",
    "Subject: x",
    "Kind regards",
    "Tom",
    "-- ",
    "Tel: +44 20 7946 0000",
    "Sent from my iPhone",
    "This email and any attachments are confidential",
    "CAUTION: This email originated outside",
    "| Dear Tom",
]


@settings(max_examples=300)
@given(lines=st.lists(st.one_of(st.sampled_from(LINES), st.text(alphabet="ab >:-_|\t", max_size=12)), max_size=30))
def test_no_line_is_lost_or_doubled(lines: list[str]) -> None:
    words = split("\n".join(lines), frozenset(), "Tom tom@a.example")
    kept = Counter(
        line.strip() for part in (words.new_text, words.quoted_text, words.signature) for line in part.split("\n") if line.strip()
    )
    assert kept == Counter(line.strip() for line in lines if line.strip())


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Hi,\nOn 3 May you wrote:\nthe price is 85.\nWe agreed 75.", "Hi,\nOn 3 May you wrote:\nthe price is 85.\nWe agreed 75."),
        (
            "Breakdown:\nFrom: London\nTo: Leeds\nDate: 3 May\n\nNever ordered.",
            "Breakdown:\nFrom: London\nTo: Leeds\nDate: 3 May\n\nNever ordered.",
        ),
        ("yes\n\n*From:* Desk <d@n.example>\n*Sent:* Thursday\n*Subject:* x\n\nold", "yes"),
        ("no\n\n---- On Wed, 30 Sep 2026 09:00:00 +0100 N <b@n.example> wrote ----\n\nold", "no"),
        ("a\n> b\nc", "a\n\nc"),
        ("No, thanks On Wed, 30 Sep 2026 at 09:00, Ana <ana@n.example> wrote:\n> Hi", "No, thanks"),
        ("Nein.--- Am 30.09.2026 um 09:00 schrieb Ana <ana@n.example>:\n> Hallo", "Nein."),
        ("Sam told me On 3 May the rate was 85:\n> no", "Sam told me On 3 May the rate was 85:"),
        ("ok\n----- what will be sent to x -----\n| Dear", "ok\n----- what will be sent to x -----\n| Dear"),
    ],
)
def test_new_words(text: str, new: str) -> None:
    assert split(text).new_text == new


def test_a_marked_container_is_history() -> None:
    assert split("new\nold\nolder", frozenset({1})).new_text == "new"


def test_own_words_right_above_a_wrote_line_are_no_part_of_it() -> None:
    text = "Hi Ana,\nline 1 has 14 hours, we agreed 12.\nRegards\nTom\n  On Wednesday, 30 September 2026 at 09:00, Sam <sam@x.example> wrote:\n\nold\n"
    assert split(text).new_text == "Hi Ana,\nline 1 has 14 hours, we agreed 12."


def test_what_a_program_broke_off_a_quoted_line_is_quoted() -> None:
    old = "> this older line is so long that the program which quoted it had to break it\nin two\n> and the next one\n"
    assert split(f"{old}\nNot ours.").new_text == "Not ours."
    answered = old.replace("break it\nin two", "break it?\nno, never")
    assert split(answered).new_text == "no, never"


def test_groupwise_history_without_marks() -> None:
    assert split("Not ours.\n\n>>> Sam <sam@x.example> 30.09.2026 09:00 >>>\n\nhere is the invoice").new_text == "Not ours."
    assert split("See\n>>> http://a.example 09:00 >>>").new_text == "See"


def test_a_farewell_below_the_last_quoted_line() -> None:
    words = split("> 14 hours\n12 were agreed.\n\n> Regards, Sam\n\nKind regards\nTom\n", writer="Tom Ashdown tom@x.example")
    assert (words.new_text, words.signature) == ("12 were agreed.", "Kind regards\nTom")


def test_a_letter_written_inside_a_quoting_container_is_kept() -> None:
    assert split("Hi Ana,\n\nline 1 is wrong.", frozenset({2})).new_text == "Hi Ana,\n\nline 1 is wrong."
    assert split("Not ours.\n\nhere it is", frozenset({2})).new_text == "Not ours."


@pytest.mark.parametrize("intro", ["On Thursday, June 27, 2013, sam via Northlight wrote:", "On Wed, Dec 9, Sam\n<sam@x.example>\nwrote:"])
def test_wrote_lines_without_a_clock(intro: str) -> None:
    assert split(f"Not ours.\n\n{intro}\n\nhere it is").new_text == "Not ours."


def test_a_bare_wrote_line_is_believed_above_a_quotation_only() -> None:
    assert split("No.\n\nSam wrote:\n> x").new_text == "No."
    assert split("No.\n\nSam wrote:\nyes").new_text == "No.\n\nSam wrote:\nyes"
