"""Numbers as clients write them, in words and in figures, in six languages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.numerals import _NUMBERED, numerals
from bot.ledger.spoken import _HALF_OF_ONE, _SHARE
from bot.vocabulary.ignorecase import small
from tests.ledger.test_claimed import reading

#: (language, words, every number in them as "value unit", "$" for money)
SAID = [
    ("en", "one thousand four hundred and seventy-three pounds sixty", ["1473.6 $"]),
    ("en", "two hundred and ninety-four pounds and seventy-two pence", ["294.72 $"]),
    ("en", "fourteen pounds fifty, that's 507.50", ["14.5 $", "507.5"]),
    ("en", "fifty-one pounds twenty we shouldn't be paying", ["51.2 $"]),
    ("en", "7½ hours, seven and a half hours, half an hour", ["7.5 hour", "7.5 hour", "0.5 hour"]),
    ("en", "a fifth is 227.20", ["20 %", "227.2"]),
    ("en", "two dozen chairs, a hundred and twenty hours", ["24 chair", "120 hour"]),
    ("en", "ten pounds two weeks ago", ["10 $", "2 week"]),
    ("en", "from 8:00 to 12:30, then 2 pm - 4 pm", ["4.5 hour", "2 hour"]),
    ("en", "one of us was here for one hour", ["1 hour"]),
    ("de", "eintausendvierhundertdreiundsiebzig Euro sechzig", ["1473.6 $"]),
    ("de", "zweieinhalb Stunden, anderthalb Tage", ["2.5 hour", "1.5 day"]),
    ("de", "zehn Prozent, ein Fünftel, von 8 bis 12 Uhr", ["10 %", "20 %", "4 hour"]),
    ("fr", "mille quatre cent soixante-treize euros soixante", ["1473.6 $"]),
    ("fr", "quatre-vingt-quinze euros et soixante et onze heures", ["95 $", "71 hour"]),
    ("fr", "3h30 et deux heures et demie, huit pour cent", ["3.5 hour", "2.5 hour", "8 %"]),
    ("fr", "le matériel est neuf, neuf heures à 12€50", ["9 hour", "12.5 $"]),
    ("es", "mil cuatrocientos setenta y tres euros con sesenta", ["1473.6 $"]),
    ("es", "media docena de sillas, med\u0131a docena de mesas", ["6 sill", "6 mes"]),
    ("es", "doscientas horas, dos horas y media, diez por ciento", ["200 hour", "2.5 hour", "10 %"]),
    ("it", "millequattrocentosettantatré euro e sessanta centesimi", ["1473.6 $"]),
    ("it", "Lei sei ore, due ore e mezza, ventotto ore", ["6 hour", "2.5 hour", "28 hour"]),
    ("nl", "veertienhonderddrieënzeventig euro zestig", ["1473.6 $"]),
    ("nl", "anderhalf uur, twee en een half uur, eenentwintig uur", ["1.5 hour", "2.5 hour", "21 hour"]),
]


@pytest.mark.parametrize(("language", "words", "expected"), SAID)
def test_numbers(language: str, words: str, expected: list[str]) -> None:
    found = numerals(reading(words, language, "quantity"))
    told = [f"{each.value.normalize():f} {'$' if each.money else each.unit}".strip() for each in found]
    assert told == expected


@pytest.mark.parametrize(("language", "ones"), [("en", "nine"), ("de", "neun"), ("es", "nueve"), ("it", "nove"), ("nl", "negen")])
def test_every_hundred(language: str, ones: str) -> None:
    hundreds = {"en": "{} hundred", "de": "{}hundert", "es": "novecientas", "it": "{}cento", "nl": "{}honderd"}[language].format(ones)
    unit = {"en": "hours", "de": "Stunden", "es": "horas", "it": "ore", "nl": "uur"}[language]
    assert [each.value for each in numerals(reading(f"{hundreds} {unit}", language, "quantity"))] == [Decimal(900)]


@given(
    st.lists(st.sampled_from(("LINE ", "l\u0131ne ", "Po\u017f. ", "P\u00c1GINA", "N\u00b0", "week", " ", "x")), max_size=4).map("".join)
    | st.text()
)
def test_what_is_numbered_is_found_in_small_letters(before: str) -> None:
    anyhow = re.compile(_NUMBERED.pattern, re.IGNORECASE)
    assert (_NUMBERED.search(small(before)) is None) == (anyhow.search(before) is None)


PIECES = (
    "HALF ",
    "half an ",
    "Een half",
    " uur",
    "hour",
    "M\u0130TAD",
    "med\u0131a",
    " d\u00cda",
    "D\u00c9CIMO",
    "fifth ",
    "one-",
    "a quarter of",
    "l\u2019",
    "x",
    ".",
)


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text())
def test_a_share_or_a_half_is_found_in_small_letters(text: str) -> None:
    for pattern in (_HALF_OF_ONE, *(share for _, share in _SHARE)):
        anyhow = re.compile(pattern.pattern, re.IGNORECASE)
        assert [found.span() for found in pattern.finditer(small(text))] == [found.span() for found in anyhow.finditer(text)]
