from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending.foreign import foreign_number

FOREIGN = ("INV-2077", "2026-014", "10442", "77", "ACME", "A9", "MAY-2026", "AR2077/b")
ALLOWED = ("INV-1041", "INV-2077-X", "D-0042", "10500")

NAMED = [
    "Please see INV-2077 as well.",
    "see inv2077",
    "see inv_2077.",
    "INV 2077 is open",
    "INV #2077 is open",
    "\uff29\uff2e\uff36-\uff12\uff10\uff17\uff17 in full width",
    "INV\u200b-20\u200b77 with hidden characters",
    "INV\u20112077 with a non-breaking hyphen",
    "INV-1041/INV-2077",
    "INV-1041,INV-2077",
    "(INV-2077)",
    "file INV-2077.pdf",
    "wrapped INV-\n2077",
    "number 2026-014",
    "number 2026/014",
    "it was 10442, not this",
    "10442/10500",
    "invoice 77",
    "invoice no. 77",
    "invoices INV-1041 and 77",
    "Rechnung Nr. 77",
    "facture n\u00b0 77",
    "fattura n. 77",
    "#77",
    "invoice ACME",
    "invoice A9",
    "MAY-2026",
    "AR2077b and AR-2077/B",
    "INV-2O77",
    "2026 014",
    "see 2026 014 too",
    "(2026 014)",
    "2026 O14 was paid",
    "INV2077S and INV-2077",
]
NOT_NAMED = [
    "INV-1041 [D-0042]",
    "INV-20770 is longer",
    "XINV-2077",
    "INV-2077-X is the allowed one",
    "77 hours were billed",
    "invoice INV-1041: 77 hours",
    "invoice INV-1041 for 77 Stunden",
    "\u00a377 and 77 EUR, \u20ac 77, 77 %, invoice of GBP 77",
    "1,077.00 or 77.50 or 10,442.00 or 10.442,00",
    "EUR 10442 and 10442 EUR",
    "PO 10442, purchase order no. 10442, Bestellnummer: 10442",
    "order INV-2077",
    "on 20.10.2026, 2026-10-20",
    "at 10:77",
    "in May 2026",
    "ACME Ltd, Dear ACME",
    "A9 paper",
    "+44 20 7946 0958",
    "line 77-80 of the plan",
    "in 2026 14 hours",
    "100GB, 10S, 5G and 24h in 2026",
    "2026 01 04",
    "since 2026 0140 was paid",
    "",
]


@pytest.mark.parametrize("text", NAMED)
def test_it_names_an_invoice_of_somebody_else(text: str) -> None:
    assert foreign_number([text], FOREIGN, ALLOWED) is not None


@pytest.mark.parametrize("text", NOT_NAMED)
def test_it_names_none(text: str) -> None:
    assert foreign_number([text], FOREIGN, ALLOWED) is None


def test_a_number_that_is_ours_too_is_no_stranger() -> None:
    assert foreign_number(["INV-2077"], ["INV-2077"], ["inv 2077"]) is None


@pytest.mark.parametrize("written", ["INV-1OS2", "inv 1os2", "INV-105Z", "INV-l052", "INV-1 OS2", "number INV/IO5Z", "INV-10S2 too"])
def test_letters_in_the_place_of_digits_hide_no_number(written: str) -> None:
    assert foreign_number([written], ["INV-1052"], ["INV-1041"])
    assert foreign_number([written], ["INV-1053"], ["INV-1041"]) is None


@pytest.mark.parametrize("written", ["INV-6108", "INV-G108", "INV 61OB"])
def test_the_first_digit_may_be_a_letter_too(written: str) -> None:
    assert foreign_number([written], ["INV-6108"], ["INV-1041"])


@pytest.mark.parametrize(
    "text",
    ["100GB of space", "10068 pages", "in 2026 114 hours", "In 2026 114 clients wrote.", "the 5S method", "10 GB, 88 lbs", "B2B and 365G"],
)
def test_units_and_years_are_no_numbers(text: str) -> None:
    assert foreign_number([text], ["10068", "2026-114", "55", "828", "3656"], ["INV-1041"]) is None


@given(st.text("INV-2077 1041/#\n.\u00a3", max_size=60), st.text("ab .,\n", max_size=20))
def test_a_number_among_other_words_is_found(before: str, after: str) -> None:
    assert foreign_number([f"{before} .. see INV-2077 {after}"], ["INV-2077"], []) is not None


def test_a_large_text_is_read_in_linear_time() -> None:
    assert foreign_number(["INV-" * 20_000, "1 " * 20_000, "<" * 20_000], ["INV-2077"], []) is None
