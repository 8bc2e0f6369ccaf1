from __future__ import annotations

from bot.arrivals import body, gate, parse


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
