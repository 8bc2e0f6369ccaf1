"""Looking only where a figure is near, and for its first digit at once, finds what looking everywhere finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier import dates, money, quantities
from bot.vocabulary import nearby
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = (  # noqa: SIM905
    "7 12 318 2026 0 ٣ . , ' - / : # + % € £ $ ₹ ( ) a x us$ bds$ eur EUR usd rs. kshs r k mio ,- ,\u2013 31. 1st 3/5 2026-05-03 1.234,50"
    " 12.50 20 \u2212 \u2013 ¥ kr may September the of de hours Stück percent prozent pour cent naira é"
).split()
_SPACED = st.tuples(st.sampled_from([*_WORDS, "\n", "\u00a0", "pour cent"]), st.sampled_from(("", "", " ")))
_TEXTS = st.lists(_SPACED, max_size=14).map(lambda parts: "".join(map("".join, parts)))


def _spans(found: Iterable[re.Match[str]]) -> list[tuple[tuple[int, int], ...]]:
    return [match.regs for match in found]


@given(_TEXTS)
def test_only_places_far_from_any_figure_are_passed_over(text: str) -> None:
    for pattern, before in ((money.SUM, money.BEFORE_DIGIT), (dates.DATE, dates.BEFORE_DIGIT)):
        assert _spans(nearby.matches(pattern, small(text), before)) == _spans(pattern.finditer(small(text)))


@given(_TEXTS)
def test_ahead_of_a_figure_only_what_may_lead_to_it_is_looked_at(text: str) -> None:
    for module, pattern in ((money, money.SUM), (dates, dates.DATE)):
        found = nearby.led(pattern, module.LEAD, small(text), module.BEFORE_DIGIT)
        assert _spans(found) == _spans(pattern.finditer(small(text)))


@given(_TEXTS)
def test_a_share_has_one_of_the_words_that_are_looked_for_first(text: str) -> None:
    found = [span.text for span in quantities.percentages(text, "body")]
    assert found == [text[slice(*share.span())] for share in quantities.PERCENT.finditer(small(text))]


@given(_TEXTS)
def test_which_mark_is_of_cents_matters_only_before_three_digits(text: str) -> None:
    numbers = [match["one"] or match["two"] for match in money.SUM.finditer(small(text))] + [
        match[0] for match in money.BARE.finditer(text)
    ]
    for number in numbers:
        values = {money.value_of(number, comma=comma) for comma in (None, True, False)}
        assert len(values) == 1 or money.GROUPED.search(text)


@pytest.mark.parametrize(
    ("pattern", "digit_first", "plain"),
    [
        (money.BARE, r"\d(?<![\w.,/#:+-]\d)(?:\d{0,2}(?:", r"(?<![\w.,/#:+-])(?:\d{1,3}(?:"),
        (quantities.PERCENT, r"\d(?<![\w.,]\d)\d{0,2}", r"(?<![\w.,])\d{1,3}"),
        (quantities.COUNT, r"(?P<value>\d(?<![\w.,/#-]\d)\d{0,5}", r"(?<![\w.,/#-])(?P<value>\d{1,6}"),
    ],
)
@given(_TEXTS)
def test_a_digit_may_be_looked_for_before_what_stands_ahead_of_it(
    pattern: re.Pattern[str], digit_first: str, plain: str, text: str
) -> None:
    assert pattern.pattern.startswith(digit_first)
    usual = pattern.pattern.replace(digit_first, plain, 1).replace(r"\d{0,5}[.,]\d{2})(?:,-|", r"\d{1,6}[.,]\d{2})(?:,-|")
    assert _spans(pattern.finditer(text)) == _spans(re.finditer(usual, text))
