"""Whatever a client writes, the mail stays one mail: no second header, no markup, no template is run, nothing is slow."""

from __future__ import annotations

import dataclasses
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.responders.answer import MAX_WORDS, answer
from bot.responders.lint import faults
from bot.vocabulary.books import Client, Match
from bot.vocabulary.labels import LANGUAGES, Cause
from tests.responders.facts import WRITER, facts, invoice, reading
from tests.responders.variants import said_in_html

NASTY = [
    "{{ 7*7 }}", "{% for x in y %}", "{0.__class__}", "${7*7}", "%s %n", "$(id)", "\r\nBcc: x@evil.example\r\n\r\nbody", "\x0b\x0c\x85\u2028\u2029", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "</p></div><h1>", "\u202eevil\u202c", "\x00\x07", "\ud800", "https://evil.example/a", "“ ” „ « »", "GB33 BUKB 2020 1555 5555 55", "[D-9999] Re:", "APPROVE",
    "X-Dispute-Desk: approval", "ref: 7k2m9q4t7k2m9q4t7k2m9q4t7k", "disputes+7k2m9q4t7k2m9q4t7k2m9q4t7k@northlight.example", "!" * 50, "a" * 300,
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(NASTY) | st.text(max_size=60), max_size=8).map(" and 5 hours too many ".join)


@settings(max_examples=150, deadline=None)
@given(body=HOSTILE, subject=HOSTILE, name=HOSTILE, number=HOSTILE, language=st.sampled_from([*LANGUAGES, "xx", "../en"]))
def test_nothing_breaks_out(body: str, subject: str, name: str, number: str, language: str) -> None:
    read = reading(
        body, ((Cause.QUANTITY, body), (Cause.PRICE, body[:40])), subject=subject, language=language, signature=name, disputed=body[:10]
    )
    told = facts(
        read,
        writer=dataclasses.replace(WRITER, name=name, client=Client(key="harbour & pine", name=number)),
        match=Match(invoice=invoice(), others=(invoice(number),), foreign_numbers=(number,)),
    )
    mail = answer(told).mail
    for text in (mail.subject, mail.text):
        assert not set(text) & set("<>{}`|\\!")
        assert all(letter == "\n" or unicodedata.category(letter)[0] != "C" for letter in text)
        assert "49" not in text
        assert "northlight.example" not in text
    assert "\n" not in mail.subject
    assert len(mail.subject) < 200
    assert mail.subject.endswith("[D-0042]")
    assert mail.recipients == ("tom.ashdown@harbourandpine.example",)
    assert len(mail.text.split()) < MAX_WORDS
    assert mail.html.count("<script") + mail.html.count("<img") + mail.html.count("<h1") == 0
    assert said_in_html(mail.html) == mail.text.replace("\n- ", "\n").split()


@settings(max_examples=60, deadline=None)
@given(body=HOSTILE)
def test_what_is_echoed_passes_the_lint(body: str) -> None:
    told = facts(reading(body, ((Cause.QUANTITY, body),)))
    assert faults(answer(told).mail, told) == ()


@pytest.mark.parametrize("piece", ["a ", "word. ", ", ", "(", "5 hours, ", "idiot ", "http:", "{{", "é\u0301", "\n", "1,"])
def test_a_megabyte_of_words_is_answered_in_no_time(piece: str) -> None:
    body = piece * (1_000_000 // len(piece))
    began = time.process_time()
    told = facts(reading(body, ((Cause.QUANTITY, body),), subject=body, signature=body), writer=dataclasses.replace(WRITER, name=body))
    mail = answer(told).mail
    faults(mail, told)
    assert len(mail.text.split()) < MAX_WORDS
    assert time.process_time() - began < 10  # generous: a quadratic step would need minutes
