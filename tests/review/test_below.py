from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.review.below import sections
from bot.vocabulary.books import Match
from bot.vocabulary.mail import Answered
from tests.review.desk import DRAFT_TEXT, INVOICE, OTHERS, POLICY, facts, reading


def told(**changes: Any) -> dict[str, str]:
    return {
        " ".join(row.text for row in part.title): " ".join(" ".join(row.text.split()) for row in part.rows)
        for part in sections(facts(**changes), POLICY)
    }


def test_dates_sums_and_reasons_are_for_people() -> None:
    reasons = ("number_word (0.80): the word INV-1041 stands in the new words", "weak: this fits, but not surely enough")
    line = replace(INVOICE.lines[0], unit="hour", quantity=Decimal("14.00"))
    books = told(match=Match(replace(INVOICE, lines=(line,), paid_amount=Decimal("1000.5")), 0.9, reasons=reasons))["What the books hold:"]
    assert "| INV-1041, Harbour & Pine: £4,128.00, issued 1 September 2026, due 1 October 2026, £1,000.50 paid" in books.replace(" | ", " ")
    assert "line 1: UX design, 14 hours at £85.00: £1,290.00" in books
    assert "number_word" not in books
    assert "- the word INV-1041 stands in the new words" in books


def test_candidates_and_further_invoices_are_named() -> None:
    books = told(match=Match(None, 0.3, candidates=(INVOICE,), others=(OTHERS,), reasons=("no_invoice: nothing fits",)))[
        "What the books hold:"
    ]
    assert "| also about INV-2001, £5.00" in books
    assert "| could be INV-1041, Harbour & Pine: £4,128.00" in books
    assert "What points to an invoice:" in books


def test_the_clients_words_come_before_the_difference() -> None:
    titles = list(told(previous_text=DRAFT_TEXT.replace("14 hours", "15 hours")))
    assert titles[:2] == ["What tom@harbour.example wrote, with the deciding words marked:", "What changed (plus is new, minus is gone):"]
    assert told(reading=None, match=None, findings=(), history="") == {"The case:": "D-0042 is open since 6 October 2026."}


def test_what_the_answers_answer_stands_apart_from_them() -> None:
    plain = reading("Never agreed.\n\nApprove")
    pairs = (Answered("call-out 120.00", "Never agreed."), Answered("APPROVE this?", "Approve"))
    words = replace(plain.arrived.words, context=pairs)
    whole = replace(plain, arrived=replace(plain.arrived, words=words))
    title = "What their answers stand below (after > quoted words, not theirs):"
    assert told(reading=whole)[title].startswith("| > call-out 120.00 | Never agreed.")
    part = next(each for each in sections(facts(reading=whole), POLICY) if "not theirs" in each.title[-1].text)
    assert all(line.startswith("| ") for row in part.rows for line in row.text.split("\n"))
    assert title not in told()
