from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier import dates, money, numbers
from bot.classifier.extract import mentions


def test_quoted_history_is_not_mentioned() -> None:
    found = mentions("Re: inv", "paid\n\nOn Thu, 18 Sep 2025 at 07:55, Rosa <r@n.example> wrote:\n> invoice 33, £40, due 1 May")
    assert found.invoice_numbers == ()
    assert found.amounts == ()
    assert found.dates == ()


@given(st.text(max_size=200), st.text(alphabet="invoice no. 12/34 £€5,.0-\n>#PO", max_size=200))
def test_every_span_is_exact(subject: str, body: str) -> None:
    found = mentions(subject, body)
    fields = {"subject": subject, "body": body}
    spans = [*found.invoice_numbers, *found.po_numbers, *found.dates, *found.percentages, *(a.span for a in found.amounts)]
    assert all(fields[span.field][span.start : span.end] == span.text for span in spans)


def test_a_megabyte_of_digits_is_no_trouble() -> None:
    assert mentions("", "1.1,1 " * 200_000).po_numbers == ()


_BITS = (
    "INV-", "PO ", "SI ", "re-", "RG ", "and/", "#", "no. ", " ", " ", "\n", "-", "/", ".", ",", "2024", "17", "3", "£", "€", " EUR", "eur ", "KShs. ",
    "BDS$", "SFr. ", "k", " Mio.", "\u2212", "- ", "(", "'", "Mai ", "september ", "the ", "12th", " of ", "ü", "٣", "x" * 61, "-a" * 31, "\u2013", "_",
)  # fmt: skip


#: The patterns, and the glances ahead that spare them work.
_GLANCES = (
    (numbers._TOKEN, r"(?=#?[A-Za-z./\u2010\u2011\u2013-]{0,60}+(?: ?\d|[A-Za-z./-]))"),  # noqa: SLF001 - what is passed over shows in the pattern alone
    (money.SUM, r"(?=\D{0,9}+\d)"),
    (dates.DATE, r"(?=\D{0,17}+\d)"),
)


@pytest.mark.parametrize(("pattern", "glance"), _GLANCES, ids=["numbers", "money", "dates"])
@given(st.lists(st.sampled_from(_BITS), max_size=30).map("".join))
def test_a_glance_ahead_passes_over_nothing(pattern: re.Pattern[str], glance: str, text: str) -> None:
    before, _, after = pattern.pattern.partition(glance)
    assert after
    thorough = re.compile(before + after, pattern.flags)
    found = [match.span() for match in thorough.finditer(text) if re.search(r"\d", match[0])]
    assert [match.span() for match in pattern.finditer(text) if re.search(r"\d", match[0])] == found
