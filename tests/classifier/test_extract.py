from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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
