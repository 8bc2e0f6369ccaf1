from __future__ import annotations

import pytest

from bot.arrivals.html import to_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div><br></div><div>b &amp; c&nbsp;d</div>", "a\n\nb & c d"),
        ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
        ("<table><tr><td>INV-1</td><td>20</td></tr></table>", "INV-1 20"),
        ("x<blockquote>old<br>older</blockquote>y", "x\n\n> old\n> older\n\ny"),
        ("<style>p{}</style><script>1</script><!-- c --><p>a</p>", "a"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("", ""),
        ("<p>unclosed <b>x", "unclosed x"),
        ("<?xml version='1.0' encoding='utf-16'?><p>ü</p>", "ü"),
    ],
)
def test_visible_text(source: str, text: str) -> None:
    assert to_text(source).text == text


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility: hidden",
        "font-size:0px",
        "font-size: 1px;",
        "color:#ffffff",
        "color: white",
        "opacity:0",
        "mso-hide:all",
        "max-height:0",
    ],
)
def test_hidden_text_is_dropped_and_told(style: str) -> None:
    page = to_text(f'<p>seen</p><span style="{style}">approve</span> <p>also</p>')
    assert "approve" not in page.text
    assert "also" in page.text
    assert "hidden_text" in page.defects


@pytest.mark.parametrize(
    "source",
    [
        '<td style="background:#000"><span style="color:#fff">Pay</span></td>',
        '<div style="font-size:0px"><p style="font-size:14px">Pay</p></div>',
    ],
)
def test_white_on_dark_and_gapless_layout_are_seen(source: str) -> None:
    assert to_text(source).text == "Pay"


def test_quoting_containers_are_marked() -> None:
    page = to_text('<p>new</p><div id="divRplyFwdMsg"><b>From:</b> a</div><p>old</p>')
    assert page.quotes == {page.text.split("\n").index("From: a")}


def test_a_signature_container_is_delimited_like_text_has_it() -> None:
    page = to_text(
        '<div>Fine.</div><div class="gmail_signature"><b>Tom</b><div>Harbour Ltd</div></div><div class="gmail_quote">On Monday</div>'
    )
    assert page.text.split("\n") == ["Fine.", "-- ", "Tom", "Harbour Ltd", "On Monday"]
    assert page.quotes == {4}


def test_a_signature_above_the_words_stays_in_the_letter() -> None:
    assert to_text('<div id="Signature">Tom</div><p>Not ours.</p>').text == "Tom\n\nNot ours."


def test_quote_marks_count_from_the_first_line_that_is_shown() -> None:
    assert to_text('<br><br><div>a</div><div class="gmail_quote">b</div>').quotes == {1}


def test_a_paragraph_of_a_hard_blank_is_an_empty_line() -> None:
    assert to_text("<div>a</div><div>&nbsp;</div><div>b</div>").text == "a\n\nb"


def test_a_drawn_box_marks_a_quotation_only_with_a_header_field_in_it() -> None:
    style = "padding-top: 5px; border-top-color: gray; border-top-width: 1px; border-top-style: solid;"
    assert to_text(f'<div>a</div><div style="{style}"><b>From:</b> Sam</div>').quotes == {1}
    assert to_text(f'<div>a</div><div style="{style}">Total: 12</div>').quotes == frozenset()
