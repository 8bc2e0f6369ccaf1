from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.review.claim import top_finding
from bot.review.view import SAYS, subject_of, values
from bot.vocabulary.books import Check, Finding, FindingVerdict
from bot.vocabulary.labels import Cause
from tests.review.desk import CASE, DRAFT_TEXT, NOW, POLICY, client_mail, draft, facts


def test_every_cause_can_be_told() -> None:
    assert set(SAYS) == set(Cause)


def test_a_contradiction_is_shown_before_support() -> None:
    found = tuple(Finding(Check.TOTAL, verdict, verdict) for verdict in FindingVerdict)
    sums = replace(CASE, causes=(Cause.MISCALCULATION,))
    assert top_finding(facts(case=sums, findings=found)) == found[1]
    assert top_finding(facts(case=sums, findings=())) is None


def test_what_is_found_about_the_invoice_itself_comes_before_another_that_is_named() -> None:
    sums = facts(case=replace(CASE, causes=(Cause.MISCALCULATION,)))
    assert sums.match
    assert sums.match.invoice
    own = Finding(Check.TOTAL, FindingVerdict.SUPPORTED, "the sum is wrong", invoice=sums.match.invoice.number)
    other = Finding(Check.TOTAL, FindingVerdict.CONTRADICTED, "that sum is right", invoice="INV-9")
    assert top_finding(replace(sums, findings=(own, other))) == own


def test_only_a_finding_that_speaks_to_the_claim_answers_it() -> None:
    sum_found = Finding(Check.LINE_SUM, FindingVerdict.SUPPORTED, "line 1 is added up wrongly")
    hours = facts(case=replace(CASE, causes=(Cause.QUANTITY,)), findings=(sum_found,))
    assert top_finding(hours) is None
    shown = values(hours, POLICY, "t" * 26, "d@x.example", NOW)
    assert (shown["finding"], shown["finding_word"]) == ((), "")
    assert [row.text for row in shown["besides"]] == ["Besides, our books show: line 1 is added up wrongly"]


def test_a_subject_is_one_short_line() -> None:
    wild = replace(CASE, client_name="A\r\nBcc: x@y.example " * 30, invoice_numbers=("9" * 90,))
    subject = subject_of(facts(case=wild))
    assert len(subject) <= 150
    assert "\n" not in subject + "\r"[1:]
    assert subject_of(facts(case=replace(CASE, invoice_numbers=(), amount=None), match=None)).startswith(
        "[D-0042] Harbour & Pine disputes an unknown invoice - "
    )


def test_the_buttons_open_ready_replies() -> None:
    buttons = values(facts(), POLICY, "t" * 26, "disputes+token@northlight.example", NOW)["buttons"]
    bodies = [parse_qs(urlsplit(button["href"]).query)["body"][0] for button in buttons]
    assert bodies == ["APPROVE\r\n", "REJECT\r\n\r\n", "EDIT\r\n\r\n" + DRAFT_TEXT.replace("\n", "\r\n")]
    assert all("+" not in button["href"].partition("?")[2] for button in buttons)
    long = values(facts(draft=draft(client_mail("word " * 900))), POLICY, "t" * 26, "d@x.example", NOW)["buttons"][2]
    assert long["href"].endswith("body=EDIT%0D%0A%0D%0A")


@pytest.mark.parametrize(
    ("to", "said"),
    [("pat@northlight.example", True), ("PAT@northlight.example".lower(), True), ("tom@harbour.example", False), ("x@gmail.com", False)],
)
def test_apr_21_an_answer_to_our_own_domain_stands_out(to: str, said: bool) -> None:  # noqa: FBT001 - a table
    """APR-21: whoever approves should not be the client."""
    policy = replace(POLICY, approvers=("ana@northlight.example", "ana@gmail.com"))
    shown = values(facts(draft=draft(client_mail(recipients=(to,)))), policy, "t" * 26, "d@x.example", NOW)
    assert any("of our own domain" in " ".join(row.text for row in paragraph) for paragraph in shown["doubts"]) is said
