"""What a page hides from the eye, or shows crossed out."""

from __future__ import annotations

import pytest

from bot.arrivals import html

HIDDEN = {
    "a class": '<style>.h{display:none}</style><p class="a h">no</p>',
    "an id": '<style>p#h { color:red; visibility : hidden }</style><p id="h">no</p>',
    "one of several": '<style>.a, .h , .b{display:none!important}</style><div class="h">no</div>',
    "behind a comment": '<style><!-- /* .x{ */ .h{display:none} --></style><p class="h">no</p>',
    "beside the page": '<p style="position:absolute; left:-9999px">no</p>',
    "above the page": '<p style="position:fixed;top:-2000px">no</p>',
    "a wide margin": '<p style="margin-left:-9999px">no</p>',
    "cut to nothing": '<p style="position:absolute;clip:rect(0,0,0,0)">no</p>',
    "shrunk": '<p style="transform:scale(0)">no</p>',
}
SHOWN = {
    "another class": '<style>.h{display:none}</style><p class="hh">no</p>',
    "printed only": '<style>@media print{.h{display:none} .i{display:none}}</style><p class="h">no</p>',
    "shown again": '<style>.h{display:none}</style><p class="h" style="display:block">no</p>',
    "inside something": '<style>.a .h{display:none}</style><p class="h">no</p>',
    "an unfinished rule": '<style>.h{display:none</style><p class="h">no</p>',
    "a hanging indent": '<p style="margin-left:-18.0pt">no</p>',
    "a step to the left": '<p style="position:relative;left:-12px">no</p>',
}


@pytest.mark.parametrize("page", HIDDEN.values(), ids=HIDDEN)
def test_hidden_words_are_dropped_and_told(page: str) -> None:
    found = html.to_text(f"<html><body>{page}<p>yes</p></body></html>")
    assert (found.text, found.defects) == ("yes", frozenset({"hidden_text"}))


@pytest.mark.parametrize("page", SHOWN.values(), ids=SHOWN)
def test_what_is_shown_is_kept(page: str) -> None:
    found = html.to_text(f"<html><body>{page}<p>yes</p></body></html>")
    assert (found.text.split(), found.defects) == (["no", "yes"], frozenset())


@pytest.mark.parametrize("tag", ["s", "strike", "del", 'span style="color:red;text-decoration: underline line-through"'])
def test_crossed_out_words_are_kept_and_told(tag: str) -> None:
    assert html.to_text(f"<p><{tag}>no</{tag.split(maxsplit=1)[0]}> yes</p>").defects == {"struck_text"}
    assert html.to_text(f"<p><{tag}> </{tag.split(maxsplit=1)[0]}> yes</p>").defects == frozenset()


def test_what_others_crossed_out_below_is_not_the_writers() -> None:
    assert html.to_text("<p>yes</p><blockquote><s>no</s></blockquote>").defects == frozenset()
    assert html.to_text('<p>yes</p><div class="gmail_quote"><p>then</p><s>no</s></div>').defects == frozenset()


@pytest.mark.parametrize("sheet", ["{" * 50_000, "}" * 50_000, "/*" * 50_000, ".h{" * 30_000, ".a{display:none}" * 6_000])
def test_a_style_sheet_without_end_is_read_in_one_pass(sheet: str) -> None:
    assert html.to_text(f"<style>{sheet}</style><p>yes</p>").text == "yes"
