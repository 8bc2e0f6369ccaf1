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
