from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.arrivals import body, gate, parse
from bot.arrivals.body import _same_words, _spoken


def _choose(plain: str, page: str) -> body.Body:
    raw = (
        "From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{page}\r\n--b--\r\n"
    )
    return body.choose(parse.parse(gate.admit(raw.encode())))


def test_text_is_preferred_and_agrees() -> None:
    shown = _choose("The rate is *wrong*.", "<p>The rate is <b>wrong</b>.</p>")
    assert (shown.text.strip(), shown.other, shown.notes) == ("The rate is *wrong*.", "", set())


def test_a_difference_is_told_with_the_other_words() -> None:
    shown = _choose("We have paid, no dispute.", "<p>We dispute this.</p>")
    assert (shown.other, shown.notes) == ("We dispute this.", {"text_html_differ"})


def test_a_stub_gives_way_to_html() -> None:
    assert _choose("Your mail client does not support HTML.", "<p>The rate is wrong.</p>").text == "The rate is wrong."


LINES = ["", "", "one two", "> one two", ">", "one", "two", " two", "On Monday, Ana wrote:", "."]


@given(*[st.lists(st.sampled_from(LINES), max_size=7).map("\n".join)] * 2)
def test_two_versions_say_the_same_where_their_words_are_the_same(one: str, two: str) -> None:
    left, right = (_spoken(text.split()) for text in (one, two))
    assert _same_words(one, two) is (left == right)
