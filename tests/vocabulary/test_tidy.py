from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.outgoing import Audience, Outgoing, OutgoingFile
from bot.vocabulary.tidy import is_address, is_message_id, one_line, tidied, whole

MAIL = Outgoing(Audience.CLIENT, ("a@x.example",), "Desk", "d@y.example", "Re: x", "text\n", "", "m@y.example")


@pytest.mark.parametrize("text", ["a@x.example", "a.b+c_d'e@sub.x-y.example", "a@localhost", "d+7k2m@x.example", f"{'l' * 64}@x.example"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "@",
            "a@",
            "@x.example",
            "a",
            "a@x.example ",
            " a@x.example",
            "a b@x.example",
            "a@x.example,b@x.example",
            "a@x.example; b@x.example",
        ),
        *(
            "Tom <a@x.example>",
            "<a@x.example>",
            '"a b"@x.example',
            "a@x..example",
            "a@.example",
            "a@-x.example",
            "a@x-.example",
            ".a@x.example",
        ),
        *("a..b@x.example", "a@[127.0.0.1]", "a@x.example\r\nX: y", "a@x.example\n", "ä@x.example", "a@xn.exämple", "a@b@x.example"),
        *(f"{'l' * 65}@x.example", f"a@{'x.' * 130}example"),
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [("a@b", True), ("no-at-sign", True), ("", False), ("a b@c", False), ("a>b", False), ("é@b", False), ("x" * 901, False)],
)
def test_message_ids(text: str, *, good: bool) -> None:
    assert is_message_id(text) is good


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nBcc: b", "a Bcc: b"),
        ("\0a\x7f", "a"),
        ("a\u202eb", "a b"),
        ("a\x85b\u2028c\x0bd", "a b c d"),
        ("  a  b ", "a b"),
        ("a\ud800b", "a b"),
        ("Zoë 🙂", "Zoë 🙂"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_one_line_is_one_line_and_settled(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert one_line(line) == line
    line.encode()


@pytest.mark.parametrize(("text", "good"), [("a\ud83db", "a?b"), ("ok\n", "ok\n"), ("\U0001f642", "\U0001f642")])
def test_half_characters_are_shown_as_such(text: str, good: str) -> None:
    assert whole(text) == good


def test_a_tidy_mail_stays_as_it_is() -> None:
    assert tidied(MAIL) == MAIL


def test_a_mail_is_tidied_in_its_headers_only() -> None:
    mail = Outgoing(
        Audience.CLIENT,
        ("A@x.example",),
        "Desk\r\nX: y",
        "d@y.example",
        "a\tb",
        "a\t\r\nb",
        "<p>\0</p>",
        "m@y.example",
        in_reply_to="not good",
        references=("a@b", "not good", "c"),
        files=(OutgoingFile("a\n.pdf", "application/pdf", b""),),
    )
    tidy = tidied(mail)
    assert (tidy.sender_name, tidy.subject, tidy.in_reply_to, tidy.references) == ("Desk X: y", "a b", "", ("a@b", "c"))
    assert (tidy.recipients, tidy.text, tidy.html, tidy.files[0].filename) == (mail.recipients, mail.text, mail.html, "a .pdf")
