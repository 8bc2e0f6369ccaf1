from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier import numbers
from bot.classifier.extract import mentions

INVOICES: tuple[tuple[str, str, list[str]], ...] = (
    ("", "please check invoice 88 again", ["88"]),
    ("Expenses in no. 12 and no. 13", "", ["12", "13"]),
    ("VAT sum on #4471", "", ["4471"]),
    ("", "Ihre Rechnung RE2025/118 stimmt nicht", ["RE2025/118"]),
    ("", "In AE/2425/1177 you charged too much", ["AE/2425/1177"]),
    ("", "we do not pay 10477 yet", ["10477"]),
    ("", "I've had 0613/F through", ["0613/F"]),
    ("", "Die Rechnungen 30-1188 und 30-1203 fehlen", ["30-1188", "30-1203"]),
    ("", "you list H-77120 for $8,440.", ["H-77120"]),
    ("", "pagamos la factura F25-208 por 363,00 €", ["F25-208"]),
    ("", "Lieferschein 55120 / Rechnung 7300418", ["7300418"]),
    ("", "call 020 7946 0018 or come to 14 High Street", []),
    ("", "our order 55012, ticket 9911, delivery note 4410", []),
    ("", "credit note CN-14 from 2024", []),
    ("", "30 bags, 1200 words, 14 hours", []),
    ("", "we moved to Kanalweg 8, 48155 Münster", []),
    ("", "we do not pay this.\n\nPenrose Labs\n1001 Station Road, London", []),
    ("", "we will not pay 1001 for the park", ["1001"]),
)
ORDERS = (
    ("", "invoice 2240-7 quotes PO KX-118, the pool is KX-181", ["KX-118", "KX-181"]),
    ("", "Bestellnummer 4500219934 fehlt", ["4500219934"]),
    ("", "from May use PO 88-1377 please", ["88-1377"]),
)

#: `subject | body | numbers`, the numbers apart by three spaces; a line that begins with a bar has no subject.
WRITTEN = [
    line for line in (Path(__file__).parent / "cases" / "numbers.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]


@given(st.lists(st.sampled_from(["ab", "rate", "No", "é", "3", "_", ".", "!", '"', ")", " ", "\n", "x"]), max_size=12).map("".join))
def test_the_end_of_a_sentence_is_looked_for_once_in_a_word(before: str) -> None:
    end = numbers._SENTENCE_END  # noqa: SLF001 - where words end shows in the pattern alone
    usual = re.compile(end.pattern.replace("{3,}+", "{3,}").replace(r"(?<![^\W\d_])", ""))
    assert [found.regs for found in end.finditer(before)] == [found.regs for found in usual.finditer(before)]


@pytest.mark.parametrize("line", WRITTEN)
def test_numbers_as_people_write_them(line: str) -> None:
    subject, body, told = line.rsplit(" | ", 2) if not line.startswith(" | ") else ("", *line[3:].rsplit(" | ", 1))
    assert [span.text for span in mentions(subject, body).invoice_numbers] == ([] if told == "-" else told.split("   "))


@pytest.mark.parametrize(("subject", "body", "expected"), INVOICES)
def test_invoice_numbers(subject: str, body: str, expected: list[str]) -> None:
    assert [span.text for span in mentions(subject, body).invoice_numbers] == expected


@pytest.mark.parametrize(("subject", "body", "expected"), ORDERS)
def test_order_numbers(subject: str, body: str, expected: list[str]) -> None:
    assert [span.text for span in mentions(subject, body).po_numbers] == expected


def test_a_flood_of_numbers_is_looked_at_in_part() -> None:
    text = "invoice INV-1, " + "a1 b2 c3\n" * 2_000 + " invoice INV-2"
    assert [span.text for span in mentions("", text).invoice_numbers] == ["INV-1"]
