from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.history import own_words_end, quoted_lines

HEADERS = (
    "-----Original Message-----\nFrom: A\n",
    "-------- Weitergeleitete Nachricht --------\nVon: A\n",
    "________________________________\nFrom: A <a@b.example>\n",
    "Von: Ann\nGesendet: Montag, 12. Mai 2025\nAn: Bo\n",
    "De : Ann\nEnvoyé : lundi\nÀ : Bo\n",
    "On Mon, 3 Nov 2025 at 09:14, Bo <bo@b.example> wrote:\n> hello\n",
    "Am 04.05.25 um 18:44 schrieb Bo:\n> hallo\n",
    "Le lun. 6 oct. 2025 à 09:12, Bo <bo@b.example> a écrit :\n> salut\n",
    "El mar, 3 jun 2025 a las 10:22, Bo <bo@b.example> escribió:\n> hola\n",
    "Op do 12 jun schreef Bo:\n> hoi\n",
)


@pytest.mark.parametrize("header", HEADERS)
def test_history_starts_at_the_header(header: str) -> None:
    own = "Paid yesterday.\n\nKim\n\n"
    assert own_words_end(own + header + "We say it is overdue.") == len(own)


@pytest.mark.parametrize(
    "line", ["On the invoice. I have put this off.", "From here on please use the new PO.", "De factuur 2025/77 klopt niet."]
)
def test_sentences_that_look_like_headers_stay(line: str) -> None:
    assert own_words_end(line) == len(line)


def test_a_bare_forward_is_read_whole() -> None:
    text = "-----Original Message-----\nFrom: A\n\nThe invoice is wrong."
    assert own_words_end(text) == len(text)


def test_answers_between_quotes_keep_their_words() -> None:
    text = "> is it right?\nNo.\n> why?\nToo many hours.\n"
    assert [text[a:b] for a, b in quoted_lines(text, len(text))] == ["> is it right?\n", "> why?\n"]


@given(st.text(max_size=400))
def test_the_cut_is_always_inside(text: str) -> None:
    assert 0 <= own_words_end(text) <= len(text)
