from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arrivals.machines import LEAVING_LISTS
from bot.arrivals.newsletter import LEAVING_STEMS
from bot.arrivals.spam import _BUSINESS, _FRAUD, SIGNALS, THRESHOLD, looks_like_us, score
from bot.vocabulary.ignorecase import AnyOf, small
from bot.vocabulary.mail import Address, Message

DESK = "disputes@northlight.example"


@pytest.mark.parametrize(
    ("domain", "alike"),
    [
        ("northlight.example", False),
        ("mail.northlight.example", False),
        ("northl1ght.example", True),
        ("nortlhight.example", True),
        ("northlights.example", True),
        ("northlight.example.evil.example", True),
        ("n\u043erthlight.example".encode("idna").decode(), True),
        ("northwind.example", False),
        ("harbour.example", False),
    ],
)
def test_look_alikes(domain: str, *, alike: bool) -> None:
    assert looks_like_us(f"a@{domain}", DESK) is alike


@pytest.mark.parametrize(
    ("text", "spam"),
    [
        ("Our SEO services bring you to the first page of Google.", True),
        ("Double your bitcoin, guaranteed profit with our trading.", True),
        ("You are crooks, I want my money back, this is fraud!", False),
        ("We have new bank details, please note them.", False),
        ("Your SEO work was poor; the ranking fell.", False),
        ("Your SEO package never brought us to the first page of Google as agreed.", False),
        ("Nobody told us that the account is suspended.", False),
        ("The website redesign was late. To unsubscribe from our newsletter click here.", False),
    ],
)
def test_score(text: str, *, spam: bool) -> None:
    points, _ = score(Message(from_=Address("tom@harbour.example")), DESK, text)
    assert (points >= THRESHOLD) is spam


def test_our_address_as_a_name_is_a_mask() -> None:
    points, names = score(Message(from_=Address("x@evil.example", "Desk disputes@northlight.example")), DESK, "hello")
    assert (points >= THRESHOLD, names) == (True, ("look_alike",))


def test_each_way_to_leave_a_list_has_a_stem_that_is_looked_for_first() -> None:
    assert [phrase for phrase in LEAVING_LISTS if not LEAVING_STEMS.within(phrase)] == []


@pytest.mark.parametrize(
    ("text", "found"), [("one word", True), ("ein w\u00f6rtchen", True), ("no such thing", False), ("w\u00f6rd", False)]
)
def test_words_are_found_by_their_letters_in_plain_and_other_text(text: str, *, found: bool) -> None:
    assert AnyOf(["word", "words", "w\u00f6rt"]).within(text) == found


def test_a_dotless_i_is_an_i_to_patterns_that_mind_no_case() -> None:
    assert small("\u0130AB\u0131\u212a") == "iabik"


SAID = [
    *sorted({word for _, _, words, _ in SIGNALS for word in words.words}),
    "page of",
    "service",
    "here to verify",
    "details changed",
    "up to",
    "$",
]
BUSINESS = ["invoice", "billed", "charge", "we paid", "the contract", "Rechnung", "reorder", "facture"]


@given(st.lists(st.sampled_from([*SAID, *BUSINESS]), max_size=8).map(" ".join))
def test_offers_that_would_not_count_need_not_be_looked_for(text: str) -> None:
    low = f"x\n{text}".lower()
    fired = [(name, weight) for name, weight, _, pattern in SIGNALS if pattern.search(low)]
    if _BUSINESS.search(low):
        fired = [signal for signal in fired if signal[0] in _FRAUD]
    assert score(Message(subject="x"), DESK, text) == (sum(weight for _, weight in fired), tuple(name for name, _ in fired))
