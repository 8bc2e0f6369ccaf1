from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summary import case_view, terminal
from bot.vocabulary.accounts import JournalEntry
from bot.vocabulary.cases import CaseStatus, OutboxState
from bot.vocabulary.reasons import Reason
from tests.summary.desk import case, held, row

ZONE = "Europe/London"


def test_cases_stand_on_two_lines() -> None:
    shown = case_view.cases([case(status=CaseStatus.WAITING_US), case(status=CaseStatus.CLOSED, invoice_numbers=(), amount=None)], ZONE)
    assert terminal.cases_text(shown).splitlines() == [
        "D-0042  waiting for us, answer due 10 Oct 2026, opened 7 Oct 2026",
        "        Harbour & Pine Ltd, INV-1041, 100.00 GBP, miscalculation",
        "D-0042  closed, opened 7 Oct 2026",
        "        Harbour & Pine Ltd, no invoice yet, miscalculation",
    ]


def test_held_mails_say_why_and_what_to_do() -> None:
    lines = terminal.held_text(case_view.held([held(7, Reason.TOO_BIG)], ZONE)).splitlines()
    assert lines[:3] == [
        "   7  8 Oct 2026, 03:00, from somebody@far.example, 4,096 bytes",
        "      Subject: Your invoice",
        "      TOO_BIG: The mail is larger than 50 MB. Only its header is kept: read it",
    ]
    assert lines[-1] == "Settle one with `dispute-desk release NUMBER` or `dispute-desk discard NUMBER`."


def test_the_outbox_names_whole_ids() -> None:
    assert terminal.outbox_text(case_view.outbox([row(OutboxState.REJECTED, last_answer="550 no")], ZONE)).splitlines() == [
        "out-1  rejected since 8 Oct 2026, 06:00, case D-0042, 1 try",
        "      to tom.ashdown@harbourandpine.example",
        "      550 no",
    ]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("mail_kept", {"mail_id": 3, "size_bytes": 2773}, "mail 3 kept, 2,773 bytes"),
        ("mail_kept", {}, "mail kept, 0 bytes"),
        ("note", {"event": "approved", "detail": f"hash {'a' * 64}."}, "approved: hash aaaaaaaaaaaa…."),
        ("settle_draft", {"draft_id": "r-1", "state": "rejected", "by": "ana", "why": "no"}, "draft r-1 rejected by ana: no"),
        ("open_case", {"case": {"client_name": "A\x1b[2J", "invoice_numbers": ["1", "2"]}}, "case opened: A [2J, 1, 2"),
        ("send_uncertain", {"outbox_id": "o-1", "answer": "cut"}, "message o-1 may or may not have arrived: cut"),
        ("resend", {"outbox_id": "o-1", "by": "ana"}, "ana has message o-1 sent again, the same bytes"),
        ("give_up", {"outbox_id": "o-1", "by": "ana"}, "ana settled message o-1 as not sent"),
        ("hold", {"mail_id": 3, "reason": "TNEF"}, "mail 3 is held: TNEF"),
        ("release", {"mail_id": 3, "by": "ana", "reason": "SPAM"}, "ana released mail 3 (SPAM) to be processed"),
        ("something_new", {"why": "because"}, "because"),
        ("something_new", {}, "something new"),
        ("erased", None, "(erased)"),
    ],
)
def test_an_entry_of_the_journal_is_a_sentence(kind: str, content: dict[str, object] | None, said: str) -> None:
    entry = JournalEntry(5, "2026-10-08T07:00:00+00:00", kind, "D-0042", None if content is None else json.dumps(content), "aa", "bb", "cc")
    assert terminal.journal_text(case_view.journal([entry], ZONE)) == f"    5  8 Oct 2026, 08:00  D-0042  {said}"
    told = terminal.journal_text(case_view.journal([replace(entry, case_id=None)], ZONE))
    assert told == f"    5  8 Oct 2026, 08:00  {said}"


@pytest.mark.parametrize(("told", "shown"), [("2174.40 EUR", "2,174.40 EUR"), ("1000000 JPY", "1,000,000 JPY"), (None, ""), ("odd", "odd")])
def test_amounts_are_separated(told: str | None, shown: str) -> None:
    assert terminal.amount(told) == shown


@given(st.text(max_size=400), st.integers(1, 200), st.integers(0, 12))
def test_no_word_is_lost_or_cut(text: str, width: int, indent: int) -> None:
    lines = terminal.wrapped(text, width, indent)
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= max(width, 40) or len(line.split()) == 1 for line in lines)
